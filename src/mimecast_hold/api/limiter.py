"""Respect Mimecast's rate limit: all threads pause together, even before Mimecast rejects a request."""

import math
import threading
from collections.abc import Mapping
from datetime import datetime

from mimecast_hold.api.answer.quota import requests_left, reset_after
from mimecast_hold.api.answer.refusals import by_status
from mimecast_hold.api.deadline import Clock
from mimecast_hold.errors import Problem

MAX_LIMITED_SECONDS = 600.0
"""A run gives up after this many seconds of nothing but 429, or 503 with `Retry-After`."""

LIMITED = by_status(429, 429).problem
_FIRST_BACK_OFF = 1.0  # seconds, after a 429 without a time; doubled each time, up to the maximum
_MAX_BACK_OFF = 30.0
_MIN_BACK_OFF = 0.1  # the part of a back-off that is waited even if the 429 names a shorter time, which proved wrong
_MAX_QUOTA_WAIT = 60.0  # seconds to wait for a new quota before Mimecast has rejected anything


class Limiter:
    """Decides when the next request may be sent. `problem` is the reason for the longest pause."""

    def __init__(self, clock: Clock) -> None:
        self.problem = LIMITED
        self._clock = clock
        self._lock = threading.Lock()
        self._paused_until = 0.0
        self._rejected_since: float | None = None
        self._rejections = 0
        self._left = math.inf  # of the quota
        self._resets_at = 0.0  # at most `_MAX_QUOTA_WAIT` after the response that named it
        self._opens_at = 0.0  # the time that Mimecast named, however late
        self._in_flight = 0  # requests that the quota may not include yet

    def delay(self) -> float:
        """Return the seconds until the next request may be sent."""
        with self._lock:
            return self._delay(self._clock.monotonic())

    def admit(self) -> bool:
        """Return whether a request may be sent now. If so, call `finished` after it."""
        with self._lock:
            free = not self._delay(self._clock.monotonic())
            self._in_flight += free
            return free

    def finished(self) -> None:
        """Note the end of a request that `admit` let through."""
        with self._lock:
            self._in_flight -= 1

    def rejected(self, wait: float | None, problem: Problem | None = None) -> None:
        """Pause after a 429 or 503 for the seconds that it names; without a time, back off."""
        with self._lock:
            now = self._clock.monotonic()
            if self._rejected_since is None or now > self._paused_until + MAX_LIMITED_SECONDS:
                self._rejected_since, self._rejections = now, 0
            if now >= self._paused_until:  # otherwise the request was sent before the pause and says nothing new
                self._rejections += 1
            back_off = min(_MAX_BACK_OFF, _FIRST_BACK_OFF * 2.0 ** min(self._rejections - 1, 10))
            until = now + (back_off if wait is None else max(wait, back_off * _MIN_BACK_OFF))
            if until >= self._paused_until:
                self._paused_until, self.problem = until, problem or LIMITED

    def answered(self, headers: Mapping[str, str], now: datetime) -> None:
        """Note any other response. If the quota is nearly used up, pause until its reset."""
        with self._lock:
            self._rejected_since = None
            left, wait = requests_left(headers), reset_after(headers, now)
            if left is not None and wait is not None:
                read_at = self._clock.monotonic()
                self._left = left
                self._resets_at = read_at + min(wait, _MAX_QUOTA_WAIT)
                self._opens_at = read_at + wait if left < 1 else 0.0

    def blocked(self, seconds: float) -> Problem | None:
        """Return why no request can be sent within `seconds`, with a hint when to run the action again.

        Also return it if nothing but 429 has come back for `MAX_LIMITED_SECONDS`, or will until the pause ends.
        """
        with self._lock:
            now, since = self._clock.monotonic(), self._rejected_since
            delay = self._delay(now)
            exhausted = (
                since is not None and now < self._paused_until and self._paused_until - since >= MAX_LIMITED_SECONDS
            )
            if delay <= seconds and not exhausted:
                return None
            opens_in = max(delay, self._opens_at - now)
            return self.problem.with_hint(f"Run the action again: Mimecast accepts requests again in {opens_in:.0f} s.")

    def _delay(self, now: float) -> float:
        # The quota may not include the requests in flight: they may use up the rest.
        used_up = self._left - self._in_flight < 1
        return max(0.0, self._paused_until - now, self._resets_at - now if used_up else 0.0)
