"""The look: which messages the hold queue shows, and whether it was seen whole.

A reader's pages shift when messages leave or come, so that a row can slip by unseen. A look is complete only where the
last page was reached, `totalCount` stayed the same, and as many distinct messages were read as it says.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mimecast_hold.api.client import Client
from mimecast_hold.api.clock import Patience
from mimecast_hold.errors import MimecastHoldError, Problem, error_from
from mimecast_hold.hold_queue.endpoints import Page, Search, held_pages
from mimecast_hold.hold_queue.messages import HeldMessage, held_message

_TAKES = 3
_BACK = timedelta(days=90)  # held messages are kept 14 days by default; an explicit start is always sent
_MOST_ROWS = 100_000

_INCOMPLETE = Problem(
    "protocol",
    "The hold queue changed while it was read, or did not say how much it holds.",
    "Run the action again in a quieter moment.",
    retryable=True,
)
_TOO_LONG = Problem(
    "protocol",
    f"The hold queue holds more than {_MOST_ROWS:,} messages, which are not all read.",
    "Look the message up in Mimecast's own console (the hold queue, and the release log).",
)

Fingerprint = tuple[str, str, str, int]


def fingerprint(message: HeldMessage) -> Fingerprint | None:
    """Sender, recipient, subject and size: what a log entry and a held message share. None if any is missing."""
    sender, to, subject, size = (
        message.from_envelope,
        message.to,
        message.subject,
        message.size_bytes,
    )
    if sender is None or to is None or subject is None or size is None:
        return None
    return sender.lower(), to.lower(), subject, size


@dataclass(slots=True)
class Sight:
    """What a look showed: the wanted messages seen, with when, and whether all there was has been read."""

    seen: dict[str, tuple[HeldMessage, datetime]] = field(default_factory=dict)
    complete: bool = False
    problem: Problem | None = None


class Marks:
    """The fingerprints of all messages that a run saw held, and which of them are one message's alone."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._owners: dict[Fingerprint, str | None] = {}

    def add(self, message: HeldMessage) -> None:
        """Take a message in, however often it is seen."""
        mark = fingerprint(message)
        if mark and self._owners.setdefault(mark, message.id) != message.id:
            self._owners[mark] = None

    def of(self, message: HeldMessage) -> Fingerprint | None:
        """The message's fingerprint; None where another message that was seen shares it, or where it has none."""
        mark = fingerprint(message)
        return mark if mark and self._owners.get(mark) == message.id else None


def look(
    client: Client, wanted: Collection[str], patience: Patience, *, whole: bool = False, marks: Marks | None = None
) -> Sight:
    """Look for the `wanted` ids, three times at most; a failure is told in `problem` and never raised.

    With `whole` every row is read; else reading ends as soon as all the wanted are seen. Every row that is read goes
    into `marks`.
    """
    earlier: dict[str, tuple[HeldMessage, datetime]] = {}
    sight = Sight()
    for _ in range(_TAKES):
        sight = Sight()
        try:
            sight.complete = _take(client, frozenset(wanted), patience, sight, whole=whole, marks=marks)
        except MimecastHoldError as error:
            sight.problem = error.problem()
            break
        if sight.complete:
            return sight  # what is not in it is gone, though an earlier take may have shown it
        sight.problem = _INCOMPLETE
        earlier |= sight.seen
    sight.seen = earlier | sight.seen
    return sight


def seen_at(client: Client, page: Page) -> datetime:
    """When a page was read, by Mimecast's own clock where its answer told: the log is dated by it."""
    return client.clock.now() + timedelta(seconds=page.offset or 0)


def _take(
    client: Client, wanted: frozenset[str], patience: Patience, sight: Sight, *, whole: bool, marks: Marks | None
) -> bool:
    """Read the queue once; whether it was read as far as it matters. Raises for what stands in the way."""
    read: set[str | None] = set()
    totals: set[int | None] = set()
    for page in held_pages(client, Search(start=client.clock.now() - _BACK), patience):
        moment = seen_at(client, page)
        totals.add(page.total)
        for item in page.items:
            named = item.get("id")
            message_id = named if isinstance(named, str) else None
            if (message_id in wanted or marks is not None) and (message := held_message(item)):
                if marks is not None:
                    marks.add(message)
                if message.id in wanted:
                    sight.seen.setdefault(message.id, (message, moment))
            read.add(message_id)
        if not whole and wanted <= sight.seen.keys():
            return True
        if len(read) > _MOST_ROWS:
            raise error_from(_TOO_LONG)
        if page.last:
            # A row without an id is no message that could be told apart.
            return None not in read and totals == {len(read)}
    return False
