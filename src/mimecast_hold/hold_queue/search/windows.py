"""The time window of a search, by Mimecast's own clock. Pure but for the client's clock.

Both ends are always sent. By default a window ends a day after Mimecast's clock, so that no clock difference hides the
newest mail.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from mimecast_hold.api.client import Client
from mimecast_hold.errors import Problem

_AHEAD = timedelta(days=1)
_FURTHEST_BACK = timedelta(days=30) - timedelta(hours=1)  # some services refuse a start of 30 days ago
_LEAST_AHEAD = timedelta(hours=1)  # an end this long after Mimecast's clock hides nothing
_LARGEST_OFFSET = timedelta(days=366)  # a larger one does not come from a clock
_DATE_WORDS = re.compile(r"\b(dates?|start|end|range|window|period|days?|future|past)\b", re.IGNORECASE)


class Window(NamedTuple):
    """Both ends of a search; `explicit_ends` names those that the user set (`start`, `end`)."""

    start: datetime
    end: datetime
    explicit_ends: frozenset[str]

    @classmethod
    def of(cls, start: datetime, end: datetime | None, explicit_ends: frozenset[str], client: Client) -> "Window":
        return cls(start, end if end and "end" in explicit_ends else mimecast_now(client) + _AHEAD, explicit_ends)

    def reaching_now(self, client: Client) -> "Window":
        """Return the window with a default end after Mimecast's clock, once an answer has shown that clock."""
        now = mimecast_now(client)
        hides = "end" not in self.explicit_ends and self.end < now + _LEAST_AHEAD
        return self._replace(end=now + _AHEAD) if hides else self

    def within_limits(self, client: Client) -> "Window":
        """Return the widest window that a service with limits accepts, as far as the user did not set its ends."""
        now = mimecast_now(client)
        end = self.end if "end" in self.explicit_ends else now
        start = self.start if "start" in self.explicit_ends else max(self.start, now - _FURTHEST_BACK)
        return self._replace(start=start, end=end) if start < end else self


def mimecast_now(client: Client) -> datetime:
    """Return the time by Mimecast's clock in its last answer, or by ours before any answer."""
    offset = timedelta(seconds=client.offset or 0)
    return client.clock.now() + (offset if abs(offset) <= _LARGEST_OFFSET else timedelta())


def refuses_window(problem: Problem) -> bool:
    """Return whether a refusal seems to be about the start or the end of the search."""
    if problem.category not in ("refused", "not_found", "invalid_input"):
        return False
    code = (problem.code or "").lower()
    mentioned = _DATE_WORDS.search(f"{code.replace('_', ' ')} {problem.message}")
    return bool(mentioned) or code.startswith("err_validation")
