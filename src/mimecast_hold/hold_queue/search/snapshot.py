"""The look: which messages the hold queue shows, and which of them are surely gone.

A reader's pages shift when messages leave or come, so that a row can slip by unseen. A reading is complete only if the
last page was reached, `totalCount` stayed the same, and as many distinct messages were read as it says. Pages can shift
in balance too (one message leaves, another comes), so that a queue of several pages is read twice before a message
counts as gone.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import MimecastHoldError, Problem, error_from
from mimecast_hold.hold_queue.search.endpoints import Page, Search, held_pages
from mimecast_hold.hold_queue.search.messages import HeldMessage, has_held_form, held_message

_READINGS = 4
_MOST_INCOMPLETE = 3
_BACK = timedelta(days=90)  # held messages are kept 14 days by default; an explicit start is always sent
_MOST_ROWS = 100_000

_INCOMPLETE = Problem(
    "protocol",
    "The hold queue changed while it was read, or did not say how much it holds.",
    "Run the action again in a quieter moment.",
    retryable=True,
)
_UNREADABLE = Problem(
    "protocol",
    "The hold queue lists items that could not be read.",
    "Look the message up in Mimecast's own console (the hold queue, and the release log).",
)
_TOO_LONG = Problem(
    "protocol",
    f"The hold queue holds more than {_MOST_ROWS:,} messages, which are not all read.",
    "Look the message up in Mimecast's own console (the hold queue, and the release log).",
)


@dataclass(slots=True)
class QueueSnapshot:
    """What a look showed: the wanted messages seen, with when; those that are surely gone; and what stood in the way.

    `complete`: each of the wanted was seen or is gone.
    """

    seen: dict[str, tuple[HeldMessage, datetime]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    complete: bool = False
    problem: Problem | None = None


def look(client: Client, wanted: Collection[str], deadline: Deadline) -> QueueSnapshot:
    """Look for the `wanted` ids, with as few readings as that takes; a failure is told in `problem`, never raised.

    What a later reading says counts: a message that was seen, and that a complete reading misses, may have left.
    """
    snapshot = QueueSnapshot()
    missed: Counter[str] = Counter()  # complete readings in a row that do not show it
    incomplete, needed = 0, 1
    for _ in range(_READINGS):
        try:
            reading = _read(client, wanted, deadline)
        except MimecastHoldError as error:
            snapshot.problem = error.problem()
            break
        snapshot.seen |= reading.seen
        for message_id in wanted:
            missed[message_id] = 0 if message_id in reading.seen else missed[message_id] + reading.complete
        needed = max(needed, reading.needed)
        snapshot.gone = frozenset(one for one in wanted if missed[one] >= needed)
        snapshot.complete = len(snapshot.gone) + len(reading.seen) == len(wanted)
        snapshot.problem = _UNREADABLE if reading.unreadable else _INCOMPLETE
        incomplete += not reading.complete
        if snapshot.complete or incomplete == _MOST_INCOMPLETE:
            break
    snapshot.seen = {one: seen for one, seen in snapshot.seen.items() if not missed[one]}
    snapshot.problem = None if snapshot.complete else snapshot.problem
    return snapshot


def seen_at(client: Client, page: Page) -> datetime:
    """When a page was read, by Mimecast's own clock if its answer told it."""
    return client.clock.now() + timedelta(seconds=page.offset or 0)


@dataclass(slots=True)
class _Reading:
    seen: dict[str, tuple[HeldMessage, datetime]] = field(default_factory=dict)
    complete: bool = False
    unreadable: int = 0
    pages: int = 0

    @property
    def needed(self) -> int:
        """How many complete readings must miss a message before it is gone."""
        return 1 if self.pages == 1 else 2


def _read(client: Client, wanted: Collection[str], deadline: Deadline) -> _Reading:
    """Read the queue until all the `wanted` are seen, or to its end; raises for what stands in the way."""
    reading = _Reading()
    read: set[str] = set()
    totals: set[int | None] = set()
    doubtful: set[str] = set()  # listed for two messages that differ
    last = False
    for page in held_pages(client, Search(start=client.clock.now() - _BACK), deadline):
        reading.pages += 1
        reading.unreadable += page.unreadable
        totals.add(page.total)
        for item in page.items:
            message = held_message(item) if has_held_form(item) else None
            if message is None:
                reading.unreadable += 1
                continue
            read.add(message.id)
            if message.id in wanted and message.id not in doubtful:
                known, _ = reading.seen.setdefault(message.id, (message, seen_at(client, page)))
                if known != message:
                    doubtful.add(message.id)
        for message_id in doubtful & reading.seen.keys():
            del reading.seen[message_id]
            reading.unreadable += 1
        if len(reading.seen) == len(wanted):
            return reading
        if len(read) > _MOST_ROWS:
            raise error_from(_TOO_LONG)
        last = page.last
    reading.complete = last and not reading.unreadable and totals == {len(read)}
    return reading
