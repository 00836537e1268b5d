"""The histories of one run's messages, in order, until each message has ended."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.outcome.decision import Step, next_step
from mimecast_hold.hold_queue.outcome.events import Event, Halted, History
from mimecast_hold.hold_queue.outcome.message_state import MessageState

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.bulk.journal import Journal

MessageHistory = tuple[str, History]
"""An id and what happened to its message."""


class Histories:
    """Histories by id, used only by the thread that iterates the run.

    `failed` is the problem of a journal that could not be written.
    """

    def __init__(self, max_attempts: int, journal: "Journal | None" = None) -> None:
        self.failed: Problem | None = None
        self._max_attempts = max_attempts
        self._journal = journal
        # Ordered: taking the first key of a plain dict again and again walks over the deleted ones.
        self._histories: OrderedDict[str, History] = OrderedDict()
        self._ended: set[str] = set()

    def open(self, message_id: str, history: History) -> Step:
        """Add a message and return its next step."""
        self._histories[message_id] = history
        return self.step(message_id)

    def note(self, message_id: str, event: Event) -> None:
        """Add an event to a message's history and to the journal."""
        # A message that the run never reached needs no entry: ten thousand of them would outlast a deadline.
        unsent = isinstance(event, Halted) and not self._histories[message_id]
        if self._journal and not self.failed and not unsent:
            try:
                self._journal.note(message_id, event)
            except MimecastHoldError as error:
                self.failed = error.problem()
        self._histories[message_id] += (event,)

    def state(self, message_id: str) -> MessageState:
        return MessageState.of(self._histories[message_id])

    def step(self, message_id: str) -> Step:
        """Return the next step for a message. One that has ended is yielded by `ended`."""
        step = next_step(self._histories[message_id], self._max_attempts)
        if step is Step.DONE:
            self._ended.add(message_id)
        return step

    def end_all(self, event: Event) -> bool:
        """End all open messages with `event`, without the journal; return whether there were any."""
        still_open = [message_id for message_id in self._histories if message_id not in self._ended]
        for message_id in still_open:
            self._histories[message_id] += (event,)
        self._ended.update(still_open)
        return bool(still_open)

    def waiting(self, step: Step) -> list[str]:
        still_open = [message_id for message_id in self._histories if message_id not in self._ended]
        return [message_id for message_id in still_open if self.step(message_id) is step]

    def ended(self) -> Iterator[MessageHistory]:
        """Remove and yield the messages that have ended, up to the first that has not."""
        while self._histories:
            message_id = next(iter(self._histories))
            if message_id not in self._ended:
                return
            self._ended.remove(message_id)
            yield message_id, self._histories.pop(message_id)
