"""Permission to send a request: checked before its first byte, and revoked by a caller that gives up."""

import threading
from collections.abc import Callable

from mimecast_hold.errors import Problem

BeforeSending = Callable[[], None]
"""Called just before a request's body is sent; raises `HeldBackError` to keep it back."""


class HeldBackError(Exception):
    """The request must not be sent any more. Nothing of it was sent."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def allow() -> None:
    """Let every request go."""


class Permission:
    """Permission to send one request. After `revoke`, it is certain whether the request has begun.

    `may_send` is called at the last moment. If it returns a problem, the request is not sent.
    """

    def __init__(self, may_send: Callable[[], Problem | None] = lambda: None) -> None:
        self._may_send = may_send
        self._lock = threading.Lock()
        self._begun = False
        self._revoked: Problem | None = None

    def refused(self) -> Problem | None:
        """Return why the request must not be sent now, or None."""
        return self._revoked or self._may_send()

    def begin(self) -> None:
        """Mark the request as begun. Raises `HeldBackError` if it must not be sent."""
        with self._lock:
            if problem := self.refused():
                raise HeldBackError(problem)
            self._begun = True

    def revoke(self, problem: Problem) -> bool:
        """Forbid sending. Return False if the request has begun already."""
        with self._lock:
            self._revoked = problem
            return not self._begun
