"""Read the headers that describe Mimecast's rate limit. Pure.

Source: Mimecast, "Rate Limiting": `X-RateLimit-Reset` is the number of milliseconds until at least one request is
allowed again. Gateways send other headers (`Retry-After`, `X-Rate-Limit-Reset`) or none.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_EPOCH = 1_000_000_000.0  # a number from here on is a point in time, not a duration
_REMAINING_NAMES = ("x-ratelimit-remaining", "x-rate-limit-remaining")
_RESET_NAMES = ("x-ratelimit-reset", "x-rate-limit-reset")


def reset_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds until the rate limit allows a request, or None if no header says.

    If headers disagree, the longest time counts.
    """
    waits = [_wait(headers, name, now, per_second=1000) for name in _RESET_NAMES]
    waits.append(retry_after(headers, now))
    return max((wait for wait in waits if wait is not None), default=None)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds in `Retry-After`, which also may be a date, or None without a valid one."""
    return _wait(headers, "retry-after", now)


def requests_left(headers: Mapping[str, str]) -> float | None:
    """Return how many requests the rate limit allows until its reset, or None if no header says."""
    numbers = (_number(headers.get(name)) for name in _REMAINING_NAMES)
    return min((number for number in numbers if number is not None), default=None)


def http_date(text: str | None) -> datetime | None:
    """Read an HTTP date; without a time zone it is UTC. Return None if it is not a date."""
    try:
        moment = parsedate_to_datetime(text or "")
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def clock_offset(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the server's clock minus ours in seconds, by its `Date` header, or None without one."""
    date = http_date(headers.get("date"))
    return (date - now).total_seconds() if date else None


def _wait(headers: Mapping[str, str], name: str, now: datetime, per_second: int = 1) -> float | None:
    """Read a header that holds a duration or a point in time, which is in the server's time."""
    text = headers.get(name)
    value = _number(text)
    if value is not None and value < _EPOCH:
        return value / per_second
    if value is None:
        moment = http_date(text) if per_second == 1 else None
        value = moment.timestamp() if moment else None
    elif per_second > 1 and value >= _EPOCH * per_second:
        value /= per_second
    server_now = http_date(headers.get("date")) or now
    return None if value is None else max(0.0, value - server_now.timestamp())


def _number(text: str | None) -> float | None:
    """Read a number that is finite and not negative."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
