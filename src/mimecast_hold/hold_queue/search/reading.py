"""Read the hold queue and its release log page by page, and check Mimecast's filtering."""

from collections.abc import Iterable, Iterator, Mapping

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.hold_queue.listings import FindResult, Hold, HoldSummary, ReleaseLog, Warnings
from mimecast_hold.hold_queue.search import endpoints
from mimecast_hold.hold_queue.search.filters import Filter
from mimecast_hold.hold_queue.search.messages import HeldMessage, Item, LogEntry, held_message, log_entry
from mimecast_hold.hold_queue.search.release_log import contains_text, has_status
from mimecast_hold.hold_queue.values import count, has_content, text

_UNREADABLE = "Items in Mimecast's answer that could not be read: {}. They are not listed, so there may be more."
_REPLACED = "Invalid characters in Mimecast's answer were replaced."
_FEWER = "Mimecast counts {:,} in total but listed {:,}: the list may have changed while it was read."
_UNREAD = "Listed without a value that could not be read (%s): {}."
_MISMATCHED = "Listed by Mimecast but they do not seem to match the filters: {}. Check them before you act on them."
_UNCHECKED = "Listed without values that show whether they match the filters: {}. Check them before you act on them."
_DEEPEST = 64
_TOO_DEEP = f"Raw items nested more than {_DEEPEST} deep were left out: Mimecast sends no such items."


def find(client: Client, wanted: Filter, deadline: Deadline, *, most: int, include_raw: bool) -> FindResult:
    """Find messages that match, in Mimecast's order; a page is read when its messages are needed.

    If Mimecast applied a filter, its messages are listed even if our own check disagrees, with a warning.
    """
    api = client.connection.api
    search, applied = wanted.search(api), wanted.applied_by_mimecast(api)
    warnings = Warnings(f"{name} cannot be checked on the messages that Mimecast lists." for name in wanted.uncheckable)

    def messages() -> Iterator[HeldMessage]:
        seen: set[str] = set()
        for item in _items(endpoints.held_pages(client, search, deadline), warnings):
            message = held_message(item)
            verdicts = dict(wanted.verdicts(message))
            mismatched = {name for name, verdict in verdicts.items() if verdict == "differs"}
            if message.id in seen or mismatched - applied:
                continue
            seen.add(message.id)
            if mismatched:
                warnings.count(_MISMATCHED)
            elif "unchecked" in verdicts.values():
                warnings.count(_UNCHECKED)
            for name in message.unread:
                warnings.count(_UNREAD % name)
            yield message

    def with_raw(message: HeldMessage) -> dict[str, object]:
        shallow = _is_nested_within(_DEEPEST, message.raw)
        if not shallow:
            warnings.add(_TOO_DEEP)
        return {**message.as_dict(), "raw": dict(message.raw) if shallow else {}}

    return FindResult(
        messages(), most=most, as_dict=with_raw if include_raw else HeldMessage.as_dict, warnings=warnings
    )


def summary(client: Client, deadline: Deadline) -> HoldSummary:
    """Count the messages that each policy holds."""
    page = endpoints.hold_summary(client, deadline)
    warnings = Warnings()
    holds = []
    for item in _items([page], warnings):
        hold = Hold(text(item.get("policyInfo")), count(item.get("numberOfItems")))
        if hold.count is None:
            warnings.count("Policies whose count could not be read and is missing from the total: {}.")
        if hold.policy is None and has_content(item.get("policyInfo")):
            warnings.count(_UNREAD % "policy")
        holds.append(hold)
    return HoldSummary(holds, warnings.texts())


def read_log(client: Client, wanted: endpoints.LogSearch, deadline: Deadline, *, most: int) -> ReleaseLog:
    """Read the release log's entries that match, in Mimecast's order."""
    warnings = Warnings()

    def entries() -> Iterator[LogEntry]:
        for item in _items(endpoints.log_pages(client, wanted, deadline), warnings):
            entry = log_entry(item)
            if not has_status(entry, wanted.status):
                continue
            if not contains_text(item, wanted):
                warnings.count(_MISMATCHED)
            for name in entry.unread:
                warnings.count(_UNREAD % name)
            yield entry

    return ReleaseLog(entries(), most=most, as_dict=LogEntry.as_dict, warnings=warnings)


def _items(pages: Iterable[endpoints.Page], warnings: Warnings) -> Iterator[Item]:
    """Yield the items of all pages, and add warnings about what was not read."""
    for page in pages:
        warnings.count(_UNREADABLE, page.unreadable)
        warnings.incomplete |= bool(page.unreadable)
        if page.replaced:
            warnings.add(_REPLACED)
        yield from page.items
        if page.total and page.unlisted:
            warnings.add(_FEWER.format(page.total, page.total - page.unlisted))
            warnings.incomplete = True


def _is_nested_within(levels: int, value: object) -> bool:
    """Return whether a value is nested shallowly enough to be written: JSON is read deeper than it can be written."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return levels >= 0 and all(_is_nested_within(levels - 1, item) for item in inner)
