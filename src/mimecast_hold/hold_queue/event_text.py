"""Events as JSON text and back, for the journal. Pure."""

import json
from datetime import datetime
from enum import Enum
from typing import Any

from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.events import (
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
    """The event that `event_text` wrote."""
    values = json.loads(text)
    kind = _KINDS[values.pop("event")]
    event: Event = kind(**{name: _value(name, value) for name, value in values.items()})
    return event


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Problem):
        return value._asdict()
    return value.value if isinstance(value, Enum) else value


def _value(name: str, value: Any) -> object:  # noqa: ANN401 - what JSON holds
    if value is None:
        return None
    match name:
        case "at":
            return datetime.fromisoformat(value)
        case "problem":
            return Problem(**value)
        case "verdict":
            return Verdict(value)
        case _:
            return value
