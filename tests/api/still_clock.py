"""A clock that advances only while somebody waits."""

from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class StillClock:
    """Stands still until somebody waits. The wait then ends at once, and the clock has advanced by its seconds.

    A wait for more than `longest_pause` seconds is for work in another thread, which is given time to finish.
    """

    def __init__(self, longest_pause: float = 50) -> None:
        self.seconds = 1000.0
        self.waits: list[float] = []
        self._longest_pause = longest_pause

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds - 1000.0)

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds

    def monotonic(self) -> float:
        return self.seconds

    def take(self, queue: "SimpleQueue[T]", seconds: float) -> T:
        try:
            return queue.get(timeout=5) if seconds > self._longest_pause else queue.get_nowait()
        except Empty:
            if seconds > 0:
                self.waits.append(seconds)
                self.seconds += seconds
            raise
