"""Find Held Messages."""

from collections.abc import Mapping
from typing import Any

from mimecast_hold.hold_queue.listings import FindResult
from mimecast_hold.hold_queue.queue import HoldQueue


def run(queue: HoldQueue, parameters: Mapping[str, Any]) -> FindResult:
    """Find held messages that match the filters."""
    return queue.find(**parameters)
