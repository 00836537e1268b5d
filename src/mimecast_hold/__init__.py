"""Release mail that Mimecast holds, with a reliable record for each message.

::

    from mimecast_hold import ApiKeys, HoldQueue

    queue = HoldQueue(ApiKeys("...", "...", "...", "..."), region="eu")
    for record in queue.release(ids, deadline_seconds=30):
        print(record.id, record.outcome)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
    from mimecast_hold.errors import MimecastHoldError
    from mimecast_hold.hold_queue.outcome.records import RejectRecord, ReleaseRecord
    from mimecast_hold.hold_queue.queue import HoldQueue
    from mimecast_hold.hold_queue.search.messages import HeldMessage

__all__ = [
    "ApiKeys",
    "ClientCredentials",
    "HeldMessage",
    "HoldQueue",
    "MimecastHoldError",
    "RejectRecord",
    "ReleaseRecord",
]

_HOMES = {
    "ApiKeys": "api.auth.credentials",
    "ClientCredentials": "api.auth.credentials",
    "HeldMessage": "hold_queue.search.messages",
    "HoldQueue": "hold_queue.queue",
    "MimecastHoldError": "errors",
    "RejectRecord": "hold_queue.outcome.records",
    "ReleaseRecord": "hold_queue.outcome.records",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the exported names are typed above
    """Import an exported name on first use. A platform starts a process for each click, so start-up must be fast."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
