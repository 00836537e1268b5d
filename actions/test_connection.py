"""Test Connection."""

from collections.abc import Mapping
from typing import Any

from mimecast_hold.hold_queue.listings import ConnectionReport
from mimecast_hold.hold_queue.queue import HoldQueue


def run(queue: HoldQueue, parameters: Mapping[str, Any]) -> ConnectionReport:
    """Check the connection and its permissions."""
    return queue.test(**parameters)
