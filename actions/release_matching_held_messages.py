"""Release Matching Held Messages."""

from collections.abc import Mapping
from typing import Any

from mimecast_hold.hold_queue.outcome.records import ReleaseRecord
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.results import Run


def run(queue: HoldQueue, parameters: Mapping[str, Any]) -> Run[ReleaseRecord]:
    """Release the messages that match, or none if more than `max_messages` match."""
    return queue.release_matching(**parameters)
