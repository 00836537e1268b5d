"""A history, read once, forward, for what the decisions need. Pure."""

from datetime import datetime

from mimecast_hold.api.answer.refusals import INTERMITTENT
from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.events import (
    Absent,
    Answered,
    Closed,
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

_UNHEARD = Problem(
    "cancelled",
    "The run was ended while the request was under way.",
    "Run the action again with the same journal.",
    retryable=True,
)


class MessageState:
    """What was asked about a message, what came of it, and what is known of it besides."""

    def __init__(self) -> None:
        """Nothing has happened."""
        self.attempts = 0
        self.request_id: str | None = None
        self.first_sent: datetime | None = None
        self.counted = 0
        self.stale_tokens = 0
        self.limited = False
        self.heard = False
        self.late = False
        self.lost: list[Lost] = []
        self.answers: list[Answered] = []
        self.contradicted_now = False  # by an answer since the run took the message up
        self.setbacks: list[Problem] = []  # of the requests since the run took the message up
        self.refusal: Answered | None = None
        self.postponed: Postponed | None = None
        self.open = False
        self.seen: Seen | None = None
        self.looked: Seen | Absent | Unseen | None = None
        self.queue_read = False
        self.logged: Logged | None = None
        self.halted: Halted | None = None
        self.kept_back: KeptBack | None = None
        self.closed: Closed | None = None

    @classmethod
    def of(cls, history: History) -> "MessageState":
        state = cls()
        before: tuple[int, str | None, datetime | None] = (0, None, None)
        for event in history:
            if isinstance(event, Sent | Answered | Lost | Postponed):
                state._close(event)
            match event:
                case Sent():
                    before = (state.attempts, state.request_id, state.first_sent)
                    state._send(event)
                case Postponed():
                    if not event.sent:
                        state.attempts, state.request_id, state.first_sent = before
                    state._postpone(event)
                case Lost():
                    state.lost.append(event)
                    state.setbacks.append(event.problem)
                    state.counted += event.counts
                    state.heard = state.heard or event.answered
                    state.late = state.late or event.late
                case Answered():
                    state.answers.append(event)
                    state.heard = True
                    state.contradicted_now = state.contradicted_now or event.verdict is Verdict.CONTRADICTORY
                    if event.verdict in (Verdict.REFUSED, Verdict.DECLINED):
                        state.refusal = event
                case Resumed():
                    state._resume()
                case _:
                    state._learn(event)
        state._close(None)
        return state

    def _close(self, event: Sent | Answered | Lost | Postponed | None) -> None:
        """A request of which nothing was heard before `event`: a run was killed over it, and it may be carried out."""
        if self.open and not isinstance(event, Answered | Lost | Postponed):
            self.lost.append(Lost(_UNHEARD, late=True, counts=False))
            self.late = True
        self.open = isinstance(event, Sent)

    def _resume(self) -> None:
        """What was asked before stays asked, and lost; what was decided is decided anew."""
        self.counted = self.stale_tokens = 0
        self.setbacks = []
        self.limited = self.heard = self.contradicted_now = False
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
        self.setbacks.append(event.problem)
        self.counted += event.counts
        self.stale_tokens += event.token
        self.limited = self.limited or (event.sent and not event.token)

    def _learn(self, event: Seen | Absent | Unseen | Logged | Halted | KeptBack | Closed) -> None:
        match event:
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
            case Closed():
                self.closed = event

    @property
    def setback(self) -> Problem:
        """Why its requests came to nothing: the last reason.

        A refusal that is known to come now and then counts only if it came again, or if there is no other reason.
        """
        others = [one for one in self.setbacks if one.code != INTERMITTENT]
        once = len(self.setbacks) - len(others) == 1
        return others[-1] if once and others else self.setbacks[-1]

    @property
    def confirmed(self) -> bool:
        return any(event.verdict is Verdict.DONE for event in self.answers)

    @property
    def in_doubt(self) -> bool:
        """Whether a request may have been carried out without Mimecast having said so."""
        return not self.confirmed and bool(self.lost or self.contradicted)

    @property
    def contradicted(self) -> bool:
        return any(event.verdict is Verdict.CONTRADICTORY for event in self.answers)


def sent_in_last_run(history: History) -> bool:
    """Whether a request that carries the message left this machine since it was last taken up."""
    since = max((number for number, event in enumerate(history) if isinstance(event, Resumed)), default=-1) + 1
    return MessageState.of(history[since:]).attempts > 0


def setback(history: History) -> Problem:
    """Why the requests for a message came to nothing."""
    return MessageState.of(history).setback


def repeats(history: History) -> int:
    """How often the message was asked about in vain: what a back-off grows by."""
    return MessageState.of(history).counted


def died_silently(history: History, max_attempts: int) -> bool:
    """Whether its attempts are used up and the host never said anything to any of this run's."""
    state = MessageState.of(history)
    return not (state.heard or state.limited) and state.counted >= max_attempts
