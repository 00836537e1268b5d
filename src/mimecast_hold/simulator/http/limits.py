"""The simulated rate limit: count requests per window, and describe the limit in headers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from mimecast_hold.simulator.http.calls import Reply, dump, refusal
from mimecast_hold.simulator.mailbox.dates import http_date
from mimecast_hold.simulator.mailbox.rules import Quota, QuotaHeaders

Counter = tuple[str | None, str | None]
"""An endpoint, or None for all; an unknown client's key or token, or None for the tenant's own."""


@dataclass(frozen=True, slots=True)
class Allowance:
    limit: int
    remaining: int
    reset_ms: int
    resets_at: datetime
    refused: bool = False


class Limiter:
    """A fixed window for each counter. Use it with the tenant's lock held."""

    def __init__(self) -> None:
        self._windows: dict[Counter, tuple[datetime, int]] = {}

    def take(self, counter: Counter, now: datetime, quota: Quota) -> Allowance:
        """Count a request."""
        is_stranger = counter[1] is not None
        limit = quota.stranger_limit if is_stranger and quota.stranger_limit is not None else quota.limit
        ends, used = self._windows.get(counter, (now, 0))
        if now >= ends:
            ends, used = now + timedelta(seconds=quota.window_seconds), 0
        refused = used >= limit
        used += not refused
        self._windows[counter] = (ends, used)
        return Allowance(limit, limit - used, ceil((ends - now).total_seconds() * 1000), ends, refused)


def allowance_headers(form: QuotaHeaders, allowance: Allowance) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer.

    Mimecast: Rate Limiting documents the first form, with the reset in milliseconds. Gateways send the others, or none.
    """
    if form in ("mimecast", "x-rate-limit-reset"):
        prefix = "X-RateLimit" if form == "mimecast" else "X-Rate-Limit"
        values = {"Limit": allowance.limit, "Remaining": allowance.remaining, "Reset": allowance.reset_ms}
        return tuple((f"{prefix}-{name}", str(value)) for name, value in values.items())
    if form == "none" or not allowance.refused:
        return ()
    if form == "retry-after":
        return (("Retry-After", str(ceil(allowance.reset_ms / 1000))),)
    # The date has whole seconds: round up, so that waiting until then is long enough.
    return (("Retry-After", http_date(allowance.resets_at + timedelta(microseconds=999_999))),)


def over_limit(quota: Quota) -> Reply:
    """Refuse with 429: the function was not executed (Mimecast: Response Codes)."""
    if quota.gateway_body:
        rate = f"{quota.limit}/{quota.window_seconds:g}s"
        return Reply(429, dump({"detail": f"Over throttling limit ({rate})"}))
    return refusal(429, "err_rate_limit_exceeded", "The quota of this resource is exhausted")
