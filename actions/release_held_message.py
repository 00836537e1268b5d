"""Release Held Message."""

from collections.abc import Mapping
from typing import Any

from mimecast_hold.hold_queue.outcome.records import ReleaseRecord
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.results import Run


def run(queue: HoldQueue, parameters: Mapping[str, Any]) -> Run[ReleaseRecord]:
    """Release messages by id, with one record for each."""
    return queue.release(**parameters)
