"""Read and write lines of bytes in threads of their own, so that a silent client blocks nothing else."""

import os
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import BinaryIO

from mimecast_hold.api import threads


class InputLines:
    """The lines of a stream, until it ends or `end` is called."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._ended = False
        threads.start(self._read, self._lines.put)

    def next(self) -> bytes | None:
        """Wait for the next line; return None at the end."""
        line = self._lines.get()
        return None if self._ended else line

    def end(self) -> None:
        """Stop reading. Safe in a signal handler."""
        self._ended = True
        self._lines.put(None)

    def _read(self) -> None:
        """Put each line; the None that this returns is put at the end."""
        try:
            while line := self._stream.readline():
                self._lines.put(line)
        except (OSError, ValueError):  # it cannot be read, or was closed
            pass


class Output:
    """Standard output, reserved for the protocol: all other prints go to standard error."""

    def __init__(self) -> None:
        self.on_closed: Callable[[], None] = lambda: None
        """Called once nobody reads standard output any more."""
        self._descriptor = os.dup(sys.stdout.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        _block(self._descriptor)
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._drained = threading.Event()
        threads.start(self._write, lambda _: self._drained.set())

    def write(self, line: bytes) -> None:
        """Queue a line for writing. Never blocks, even if the client does not read."""
        self._lines.put(line)

    def close(self, seconds: float) -> None:
        """Wait until everything is written, for `seconds` at most."""
        self._lines.put(None)
        self._drained.wait(seconds)

    def _write(self) -> None:
        try:
            while (line := self._lines.get()) is not None:
                left = memoryview(line)
                while left:
                    left = left[os.write(self._descriptor, left) :]
        except OSError:
            self.on_closed()


def standard_input() -> InputLines:
    """Return the lines of standard input."""
    _block(sys.stdin.fileno())
    # Not sys.stdin.buffer: a thread that still reads holds its lock, and Python aborts at exit if it cannot get it.
    return InputLines(open(sys.stdin.fileno(), "rb", closefd=False))


def _block(descriptor: int) -> None:
    """Make reads and writes wait: a client may have passed non-blocking pipes."""
    if hasattr(os, "set_blocking"):  # on Windows since Python 3.12
        os.set_blocking(descriptor, True)
