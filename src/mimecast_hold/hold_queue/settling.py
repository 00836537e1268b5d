"""What happened to a message, what to do next, and what to say of it: pure functions of its history.

A history is the tuple of events of one message, in order. `next_step` says what is to be done, `record` what is to be
told. Nobody else decides either.

What this can tell: a message is `released` when Mimecast said so, by `release: true` for its id or in the release log.
What it cannot: a message that is gone from the hold queue may have been released, rejected, expired or never held;
one still there after a time-out may be released a moment later. Both are `unknown`, with how to check.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Literal

from mimecast_hold.errors import Category, Problem
from mimecast_hold.hold_queue.records import (
    RELEASE,
    ActionRecord,
    Deed,
    Evidence,
    Outcome,
    RejectRecord,
    ReleaseRecord,
)


class Verdict(Enum):
    """What an answer says of one message."""

    DONE = "done"
    DECLINED = "declined"
    REFUSED = "refused"
    CONTRADICTORY = "contradictory"


Fate = Literal["released", "rejected", "expired", "unclear", "none", "unreadable"]


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that carries the message is about to leave."""

    request_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """The request was answered, and the answer speaks of this message."""

    verdict: Verdict
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """It was sent, and nothing that can be read came back for this message.

    `late`: it may still be carried out. `counts`: it uses up an attempt. `answered`: the host said something.
    """

    problem: Problem
    late: bool = False
    counts: bool = True
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Postponed:
    """Certainly not carried out: never sent, limited, or refused for a token that has been renewed since.

    `sent`: the request left this machine. `counts`: it uses up an attempt. `token`: it was the token.
    """

    problem: Problem
    sent: bool = False
    counts: bool = True
    token: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """The hold queue shows the message, normalised as in find."""

    message: dict[str, object]
    at: datetime


@dataclass(frozen=True, slots=True)
class Absent:
    """A complete look at the hold queue does not show it."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """It was not found in a look that was not complete, or there could be none: this proves nothing."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Logged:
    """What the release log says; `none`: no entry, `unreadable`: the log could not be read."""

    fate: Fate
    operator: str | None = None
    at: datetime | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Halted:
    """No release is to be sent for it any more: deadline, cancelled, or the whole run was stopped."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class KeptBack:
    """Nothing is to be sent for it: a guard (`problem` says which) or, without a problem, a dry run."""

    problem: Problem | None = None
    outcome: Literal["skipped", "failed", "not_attempted"] = "skipped"


@dataclass(frozen=True, slots=True)
class Resumed:
    """A new run takes the message up again: it has all its attempts, but what was lost stays lost."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Its record was told."""

    at: datetime


Event = Sent | Answered | Lost | Postponed | Seen | Absent | Unseen | Logged | Halted | KeptBack | Resumed | Closed
History = tuple[Event, ...]


class Step(Enum):
    """What is to be done next for a message."""

    SEND = "send"
    LOOK = "look at the hold queue"
    READ_LOG = "read the release log"
    DONE = "done"


_UNHEARD = Problem(
    "internal",
    "The run ended before anything was heard of the request.",
    "Run the action again: asking twice is harmless.",
    retryable=True,
)
_GONE = ("not_found", "already_released", "already_rejected")


def next_step(history: History, max_attempts: int) -> Step:
    """What is to be done next; `max_attempts` bounds the requests that end without an answer."""
    asked = _Asked.of(history)
    if asked.kept_back or asked.confirmed or asked.logged or asked.closed:
        return Step.DONE
    if asked.looked is not None:
        return Step.READ_LOG if isinstance(asked.looked, Absent) else Step.DONE
    if asked.contradicted or (asked.refusal and asked.lost):
        return Step.LOOK
    if asked.refusal:
        return Step.READ_LOG if _says_gone(asked.refusal) else Step.DONE
    if asked.halted or asked.counted >= max_attempts or asked.stale_tokens > 1:
        return Step.LOOK if asked.lost else Step.DONE
    return Step.SEND


def _says_gone(refusal: Answered) -> bool:
    return refusal.problem is not None and refusal.problem.category in _GONE


def repeats(history: History) -> int:
    """How often the message was asked about in vain: what a back-off grows by."""
    return _Asked.of(history).counted


def settled_for_good(history: History) -> bool:
    """Whether a message's record was told, and running the action again cannot better it."""
    asked = _Asked.of(history)
    if not asked.closed or asked.kept_back:
        return False
    _, _, error = _judge(RELEASE, asked)
    return error is None or not error.retryable


def died_silently(history: History, max_attempts: int) -> bool:
    """Whether its attempts are used up and the host never said anything to any of them."""
    asked = _Asked.of(history)
    said = asked.answers or asked.limited or any(event.answered for event in asked.lost)
    return not said and asked.counted >= max_attempts


@dataclass(slots=True)
class _Asked:
    """A history, read once, forward, for what the decisions need."""

    attempts: int = 0
    request_id: str | None = None
    first_sent: datetime | None = None
    counted: int = 0
    stale_tokens: int = 0
    limited: bool = False
    late: bool = False
    lost: list[Lost] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    refusal: Answered | None = None
    postponed: Postponed | None = None
    open: bool = False
    seen: Seen | None = None
    looked: Seen | Absent | Unseen | None = None
    queue_read: bool = False
    logged: Logged | None = None
    halted: Halted | None = None
    kept_back: KeptBack | None = None
    closed: Closed | None = None

    @classmethod
    def of(cls, history: History) -> "_Asked":
        asked = cls()
        before: tuple[int, str | None, datetime | None] = (0, None, None)
        for event in history:
            if isinstance(event, Sent | Answered | Lost | Postponed):
                asked._close(event)
            match event:
                case Sent():
                    before = (asked.attempts, asked.request_id, asked.first_sent)
                    asked._send(event)
                case Postponed():
                    if not event.sent:
                        asked.attempts, asked.request_id, asked.first_sent = before
                    asked._postpone(event)
                case Lost():
                    asked.lost.append(event)
                    asked.counted += event.counts
                    asked.late = asked.late or event.late
                case Answered():
                    asked.answers.append(event)
                    if event.verdict in (Verdict.REFUSED, Verdict.DECLINED):
                        asked.refusal = event
                case Resumed():
                    asked._resume()
                case _:
                    asked._learn(event)
        asked._close(None)
        return asked

    def _close(self, event: Sent | Answered | Lost | Postponed | None) -> None:
        """A request of which nothing was heard before `event`: a run was killed over it, and it may be carried out."""
        if self.open and not isinstance(event, Answered | Lost | Postponed):
            self.lost.append(Lost(_UNHEARD, late=True, counts=False))
            self.late = True
        self.open = isinstance(event, Sent)

    def _resume(self) -> None:
        """What was asked before stays asked, and lost; what was decided is decided anew."""
        self.counted = self.stale_tokens = 0
        self.limited = False
        self.refusal = self.postponed = self.looked = None
        self.logged = self.halted = self.kept_back = self.closed = None
        lasting = (Verdict.DONE, Verdict.CONTRADICTORY)
        self.answers = [one for one in self.answers if one.verdict in lasting]

    def _send(self, event: Sent) -> None:
        self.attempts += 1
        self.request_id = event.request_id
        self.first_sent = self.first_sent or event.at
        # A look before the request tells nothing of what the request did.
        self.looked = self.logged = None

    def _postpone(self, event: Postponed) -> None:
        self.postponed = event
        self.counted += event.counts
        self.stale_tokens += event.token
        self.limited = self.limited or (event.sent and not event.token)

    def _learn(self, event: Seen | Absent | Unseen | Logged | Halted | KeptBack | Closed) -> None:
        match event:
            case Seen() | Absent() | Unseen():
                self.seen = event if isinstance(event, Seen) else self.seen
                self.queue_read = not isinstance(event, Unseen)
                if self.attempts:
                    self.looked = event
            case Logged():
                self.logged = event
            case Halted():
                self.halted = event
            case KeptBack():
                self.kept_back = event
            case Closed():
                self.closed = event

    @property
    def confirmed(self) -> bool:
        return any(event.verdict is Verdict.DONE for event in self.answers)

    @property
    def contradicted(self) -> bool:
        return any(event.verdict is Verdict.CONTRADICTORY for event in self.answers)


Judgement = tuple[Outcome, Evidence | None, Problem | None]


def record(deed: Deed, message_id: str, history: History, now: datetime) -> ActionRecord:
    """What is to be told of a message whose history has come to its end, completed at `now`."""
    asked = _Asked.of(history)
    result, evidence, error = _judge(deed, asked)
    kind = ReleaseRecord if deed is RELEASE else RejectRecord
    return kind(
        deed=deed,
        id=message_id,
        result=result,
        evidence=evidence,
        attempts=asked.attempts,
        request_id=asked.request_id,
        completed_at=(asked.closed.at if asked.closed else now)
        .astimezone(UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z"),
        message=asked.seen.message if asked.seen else None,
        error=error,
    )


def _judge(deed: Deed, asked: _Asked) -> Judgement:
    if asked.kept_back:
        kept = asked.kept_back
        return kept.outcome, "hold_queue" if asked.queue_read else None, kept.problem
    if asked.confirmed:
        return "done", "response", None
    if asked.lost or asked.contradicted:
        return _judge_unsettled(deed, asked)
    if asked.refusal:
        return _judge_refused(asked.refusal, asked.logged)
    problem = _why_not(asked)
    return ("failed", "response", problem) if asked.attempts else ("not_attempted", None, problem)


def _judge_refused(refusal: Answered, logged: Logged | None) -> Judgement:
    """Refused, and no answer lost: the refusal stands, and the log may say what had happened before."""
    if refusal.verdict is Verdict.DECLINED:
        return "not_done", "response", refusal.problem
    if logged and logged.fate in ("released", "rejected", "expired"):
        return "failed", "release_log", _gone_before(logged, refusal.problem)
    return "failed", "response", refusal.problem


def _judge_unsettled(deed: Deed, asked: _Asked) -> Judgement:
    match asked.looked:
        case Seen():
            return _judge_still_held(deed, asked)
        case Absent():
            return _judge_gone(deed, asked)
        case Unseen(problem):
            return (
                "unknown",
                None,
                _unknown(deed, asked, f"the hold queue could not tell: {problem.message.rstrip('.')}"),
            )
        case _:
            return "unknown", None, _unknown(deed, asked, "there was no time left to look")


def _judge_still_held(deed: Deed, asked: _Asked) -> Judgement:
    if asked.late:
        text = "it is still held, but the request may yet be carried out"
        return "unknown", "hold_queue", _unknown(deed, asked, text)
    if asked.refusal:
        declined = asked.refusal.verdict is Verdict.DECLINED
        return "not_done" if declined else "failed", "hold_queue", asked.refusal.problem
    problem = _last_problem(asked)
    hint = f"The message is still held: run the action again to {deed.verb} it."
    return "failed", "hold_queue", replace(problem, hint=hint, retryable=True)


def _judge_gone(deed: Deed, asked: _Asked) -> Judgement:
    logged = asked.logged
    if logged is None or logged.fate in ("none", "unreadable"):
        why = "has no entry for it" if logged and logged.fate == "none" else "could not be read"
        text = f"it is gone from the hold queue, and the release log {why}"
        return (
            "unknown",
            "hold_queue",
            _unknown(deed, asked, text, f"It was probably {deed.fate}. "),
        )
    if logged.fate == "unclear":
        text = "it is gone from the hold queue, and its entry in the release log contradicts itself"
        return "unknown", "release_log", _unknown(deed, asked, text)
    if logged.fate == deed.fate and not _before(logged, asked.first_sent):
        return "done", "release_log", None
    return "failed", "release_log", _gone_before(logged, _last_problem(asked))


_CLOCKS_APART = timedelta(minutes=15)


def _before(logged: Logged, first_sent: datetime | None) -> bool:
    """Whether the entry is surely older than our first request: clocks may differ by what a signature tolerates."""
    return bool(logged.at and first_sent and logged.at < first_sent - _CLOCKS_APART)


_GONE_CATEGORY: dict[str, Category] = {
    "released": "already_released",
    "rejected": "already_rejected",
    "expired": "not_found",
}


def _gone_before(logged: Logged, problem: Problem | None) -> Problem:
    by = f" by {logged.operator}" if logged.operator else ""
    at = f" at {logged.at.astimezone(UTC).isoformat(timespec='seconds')}" if logged.at else ""
    what = "It expired in the hold queue" if logged.fate == "expired" else f"It was {logged.fate}{by}"
    return Problem(
        _GONE_CATEGORY[logged.fate],
        f"{what}{at}, the release log says.",
        "Nothing is left to do for this message in the hold queue.",
        code=problem.code if problem else None,
        http_status=problem.http_status if problem else None,
    )


def _last_problem(asked: _Asked) -> Problem:
    problems = [event.problem for event in asked.answers if event.problem]
    if asked.lost:
        return asked.lost[-1].problem
    return problems[-1]


def _unknown(deed: Deed, asked: _Asked, text: str, guess: str = "") -> Problem:
    last = _last_problem(asked)
    return replace(
        last,
        message=f"The answer was lost ({last.message.rstrip('.')}); {text}.",
        hint=(
            f"{guess}Check the release log (get_release_log) and the hold queue (find_held_messages) for this message "
            f"in a few minutes, or run the action again: asking twice to {deed.verb} is harmless."
        ),
        retryable=True,
    )


def _why_not(asked: _Asked) -> Problem:
    limited = asked.postponed and asked.postponed.problem.category == "rate_limited"
    if limited and asked.postponed and asked.halted and asked.halted.problem.category == "deadline":
        # Refused by the limiter to the end, though it was time that ended it.
        return replace(asked.postponed.problem, hint=asked.halted.problem.hint)
    if asked.halted:
        return asked.halted.problem
    if asked.postponed:
        return asked.postponed.problem
    return Problem("internal", "The message was left without a reason.", "Please report this defect.")
