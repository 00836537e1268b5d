"""What is to be done next for a message, and what to say of it in the end: pure functions of its history.

A history is the tuple of events of one message, in order. `next_step` says what is to be done, `record` what is to be
told. Nobody else decides either.

What this can tell: a message is `released` when Mimecast said so, by `release: true` for its id or in the release log.
What it cannot: a message that is gone from the hold queue may have been released, rejected, expired or never held;
one still there after a time-out may be released a moment later. Both are `unknown`, with how to check.
"""

from datetime import datetime, timedelta
from enum import Enum

from mimecast_hold.errors import Category, Problem
from mimecast_hold.hold_queue.dates import rfc_3339, with_milliseconds
from mimecast_hold.hold_queue.outcome.events import Absent, Answered, History, Logged, Seen, Unseen, Verdict
from mimecast_hold.hold_queue.outcome.message_state import MessageState
from mimecast_hold.hold_queue.outcome.records import (
    RELEASE,
    ActionRecord,
    Evidence,
    Operation,
    Outcome,
    RejectRecord,
    ReleaseRecord,
)


class Step(Enum):
    """What is to be done next for a message."""

    SEND = "send"
    LOOK = "look at the hold queue"
    READ_LOG = "read the release log"
    DONE = "done"


_GONE = ("not_found", "already_released", "already_rejected")


def next_step(history: History, max_attempts: int) -> Step:
    """What is to be done next; `max_attempts` bounds the requests that end without an answer."""
    return _plain_step(history) or _step(MessageState.of(history), max_attempts)


def _plain_step(history: History) -> Step | None:
    """The step of almost all messages, by a glance: new, or with Mimecast's yes as the last word; else None."""
    if not history:
        return Step.SEND
    last = history[-1]
    return Step.DONE if isinstance(last, Answered) and last.verdict is Verdict.DONE else None


def _step(state: MessageState, max_attempts: int) -> Step:
    if state.kept_back or state.confirmed or state.logged or state.closed:
        return Step.DONE
    if state.looked is not None:
        return Step.READ_LOG if isinstance(state.looked, Absent) else Step.DONE
    if state.contradicted_now or (state.refusal and state.in_doubt):
        return Step.LOOK
    if state.refusal:
        return Step.READ_LOG if _says_gone(state.refusal) else Step.DONE
    if state.halted or state.counted >= max_attempts or state.stale_tokens > 1:
        return Step.LOOK if state.in_doubt else Step.DONE
    return Step.SEND


def _says_gone(refusal: Answered) -> bool:
    return refusal.problem is not None and refusal.problem.category in _GONE


_OF_THE_CONNECTION = ("authentication", "permission", "configuration")


def settled_for_good(history: History) -> bool:
    """Whether a message's record was told, and running the action again cannot better it."""
    state = MessageState.of(history)
    if not state.closed or state.kept_back:
        return False
    _, _, error = _judge(RELEASE, state)
    # What is gone stays gone. Any other refusal may be mended, so that the next run asks again.
    return error is None or (error.category in _GONE and not error.retryable)


Judgement = tuple[Outcome, Evidence | None, Problem | None]


def record(operation: Operation, message_id: str, history: History, now: datetime) -> ActionRecord:
    """What is to be told of a message whose history has come to its end, completed at `now`."""
    state = MessageState.of(history)
    result, evidence, error = _judge(operation, state)
    entry = state.logged if evidence == "release_log" and result in ("done", "already_done") else None
    kind = ReleaseRecord if operation is RELEASE else RejectRecord
    return kind(
        id=message_id,
        result=result,
        evidence=evidence,
        attempts=state.attempts,
        request_id=state.request_id,
        completed_at=with_milliseconds(state.closed.at if state.closed else now),
        message=state.seen.message if state.seen else None,
        error=error,
        done_by=entry.operator if entry else None,
        done_at=rfc_3339(entry.at) if entry and entry.at else None,
    )


def _judge(operation: Operation, state: MessageState) -> Judgement:
    if state.kept_back:
        kept = state.kept_back
        return kept.outcome, "hold_queue" if state.queue_read else None, kept.problem
    if state.confirmed:
        return "done", "response", None
    if state.lost or state.contradicted:
        return _judge_unsettled(operation, state)
    if state.refusal:
        return _judge_refused(operation, state.refusal, state.logged)
    problem = _why_not(state)
    return ("failed", "response", problem) if state.attempts else ("not_attempted", None, problem)


def _judge_refused(operation: Operation, refusal: Answered, logged: Logged | None) -> Judgement:
    """Refused, and no answer lost: the refusal stands, and the log may say what had happened before."""
    if refusal.verdict is Verdict.DECLINED:
        return "not_done", "response", refusal.problem
    if logged and logged.fate == operation.log_status:
        return "already_done", "release_log", None
    if logged and logged.fate in _GONE_CATEGORY:
        return "failed", "release_log", _gone_before(logged, refusal.problem)
    problem = refusal.problem
    if problem and logged and logged.problem:
        unread = f"The release log, which tells whether it was {operation.log_status} before, could not be read: "
        problem = problem.hinted(f"{problem.hint} {unread}{logged.problem.message} {logged.problem.hint}".strip())
    return "failed", "response", problem


def _judge_unsettled(operation: Operation, state: MessageState) -> Judgement:
    match state.looked:
        case Seen():
            return _judge_still_held(operation, state)
        case Absent():
            return _judge_gone(operation, state)
        case Unseen(problem):
            text = "the hold queue could not be read"
            return "unknown", None, _unknown(operation, state, text, cause=problem)
        case _:
            return "unknown", None, _unknown(operation, state, "there was no time left to look")


def _judge_still_held(operation: Operation, state: MessageState) -> Judgement:
    if state.late:
        text = "it is still held, but the request may yet be carried out"
        return "unknown", "hold_queue", _unknown(operation, state, text)
    if state.refusal:
        declined = state.refusal.verdict is Verdict.DECLINED
        return "not_done" if declined else "failed", "hold_queue", state.refusal.problem
    problem = _last_problem(state)
    hint = f"The message is still held: run the action again to {operation.verb} it."
    return "failed", "hold_queue", problem._replace(hint=hint, retryable=True)


def _judge_gone(operation: Operation, state: MessageState) -> Judgement:
    logged = state.logged
    if logged is None or logged.fate in ("none", "unreadable"):
        why = "has no entry for it" if logged and logged.fate == "none" else "could not be read"
        text = f"it is gone from the hold queue, and the release log {why}"
        cause = logged.problem if logged else None
        return (
            "unknown",
            "hold_queue",
            _unknown(operation, state, text, f"It was probably {operation.log_status}. ", cause=cause),
        )
    if logged.fate == "unclear":
        text = "it is gone from the hold queue, and its entry in the release log contradicts itself"
        return "unknown", "release_log", _unknown(operation, state, text)
    if logged.fate == operation.log_status:
        return "already_done" if _is_older(logged, state.first_sent) else "done", "release_log", None
    return "failed", "release_log", _gone_before(logged, _last_problem(state))


_TOLERANCE = timedelta(minutes=2)  # the log's clock and the one that answers' `Date` shows may differ by a little


def _is_older(logged: Logged, first_sent: datetime | None) -> bool:
    """Whether the entry is surely older than our first request, by Mimecast's clock; False if that is not known."""
    if logged.at is None or first_sent is None or logged.offset is None:
        return False
    return logged.at < first_sent + timedelta(seconds=logged.offset) - _TOLERANCE


_GONE_CATEGORY: dict[str, Category] = {
    "released": "already_released",
    "rejected": "already_rejected",
    "expired": "not_found",
}


def _gone_before(logged: Logged, problem: Problem | None) -> Problem:
    by = f" by {logged.operator}" if logged.operator else ""
    at = f" at {rfc_3339(logged.at)}" if logged.at else ""
    what = "It expired in the hold queue" if logged.fate == "expired" else f"It was {logged.fate}{by}"
    return Problem(
        _GONE_CATEGORY[logged.fate],
        f"{what}{at}, the release log says.",
        "Nothing is left to do for this message in the hold queue.",
        code=problem.code if problem else None,
        http_status=problem.http_status if problem else None,
    )


def _last_problem(state: MessageState) -> Problem:
    problems = [event.problem for event in state.answers if event.problem]
    if state.lost:
        return state.lost[-1].problem
    return problems[-1]


def _unknown(
    operation: Operation, state: MessageState, text: str, guess: str = "", *, cause: Problem | None = None
) -> Problem:
    """The error of a message whose outcome is not known; `cause` is why the queue or the log could not be read."""
    last = _last_problem(state)
    because = f": {cause.message.rstrip('.')}" if cause else ""
    remedy = f"{cause.hint} " if cause and cause.category in _OF_THE_CONNECTION else ""
    return last._replace(
        message=f"The answer was lost ({last.message.rstrip('.')}); {text}{because}.",
        code=(cause.code if cause else None) or last.code,
        hint=(
            f"{guess}{remedy}Check the release log (get_release_log) and the hold queue (find_held_messages) for this "
            f"message in a few minutes, or run the action again: asking twice to {operation.verb} is harmless."
        ),
        retryable=True,
    )


def _why_not(state: MessageState) -> Problem:
    limited = state.postponed and state.postponed.problem.category == "rate_limited"
    if limited and state.postponed and state.halted and state.halted.problem.category == "deadline":
        # Refused by the limiter to the end, though it was time that ended it.
        return state.postponed.problem._replace(hint=state.halted.problem.hint)
    if state.halted:
        return state.halted.problem
    if state.postponed:
        return state.setback
    return Problem("internal", "The message was left without a reason.", "Please report this defect.")
