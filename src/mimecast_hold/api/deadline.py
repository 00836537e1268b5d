"""Time as an argument: the clock, the deadline, and waiting that a signal can end."""

import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import NamedTuple, Protocol, TypeVar, cast

from mimecast_hold.api import threads
from mimecast_hold.errors import Problem, error_from

T = TypeVar("T")
_LONGEST_WAIT = 3600.0  # seconds; a lock cannot wait for ever with a time-out


class Clock(Protocol):
    """What the package asks of time: tests pass their own."""

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...

    def take(self, queue: "SimpleQueue[T]", seconds: float) -> T:
        """The next item of `queue`; raises `queue.Empty` after `seconds`."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The time of day in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def take(self, queue: "SimpleQueue[T]", seconds: float) -> T:
        """The next item of `queue`; raises `queue.Empty` after `seconds`."""
        return queue.get(timeout=max(0.0, min(seconds, _LONGEST_WAIT)))


CANCELLED = Problem("cancelled", "The run was cancelled.", "Run the action again for what is left.", retryable=True)
TOO_LATE = Problem(
    "deadline",
    "The deadline passed.",
    "Run the action again for what is left, or allow it more time.",
    retryable=True,
)


class Deadline:
    """How long a run may take: its deadline, and whether someone has asked it to stop.

    A SimpleQueue wakes whoever waits, since its `put` alone may be called from a signal handler.
    """

    def __init__(self, clock: Clock, seconds: float | None = None, since: float | None = None) -> None:
        """Count `seconds` from `since`, a monotonic time, or from now; None waits as long as it takes."""
        self._clock = clock
        self.seconds = seconds
        begun = clock.monotonic() if since is None else since
        self.ends_at = None if seconds is None else begun + seconds
        self._cancelled = False
        self._sleepers: list[SimpleQueue[None]] = []

    def cancel(self) -> None:
        """Ask the run to stop; safe in a signal handler."""
        self._cancelled = True
        for sleeper in tuple(self._sleepers):
            sleeper.put(None)

    def wake(self, sleeper: "SimpleQueue[None]") -> None:
        """Put None into `sleeper` when the run is cancelled."""
        self._sleepers.append(sleeper)
        if self._cancelled:
            sleeper.put(None)

    def forget(self, sleeper: "SimpleQueue[None]") -> None:
        """No longer wake `sleeper`."""
        self._sleepers.remove(sleeper)

    @property
    def reserve(self) -> float:
        """Seconds at the end that are kept for settling: no release is sent inside them."""
        return 0.0 if self.seconds is None else min(2.0, self.seconds / 4)

    def remaining(self, *, reserve: bool = False) -> float:
        """Seconds left, less the reserve where asked; infinite without a deadline."""
        if self.ends_at is None:
            return float("inf")
        return self.ends_at - self._clock.monotonic() - (self.reserve if reserve else 0.0)

    def spent(self, *, reserve: bool = False) -> Problem | None:
        """Why the run must stop now, or None."""
        if self._cancelled:
            return CANCELLED
        return TOO_LATE if self.remaining(reserve=reserve) <= 0 else None

    def within(self, work: Callable[[], T]) -> T:
        """Do `work` in a daemon thread and give its result.

        Raises `StoppedError` at the deadline or when cancelled, whatever `work` is stuck in: a server that drips
        a byte a second cannot hold the caller. Raises `ConfigurationError` where no thread can be started.
        """
        done: SimpleQueue[_Result | None] = SimpleQueue()
        self.wake(cast("SimpleQueue[None]", done))
        try:
            threads.start(lambda: _result_of(work), done.put)
            while not (problem := self.spent()):
                with contextlib.suppress(Empty):
                    result = self._clock.take(done, self.remaining())
                    if result is not None:
                        return cast("T", result.unpack())
            raise error_from(problem)
        finally:
            self.forget(cast("SimpleQueue[None]", done))

    def pause(self, seconds: float) -> None:
        """Wait; raises `StoppedError` at the deadline or when cancelled."""
        sleeper: SimpleQueue[None] = SimpleQueue()
        self.wake(sleeper)
        try:
            with contextlib.suppress(Empty):
                self._clock.take(sleeper, min(seconds, self.remaining()))
        finally:
            self.forget(sleeper)
        if problem := self.spent():
            raise error_from(problem)


class _Result(NamedTuple):
    value: object = None
    error: BaseException | None = None

    def unpack(self) -> object:
        if self.error is not None:
            raise self.error
        return self.value


def _result_of(work: Callable[[], T]) -> _Result:
    try:
        return _Result(work())
    except BaseException as error:  # noqa: BLE001 - it is raised again where the result is awaited
        return _Result(error=error)
