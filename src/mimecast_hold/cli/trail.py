"""The log on standard error, written by a thread of its own: a reader who does not read it holds up no release."""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Iterator
from queue import SimpleQueue

from mimecast_hold.api import daemons

FORM = "%(asctime)s %(name)s %(message)s"
_GRACE = 2.0  # seconds for which the end of a process waits until what is left is written


class Trail(logging.Handler):
    """Log lines for a file descriptor, in their order."""

    def __init__(self, descriptor: int) -> None:
        """Begin to write."""
        super().__init__()
        self.setFormatter(logging.Formatter(FORM))
        self._descriptor = descriptor
        self._left: SimpleQueue[logging.LogRecord | None] = SimpleQueue()
        self._ended = threading.Event()
        daemons.start(self._write)

    def emit(self, record: logging.LogRecord) -> None:
        """Have a line written when its turn comes."""
        self._left.put(record)

    def finish(self) -> None:
        """Wait until all is written, and not for ever."""
        self._left.put(None)
        self._ended.wait(_GRACE)

    def _write(self) -> None:
        # Not by sys.stderr, whose lock a write that nobody reads would keep beyond the end of the interpreter.
        with contextlib.suppress(OSError):  # closed, or on a full disk: there is nowhere to tell it
            while record := self._left.get():
                text = f"{self.format(record)}\n".encode(errors="backslashreplace")
                while text:
                    text = text[os.write(self._descriptor, text) :]
        self._ended.set()


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Log what happens within to standard error."""
    try:
        trail = Trail(sys.stderr.fileno())
    except (AttributeError, OSError, ValueError):  # none, closed, or put in its place by a test
        logging.basicConfig(stream=sys.stderr, level=logging.INFO, format=FORM)
        yield
        return
    logging.basicConfig(handlers=[trail], level=logging.INFO)
    try:
        yield
    finally:
        trail.finish()
