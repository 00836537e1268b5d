"""One pause for all threads of a run: what Mimecast's limiter says, heeded before it refuses.

Source: Mimecast, "Rate Limiting": `X-RateLimit-Reset` is in milliseconds until at least one request is added back.
Gateways send other forms (`Retry-After`, `X-Rate-Limit-Reset`) or nothing.
"""

import math
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mimecast_hold.api.clock import Clock

PATIENCE = 600.0
"""Seconds in which nothing but 429 may come back before a run gives up."""

_FIRST_BACK_OFF = 1.0  # seconds, where a 429 names no time; doubled each time, up to the last
_LAST_BACK_OFF = 30.0
_EPOCH = 1_000_000_000.0  # from here on a number is a point in time and no duration
_RESET_NAMES = ("x-ratelimit-reset", "x-rate-limit-reset")


def told_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the limiter lets a request through, by whichever header says so; None if none does."""
    waits = [_reset(headers.get(name), now) for name in _RESET_NAMES]
    waits.append(_retry_after(headers.get("retry-after"), now))
    known = [wait for wait in waits if wait is not None]
    return max(known) if known else None


def _reset(text: str | None, now: datetime) -> float | None:
    value = _number(text)
    if value is None:
        return None
    if value >= _EPOCH * 1000:
        return max(0.0, value / 1000 - now.timestamp())
    if value >= _EPOCH:
        return max(0.0, value - now.timestamp())
    return value / 1000


def _retry_after(text: str | None, now: datetime) -> float | None:
    if text is None:
        return None
    value = _number(text)
    if value is not None:
        return value
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def _number(text: str | None) -> float | None:
    """A number that is finite and not negative."""
    try:
        value = float(text) if text is not None else -1.0
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


class Limiter:
    """When the next request may go: shared by the threads of a run."""

    def __init__(self, clock: Clock) -> None:
        """Begin with no pause."""
        self._clock = clock
        self._lock = threading.Lock()
        self._until = 0.0
        self._refused_since: float | None = None
        self._refusals = 0

    def delay(self) -> float:
        """Seconds until the next request may go."""
        return max(0.0, self._until - self._clock.monotonic())

    def refused(self, wait: float | None) -> None:
        """A 429, with the wait it told; without one, back off."""
        with self._lock:
            now = self._clock.monotonic()
            if self._refused_since is None:
                self._refused_since = now
            if wait is None:
                wait = min(_LAST_BACK_OFF, _FIRST_BACK_OFF * 2 ** min(self._refusals, 10))
            self._refusals += 1
            self._until = max(self._until, now + wait)

    def answered(self, headers: Mapping[str, str], now: datetime) -> None:
        """Any other answer: when the quota is spent, wait for its reset before being refused."""
        with self._lock:
            self._refused_since = None
            self._refusals = 0
            remaining = _number(headers.get("x-ratelimit-remaining"))
            wait = _reset(headers.get(_RESET_NAMES[0]), now) if remaining is not None else None
            if wait is not None and remaining is not None and remaining < 1:
                self._until = max(self._until, self._clock.monotonic() + wait)

    def exhausted(self) -> bool:
        """Whether nothing but 429 has come back for `PATIENCE` seconds."""
        since = self._refused_since
        return since is not None and self._clock.monotonic() - since >= PATIENCE
