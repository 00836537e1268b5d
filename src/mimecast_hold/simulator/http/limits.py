"""How many requests are taken in a window, and how an answer says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from mimecast_hold.simulator.http.calls import Reply, dump, refusal
from mimecast_hold.simulator.mailbox.dates import http_date
from mimecast_hold.simulator.mailbox.rules import Quota, QuotaHeaders

Headers = tuple[tuple[str, str], ...]
Counter = tuple[str | None, str | None]
"""An endpoint, or None for all; a stranger's key or token, or None for the tenant's own."""


@dataclass(frozen=True, slots=True)
class Allowance:
    limit: int
    remaining: int
    reset_ms: int
    resets_at: datetime
    refused: bool = False


class Limiter:
    """A fixed window for each counter; the tenant's lock is held around it."""

    def __init__(self) -> None:
        self._windows: dict[Counter, tuple[datetime, int]] = {}

    def take(self, counter: Counter, now: datetime, quota: Quota, *, stranger: bool = False) -> Allowance:
        """Count a request against `counter`, one of somebody who is not known with `stranger`."""
        limit = quota.limit if quota.stranger_limit is None or not stranger else quota.stranger_limit
        ends, used = self._windows.get(counter, (now, 0))
        if now >= ends:
            ends, used = now + timedelta(seconds=quota.window_seconds), 0
        refused = used >= limit
        used += not refused
        self._windows[counter] = (ends, used)
        reset_ms = ceil((ends - now).total_seconds() * 1000)
        return Allowance(limit, limit - used, reset_ms, ends, refused)


def allowance_headers(form: QuotaHeaders, allowance: Allowance) -> Headers:
    """Give the headers of an answer.

    Mimecast: Rate Limiting has the first form, with the reset in milliseconds; gateways in front
    of it were seen to send the others, or nothing.
    """
    return _FORMS[form](allowance)


def _named(prefix: str) -> Callable[[Allowance], Headers]:
    def headers(allowance: Allowance) -> Headers:
        return (
            (f"{prefix}-Limit", str(allowance.limit)),
            (f"{prefix}-Remaining", str(allowance.remaining)),
            (f"{prefix}-Reset", str(allowance.reset_ms)),
        )

    return headers


def _retry_after(allowance: Allowance) -> Headers:
    seconds = str(ceil(allowance.reset_ms / 1000))
    return (("Retry-After", seconds),) if allowance.refused else ()


def _retry_after_date(allowance: Allowance) -> Headers:
    # A Date header has whole seconds: round up, so that who waits for it has waited enough.
    when = allowance.resets_at + timedelta(microseconds=999_999)
    return (("Retry-After", http_date(when)),) if allowance.refused else ()


_FORMS: Final[Mapping[QuotaHeaders, Callable[[Allowance], Headers]]] = {
    "mimecast": _named("X-RateLimit"),
    "x-rate-limit-reset": _named("X-Rate-Limit"),
    "retry-after": _retry_after,
    "retry-after-date": _retry_after_date,
    "none": lambda _: (),
}


def over_limit(quota: Quota) -> Reply:
    """Refuse with 429: the function was not executed (Mimecast: Response Codes)."""
    if quota.gateway_body:
        rate = f"{quota.limit}/{quota.window_seconds:g}s"
        return Reply(429, dump({"detail": f"Over throttling limit ({rate})"}))
    return refusal(429, "err_rate_limit_exceeded", "The quota of this resource is exhausted")
