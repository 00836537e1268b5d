"""Get Release Log."""

from collections.abc import Mapping
from typing import Any

from mimecast_hold.hold_queue.listings import ReleaseLog
from mimecast_hold.hold_queue.queue import HoldQueue


def run(queue: HoldQueue, parameters: Mapping[str, Any]) -> ReleaseLog:
    """List the messages that left the hold queue."""
    return queue.release_log(**parameters)
