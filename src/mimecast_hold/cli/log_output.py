"""Log to standard error, from a thread of its own or directly."""

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Iterator
from logging.handlers import QueueHandler, QueueListener
from queue import SimpleQueue

_FORMATTER = logging.Formatter("%(asctime)s %(name)s %(message)s")
_GRACE = 2.0  # seconds to wait at the end for lines that are not written yet


class _DescriptorListener(QueueListener):
    """Writes log lines to a file descriptor, in a thread that only the log waits for.

    It holds no lock while it writes: a lock of `sys.stderr` or of a logging handler would also stop the main thread
    at exit when nobody reads the log.
    """

    def __init__(self, queue: SimpleQueue[logging.LogRecord], descriptor: int) -> None:
        super().__init__(queue)
        self._descriptor = descriptor

    def handle(self, record: logging.LogRecord) -> None:
        left = f"{record.msg}\n".encode(errors="backslashreplace")  # QueueHandler has formatted the message
        with contextlib.suppress(OSError):
            while left:
                left = left[os.write(self._descriptor, left) :]


@contextlib.contextmanager
def in_background() -> Iterator[None]:
    """Log to standard error from a thread, so that a blocked standard error delays neither the run nor its exit."""
    records: SimpleQueue[logging.LogRecord] = SimpleQueue()
    try:
        listener = _DescriptorListener(records, sys.stderr.fileno())
        ended = threading.Event()
        # `stop` waits without a limit. The thread for it starts now, since there may be none left at the end.
        stopper = threading.Thread(target=_stop, args=(listener, ended), daemon=True)
        listener.start()
        stopper.start()
    except (OSError, ValueError, RuntimeError, MemoryError):  # not a file, or no thread can be started
        with direct():
            yield
        return
    try:
        with _attached(QueueHandler(records)):
            yield
    finally:
        ended.set()
        stopper.join(_GRACE)


def _stop(listener: QueueListener, ended: threading.Event) -> None:
    ended.wait()
    listener.stop()


@contextlib.contextmanager
def direct() -> Iterator[None]:
    """Log to standard error from the thread that logs."""
    with _attached(logging.StreamHandler(sys.stderr)):
        yield


@contextlib.contextmanager
def _attached(handler: logging.Handler) -> Iterator[None]:
    """Log our own lines only: those of other libraries may quote secrets."""
    handler.setFormatter(_FORMATTER)
    ours = logging.getLogger("mimecast_hold")
    level = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        ours.removeHandler(handler)
        ours.setLevel(level)
