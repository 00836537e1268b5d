"""What the release log says of messages that are gone: by id, or by the message as it was seen held."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from mimecast_hold.api.client import Client
from mimecast_hold.api.clock import Patience
from mimecast_hold.errors import MimecastHoldError
from mimecast_hold.hold_queue.choices import check_choice, search
from mimecast_hold.hold_queue.endpoints import Item, log_item, log_pages
from mimecast_hold.hold_queue.events import Logged
from mimecast_hold.hold_queue.look import Fingerprint
from mimecast_hold.hold_queue.messages import LogEntry, log_entry, texts

BACK = timedelta(days=30)  # a playbook that runs twice does so within the time that mail is held
_MOST_PAGES = 40
_AHEAD = timedelta(days=1)  # the end of the window, so that no offset between clocks cuts off the newest entries

Recognised = Mapping[str, tuple[Fingerprint, datetime]]
"""By id, the fingerprint of a message that was seen held and that no other message seen shares, and when."""


def search_log(
    client: Client,
    gone: Collection[str],
    patience: Patience,
    marks: Recognised,
) -> dict[str, Logged]:
    """What became of each of the `gone` ids, by the id, or by the `marks` of those that were seen held.

    Never raises: a log that cannot be read is `unreadable`. One not read to its end proves no absence, and so knows no
    message by its fingerprint: another entry of the same may stand in the rest.
    """
    wanted = set(gone)
    by_id: dict[str, list[LogEntry]] = {}
    by_mark: dict[Fingerprint, list[LogEntry]] = {}
    missing = Logged("none")
    now = client.clock.now()
    try:
        pages = log_pages(client, log_item(now - BACK, now + _AHEAD), patience)
        for number, page in enumerate(pages, 1):
            for entry in map(log_entry, page.items):
                if entry.id in wanted:
                    by_id.setdefault(str(entry.id), []).append(entry)
                for mark in _entry_marks(entry) if marks else ():
                    by_mark.setdefault(mark, []).append(entry)
            if number == _MOST_PAGES and not page.last:
                missing = Logged("unreadable")
                break
    except MimecastHoldError as error:
        missing = Logged("unreadable", problem=error.problem())
    if missing.fate == "unreadable":
        by_mark.clear()
    return {
        message_id: _verdict(by_id.get(message_id) or _alike(by_mark, marks.get(message_id)), missing)
        for message_id in wanted
    }


def _entry_marks(entry: LogEntry) -> list[Fingerprint]:
    if entry.from_envelope is None or entry.subject is None or entry.size_bytes is None:
        return []
    sender = entry.from_envelope.lower()
    return [(sender, to.lower(), entry.subject, entry.size_bytes) for to in entry.to]


def _alike(by_mark: Mapping[Fingerprint, list[LogEntry]], mark: tuple[Fingerprint, datetime] | None) -> list[LogEntry]:
    """The entry of that fingerprint dated after the message was seen held; of several, it is not known which is its."""
    if mark is None:
        return []
    later = [entry for entry in by_mark.get(mark[0], []) if entry.at and entry.at > mark[1]]
    return later if len(later) == 1 else [entry._replace(fate="unclear") for entry in later]


def _verdict(entries: list[LogEntry], missing: Logged) -> Logged:
    """One entry's word, or what several agree on."""
    if not entries:
        return missing
    if len({entry.fate for entry in entries}) > 1:
        return Logged("unclear")
    entry = min(entries, key=lambda one: one.at.timestamp() if one.at else float("inf"))
    return Logged(entry.fate, entry.operator, entry.at)


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
    end: datetime
    search_field: str = "all"
    search_text: str | None = None
    status: str | None = None

    @classmethod
    def of(cls, start: datetime, end: datetime, given: LogFilters) -> "LogFilter":
        """Read the parameters; raises `InputError` for what is none of their words."""
        search_field, search_text = search(given, LOG_SEARCH_FIELDS)
        status = given.get("status")
        if status is not None:
            check_choice("status", status, tuple(_FATES))
        return cls(start=start, end=end, search_field=search_field, search_text=search_text, status=status)

    def item(self) -> Item:
        """The search as the endpoint takes it."""
        return log_item(self.start, self.end, field=self.search_field, text=self.search_text, status=self.status)

    def matches(self, entry: LogEntry, item: Item) -> bool:
        """Whether an entry is what was asked for; an `unclear` one is shown under either status."""
        if self.status and entry.fate not in _FATES[self.status]:
            return False
        if self.search_text is None:
            return True
        text = self.search_text.lower()
        names = _FIELDS.get(self.search_field, tuple(item))
        return any(text in found.lower() for name in names for found in texts(item.get(name)))


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
