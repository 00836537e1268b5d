"""Find messages in the release log by id, and filter its entries."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.arguments import check_choice, check_keywords, search
from mimecast_hold.hold_queue.dates import exact_moment_in
from mimecast_hold.hold_queue.ids import queue_parts
from mimecast_hold.hold_queue.outcome.events import Logged
from mimecast_hold.hold_queue.search.endpoints import LogSearch, log_pages
from mimecast_hold.hold_queue.search.messages import Item, LogEntry, log_entry, texts
from mimecast_hold.hold_queue.search.text_search import is_found

_BACK = timedelta(days=30)  # a playbook that runs twice does so while mail is held
_MAX_PAGES = 40
_CONSOLE = "Look for the message in Mimecast's console (the release log)."
_UNREADABLE = Problem("protocol", "The release log has entries that could not be read or were not listed.", _CONSOLE)
_TOO_LONG = Problem("protocol", f"The release log has more than {_MAX_PAGES} pages: too many to read.", _CONSOLE)


def search_log(client: Client, gone: Collection[str], deadline: Deadline) -> dict[str, Logged]:
    """Return what the release log says about each of the `gone` ids: entries with its id, or with an id of equal parts.

    An entry of the same sender, recipient, subject and size does not count: it may belong to another message. Never
    raises: if the log cannot be read completely, an id without an entry is `unreadable`.
    """
    wanted: dict[object, list[str]] = {}  # two ids of one message have equal parts
    for message_id in gone:
        for key in _keys(message_id):
            wanted.setdefault(key, []).append(message_id)
    entries: dict[str, list[LogEntry]] = {}
    missing = Logged("none")
    try:
        pages = log_pages(client, LogSearch(client.clock.now() - _BACK), deadline)
        for number, page in enumerate(pages, 1):
            incomplete = bool(page.unreadable or page.unlisted)
            for item in page.items:
                entry = log_entry(item)
                incomplete = incomplete or "id" in entry.unread
                found = {message_id for key in _keys(entry.id) for message_id in wanted.get(key, ())}
                for message_id in found:
                    entries.setdefault(message_id, []).append(replace(entry, at=exact_moment_in(item.get("released"))))
            if incomplete:
                missing = Logged("unreadable", problem=_UNREADABLE)
            if number == _MAX_PAGES and not page.last:
                missing = Logged("unreadable", problem=_TOO_LONG)
                break
    except MimecastHoldError as error:
        missing = Logged("unreadable", problem=error.problem())
    return {
        message_id: _logged(entries[message_id], client.least_offset) if message_id in entries else missing
        for message_id in gone
    }


def _keys(any_id: str | None) -> tuple[object, ...]:
    """Return what identifies the message of an id: the id itself, and the parts that it decodes to."""
    if any_id is None:
        return ()
    parts = queue_parts(any_id)
    return (any_id, parts) if parts else (any_id,)


def _logged(entries: list[LogEntry], offset: float | None) -> Logged:
    """Return the earliest of a message's entries if they all agree."""
    if len({entry.fate for entry in entries}) > 1:
        return Logged("unclear")
    first = min(entries, key=lambda entry: entry.at.timestamp() if entry.at else float("inf"))
    return Logged(first.fate, first.operator, first.at, offset=offset)


LOG_SEARCH_FIELDS = ("all", "operator", "from", "to", "subject", "info", "held_reason")
_SOURCES = {
    "operator": ("operator",),
    "from": ("fromEnv", "fromHdr"),
    "to": ("to",),
    "subject": ("subject",),
    "info": ("messageInfo",),
    "held_reason": ("heldReason",),
}
_FATES = {
    "released": ("released", "unclear"),
    "rejected": ("rejected", "expired", "unclear"),
}


class LogFilters(TypedDict, total=False):
    """The release log's filters as keywords, besides its times."""

    search_field: str
    search_text: str | None
    status: str | None


def log_search(start: datetime, end: datetime | None, filters: LogFilters, explicit_ends: frozenset[str]) -> LogSearch:
    """Return the search for these filters; raises `InputError` for an unknown field or status."""
    check_keywords(filters, tuple(LogFilters.__annotations__))
    field, text = search(filters, LOG_SEARCH_FIELDS)
    status = filters.get("status")
    if status is not None:
        check_choice("status", status, tuple(_FATES))
    return LogSearch(start, end, field, text, status, explicit_ends)


def has_status(entry: LogEntry, status: str | None) -> bool:
    """Return whether an entry has the wanted status; `unclear` entries match both."""
    return status is None or entry.fate in _FATES[status]


def contains_text(item: Item, wanted: LogSearch) -> bool:
    """Return whether the searched fields of an entry contain the text, as far as can be checked."""
    names = _SOURCES.get(wanted.field, tuple(item))
    return wanted.text is None or is_found(wanted.text, (found for name in names for found in texts(item.get(name))))
