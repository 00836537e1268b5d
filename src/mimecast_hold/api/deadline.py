"""The clock, the deadline of a run, and waits that end when the run is cancelled."""

import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar, cast

from mimecast_hold.api import threads
from mimecast_hold.errors import Problem, error_from

T = TypeVar("T")
_MAX_WAIT = 3600.0  # seconds; a lock does not accept an infinite timeout


class Clock(Protocol):
    """Tells the time and waits. Tests pass their own."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go backwards."""
        ...

    def take(self, queue: SimpleQueue[T], seconds: float) -> T:
        """Return the next item of `queue`; raises `queue.Empty` after `seconds`."""
        ...


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never go backwards."""
        return time.monotonic()

    def take(self, queue: SimpleQueue[T], seconds: float) -> T:
        """Return the next item of `queue`; raises `queue.Empty` after `seconds`."""
        return queue.get(timeout=max(0.0, min(seconds, _MAX_WAIT)))


CANCELLED = Problem(
    "cancelled", "The run was cancelled.", "Run the action again for the remaining messages.", retryable=True
)
DEADLINE_PASSED = Problem(
    "deadline",
    "The deadline passed.",
    "Run the action again for the remaining messages, or allow it more time.",
    retryable=True,
)


class Deadline:
    """The end of a run: after `seconds` from `since`, a monotonic time (default: now), or when cancelled.

    Without `seconds`, a run takes as long as it needs.
    """

    def __init__(self, clock: Clock, seconds: float | None = None, since: float | None = None) -> None:
        self.seconds = seconds
        started = clock.monotonic() if since is None else since
        self.ends_at = float("inf") if seconds is None else started + seconds
        self._clock = clock
        self._cancelled = False
        # Queues, since `SimpleQueue.put` is the one way to wake a thread that a signal handler may use.
        self._waiting: list[SimpleQueue[Any]] = []

    def cancel(self) -> None:
        """Stop the run. Safe in a signal handler."""
        self._cancelled = True
        for queue in tuple(self._waiting):
            queue.put(None)

    def wake(self, queue: SimpleQueue[Any]) -> None:
        """Put None into `queue` when the run is cancelled, until `forget`."""
        self._waiting.append(queue)
        if self._cancelled:
            queue.put(None)

    def forget(self, queue: SimpleQueue[Any]) -> None:
        """Undo `wake`."""
        self._waiting.remove(queue)

    @property
    def reserve(self) -> float:
        """Seconds at the end in which no release is sent, only outcomes are looked up."""
        return 0.0 if self.seconds is None else min(2.0, self.seconds / 4)

    def remaining(self, *, reserve: bool = False) -> float:
        """Return the seconds left, without those in reserve if `reserve` is set. Infinite without a deadline."""
        return self.ends_at - self._clock.monotonic() - (self.reserve if reserve else 0.0)

    def stop_reason(self, *, reserve: bool = False) -> Problem | None:
        """Return why the run must stop now, or None."""
        if self._cancelled:
            return CANCELLED
        return DEADLINE_PASSED if self.remaining(reserve=reserve) <= 0 else None

    def within(self, work: Callable[[], T]) -> T:
        """Run `work` in another thread and return its result or raise its error.

        Raises `StoppedError` at the deadline or when cancelled, even if a server that drips bytes holds up `work`, and
        `ConfigurationError` if no thread can be started.
        """
        done: SimpleQueue[tuple[T | None, BaseException | None] | None] = SimpleQueue()
        self.wake(done)
        try:
            threads.start(lambda: _outcome(work), done.put)
            outcome = None
            while outcome is None:
                if problem := self.stop_reason():
                    raise error_from(problem)
                with contextlib.suppress(Empty):
                    outcome = self._clock.take(done, self.remaining())
        finally:
            self.forget(done)
        result, error = outcome
        if error is not None:
            raise error
        return cast("T", result)

    def pause(self, seconds: float) -> None:
        """Wait. Raises `StoppedError` at the deadline or when cancelled."""
        woken: SimpleQueue[None] = SimpleQueue()
        self.wake(woken)
        with contextlib.suppress(Empty):
            self._clock.take(woken, min(seconds, self.remaining()))
        self.forget(woken)
        if problem := self.stop_reason():
            raise error_from(problem)


def _outcome(work: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    try:
        return work(), None
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
        return None, error
