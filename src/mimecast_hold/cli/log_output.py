"""The log on standard error, written by a thread of its own: a reader who does not read it holds up no release."""

import contextlib
import logging
import sys
import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue

from mimecast_hold.api import threads
from mimecast_hold.cli.streams import write_whole

FORM = "%(asctime)s %(name)s %(message)s"
_GRACE = 2.0  # seconds for which the end of a process waits until what is left is written
_GATHERED = 0.1  # seconds' lines are written at once: to wake up for each would take the processor from the requests


class Trail(logging.Handler):
    """Log lines for a file descriptor, in their order."""

    def __init__(self, descriptor: int) -> None:
        """Begin to write."""
        super().__init__()
        self.setFormatter(logging.Formatter(FORM))
        self._descriptor = descriptor
        self._left: SimpleQueue[str | None] = SimpleQueue()
        self._finishing = threading.Event()
        self._ended = threading.Event()
        threads.start(self._write, lambda _: None)

    def emit(self, record: logging.LogRecord) -> None:
        """Have a line written when its turn comes."""
        self._left.put(self.format(record) + "\n")  # a line takes a fourth of what a record does

    def finish(self) -> None:
        """Wait until all is written, and not for ever."""
        self._left.put(None)
        self._finishing.set()
        self._ended.wait(_GRACE)

    def _write(self) -> None:
        lines: list[str | None] = []
        while None not in lines:
            lines = [self._left.get()]
            self._finishing.wait(_GATHERED)
            with contextlib.suppress(Empty):
                while True:
                    lines.append(self._left.get_nowait())
            # A disk that is full or a reader that has gone is nothing that could be told anywhere.
            with contextlib.suppress(OSError):
                self._put("".join(filter(None, lines)))
        self._ended.set()

    def _put(self, text: str) -> None:
        # Not by sys.stderr, whose lock a write that nobody reads would keep beyond the end of the interpreter.
        write_whole(self._descriptor, text.encode(errors="backslashreplace"))


@contextlib.contextmanager
def kept() -> Iterator[None]:
    """Log what happens within to standard error."""
    try:
        trail = Trail(sys.stderr.fileno())
    except (AttributeError, OSError, ValueError):  # no descriptor, or no thread (a ConfigurationError)
        with plain():
            yield
        return
    try:
        with _attached(trail):
            yield
    finally:
        trail.finish()


@contextlib.contextmanager
def plain() -> Iterator[None]:
    """The same in the thread that logs, for a command that a person watches."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORM))
    with _attached(handler):
        yield


@contextlib.contextmanager
def _attached(handler: logging.Handler) -> Iterator[None]:
    """Our own lines alone: on the root logger, other libraries' lines would come, with whatever they quote."""
    ours = logging.getLogger("mimecast_hold")
    earlier = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        ours.removeHandler(handler)
        ours.setLevel(earlier)
