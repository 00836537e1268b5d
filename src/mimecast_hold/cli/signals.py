"""Handle SIGINT, SIGTERM and SIGHUP: end the run, and still report what is known."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from mimecast_hold.api.deadline import CANCELLED, Deadline
from mimecast_hold.errors import error_from

T = TypeVar("T")
_HANGUP: signal.Signals | None = getattr(signal, "SIGHUP", None)  # not on Windows
SIGNALS = tuple(filter(None, (signal.SIGINT, signal.SIGTERM, _HANGUP)))


class Interruption:
    """Cancels the current run on a signal; before the run starts, stops reading its input."""

    def __init__(self) -> None:
        self._deadline: Deadline | None = None
        self._signal: int | None = None
        self._reading = False

    def install(self) -> None:
        """Handle the signals from now on; call this in the main thread."""
        for number in SIGNALS:
            if number is _HANGUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # started by nohup
            signal.signal(number, self._handle)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Handle the signals within a `with` block."""
        earlier = {number: signal.getsignal(number) for number in SIGNALS}
        self.install()
        try:
            yield
        finally:
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def reading(self, read: Callable[[], T]) -> T:
        """Call `read`, which may block forever. Only during this call does a signal raise an exception."""
        self._reading = True
        try:
            if self._signal:
                raise error_from(CANCELLED)
            return read()
        finally:
            self._reading = False

    def on_start(self, deadline: Deadline) -> None:
        """Note the deadline of the run that starts: a signal cancels it."""
        self._deadline = deadline
        if self._signal:
            deadline.cancel()

    def exit_status(self, otherwise: int) -> int:
        """Return 128 plus the number of the signal, or `otherwise` if there was none."""
        return 128 + self._signal if self._signal else otherwise

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        self._signal = number
        if self._deadline:
            self._deadline.cancel()
        elif self._reading:
            self._reading = False
            raise error_from(CANCELLED)
