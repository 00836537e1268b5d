"""Reading the hold queue and its release log, page by page, filtered again on our side."""

from collections.abc import Iterator, Mapping

from mimecast_hold.api.client import Client
from mimecast_hold.api.clock import Patience
from mimecast_hold.api.json_body import whole
from mimecast_hold.hold_queue import endpoints
from mimecast_hold.hold_queue.filters import Filter
from mimecast_hold.hold_queue.listings import Found, Hold, Holds, LogRead
from mimecast_hold.hold_queue.log_search import LogFilter
from mimecast_hold.hold_queue.messages import HeldMessage, LogEntry, held_message, log_entry


def find(client: Client, wanted: Filter, patience: Patience, *, most: int, include_raw: bool) -> Found:
    """Held messages that match, in Mimecast's order; a page is read when its messages are asked for."""
    search = wanted.search(client.connection.api)
    warnings = [f"{name} cannot be checked again on what Mimecast lists." for name in wanted.unchecked]

    def messages() -> Iterator[HeldMessage]:
        seen: set[str] = set()
        for page in endpoints.held_pages(client, search, patience):
            for message in map(held_message, page.items):
                if message is None:
                    _warn_once(warnings, _NAMELESS)
                elif message.id not in seen and wanted.matches(message):
                    seen.add(message.id)
                    yield message

    def with_raw(message: HeldMessage) -> dict[str, object]:
        if _is_nested_within(_DEEPEST, message.raw):
            return {**message.as_dict(), "raw": dict(message.raw)}
        _warn_once(warnings, _TOO_DEEP)
        return {**message.as_dict(), "raw": {}}

    return Found(messages(), most=most, shown=with_raw if include_raw else HeldMessage.as_dict, warnings=warnings)


_DEEPEST = 64
_TOO_DEEP = f"Raw items that are nested more than {_DEEPEST} deep were left out: no such item is Mimecast's."


def _is_nested_within(levels: int, value: object) -> bool:
    """Whether it can be written again wherever it is put: readers go deeper than writers do."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return levels >= 0 and all(_is_nested_within(levels - 1, one) for one in inner)


_NAMELESS = "Held messages without an id were left out: nothing can be asked of them."


def _warn_once(warnings: list[str], text: str) -> None:
    if text not in warnings:
        warnings.append(text)


def summary(client: Client, patience: Patience) -> Holds:
    """How many messages each policy holds; an item without a count that can be read counts as none."""
    return Holds([_hold(item) for item in endpoints.hold_summary(client, patience)])


def _hold(item: endpoints.Item) -> Hold:
    policy = item.get("policyInfo")
    return Hold(policy if isinstance(policy, str) else None, whole(item.get("numberOfItems")) or 0)


def read_log(client: Client, wanted: LogFilter, patience: Patience, *, most: int) -> LogRead:
    """Entries of the release log that match, in Mimecast's order."""

    def entries() -> Iterator[LogEntry]:
        for page in endpoints.log_pages(client, wanted.item(), patience):
            for item in page.items:
                entry = log_entry(item)
                if wanted.matches(entry, item):
                    yield entry

    return LogRead(entries(), most=most, shown=LogEntry.as_dict)
