"""Run functions in reusable daemon threads. The process can exit while a slow server blocks one."""

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
    "Raise the limit (ulimit -v, ulimit -u, or the container's), then run the action again.",
    retryable=True,
)

# The inboxes of idle threads. Starting a thread takes a fifth of the time of a short exchange.
_idle: deque[SimpleQueue[Job]] = deque()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # a child process has the inboxes, but not the threads


def start(work: Callable[[], T], deliver: Callable[[T], object]) -> None:
    """Run `work` in another thread, and there pass its result to `deliver`. `work` must not raise.

    Raises `ConfigurationError` if no thread can be started.
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


def _serve(inbox: SimpleQueue[Job]) -> None:
    while True:
        _run_one(inbox)


def _run_one(inbox: SimpleQueue[Job]) -> None:
    # A function of its own, so that an idle thread keeps neither the job nor its result alive.
    work, deliver = inbox.get()
    result = work()
    # Idle before the result is delivered: its receiver may be unable to start another thread for the next job.
    _idle.append(inbox)
    deliver(result)
