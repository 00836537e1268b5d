"""SIGINT, SIGTERM and SIGHUP: end the run, and still tell what is known."""

import signal
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from mimecast_hold.api.deadline import CANCELLED, Deadline
from mimecast_hold.errors import error_from

T = TypeVar("T")
_HANGUP: signal.Signals | None = getattr(signal, "SIGHUP", None)  # unknown to Windows
SIGNALS = tuple(filter(None, (signal.SIGINT, signal.SIGTERM, _HANGUP)))
"""What ends a run with what is known."""


class Interruption:
    """Cancels the run that is under way; before there is one, it ends the reading of the input."""

    def __init__(self) -> None:
        """Catch nothing yet."""
        self._deadline: Deadline | None = None
        self._signal: int | None = None
        self._reading = False

    def install(self) -> None:
        """Catch the signals from now on; only the main thread may."""
        for number in SIGNALS:
            if number is _HANGUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # nohup is there to let the run go on
            signal.signal(number, self._caught)

    def reading(self, read: Callable[[], T]) -> T:
        """What `read` gives; it is the one thing that a signal breaks into, since it may wait for ever."""
        self._reading = True
        try:
            if self._signal:
                raise error_from(CANCELLED)
            return read()
        finally:
            self._reading = False

    def begun(self, deadline: Deadline) -> None:
        """There is a run that can be cancelled."""
        self._deadline = deadline
        if self._signal:
            deadline.cancel()

    def exit_status(self, otherwise: int) -> int:
        """128 and the signal's number, or the status that the run itself came to."""
        return 128 + self._signal if self._signal else otherwise

    def _caught(self, number: int, _frame: FrameType | None) -> None:
        self._signal = number
        if self._deadline:
            self._deadline.cancel()
        elif self._reading:
            self._reading = False
            raise error_from(CANCELLED)
