"""Dates as Mimecast writes and reads them."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Final

_STAMP: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[+-]\d{2}:?\d{2}|Z)", re.ASCII)


def http_date(when: datetime) -> str:
    """Return a Date header."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


@lru_cache(maxsize=256)
def signing_date(text: str) -> datetime | None:
    """Read x-mc-date; None if it is not a valid date (Mimecast: Authorization)."""
    try:
        when = parsedate_to_datetime(text).replace(tzinfo=UTC)
    except ValueError:
        return None
    # email reads many forms. Only the exact one is valid.
    return when if http_date(when) == re.sub("UTC$", "GMT", text) else None


def stamp(when: datetime, *, colon: bool) -> str:
    """Return a date of an answer. Mimecast uses both offsets, ``+0000`` and ``+00:00``."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%S}{'+00:00' if colon else '+0000'}"


def read_stamp(text: str) -> datetime | None:
    """Read a date of a request; None if it is not valid. ``Z`` is accepted, though no page shows it."""
    if not _STAMP.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
