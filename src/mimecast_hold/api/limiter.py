"""One pause for all threads of a run: what Mimecast's limiter says, heeded before it refuses."""

import math
import threading
from collections.abc import Mapping
from datetime import datetime

from mimecast_hold.api.answer.quota import told_remaining, told_wait
from mimecast_hold.api.answer.refusals import by_status
from mimecast_hold.api.deadline import Clock
from mimecast_hold.errors import Problem

PATIENCE = 600.0
"""Seconds in which nothing but 429, or 503 with a time to wait, may come back before a run gives up."""

_LIMITED = by_status(429, 429).problem
_FIRST_BACK_OFF = 1.0  # seconds, where a 429 names no time; doubled each time, up to the last
_LAST_BACK_OFF = 30.0
_LEAST = 0.1  # the part of a back-off that is waited even where a 429 names less: it did not keep its word
_LONGEST_COURTESY = 60.0  # seconds that a spent quota is waited for on a header's word alone, without a 429


class Limiter:
    """When the next request may go: one pause for all is simple and never wrong.

    `problem` is what the longest pause was for.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin with no pause."""
        self.problem = _LIMITED
        self._clock = clock
        self._lock = threading.Lock()
        self._until = 0.0  # when the pause after a 429 ends
        self._refused_since: float | None = None
        self._refusals = 0
        self._remaining = math.inf  # of the quota, as was last told
        self._resets_at = 0.0
        self._opens_at = 0.0  # as was last told, however long that is
        self._under_way = 0  # requests that may not be counted in that yet

    def delay(self) -> float:
        """Seconds until the next request may go."""
        with self._lock:
            return self._delay(self._clock.monotonic())

    def opens_in(self) -> float:
        """Seconds until Mimecast lets a request through by its own word, which `delay` may not wait for."""
        with self._lock:
            now = self._clock.monotonic()
            return max(self._delay(now), self._opens_at - now)

    def admit(self) -> bool:
        """Let a request go, if one may go now; each that was let go is told with `ended`."""
        with self._lock:
            free = not self._delay(self._clock.monotonic())
            self._under_way += free
            return free

    def ended(self) -> None:
        """A request that was let go is under way no more."""
        with self._lock:
            self._under_way -= 1

    def refused(self, wait: float | None, problem: Problem | None = None) -> None:
        """A 429 or 503, with the wait it told and what it said; without a wait, back off."""
        with self._lock:
            now = self._clock.monotonic()
            if self._refused_since is None or now > self._until + PATIENCE:
                self._refused_since, self._refusals = now, 0
            if now >= self._until:
                # Else it was sent before the pause began, and tells nothing new.
                self._refusals += 1
            back_off = min(_LAST_BACK_OFF, _FIRST_BACK_OFF * 2.0 ** min(self._refusals - 1, 10))
            until = now + (back_off if wait is None else max(wait, back_off * _LEAST))
            if until >= self._until:
                self._until, self.problem = until, problem or _LIMITED

    def answered(self, headers: Mapping[str, str], now: datetime) -> None:
        """Any other answer: when the quota is as good as spent, wait for its reset before being refused."""
        with self._lock:
            self._refused_since = None
            self._refusals = 0
            remaining, wait = told_remaining(headers), told_wait(headers, now)
            if remaining is not None and wait is not None:
                self._remaining = remaining
                told_at = self._clock.monotonic()
                self._resets_at = told_at + min(wait, _LONGEST_COURTESY)
                self._opens_at = told_at + wait if remaining < 1 else 0.0

    def exhausted(self) -> bool:
        """Whether nothing but 429 has come back for `PATIENCE` seconds, or can until then."""
        with self._lock:
            since, now = self._refused_since, self._clock.monotonic()
            return since is not None and now < self._until and self._until - since >= PATIENCE

    def _delay(self, now: float) -> float:
        # Requests under way may not be counted in what was told: they may take the rest.
        spent = self._remaining - self._under_way < 1
        return max(0.0, self._until - now, self._resets_at - now if spent else 0.0)
