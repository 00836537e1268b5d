"""Settings of a tenant's behavior: permissions, answers, and what its lists show."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

# Permissions, from the endpoints' pages (Mimecast: Message Queues, Logs and Statistics).
HELD_EDIT: Final = "Account | Monitoring | Held | Edit"
HELD_READ: Final = "Account | Monitoring | Held | Read"
HELD_SUMMARY_READ: Final = "Account | Monitoring | Held Summary | Read"
DASHBOARD_READ: Final = "Account | Dashboard | Read"
ALL_PERMISSIONS: Final = frozenset({HELD_EDIT, HELD_READ, HELD_SUMMARY_READ, DASHBOARD_READ})

# Products, assigned when an API 2.0 application is created.
CLOUD_GATEWAY: Final = "Cloud Gateway"
AUDIT_EVENTS: Final = "Audit Events"
ALL_PRODUCTS: Final = frozenset({CLOUD_GATEWAY, AUDIT_EVENTS})

QuotaHeaders = Literal["mimecast", "x-rate-limit-reset", "retry-after", "retry-after-date", "none"]
AccountsFor = Literal["all", "first", "none", "refuses"]
Missing = Literal["fail", "fail-without-key", "meta-404", "xdk-failure", "empty-400"]
LogIds = Literal["message", "own", "unrelated"]
LogDates = Literal["usual", "no-offset", "no-time", "none"]
People = Literal["objects", "addresses", "emails", "text"]
Form = Literal[
    "text-numbers", "float-numbers", "text-booleans", "number-booleans", "text-confirmations",
    "single-items", "listed-items", "other-wrapper", "null-lists", "action-rows",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quota:
    """Requests allowed in a window. The default comes from recorded traffic of an API 1.0 tenant."""

    limit: int = 800
    window_seconds: float = 5
    headers: QuotaHeaders = "mimecast"
    gateway_body: bool = False
    """Refuse as an API gateway does, with a `detail` instead of Mimecast's envelope."""
    per_endpoint: bool = False
    """Count each endpoint separately, as Mimecast's page says. Recorded traffic shows one counter for all."""
    stranger_limit: int | None = None
    """Requests allowed for an unknown access key or token; None: `limit`."""


@dataclass(frozen=True, slots=True)
class Interference:
    """Another administrator, who acts on `count` messages at every `every`-th call."""

    every: int
    count: int = 1
    verb: Literal["release", "reject"] = "reject"
    endpoint: str = "hold-release"
    ids: tuple[str, ...] = ()
    """Which messages, in this order; empty: the newest."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """New mail: every `every`, a message is held that was received `age` ago."""

    every: timedelta
    age: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Visibility:
    """What the hold list and the release log show."""

    own_mail_only: bool = False
    recent_only: timedelta | None = None
    list_delay: timedelta = timedelta(0)
    """How long a held message is missing from the hold list. It can be released before that."""
    list_permitted: bool = True
    log_permitted: bool = True
    log_delay: timedelta = timedelta(0)
    """How long an entry is missing from the release log."""
    total_count: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    permissions: frozenset[str] = ALL_PERMISSIONS
    products: frozenset[str] = ALL_PRODUCTS
    denial_over_200: bool = False
    """Refuse a missing permission with `meta.status` 403 and HTTP 200."""
    date_window: timedelta = timedelta(minutes=15)
    clock_offset: timedelta = timedelta(0)
    keys_expired: bool = False
    wrong_region: bool = False
    token_life_seconds: int = 1800
    quota: Quota = Quota()
    several_recipients: bool = False
    """Hold a mail to several people as one message, not as one message for each."""
    twins: bool = False
    """Hold each message twice: two ids, the same sender, recipient, subject, size and date."""
    arrivals: Arrivals | None = None
    most_items: int = 25
    """The most messages in one hold-release of API 2.0 (its page: 1 to 25). API 1.0 states no limit."""
    accounts_for: AccountsFor = "all"
    refuses_with: int = 400
    does_unaccounted: bool = False
    """Whether items that the answer does not mention take effect."""
    missing: Missing = "fail"
    confirms_repeats: bool = False
    """Answer `release: true` again for a message that the API released before."""
    ignores_filters: bool = False
    repeat_page_token: bool = False
    empty_pages: bool = False
    """Send a token for a next page on every page, even on empty ones."""
    largest_page: int = 500
    page_shift: int = 0
    """How many messages another administrator rejects between two pages."""
    page_arrivals: int = 0
    """How many messages with older dates appear between two pages."""
    refuses_future_end: bool = False
    """Refuse an `end` in the future."""
    refuses_old_start: bool = False
    """Refuse a `start` of 30 days ago or earlier."""
    people: People = "objects"
    """How the hold list writes addresses."""
    forms: frozenset[Form] = frozenset()
    """Unusual forms of values (see forms.py)."""
    log_ids: LogIds = "message"
    """The id of a log entry: the message's, its own that decodes to the same parts, or an unrelated one."""
    log_people: People = "objects"
    log_operator: Literal["text", "object"] | None = None
    """How the log writes an operator; None: an object if `log_people` is addresses, else text."""
    log_dates: LogDates = "usual"
    contradictory_expiry: bool = False
    """Log an expired message as released, with the note that it expired."""
    gzip: bool = True
    """Compress answers for clients that accept it, as the service does."""
    other_admin: Interference | None = None
    region: str = "eu"
    discovery_host: str | None = None
    """The API URL in discover-authentication's answer; None: the region's own."""
