"""The rows of an answer's `data`: held messages, log entries, counts. Pure.

What has another form than Mimecast documents is read if it is plain what it means (one item in place of a list, a
wrapper of another name), and counted as unreadable if not: it is never taken for an empty list.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mimecast_hold.hold_queue.search.messages import has_held_form

Item = Mapping[str, object]
_Is = Callable[[Item], bool]

_LOG_FIELDS = frozenset(
    (
        *("operator", "released", "status", "rejectReason", "messageInfo", "heldReason", "policy"),
        *("fromEnv", "fromHdr", "to", "subject", "size", "spamScore"),
    )
)
_LOG_WRAPPER = "heldReleaseLogs"


class Rows(NamedTuple):
    """Items of one kind, and how many things could not be read as one."""

    items: tuple[Item, ...] = ()
    unreadable: int = 0


def held_rows(data: Sequence[Item]) -> Rows:
    """The held messages in `data`."""
    return _rows(data, has_held_form)


def summary_rows(data: Sequence[Item]) -> Rows:
    """The counts in `data`."""
    return _rows(data, lambda item: "numberOfItems" in item or "policyInfo" in item)


def log_rows(data: Sequence[Item]) -> Rows:
    """The entries in `data[].heldReleaseLogs`."""
    found = [_wrapped(one[_LOG_WRAPPER]) if _LOG_WRAPPER in one else _rows((one,), _is_log_entry) for one in data]
    return _joined(found)


def _is_log_entry(item: Item) -> bool:
    return len(_LOG_FIELDS & item.keys()) > 1


def _wrapped(value: object) -> Rows:
    """The objects of a list whose name says what they are; one object counts as a list of one."""
    items = value if isinstance(value, list) else [value]
    objects = tuple(one for one in items if isinstance(one, Mapping) and one)
    return Rows(objects, len(items) - len(objects))


def _rows(data: Sequence[Item], is_row: _Is) -> Rows:
    if all(map(is_row, data)):
        return Rows(tuple(data))
    return _joined([Rows((one,)) if is_row(one) else _unwrapped(one, is_row) for one in data])


def _unwrapped(wrapper: Item, is_row: _Is) -> Rows:
    """The rows of a wrapper whose name is not known, if it holds any."""
    inner = [_wrapped(value) for value in wrapper.values() if isinstance(value, list | Mapping)]
    held = [rows for rows in inner if any(map(is_row, rows.items))]
    if len(held) != 1:
        return Rows(unreadable=1)
    rows = tuple(filter(is_row, held[0].items))
    return Rows(rows, held[0].unreadable + len(held[0].items) - len(rows))


def _joined(found: Sequence[Rows]) -> Rows:
    return Rows(tuple(item for rows in found for item in rows.items), sum(rows.unreadable for rows in found))
