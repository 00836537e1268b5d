"""The library as a program uses it: a HoldQueue over a connection."""

from collections.abc import Mapping
from typing import Any

from mimecast_hold import ApiKeys, HoldQueue

_KEYS = ("access_key", "secret_key", "app_id", "app_key")


def queue_of(connection: Mapping[str, Any]) -> HoldQueue:
    keys = ApiKeys(**{name: connection[name] for name in _KEYS})
    return HoldQueue(keys, **{name: value for name, value in connection.items() if name not in _KEYS})
