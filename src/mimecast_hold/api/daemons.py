"""Daemon threads, kept for the next job: nobody has to wait for one that a server holds up."""

import os
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

Job = Callable[[], object]

# Where idle threads wait. To start a thread takes as long as a fifth of a short exchange.
_idle: "deque[SimpleQueue[Job]]" = deque()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # a child has the queues, and not the threads


def start(job: Job) -> None:
    """Have `job`, which must not raise, done in a thread of its own."""
    try:
        inbox = _idle.pop()
    except IndexError:
        inbox = SimpleQueue()
        threading.Thread(target=_serve, args=(inbox,), name="mimecast-hold", daemon=True).start()
    inbox.put(job)


def _serve(inbox: "SimpleQueue[Job]") -> None:
    while True:
        inbox.get()()
        _idle.append(inbox)
