"""Decide the next step for a message, and in the end its record: pure functions of its history.

A history is the tuple of one message's events, in order. `next_step` says what to do next, `record` what to report;
no other module decides either.

A message is `released` when Mimecast said so, by `release: true` for its id or in the release log. A message that is
gone from the hold queue may have been released or rejected, have expired, or never have been held. One that is still
held after a timeout may be released a moment later. Both are `unknown`, with a hint how to check.
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
    """What to do next for a message."""

    SEND = "send"
    LOOK = "look at the hold queue"
    READ_LOG = "read the release log"
    DONE = "done"


_GONE = ("not_found", "already_released", "already_rejected")
_CONNECTION_PROBLEMS = ("authentication", "permission", "configuration")
_TOLERANCE = timedelta(minutes=2)  # the log's clock may differ a little from that of the answers' `Date`
_LOG_CATEGORIES: dict[str, Category] = {
    "released": "already_released",
    "rejected": "already_rejected",
    "expired": "not_found",
}


def next_step(history: History, max_attempts: int) -> Step:
    """Return the next step; `max_attempts` limits the requests that end without an answer."""
    state = MessageState.of(history)
    if state.kept_back or state.confirmed or state.logged or state.closed:
        return Step.DONE
    if state.looked is not None:
        return Step.READ_LOG if isinstance(state.looked, Absent) else Step.DONE
    if state.contradicted_this_run or (state.refusal and state.in_doubt):
        return Step.LOOK
    if state.refusal:
        gone = state.refusal.problem and state.refusal.problem.category in _GONE
        return Step.READ_LOG if gone else Step.DONE
    if state.halted or state.used_attempts >= max_attempts or state.stale_tokens > 1:
        return Step.LOOK if state.in_doubt else Step.DONE
    return Step.SEND


def is_final(state: MessageState) -> bool:
    """Return whether a message's record was returned and running the action again cannot improve it."""
    if not state.closed or state.kept_back:
        return False
    _, _, error = _judge(RELEASE, state)
    # A message that is gone stays gone; the cause of any other refusal may be fixed before the next run.
    return error is None or (error.category in _GONE and not error.retryable)


Judgement = tuple[Outcome, Evidence | None, Problem | None]


def record(operation: Operation, message_id: str, history: History, now: datetime) -> ActionRecord:
    """Return the record of a message whose history is complete at `now`."""
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
        return state.kept_back.outcome, "hold_queue" if state.queue_read else None, state.kept_back.problem
    if state.confirmed:
        return "done", "response", None
    if state.lost or state.contradicted:
        return _judge_unsettled(operation, state)
    if state.refusal:
        return _judge_refused(operation, state.refusal, state.logged)
    problem = _why_not_sent(state)
    return ("failed", "response", problem) if state.attempts else ("not_attempted", None, problem)


def _judge_refused(operation: Operation, refusal: Answered, logged: Logged | None) -> Judgement:
    """Judge a refusal after which no answer was lost; the log may say that the operation was done before."""
    problem = refusal.problem
    if refusal.verdict is Verdict.DECLINED:
        return "not_done", "response", problem
    if logged and logged.status == operation.log_status:
        return "already_done", "release_log", None
    if logged and logged.status in _LOG_CATEGORIES:
        return "failed", "release_log", _gone_before(logged, problem)
    if problem and logged and logged.problem:
        unread = f"The release log could not be read to see whether the message was {operation.log_status} before: "
        problem = problem.with_hint(f"{problem.hint} {unread}{logged.problem.message} {logged.problem.hint}".strip())
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
            return "unknown", None, _unknown(operation, state, "there was no time left to check the hold queue")


def _judge_still_held(operation: Operation, state: MessageState) -> Judgement:
    if state.may_still_apply:
        text = "the message is still held, but the request may still be carried out"
        return "unknown", "hold_queue", _unknown(operation, state, text)
    if state.refusal:
        declined = state.refusal.verdict is Verdict.DECLINED
        return "not_done" if declined else "failed", "hold_queue", state.refusal.problem
    hint = f"The message is still held: run the action again to {operation.verb} it."
    return "failed", "hold_queue", _last_problem(state)._replace(hint=hint, retryable=True)


def _judge_gone(operation: Operation, state: MessageState) -> Judgement:
    logged = state.logged
    if logged is None or logged.status in ("none", "unreadable"):
        why = "has no entry for it" if logged and logged.status == "none" else "could not be read"
        text = f"the message is gone from the hold queue, and the release log {why}"
        guess = f"It was probably {operation.log_status}. "
        cause = logged.problem if logged else None
        return "unknown", "hold_queue", _unknown(operation, state, text, guess, cause=cause)
    if logged.status == "unclear":
        text = "the message is gone from the hold queue, and its release log entry contradicts itself"
        return "unknown", "release_log", _unknown(operation, state, text)
    if logged.status == operation.log_status:
        return "already_done" if _is_older(logged, state.first_sent) else "done", "release_log", None
    return "failed", "release_log", _gone_before(logged, _last_problem(state))


def _is_older(logged: Logged, first_sent: datetime | None) -> bool:
    """Return whether the entry is surely older than our first request, by Mimecast's clock."""
    if logged.at is None or first_sent is None or logged.offset is None:
        return False
    return logged.at < first_sent + timedelta(seconds=logged.offset) - _TOLERANCE


def _gone_before(logged: Logged, problem: Problem | None) -> Problem:
    by = f" by {logged.operator}" if logged.operator else ""
    at = f" at {rfc_3339(logged.at)}" if logged.at else ""
    what = "It expired in the hold queue" if logged.status == "expired" else f"It was {logged.status}{by}"
    return Problem(
        _LOG_CATEGORIES[logged.status],
        f"{what}{at}, according to the release log.",
        "There is nothing left to do for this message in the hold queue.",
        code=problem.code if problem else None,
        http_status=problem.http_status if problem else None,
    )


def _last_problem(state: MessageState) -> Problem:
    if state.lost:
        return state.lost[-1].problem
    return [answer.problem for answer in state.answers if answer.problem][-1]


def _unknown(
    operation: Operation, state: MessageState, text: str, guess: str = "", *, cause: Problem | None = None
) -> Problem:
    """Return the error of an unknown outcome; `cause` is why the queue or the log could not be read."""
    last = _last_problem(state)
    because = f": {cause.message.rstrip('.')}" if cause else ""
    remedy = f"{cause.hint} " if cause and cause.category in _CONNECTION_PROBLEMS else ""
    return last._replace(
        message=f"No clear answer ({last.message.rstrip('.')}); {text}{because}.",
        code=(cause.code if cause else None) or last.code,
        hint=(
            f"{guess}{remedy}Check the release log (get_release_log) and the hold queue (find_held_messages) for this "
            f"message in a few minutes, or run the action again: a second request to {operation.verb} is harmless."
        ),
        retryable=True,
    )


def _why_not_sent(state: MessageState) -> Problem:
    postponed, halted = state.postponed, state.halted
    if halted and halted.problem.category == "deadline" and postponed and postponed.problem.category == "rate_limited":
        return postponed.problem.with_hint(halted.problem.hint)  # rate limited until the deadline
    if halted:
        return halted.problem
    if postponed:
        return state.setback
    return Problem("internal", "The message was not sent, and no reason was recorded.", "Please report this.")
