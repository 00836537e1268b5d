"""Dates as Mimecast writes and reads them, English under every locale."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_SIGNING_DATE: Final = re.compile(
    r"([A-Z][a-z]{2}), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:UTC|GMT)",
    re.ASCII,
)
_STAMP: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[+-]\d{2}:?\d{2}|Z)", re.ASCII)


def http_date(when: datetime) -> str:
    """Write a Date header."""
    return _http_date(int(when.timestamp()))


@lru_cache(maxsize=64)
def _http_date(seconds: int) -> str:
    when = datetime.fromtimestamp(seconds, UTC)
    day, month = _DAYS[when.weekday()], _MONTHS[when.month - 1]
    return f"{day}, {when.day:02} {month} {when.year:04} {when:%H:%M:%S} GMT"


@lru_cache(maxsize=256)
def signing_date(text: str) -> datetime | None:
    """Read x-mc-date, or give None for what is none (Mimecast: Authorization)."""
    found = _SIGNING_DATE.fullmatch(text)
    if found is None or found[3] not in _MONTHS:
        return None
    month = _MONTHS.index(found[3]) + 1
    try:
        when = datetime.fromisoformat(f"{found[4]}-{month:02}-{found[2]}T{found[5]}:{found[6]}:{found[7]}+00:00")
    except ValueError:
        return None
    return when if _DAYS[when.weekday()] == found[1] else None


def stamp(when: datetime, *, colon: bool) -> str:
    """Write a date of an answer; Mimecast's carry both offsets, ``+0000`` and ``+00:00``."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}{'+00:00' if colon else '+0000'}"


def read_stamp(text: str) -> datetime | None:
    """Read a date of a request, or give None for what is none; ``Z`` is taken, though no page shows it."""
    if not _STAMP.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
