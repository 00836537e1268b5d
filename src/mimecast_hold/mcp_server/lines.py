"""Standard input and output as lines: the client's requests in, the server's answers out."""

import os
import sys
from queue import SimpleQueue
from typing import BinaryIO

from mimecast_hold.api import threads


class InputLines:
    """The lines of a stream, until it ends or `end` is called."""

    def __init__(self, stream: BinaryIO) -> None:
        """Begin to read, in a thread that a silent client can hold up for ever."""
        self._stream = stream
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._ended = False
        threads.start(self._read, self._lines.put)

    def next(self) -> bytes | None:
        """Wait for the next line; None at the end."""
        line = self._lines.get()
        return None if self._ended else line

    def end(self) -> None:
        """Read no more; safe in a signal handler."""
        self._ended = True
        self._lines.put(None)

    def _read(self) -> None:
        """Put each line; the None that marks the end is put when this returns."""
        try:
            while line := self._stream.readline():
                self._lines.put(line)
        except (OSError, ValueError):  # it cannot be read, or was closed
            pass


class Output:
    """Standard output, kept for the protocol alone: what anything else prints goes to standard error."""

    def __init__(self) -> None:
        """Take standard output away from the rest of the process."""
        self._descriptor = os.dup(sys.stdout.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        _block(self._descriptor)

    def write(self, data: bytes) -> None:
        """Write all of it; raises `OSError` where nobody reads it any more."""
        left = memoryview(data)
        while left:
            left = left[os.write(self._descriptor, left) :]


def standard_input() -> InputLines:
    """The lines of standard input."""
    _block(sys.stdin.fileno())
    # Not sys.stdin.buffer: a thread that still reads holds its lock, and Python aborts at exit if it cannot get it.
    return InputLines(open(sys.stdin.fileno(), "rb", closefd=False))


def _block(descriptor: int) -> None:
    """Have reads and writes wait: a client may have handed over pipes that do not."""
    if hasattr(os, "set_blocking"):  # on Windows since Python 3.12
        os.set_blocking(descriptor, True)
