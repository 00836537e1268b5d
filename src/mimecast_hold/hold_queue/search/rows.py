"""Find the rows in an answer's `data`: held messages, log entries, counts. Pure.

Other forms than the documented ones are read if their meaning is plain (one item in place of a list, a wrapper with
another name); otherwise they count as unreadable, never as an empty list.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from mimecast_hold.hold_queue.search.messages import Item, has_held_form

_LOG_NAMES = frozenset(
    (
        *("operator", "released", "status", "rejectReason", "messageInfo", "heldReason", "policy"),
        *("fromEnv", "fromHdr", "to", "subject", "size", "spamScore"),
    )
)
_LOG_WRAPPER = "heldReleaseLogs"
IsRow = Callable[[Item], bool]


class Rows(NamedTuple):
    """Items of one kind, and the number of things that could not be read as one."""

    items: tuple[Item, ...] = ()
    unreadable: int = 0


def held_rows(data: Sequence[Item]) -> Rows:
    return _rows(data, has_held_form)


def summary_rows(data: Sequence[Item]) -> Rows:
    return _rows(data, lambda item: "numberOfItems" in item or "policyInfo" in item)


def log_rows(data: Sequence[Item]) -> Rows:
    """Return the entries in `data[].heldReleaseLogs`."""
    return _joined(
        _items(item[_LOG_WRAPPER]) if _LOG_WRAPPER in item else _rows((item,), _is_log_entry) for item in data
    )


def _is_log_entry(item: Item) -> bool:
    return len(_LOG_NAMES & item.keys()) > 1


def _items(value: object) -> Rows:
    """Return the objects of a list; one object counts as a list of one."""
    items = value if isinstance(value, list) else [value]
    objects = tuple(item for item in items if isinstance(item, Mapping) and item)
    return Rows(objects, len(items) - len(objects))


def _rows(data: Sequence[Item], is_row: IsRow) -> Rows:
    if all(map(is_row, data)):
        return Rows(tuple(data))
    return _joined(Rows((item,)) if is_row(item) else _unwrapped(item, is_row) for item in data)


def _unwrapped(wrapper: Item, is_row: IsRow) -> Rows:
    """Return the rows in a wrapper of unknown name, if exactly one of its fields has any."""
    inner = [_items(value) for value in wrapper.values() if isinstance(value, list | Mapping)]
    found = [rows for rows in inner if any(map(is_row, rows.items))]
    if len(found) != 1:
        return Rows(unreadable=1)
    items = tuple(filter(is_row, found[0].items))
    return Rows(items, found[0].unreadable + len(found[0].items) - len(items))


def _joined(found: Iterable[Rows]) -> Rows:
    found = list(found)
    return Rows(tuple(item for rows in found for item in rows.items), sum(rows.unreadable for rows in found))
