"""The span of time that a search is asked for, by Mimecast's own clock. Pure but for the client's clock.

Both ends are always sent. An end that nobody gave lies a day after Mimecast's clock, so that no difference between the
clocks hides the newest mail.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from mimecast_hold.api.client import Client
from mimecast_hold.errors import Problem

_AHEAD = timedelta(days=1)
# Services exist that refuse a start of 30 days ago; they are asked for a little less.
_FURTHEST_BACK = timedelta(days=30) - timedelta(hours=1)
_LEAST_AHEAD = timedelta(hours=1)  # an end that lies so far after Mimecast's clock hides nothing
_BELIEVED = timedelta(days=366)  # a clock that is further off is no clock

_DATE_WORDS = re.compile(r"\b(dates?|start|end|range|window|period|days?|future|past)\b", re.IGNORECASE)


class Window(NamedTuple):
    """Both ends of a search; `given` names those that a user gave."""

    start: datetime
    end: datetime
    given: frozenset[str]

    @classmethod
    def of(cls, start: datetime, end: datetime | None, given: frozenset[str], client: Client) -> "Window":
        """The window as it is asked for first."""
        open_ended = end is None or "end" not in given
        return cls(start, mimecast_now(client) + _AHEAD if open_ended or end is None else end, given)

    def reaching_now(self, client: Client) -> "Window":
        """The window with its end where it belongs, now that Mimecast's clock is known."""
        now = mimecast_now(client)
        hides = "end" not in self.given and self.end < now + _LEAST_AHEAD
        return self._replace(end=now + _AHEAD) if hides else self

    def within_limits(self, client: Client) -> "Window":
        """The widest window that a service with limits takes, as far as the ends were not given."""
        now = mimecast_now(client)
        end = self.end if "end" in self.given else now
        start = self.start if "start" in self.given else max(self.start, now - _FURTHEST_BACK)
        return self._replace(start=start, end=end) if start < end else self


def mimecast_now(client: Client) -> datetime:
    """The time by Mimecast's clock as its last answer told it, or by ours before any answer."""
    now = client.clock.now()
    offset = timedelta(seconds=client.offset or 0)
    return now + offset if abs(offset) <= _BELIEVED else now


def refuses_window(problem: Problem) -> bool:
    """Whether a refusal seems to be about the start or the end of the search."""
    if problem.category not in ("refused", "not_found", "invalid_input"):
        return False
    code = (problem.code or "").lower()
    named = _DATE_WORDS.search(f"{code.replace('_', ' ')} {problem.message}")
    return bool(named) or code.startswith("err_validation")
