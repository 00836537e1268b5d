"""Get Hold Summary."""

from collections.abc import Mapping
from typing import Any

from mimecast_hold.hold_queue.listings import HoldSummary
from mimecast_hold.hold_queue.queue import HoldQueue


def run(queue: HoldQueue, parameters: Mapping[str, Any]) -> HoldSummary:
    """Count the messages that each policy holds."""
    return queue.summary(**parameters)
