"""What the release log says of messages that are gone, by their ids alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.arguments import check_choice, check_keywords, search
from mimecast_hold.hold_queue.dates import exact_moment_in
from mimecast_hold.hold_queue.ids import queue_parts
from mimecast_hold.hold_queue.outcome.events import Logged
from mimecast_hold.hold_queue.search.endpoints import Item, LogSearch, log_item, log_pages
from mimecast_hold.hold_queue.search.messages import LogEntry, log_entry, texts
from mimecast_hold.hold_queue.search.text_search import is_found
from mimecast_hold.hold_queue.values import was_given

BACK = timedelta(days=30)  # a playbook that runs twice does so within the time that mail is held
_MOST_PAGES = 40

_UNREADABLE = Problem(
    "protocol",
    "The release log has entries that could not be read, or that it counts and does not list.",
    "Look the message up in Mimecast's own console (the release log).",
)
_TOO_LONG = Problem(
    "protocol",
    f"The release log has more than {_MOST_PAGES} pages, which are not all read.",
    "Look the message up in Mimecast's own console (the release log).",
)


def search_log(client: Client, gone: Collection[str], deadline: Deadline) -> dict[str, Logged]:
    """What became of each of the `gone` ids, by the entries that bear its id, or an id of the same parts.

    An entry that only looks like the message (sender, recipient, subject, size) is never taken for it: it may be that
    of another message that nobody saw. Never raises: a log that cannot be read to its end is `unreadable` for whoever
    has no entry in the part that was read.
    """
    wanted: dict[object, list[str]] = {}  # two ids of one message have the same parts
    for message_id in gone:
        for key in _keys(message_id):
            wanted.setdefault(key, []).append(message_id)
    entries: dict[str, list[LogEntry]] = {}
    missing = Logged("none")
    read = 0
    try:
        pages = log_pages(client, log_item(client.clock.now() - BACK), deadline)
        for number, page in enumerate(pages, 1):
            read += len(page.items) + page.unreadable
            unread = page.unreadable > 0 or (page.last and (page.total or 0) > read)
            for item in page.items:
                entry = log_entry(item)
                entry = entry._replace(at=exact_moment_in(item.get("released")))
                unread = unread or (entry.id is None and was_given(item.get("id")))
                for message_id in {one for key in _keys(entry.id) for one in wanted.get(key, ())}:
                    entries.setdefault(message_id, []).append(entry)
            if unread:
                missing = Logged("unreadable", problem=_UNREADABLE)
            if number == _MOST_PAGES and not page.last:
                missing = Logged("unreadable", problem=_TOO_LONG)
                break
    except MimecastHoldError as error:
        missing = Logged("unreadable", problem=error.problem())
    return {one: _verdict(entries[one], client.least_offset) if one in entries else missing for one in gone}


def _keys(any_id: str | None) -> tuple[object, ...]:
    """By what an entry and a message are the same: the id, or the parts that it decodes to."""
    if any_id is None:
        return ()
    parts = queue_parts(any_id)
    return (any_id, parts) if parts else (any_id,)


def _verdict(entries: list[LogEntry], offset: float | None) -> Logged:
    """One entry's word, or what several agree on."""
    if len({entry.fate for entry in entries}) > 1:
        return Logged("unclear")
    entry = min(entries, key=lambda one: one.at.timestamp() if one.at else float("inf"))
    return Logged(entry.fate, entry.operator, entry.at, offset=offset)


LOG_SEARCH_FIELDS = ("all", "operator", "from", "to", "subject", "info", "held_reason")


class LogFilters(TypedDict, total=False):
    """What the release log may be searched for, as keywords, beside its times."""

    search_field: str
    search_text: str | None
    status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """What the release log is searched for: asked of Mimecast, and checked again on our side."""

    start: datetime
    end: datetime | None = None
    given: frozenset[str] = frozenset()
    search_field: str = "all"
    search_text: str | None = None
    status: str | None = None

    @classmethod
    def of(
        cls,
        start: datetime,
        end: datetime | None,
        asked: LogFilters,
        *,
        given: frozenset[str] = frozenset(("start", "end")),
    ) -> "LogFilter":
        """Read the parameters; raises `InputError` for what is none of their words."""
        check_keywords(asked, tuple(LogFilters.__annotations__))
        search_field, search_text = search(asked, LOG_SEARCH_FIELDS)
        status = asked.get("status")
        if status is not None:
            check_choice("status", status, tuple(_FATES))
        return cls(start=start, end=end, given=given, search_field=search_field, search_text=search_text, status=status)

    def item(self) -> LogSearch:
        """The search as the endpoint takes it."""
        return LogSearch(self.start, self.end, self.search_field, self.search_text, self.status, self.given)

    def has_status(self, entry: LogEntry) -> bool:
        """Whether an entry has the status that was asked for; an `unclear` one is shown under either."""
        return self.status is None or entry.fate in _FATES[self.status]

    def is_found(self, item: Item) -> bool:
        """Whether the text that was searched for stands in an entry, as far as we can tell."""
        if self.search_text is None:
            return True
        names = _FIELDS.get(self.search_field, tuple(item))
        return is_found(self.search_text, (found for name in names for found in texts(item.get(name))))


_FATES = {
    "released": ("released", "unclear"),
    "rejected": ("rejected", "expired", "unclear"),
}
_FIELDS = {
    "operator": ("operator",),
    "from": ("fromEnv", "fromHdr"),
    "to": ("to",),
    "subject": ("subject",),
    "info": ("messageInfo",),
    "held_reason": ("heldReason",),
}
