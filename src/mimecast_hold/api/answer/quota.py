"""What an answer's headers say of Mimecast's limit for calls, in whichever of the known forms. Pure.

Source: Mimecast, "Rate Limiting": `X-RateLimit-Reset` is in milliseconds until at least one request is added back.
Gateways send other forms (`Retry-After`, `X-Rate-Limit-Reset`) or nothing.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_EPOCH = 1_000_000_000.0  # from here on a number is a point in time and no duration
_REMAINING_NAMES = ("x-ratelimit-remaining", "x-rate-limit-remaining")
_RESET_NAMES = ("x-ratelimit-reset", "x-rate-limit-reset")


def told_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the limiter lets a request through, by whichever header says so; None if none does."""
    # Points in time are by the clock of whoever names them.
    theirs = http_date(headers.get("date")) or now
    waits = [_reset(headers.get(name), theirs) for name in _RESET_NAMES]
    waits.append(_delay(headers.get("retry-after"), theirs))
    known = [wait for wait in waits if wait is not None]
    return max(known) if known else None


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that `Retry-After` alone asks for; None if it does not."""
    return _delay(headers.get("retry-after"), http_date(headers.get("date")) or now)


def told_remaining(headers: Mapping[str, str]) -> float | None:
    """How many more requests the limiter lets through until its reset; None if no header says."""
    told = (_number(headers.get(name)) for name in _REMAINING_NAMES)
    return min((number for number in told if number is not None), default=None)


def http_date(text: str | None) -> datetime | None:
    """A date as HTTP's headers have it, in UTC where it names no zone; None if it is none."""
    try:
        moment = parsedate_to_datetime(text or "")
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _reset(text: str | None, now: datetime) -> float | None:
    value = _number(text)
    if value is None:
        return None
    if value >= _EPOCH * 1000:
        return _until(value / 1000, now)
    return _until(value, now) if value >= _EPOCH else value / 1000


def _delay(text: str | None, now: datetime) -> float | None:
    value = _number(text)
    if value is not None:
        return _until(value, now) if value >= _EPOCH else value
    moment = http_date(text)
    return _until(moment.timestamp(), now) if moment else None


def _until(moment: float, now: datetime) -> float:
    return max(0.0, moment - now.timestamp())


def _number(text: str | None) -> float | None:
    """A number that is finite and not negative."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None
