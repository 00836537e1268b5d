"""Reject Held Message."""

from collections.abc import Mapping
from typing import Any

from mimecast_hold.hold_queue.outcome.records import RejectRecord
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.results import Run


def run(queue: HoldQueue, parameters: Mapping[str, Any]) -> Run[RejectRecord]:
    """One record for each distinct id, in the order given."""
    return queue.reject(**parameters)
