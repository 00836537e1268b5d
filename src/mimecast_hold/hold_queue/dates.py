"""Read and write dates: Mimecast's form, RFC 3339, and spans such as `24h`. Pure."""

import re
from datetime import UTC, datetime, timedelta

from mimecast_hold.errors import InputError

_SPAN = r"(?ai)(\d{1,6})\s*(m|h|d|w)"
_RFC_3339 = r"(?a)\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
_EXACT = r"(?ai)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)"
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


def mimecast_date(moment: datetime) -> str:
    """Return a date in Mimecast's form, without a colon in the offset: `2015-11-16T14:49:18+0000`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "+0000")


def rfc_3339(moment: datetime) -> str:
    """Return `2015-11-16T14:49:18Z`, with milliseconds only if there are any."""
    exact = "milliseconds" if moment.microsecond // 1000 else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=exact).replace("+00:00", "Z")


def with_milliseconds(moment: datetime) -> str:
    """Return `2015-11-16T14:49:18.000Z`, the form in records and envelopes."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_in(value: object) -> datetime | None:
    """Read a date from an answer, with `+0000`, `+00:00` or `Z`, or without an offset as UTC; None if it is no date."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def exact_moment_in(value: object) -> datetime | None:
    """Read a date that a decision depends on: None unless it has a time of day and an offset."""
    exact = isinstance(value, str) and re.fullmatch(_EXACT, value.strip())
    return moment_in(value) if exact else None


def is_span(value: object) -> bool:
    """Return whether a value is a span, such as `24h`."""
    return isinstance(value, str) and re.fullmatch(_SPAN, value.strip()) is not None


def moment_from(text: str, now: datetime, name: str) -> datetime:
    """Read the parameter `name`: an RFC 3339 time, or a span before `now` (`90m`, `24h`, `7d`, `2w`).

    Raises `InputError` that names the parameter.
    """
    text = text.strip()
    try:
        if span := re.fullmatch(_SPAN, text):
            return now - timedelta(seconds=int(span[1]) * _SECONDS[span[2].lower()])
        if re.fullmatch(_RFC_3339, text):
            return datetime.fromisoformat(text.upper().replace(" ", "T")).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise InputError(
        f"$.{name}: {text[:40]!r} is not a time or a span.",
        hint="Use an RFC 3339 time such as 2026-11-23T09:00:00Z, or a span such as 90m, 24h or 7d.",
        field=name,
    )


def window(start: object, end: object, now: datetime, default: timedelta) -> tuple[datetime, datetime | None]:
    """Return both ends of a search; without a start it begins `default` before its end or `now`.

    Raises `InputError` unless the start is before the end.
    """
    until = _moment(end, now, "end")
    since = _moment(start, now, "start") or (until or now) - default
    # Without an end, a start up to a day ahead is accepted: our clock may be behind.
    if since >= (until or now + timedelta(days=1)):
        last = f"its end, {rfc_3339(until)}" if until else f"the current time, {rfc_3339(now)}"
        raise InputError(
            f"$.start: the search would start at {rfc_3339(since)}, which is not before {last}.",
            hint="Use a start before the end.",
            field="start",
        )
    return since, until


def _moment(value: object, now: datetime, name: str) -> datetime | None:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise InputError(f"$.{name}: the datetime has no time zone.", hint="Set one, such as datetime.UTC.", field=name)
    if value is None or isinstance(value, datetime):
        return value
    return moment_from(value if isinstance(value, str) else repr(value), now, name)
