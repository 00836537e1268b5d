"""Write events as JSON and read them back, for the journal. Pure."""

import builtins
import functools
import json
import types
import typing
from datetime import UTC, datetime
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.events import Event, Seen, Verdict
from mimecast_hold.hold_queue.search.messages import HeldMessage

_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Event)}
# Version 2 of the journal stores some fields under older names.
_STORED_NAMES = {"may_still_apply": "late", "uses_attempt": "counts", "status": "fate"}


def event_text(event: Event) -> str:
    values = {_STORED_NAMES.get(name, name): _plain(value) for name, value in event._asdict().items()}
    return json.dumps({"event": type(event).__name__, **values}, separators=(",", ":"))


def event_from(text: str) -> Event:
    """Read an event that `event_text` wrote; raises `ValueError` for anything else, even if it looks like one."""
    try:
        values = json.loads(text)
        event: Event = _tuple(_KINDS[values.pop("event")], values)
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError) as error:
        raise ValueError(str(error)) from None
    if isinstance(event, Seen):
        _check_message(event.message)
    return event


def _check_message(message: dict[str, object]) -> None:
    """Raise `ValueError` unless this is a message in find's form: the record shows it unchanged."""
    if message.keys() != HeldMessage("").as_dict().keys():
        raise ValueError("not a held message")
    hints = _hints(HeldMessage)
    for name, value in message.items():
        _value(value, hints[name])


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Problem):
        return value._asdict()
    return value.value if isinstance(value, Enum) else value


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a class
    return get_type_hints(kind)


def _tuple(kind: Any, values: dict[str, Any]) -> Any:  # noqa: ANN401 - a named tuple, and an instance of it
    stored = {_STORED_NAMES.get(name, name): name for name in _hints(kind)}
    if values.keys() != stored.keys():
        raise ValueError("fields are missing, or there are more")
    return kind(**{name: _value(values[key], _hints(kind)[name]) for key, name in stored.items()})


def _value(value: Any, hint: Any) -> object:  # noqa: ANN401 - any JSON value, and any type
    """Return a stored value as the type of its field; nothing is converted, such as 1 to true."""
    kinds = get_args(hint)
    match get_origin(hint):
        case types.UnionType if value is None and types.NoneType in kinds:
            return None
        case types.UnionType:
            return _value(value, next(kind for kind in kinds if kind is not types.NoneType))
        case builtins.tuple if isinstance(value, list):
            return tuple(_value(item, kinds[0]) for item in value)
        case typing.Literal if isinstance(value, str) and value in kinds:
            return value
        case None | builtins.dict as origin:
            return _plain_value(value, origin or hint)
        case _:
            raise ValueError("a value of another type")


def _plain_value(value: Any, kind: Any) -> object:  # noqa: ANN401
    if kind in (str, bool, int, float, dict) and type(value) is kind:
        return value
    if kind is Problem and isinstance(value, dict):
        return _tuple(Problem, value)
    if kind is Verdict:
        return Verdict(value)
    if kind is not datetime or not isinstance(value, str):
        raise ValueError("a value of another type")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time without an offset")
    return moment.astimezone(UTC)
