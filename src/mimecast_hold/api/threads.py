"""Daemon threads, kept for the next job: nobody has to wait for one that a server holds up."""

import os
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from mimecast_hold.errors import Problem, error_from

NAME = "mimecast-hold"
"""The name of every thread that is started here."""

T = TypeVar("T")
Job = tuple[Callable[[], Any], Callable[[Any], object]]

_NO_THREAD = Problem(
    "configuration",
    "No thread could be started: this process has reached its limit of memory or threads.",
    "Raise the limit (ulimit -v, ulimit -u, or the container's own), then run the action again.",
    retryable=True,
)

# Where idle threads wait. To start a thread takes as long as a fifth of a short exchange.
_idle: "deque[SimpleQueue[Job]]" = deque()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # a child has the queues, and not the threads


def start(work: Callable[[], T], deliver: Callable[[T], object]) -> None:
    """Have `work`, which must not raise, done in a thread of its own, and `deliver` called there with what it gives.

    Raises `ConfigurationError` where no thread can be started.
    """
    try:
        inbox = _idle.pop()
    except IndexError:
        inbox = SimpleQueue()
        try:
            threading.Thread(target=_serve, args=(inbox,), name=NAME, daemon=True).start()
        except (RuntimeError, MemoryError):
            raise error_from(_NO_THREAD) from None
    inbox.put((work, deliver))


def _serve(inbox: "SimpleQueue[Job]") -> None:
    while True:
        _do(inbox)


def _do(inbox: "SimpleQueue[Job]") -> None:
    work, deliver = inbox.get()
    result = work()
    # Idle before the result is known: whoever gets it may have no other thread for the next job.
    _idle.append(inbox)
    deliver(result)
