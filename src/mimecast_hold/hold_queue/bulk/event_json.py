"""Events as JSON text and back, for the journal. Pure."""

import builtins
import functools
import json
import types
import typing
from datetime import UTC, datetime
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.events import (
    Absent,
    Answered,
    Closed,
    Event,
    Halted,
    KeptBack,
    Logged,
    Lost,
    Postponed,
    Resumed,
    Seen,
    Sent,
    Unseen,
    Verdict,
)

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        Absent, Answered, Closed, Halted, KeptBack, Logged, Lost, Postponed, Resumed, Seen, Sent, Unseen,
    )
}  # fmt: skip


def event_text(event: Event) -> str:
    """One line of JSON."""
    values = {name: _plain(value) for name, value in event._asdict().items()}
    return json.dumps({"event": type(event).__name__, **values}, separators=(",", ":"))


def event_from(text: str) -> Event:
    """The event that `event_text` wrote; raises `ValueError` for anything else, however much it looks like one."""
    try:
        values = json.loads(text)
        event: Event = _tuple(_KINDS[values.pop("event")], values)
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError) as error:
        raise ValueError(str(error)) from None
    if isinstance(event, Seen):
        _check_message(event.message)
    return event


def _check_message(shown: dict[str, object]) -> None:
    """Raise where this is no message in find's form: the record would show it as it stands."""
    from mimecast_hold.hold_queue.search.messages import HeldMessage

    hints = get_type_hints(HeldMessage)
    if shown.keys() != HeldMessage("").as_dict().keys():
        raise ValueError("no held message")
    for name, value in shown.items():
        _value(value, hints[name])


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Problem):
        return value._asdict()
    return value.value if isinstance(value, Enum) else value


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - a named tuple
    return get_type_hints(kind)


def _tuple(kind: Any, values: dict[str, Any]) -> Any:  # noqa: ANN401 - a named tuple, and one of that kind
    hints = _hints(kind)
    if values.keys() != hints.keys():
        raise ValueError("fields are missing, or there are more")
    return kind(**{name: _value(values[name], hint) for name, hint in hints.items()})


def _value(value: Any, hint: Any) -> object:  # noqa: ANN401 - what JSON holds, and any type
    """What was written for a field of this type: nothing is taken for what it only resembles, such as 1 for true."""
    kinds = get_args(hint)
    match get_origin(hint):
        case types.UnionType if value is None and types.NoneType in kinds:
            return None
        case types.UnionType:
            return _value(value, next(kind for kind in kinds if kind is not types.NoneType))
        case builtins.tuple if isinstance(value, list):
            return tuple(_value(one, kinds[0]) for one in value)
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
