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
LogIds = Literal["message", "own", "unrelated"]
LogDates = Literal["usual", "no-offset", "no-time", "none"]
People = Literal["objects", "addresses", "emails", "text"]
Form = Literal[
    "text-numbers", "float-numbers", "text-booleans", "number-booleans", "text-confirmations",
    "single-items", "listed-items", "other-wrapper", "null-lists", "action-rows",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quota:
    """Requests that are taken in a window: the default is what a recorded tenant of API 1.0 allowed."""

    limit: int = 800
    window_seconds: float = 5
    headers: QuotaHeaders = "mimecast"
    gateway_body: bool = False
    """Refuse as an API gateway in front does, with a `detail`, in place of Mimecast's envelope."""
    per_endpoint: bool = False
    """Count each endpoint by itself, as Mimecast's page says; recorded traffic shows one counter for all."""
    stranger_limit: int | None = None
    """Requests that an unknown access key or token may make in a window; `limit` if None."""


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
class Arrivals:
    """New mail: a message is held every `every`, with a dateReceived that is `age` old by then."""

    every: timedelta
    age: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Visibility:
    """What a reader gets to see of the hold queue and of the release log."""

    own_mail_only: bool = False
    recent_only: timedelta | None = None
    list_delay: timedelta = timedelta(0)
    """How long after it was held a message appears in the hold list; it can be released before that."""
    list_permitted: bool = True
    log_permitted: bool = True
    log_delay: timedelta = timedelta(0)
    """How long after it was written an entry appears in the release log."""
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
    # The mail.
    several_recipients: bool = False
    """Hold a mail to several people as one message with all of them, and not as one message for each."""
    twins: bool = False
    """Hold each message twice: under two ids, with the same sender, recipient, subject, size and date."""
    arrivals: Arrivals | None = None
    # Several items in one request.
    most_items: int = 25
    """How many messages a hold-release of API 2.0 may name (its page: 1 to 25); API 1.0 states no limit."""
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
    empty_pages: bool = False
    """Give a token for a next page on every page: those after the last are empty."""
    largest_page: int = 500
    page_shift: int = 0
    """How many messages another administrator rejects between two pages of a reader."""
    page_arrivals: int = 0
    """How many messages with older dates are listed for the first time between two pages of a reader."""
    refuses_future_end: bool = False
    """Refuse a list or log whose `end` is in the future."""
    refuses_old_start: bool = False
    """Refuse a list or log whose `start` is 30 days ago or more."""
    people: People = "objects"
    """How the hold list writes people."""
    forms: frozenset[Form] = frozenset()
    """Unusual forms in which values are written (simulator.forms)."""
    log_ids: LogIds = "message"
    """Whether a log entry has the held message's id, one of its own that decodes to the same parts, or any other."""
    log_people: People = "objects"
    log_operator: Literal["text", "object"] | None = None
    """How the log writes an operator; None: as an object only where people are addresses."""
    log_dates: LogDates = "usual"
    contradictory_expiry: bool = False
    """Log an expired message as released, with a note that it expired."""
    # The rest.
    gzip: bool = True
    """Pack answers for clients that take it, as the service does."""
    other_admin: Interference | None = None
    region: str = "eu"
    discovery_host: str | None = None
    """The API's URL that discover-authentication answers, in place of the region's own."""
