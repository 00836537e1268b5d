"""The state of a message, computed from its history. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from mimecast_hold.api.answer.refusals import INTERMITTENT
from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.events import (
    Absent,
    Answered,
    Closed,
    Event,
    Halted,
    History,
    KeptBack,
    Logged,
    Lost,
    Postponed,
    Resumed,
    Seen,
    Sent,
    Unseen,
    Verdict,
)

_INTERRUPTED = Problem(
    "cancelled",
    "The run ended while the request was in flight.",
    "Run the action again with the same journal.",
    retryable=True,
)


@dataclass(slots=True)
class MessageState:
    """The requests sent for a message, their results, and all other known facts about it.

    Fields marked "this run" start again when a new run continues with the message.
    """

    attempts: int = 0
    request_id: str | None = None
    first_sent: datetime | None = None
    used_attempts: int = 0  # this run
    stale_tokens: int = 0  # this run
    limited: bool = False  # this run
    host_answered: bool = False  # this run
    contradicted_this_run: bool = False
    setbacks: list[Problem] = field(default_factory=list)  # this run: why each request failed
    may_still_apply: bool = False
    lost: list[Lost] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    refusal: Answered | None = None
    postponed: Postponed | None = None
    seen: Seen | None = None
    looked: Seen | Absent | Unseen | None = None
    queue_read: bool = False
    logged: Logged | None = None
    halted: Halted | None = None
    kept_back: KeptBack | None = None
    closed: Closed | None = None
    _in_flight: bool = False
    _before_request: tuple[int, str | None, datetime | None] = (0, None, None)
    _attempts_before_run: int = 0

    @classmethod
    def of(cls, history: History) -> "MessageState":
        state = cls()
        for event in history:
            state._apply(event)
        if state._in_flight:
            state._lose_request()
        return state

    def _apply(self, event: Event) -> None:  # noqa: C901, PLR0912 - one case for each event
        if isinstance(event, Sent) and self._in_flight:
            self._lose_request()
        if isinstance(event, Sent | Answered | Lost | Postponed):
            self._in_flight = isinstance(event, Sent)
        match event:
            case Sent():
                self._before_request = (self.attempts, self.request_id, self.first_sent)
                self.attempts += 1
                self.request_id = event.request_id
                self.first_sent = self.first_sent or event.at
                self.looked = self.logged = None  # what was read before the request says nothing about its effect
            case Answered():
                self.answers.append(event)
                self.host_answered = True
                self.contradicted_this_run |= event.verdict is Verdict.CONTRADICTORY
                if event.verdict in (Verdict.REFUSED, Verdict.DECLINED):
                    self.refusal = event
            case Lost():
                self.lost.append(event)
                self.setbacks.append(event.problem)
                self.used_attempts += event.uses_attempt
                self.host_answered |= event.answered
                self.may_still_apply |= event.may_still_apply
            case Postponed():
                if not event.sent:
                    self.attempts, self.request_id, self.first_sent = self._before_request
                self.postponed = event
                self.setbacks.append(event.problem)
                self.used_attempts += event.uses_attempt
                self.stale_tokens += event.token
                self.limited |= event.sent and not event.token
            case Seen() | Absent() | Unseen():
                self.seen = event if isinstance(event, Seen) else self.seen
                self.queue_read = not isinstance(event, Unseen)
                if self.attempts or self.lost:
                    self.looked = event
            case Logged():
                self.logged = event
            case Halted():
                self.halted = event
            case KeptBack():
                self.kept_back = event
            case Resumed():
                self._resume()
            case Closed():
                self.closed = event

    def _lose_request(self) -> None:
        """Count a request without any result as lost: its run was killed, and it may still be carried out."""
        self.lost.append(Lost(_INTERRUPTED, may_still_apply=True, uses_attempt=False))
        self.may_still_apply = True

    def _resume(self) -> None:
        """Keep what was sent and lost; everything else is decided again."""
        self._attempts_before_run = self.attempts
        self.used_attempts = self.stale_tokens = 0
        self.setbacks = []
        self.limited = self.host_answered = self.contradicted_this_run = False
        self.refusal = self.postponed = self.looked = None
        self.logged = self.halted = self.kept_back = self.closed = None
        lasting = (Verdict.DONE, Verdict.CONTRADICTORY)
        self.answers = [answer for answer in self.answers if answer.verdict in lasting]

    @property
    def confirmed(self) -> bool:
        """Whether Mimecast confirmed the operation for this message."""
        return any(answer.verdict is Verdict.DONE for answer in self.answers)

    @property
    def contradicted(self) -> bool:
        return any(answer.verdict is Verdict.CONTRADICTORY for answer in self.answers)

    @property
    def in_doubt(self) -> bool:
        """Whether a request may have been carried out without a confirmation."""
        return not self.confirmed and bool(self.lost or self.contradicted)

    @property
    def sent_in_this_run(self) -> bool:
        """Whether a request with the message left this machine in this run."""
        return self.attempts > self._attempts_before_run

    @property
    def setback(self) -> Problem:
        """The last reason why its requests failed.

        An intermittent refusal counts only if it came twice, or if there is no other reason.
        """
        others = [problem for problem in self.setbacks if problem.code != INTERMITTENT]
        intermittent_once = len(self.setbacks) - len(others) == 1
        return others[-1] if intermittent_once and others else self.setbacks[-1]

    def got_no_response(self, max_attempts: int) -> bool:
        """Whether all attempts of this run are used and the host never responded."""
        return not (self.host_answered or self.limited) and self.used_attempts >= max_attempts
