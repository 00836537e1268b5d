"""Reading the hold queue and its release log, page by page, filtered again on our side."""

from collections.abc import Iterator, Mapping

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.hold_queue.listings import FindResult, Hold, HoldSummary, Notes, ReleaseLog
from mimecast_hold.hold_queue.search import endpoints
from mimecast_hold.hold_queue.search.filters import Filter
from mimecast_hold.hold_queue.search.messages import HeldMessage, LogEntry, held_message, log_entry, unread_in_entry
from mimecast_hold.hold_queue.search.release_log import LogFilter
from mimecast_hold.hold_queue.values import count, text, was_given

_UNREADABLE = (
    "Items of Mimecast's answer that could not be read: {}. They are not listed, so there may be more than is shown."
)
_REPLACED = "Characters that no text can carry were replaced in what Mimecast sent."
_FEWER = "Mimecast counts {:,} in all, and listed {:,}: the list may have changed while it was read."
_UNREAD = "Listed without a value that could not be read (%s): {}."
_DOUBTED = (
    "Listed although they do not seem to match the filters: {}. Mimecast listed them, so check them before you act on "
    "them."
)
_UNCHECKED = "Listed although they do not say whether they match the filters: {}. Check them before you act on them."


def find(client: Client, wanted: Filter, deadline: Deadline, *, most: int, include_raw: bool) -> FindResult:
    """Held messages that match, in Mimecast's order; a page is read when its messages are asked for.

    What Mimecast was asked to filter is listed as it comes, with a warning if our own reading disagrees.
    """
    api = client.connection.api
    search, asked = wanted.search(api), wanted.asked_of(api)
    notes = Notes(*(f"{name} cannot be checked again on what Mimecast lists." for name in wanted.unchecked))

    def messages() -> Iterator[HeldMessage]:
        seen: set[str] = set()
        for item in _items(endpoints.held_pages(client, search, deadline), notes):
            message = held_message(item)
            if message is None or message.id in seen:
                continue
            verdicts = dict(wanted.verdicts(message))
            if any(verdict == "differs" and name not in asked for name, verdict in verdicts.items()):
                continue
            seen.add(message.id)
            if "differs" in verdicts.values():
                notes.count(_DOUBTED)
            elif "unchecked" in verdicts.values():
                notes.count(_UNCHECKED)
            for name in message.unread:
                notes.count(_UNREAD % name)
            yield message

    def with_raw(message: HeldMessage) -> dict[str, object]:
        if _is_nested_within(_DEEPEST, message.raw):
            return {**message.as_dict(), "raw": dict(message.raw)}
        notes.add(_TOO_DEEP)
        return {**message.as_dict(), "raw": {}}

    return FindResult(messages(), most=most, shown=with_raw if include_raw else HeldMessage.as_dict, notes=notes)


def _items(pages: Iterator[endpoints.Page], notes: Notes) -> Iterator[endpoints.Item]:
    """The items of all pages; what could not be read, or is missing at the end, goes into the notes."""
    read = 0
    for page in pages:
        read += len(page.items) + page.unreadable
        notes.count(_UNREADABLE, page.unreadable)
        notes.incomplete |= bool(page.unreadable)
        if page.replaced:
            notes.add(_REPLACED)
        yield from page.items
        if page.last and page.total is not None and read < page.total:
            notes.add(_FEWER.format(page.total, read))
            notes.incomplete = True


_DEEPEST = 64
_TOO_DEEP = f"Raw items that are nested more than {_DEEPEST} deep were left out: no such item is Mimecast's."


def _is_nested_within(levels: int, value: object) -> bool:
    """Whether it can be written again wherever it is put: readers go deeper than writers do."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return levels >= 0 and all(_is_nested_within(levels - 1, one) for one in inner)


def summary(client: Client, deadline: Deadline) -> HoldSummary:
    """How many messages each policy holds."""
    page = endpoints.hold_summary(client, deadline)
    notes = Notes()
    holds = [_hold(item, notes) for item in _items(iter((page,)), notes)]
    return HoldSummary(holds, notes.texts())


def _hold(item: endpoints.Item, notes: Notes) -> Hold:
    hold = Hold(text(item.get("policyInfo")), count(item.get("numberOfItems")))
    if hold.count is None:
        notes.count("Policies whose count could not be read, and is missing in the sum: {}.")
    if hold.policy is None and was_given(item.get("policyInfo")):
        notes.count(_UNREAD % "policy")
    return hold


def read_log(client: Client, wanted: LogFilter, deadline: Deadline, *, most: int) -> ReleaseLog:
    """Entries of the release log that match, in Mimecast's order."""
    notes = Notes()

    def entries() -> Iterator[LogEntry]:
        for item in _items(endpoints.log_pages(client, wanted.item(), deadline), notes):
            entry = log_entry(item)
            if not wanted.has_status(entry):
                continue
            if not wanted.is_found(item):
                notes.count(_DOUBTED)
            for name in unread_in_entry(entry, item):
                notes.count(_UNREAD % name)
            yield entry

    return ReleaseLog(entries(), most=most, shown=LogEntry.as_dict, notes=notes)
