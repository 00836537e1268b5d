"""How a tenant behaves: who may do what, how it answers, what it lets be seen."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

# Permissions as the endpoints' pages name them (Mimecast: Message Queues, Logs and Statistics).
HELD_EDIT: Final = "Account | Monitoring | Held | Edit"
HELD_READ: Final = "Account | Monitoring | Held | Read"
HELD_SUMMARY_READ: Final = "Account | Monitoring | Held Summary | Read"
DASHBOARD_READ: Final = "Account | Dashboard | Read"
ALL_PERMISSIONS: Final = frozenset({HELD_EDIT, HELD_READ, HELD_SUMMARY_READ, DASHBOARD_READ})

# Products that an API 2.0 application is given when it is made.
CLOUD_GATEWAY: Final = "Cloud Gateway"
AUDIT_EVENTS: Final = "Audit Events"
ALL_PRODUCTS: Final = frozenset({CLOUD_GATEWAY, AUDIT_EVENTS})

QuotaHeaders = Literal["mimecast", "x-rate-limit-reset", "retry-after", "retry-after-date", "none"]
AccountsFor = Literal["all", "first", "none", "refuses"]
Missing = Literal["fail", "fail-without-key", "meta-404", "xdk-failure", "empty-400"]


@dataclass(frozen=True, slots=True)
class Quota:
    """Requests that each endpoint takes in a window (Mimecast: Rate Limiting)."""

    limit: int = 1_000_000
    window_seconds: float = 3600
    headers: QuotaHeaders = "mimecast"
    gateway_body: bool = False
    """Refuse as an API gateway in front does, with a `detail`, in place of Mimecast's envelope."""


@dataclass(frozen=True, slots=True)
class Interference:
    """Other administrators who act meanwhile: on `count` messages at every `every`-th call."""

    every: int
    count: int = 1
    verb: Literal["release", "reject"] = "reject"
    endpoint: str = "hold-release"
    ids: tuple[str, ...] = ()
    """Which, in this order; the newest of those held when left out."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """What a reader gets to see of the hold queue and of the release log."""

    own_mail_only: bool = False
    recent_only: timedelta | None = None
    list_permitted: bool = True
    log_permitted: bool = True
    log_delay: timedelta = timedelta(0)
    total_count: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    # Access.
    permissions: frozenset[str] = ALL_PERMISSIONS
    products: frozenset[str] = ALL_PRODUCTS
    denial_over_200: bool = False
    """Say that a permission is missing by `meta.status` 403 under an HTTP 200."""
    date_window: timedelta = timedelta(minutes=15)
    clock_offset: timedelta = timedelta(0)
    keys_expired: bool = False
    wrong_region: bool = False
    token_life_seconds: int = 1800
    quota: Quota = Quota()
    # Several items in one request.
    accounts_for: AccountsFor = "all"
    refuses_with: int = 400
    does_unaccounted: bool = False
    """Whether items that the answer leaves out take effect all the same."""
    # Messages that are not held.
    missing: Missing = "fail"
    missing_code: str = "err_hold_message_not_found"
    missing_message: str = "The message was not found in the hold queue"
    confirms_repeats: bool = False
    """Answer `release: true` again for a message that was released through the API before."""
    # Reading.
    ignores_filters: bool = False
    repeat_page_token: bool = False
    page_shift: int = 0
    """How many messages another administrator rejects between two pages of a reader."""
    log_ids: Literal["message", "own"] = "message"
    log_people: Literal["objects", "addresses", "text"] = "objects"
    contradictory_expiry: bool = False
    """Log an expired message as released, with a note that it expired."""
    # The rest.
    other_admin: Interference | None = None
    region: str = "eu"
    discovery_host: str | None = None
    """The API's URL that discover-authentication answers, in place of the region's own."""
