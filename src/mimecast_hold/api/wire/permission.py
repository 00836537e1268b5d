"""Whether a request may still begin: asked at its first byte, and taken back by whoever waits for it no longer."""

import threading
from collections.abc import Callable

from mimecast_hold.errors import Problem


class HeldBackError(Exception):
    """The request was not to be sent any more; nothing of it left."""

    def __init__(self, problem: Problem) -> None:
        """Take why."""
        super().__init__(problem.message)
        self.problem = problem


def always() -> None:
    """The leave to begin of what nobody takes back."""


Leave = Callable[[], None]
"""Called when a request is about to begin; raises `HeldBackError` where it must not."""


class Permit:
    """Leave to begin one request. After `withdraw` it has begun or never will, and which is known."""

    def __init__(self, may_send: Callable[[], Problem | None] = lambda: None) -> None:
        """Take what is asked at the last moment: the problem that it gives keeps the request back."""
        self._may_send = may_send
        self._lock = threading.Lock()
        self._begun = False
        self._withdrawn: Problem | None = None

    def refused(self) -> Problem | None:
        """Why it must not begin, as things stand."""
        return self._withdrawn or self._may_send()

    def begin(self) -> None:
        """Have it begun, or raise `HeldBackError`."""
        with self._lock:
            if problem := self.refused():
                raise HeldBackError(problem)
            self._begun = True

    def withdraw(self, problem: Problem) -> bool:
        """Take the leave back; False where the request has begun already."""
        with self._lock:
            self._withdrawn = problem
            return not self._begun
