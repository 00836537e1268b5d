"""Look messages up in the hold queue: which of them it lists, and which are certainly gone.

Pages shift when messages leave or arrive, so a reading can miss a row. A reading is complete only if the last page was
reached, `totalCount` stayed the same, and as many distinct messages were read as it says. Pages can also shift in
balance (one message leaves, another arrives), so a queue of several pages is read twice before a message counts as
gone.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import MimecastHoldError, Problem, error_from
from mimecast_hold.hold_queue.outcome.events import Absent, Seen, Unseen
from mimecast_hold.hold_queue.search.endpoints import Page, Search, held_pages
from mimecast_hold.hold_queue.search.messages import HeldMessage, held_message

_MAX_READINGS = 4
_MAX_INCOMPLETE = 3
_BACK = timedelta(days=90)  # messages are held for 14 days by default
_MAX_ROWS = 100_000

_INCOMPLETE = Problem(
    "protocol",
    "The hold queue changed while it was read, or Mimecast did not say how many messages it holds.",
    "Run the action again at a quieter time.",
    retryable=True,
)
_CONSOLE = "Look for the message in Mimecast's console (the hold queue, and the release log)."
_UNREADABLE = Problem("protocol", "The hold queue lists items that could not be read.", _CONSOLE)
_TOO_LONG = Problem("protocol", f"The hold queue has more than {_MAX_ROWS:,} messages: too many to read.", _CONSOLE)


@dataclass(slots=True)
class QueueSnapshot:
    """The result of a look: the messages seen and when, those certainly gone, and why it is unclear for the others.

    `complete`: each wanted message was seen or is gone.
    """

    seen: dict[str, tuple[HeldMessage, datetime]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    complete: bool = False
    problem: Problem | None = None

    def event(self, message_id: str) -> Seen | Absent | Unseen:
        if message_id in self.seen:
            message, moment = self.seen[message_id]
            return Seen(message.as_dict(), moment)
        if message_id in self.gone:
            return Absent()
        return Unseen(self.problem or Problem("internal", "The hold queue was not read to the end."))


def look(client: Client, wanted: Collection[str], deadline: Deadline) -> QueueSnapshot:
    """Look for the `wanted` ids with as few readings as possible; a failure is in `problem`, never raised.

    The last reading counts: a message that was seen before, but not in a complete reading since, may have left.
    """
    snapshot = QueueSnapshot()
    missed: Counter[str] = Counter()  # by id: complete readings in a row that do not list it
    incomplete, needed = 0, 1
    for _ in range(_MAX_READINGS):
        try:
            reading = _read(client, wanted, deadline)
        except MimecastHoldError as error:
            snapshot.problem = error.problem()
            break
        snapshot.seen |= reading.seen
        for message_id in wanted:
            missed[message_id] = 0 if message_id in reading.seen else missed[message_id] + reading.complete
        if reading.pages != 1:
            needed = 2
        snapshot.gone = frozenset(message_id for message_id in wanted if missed[message_id] >= needed)
        snapshot.complete = len(snapshot.gone) + len(reading.seen) == len(wanted)
        snapshot.problem = _UNREADABLE if reading.unreadable else _INCOMPLETE
        incomplete += not reading.complete
        if snapshot.complete or incomplete == _MAX_INCOMPLETE:
            break
    snapshot.seen = {message_id: seen for message_id, seen in snapshot.seen.items() if not missed[message_id]}
    snapshot.problem = None if snapshot.complete else snapshot.problem
    return snapshot


def seen_at(client: Client, page: Page) -> datetime:
    """Return when a page was read, by Mimecast's clock if its answer had a date."""
    return client.clock.now() + timedelta(seconds=page.offset or 0)


@dataclass(slots=True)
class _Reading:
    seen: dict[str, tuple[HeldMessage, datetime]] = field(default_factory=dict)
    complete: bool = False
    unreadable: int = 0
    pages: int = 0


def _read(client: Client, wanted: Collection[str], deadline: Deadline) -> _Reading:
    """Read the queue until all `wanted` messages are seen, or to its end."""
    reading = _Reading()
    ids: set[str] = set()
    totals: set[int | None] = set()
    ambiguous: set[str] = set()  # ids listed for two different messages
    last = False
    for page in held_pages(client, Search(start=client.clock.now() - _BACK), deadline):
        reading.pages += 1
        reading.unreadable += page.unreadable
        totals.add(page.total)
        for message in map(held_message, page.items):
            ids.add(message.id)
            if message.id in wanted and message.id not in ambiguous:
                known, _ = reading.seen.setdefault(message.id, (message, seen_at(client, page)))
                if known != message:
                    ambiguous.add(message.id)
        for message_id in ambiguous & reading.seen.keys():
            del reading.seen[message_id]
            reading.unreadable += 1
        if len(reading.seen) == len(wanted):
            return reading
        if len(ids) > _MAX_ROWS:
            raise error_from(_TOO_LONG)
        last = page.last
    reading.complete = last and not reading.unreadable and totals == {len(ids)}
    return reading
