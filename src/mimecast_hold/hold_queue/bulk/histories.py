"""The histories of one run, in the order of the messages: what was given in comes out, each when it has ended."""

from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.outcome.decision import Step, next_step
from mimecast_hold.hold_queue.outcome.events import Event, Halted, History

Pair = tuple[str, History]


class Journal(Protocol):
    """Where events are kept before anything depends on them."""

    def note(self, message_id: str, event: Event) -> None:
        """Keep an event of a message; raises `MimecastHoldError` where it cannot be kept."""
        ...

    def end(self, message_id: str, history: History, at: datetime) -> None:
        """Keep that a message's record was told; raises `MimecastHoldError` where it cannot be kept."""
        ...

    def window(self, typed: str, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """The times that the first run on this journal was over; raises `MimecastHoldError` if others are asked for."""
        ...

    def history(self, message_id: str) -> History:
        """What earlier runs know of a message."""
        ...

    def ids(self) -> list[str]:
        """The messages that earlier runs know of."""
        ...


class Histories:
    """Histories by id; only the thread that iterates the run touches it."""

    def __init__(self, max_attempts: int, journal: Journal | None = None) -> None:
        """Begin empty."""
        self._max_attempts = max_attempts
        self._journal = journal
        self.failed: Problem | None = None
        # Ordered, since taking the first of a plain dict again and again walks over the holes.
        self._histories: OrderedDict[str, History] = OrderedDict()
        self._ended: set[str] = set()

    def open(self, message_id: str, history: History) -> Step:
        """Take a message in; what is to be done for it."""
        self._histories[message_id] = history
        return self.step(message_id)

    def note(self, message_id: str, event: Event) -> None:
        """Add an event to a message's history; a journal that fails is told in `failed`, and no event is lost by it."""
        # That a run ended before a message was sent need not be kept: ten thousand such notes would outlast a deadline.
        unsent = isinstance(event, Halted) and not self._histories[message_id]
        if self._journal and not self.failed and not unsent:
            try:
                self._journal.note(message_id, event)
            except MimecastHoldError as error:
                self.failed = error.problem()
        self._histories[message_id] += (event,)

    def history(self, message_id: str) -> History:
        """What happened to a message so far."""
        return self._histories[message_id]

    def step(self, message_id: str) -> Step:
        """What is to be done next for a message; one that has ended is given out by `ended`."""
        step = next_step(self._histories[message_id], self._max_attempts)
        if step is Step.DONE:
            self._ended.add(message_id)
        return step

    def leave(self, event: Event) -> bool:
        """Let every message end with `event`, whatever would have been next; whether there were any.

        The journal is not asked any more.
        """
        left = [message_id for message_id in self._histories if message_id not in self._ended]
        for message_id in left:
            self._histories[message_id] += (event,)
            self._ended.add(message_id)
        return bool(left)

    def waiting(self, step: Step) -> list[str]:
        """The messages for which `step` is next."""
        waiting = [one for one in self._histories if one not in self._ended]
        return [message_id for message_id in waiting if self.step(message_id) is step]

    def ended(self) -> Iterator[Pair]:
        """Give out, and forget, the messages at the head that have ended."""
        while self._histories:
            message_id = next(iter(self._histories))
            if message_id not in self._ended:
                return
            self._ended.remove(message_id)
            yield message_id, self._histories.pop(message_id)
