"""The tenant's rules as command-line options."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any, Final, get_args

from mimecast_hold.simulator.mailbox import rules as names
from mimecast_hold.simulator.mailbox.mail import BadText
from mimecast_hold.simulator.mailbox.rules import Arrivals, Interference, Quota, Rules, Visibility

_PERMISSIONS: Final = {
    "held-edit": names.HELD_EDIT,
    "held-read": names.HELD_READ,
    "held-summary-read": names.HELD_SUMMARY_READ,
    "dashboard-read": names.DASHBOARD_READ,
}
_PRODUCTS: Final = {"cloud-gateway": names.CLOUD_GATEWAY, "audit-events": names.AUDIT_EVENTS}


def count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is not a whole number from 0")
    return int(text)


def _positive(text: str) -> int:
    if (number := count(text)) < 1:
        raise ValueError(f"{text!r} is not a whole number from 1")
    return number


def _seconds(text: str) -> timedelta:
    try:
        return timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not a number") from None


def _hours(text: str) -> timedelta:
    return _seconds(text) * 3600


def _interval(text: str) -> timedelta:
    if (interval := _seconds(text)) < timedelta(milliseconds=1):
        raise ValueError(f"{text!r} is not a number of seconds above 0")
    return interval


def _quota(text: str) -> tuple[int, float]:
    found = re.fullmatch(r"([1-9]\d*)/(\d+(?:\.\d+)?)", text, re.ASCII)
    if found is None or float(found[2]) <= 0:
        raise ValueError(f"{text!r} is not of the form N/SECONDS, such as 100/60")
    return int(found[1]), float(found[2])


@dataclass(frozen=True, slots=True)
class Option:
    """An option: a flag, one of `choices`, or text that `parse` reads."""

    flag: str
    name: str
    """A field of Rules or Visibility, or a name that `rules` combines with others."""
    help: str
    parse: Callable[[str], object] | None = None
    metavar: str | None = None
    choices: Sequence[str] = ()
    multiple: bool = False
    value: bool = True
    """What a flag sets."""


GROUPS: Final[Mapping[str, Sequence[Option]]] = {
    "credentials, permissions and limits": (
        Option("--permission", "permissions", "grant only this permission (repeat for several; default: all)",
               choices=sorted(_PERMISSIONS), multiple=True),
        Option("--product", "products", "assign only this API 2.0 product (repeat for several; default: all)",
               choices=(*sorted(_PRODUCTS), "none"), multiple=True),
        Option("--quota", "limit_and_window", "requests allowed in a window, counted for all endpoints together, "
               "refused requests included (default: 800/5)", _quota, "N/SECONDS"),
        Option("--quota-per-endpoint", "per_endpoint", "count the requests of each endpoint separately"),
        Option("--stranger-quota", "stranger_limit", "requests that an unknown access key or token can send in a "
               "window (default: as many as a known one)", count, "N"),
        Option("--quota-headers", "headers", "which headers describe the quota (default: mimecast)",
               choices=get_args(names.QuotaHeaders)),
        Option("--clock-offset", "clock_offset", "set the server's clock ahead; negative values set it back",
               _seconds, "SECONDS"),
        Option("--keys-expired", "keys_expired", "treat the API 1.0 keys as expired"),
        Option("--wrong-region", "wrong_region", "refuse the keys as belonging to another region"),
        Option("--token-life", "token_life_seconds", "lifetime of API 2.0 tokens (default: 1800)", count, "SECONDS"),
    ),
    "the held mail": (
        Option("--several-recipients", "several_recipients",
               "hold a mail to several people as one message with a list of recipients"),
        Option("--twins", "twins",
               "hold each message twice: two ids with the same sender, recipient, subject, size and date"),
        Option("--bad-subject", "bad_subject", "put raw control characters, a Latin-1 byte or half of a surrogate "
               "pair into the newest message's subject", choices=get_args(BadText)),
        Option("--arrive-every", "arrive_every", "hold another message at this interval", _interval, "SECONDS"),
        Option("--arrive-late", "arrive_late", "with --arrive-every: date new messages this far back, as if scanning "
               "had taken that long", _hours, "HOURS"),
    ),
    "answers to release and reject": (
        Option("--accounts-for", "accounts_for", "which messages of one request the answer mentions (default: all)",
               choices=get_args(names.AccountsFor)),
        Option("--most-items", "most_items",
               "refuse an API 2.0 release of more than N messages in one request (default: 25)", count, "N"),
        Option("--missing", "missing", "how to refuse the release of a message that is not held (default: fail)",
               choices=get_args(names.Missing)),
        Option("--confirm-repeats", "confirms_repeats", "confirm a repeated release again"),
        Option("--other-admin-rejects", "other_admin_rejects",
               "let another administrator reject a message at every Nth release", count, "N"),
    ),
    "lists, pages and the release log": (
        Option("--own-mail-only", "own_mail_only", "list only messages to the service user"),
        Option("--recent-only", "recent_only", "list only messages received in the last HOURS", _hours, "HOURS"),
        Option("--list-delay", "list_delay", "list a message this long after it was held", _seconds, "SECONDS"),
        Option("--no-list", "list_permitted", "refuse to show the hold list", value=False),
        Option("--no-total", "total_count", "leave totalCount out of the answers", value=False),
        Option("--ignore-filters", "ignores_filters", "accept filters but do not apply them"),
        Option("--largest-page", "largest_page", "maximum rows on a page (default: 500)", _positive, "N"),
        Option("--repeat-page-token", "repeat_page_token", "send the same page token again and again"),
        Option("--empty-pages", "empty_pages", "send a token for a next page on every page, even on empty ones"),
        Option("--page-shift", "page_shift", "let another administrator reject N messages between two pages",
               count, "N"),
        Option("--page-arrivals", "page_arrivals", "list N more messages, with older dates, between two pages",
               count, "N"),
        Option("--refuse-future-end", "refuses_future_end", "refuse an end in the future"),
        Option("--refuse-old-start", "refuses_old_start", "refuse a start of 30 days ago or earlier"),
        Option("--no-log", "log_permitted", "refuse to show the release log", value=False),
        Option("--log-delay", "log_delay", "show a log entry this long after the event", _seconds, "SECONDS"),
        Option("--log-ids", "log_ids", "ids of log entries: the message's id, a separate id that decodes to the same "
               "parts, or an unrelated id (default: message)", choices=get_args(names.LogIds)),
    ),
    "how values are written": (
        Option("--form", "forms", "write some values in an unusual form (repeat for several)",
               choices=get_args(names.Form), multiple=True),
        Option("--people", "people", "how the hold list writes addresses (default: objects)",
               choices=get_args(names.People)),
        Option("--log-people", "log_people", "how the release log writes addresses (default: objects)",
               choices=get_args(names.People)),
        Option("--log-operator", "log_operator", "how the release log writes an operator (default: text)",
               choices=("text", "object")),
        Option("--log-dates", "log_dates",
               "how the release log writes dates: none leaves them out (default: usual)",
               choices=get_args(names.LogDates)),
        Option("--no-gzip", "gzip", "do not compress answers", value=False),
    ),
}  # fmt: skip


def rules(options: Mapping[str, Any]) -> Rules:
    """Return the rules that the options set. All others keep their defaults."""
    chosen = _fields_of(Rules, options)
    for name, known in (("permissions", _PERMISSIONS), ("products", _PRODUCTS)):
        if name in chosen:
            chosen[name] = frozenset(known[choice] for choice in chosen[name] if choice in known)
    if "forms" in chosen:
        chosen["forms"] = frozenset(chosen["forms"])
    if "arrive_every" in options:
        chosen["arrivals"] = Arrivals(options["arrive_every"], options.get("arrive_late", timedelta(0)))
    if rejects := options.get("other_admin_rejects"):
        chosen["other_admin"] = Interference(rejects)
    quota = replace(Quota(), **_fields_of(Quota, options))
    if "limit_and_window" in options:
        limit, window = options["limit_and_window"]
        quota = replace(quota, limit=limit, window_seconds=window)
    return Rules(**chosen, quota=quota)


def visibility(options: Mapping[str, Any]) -> Visibility:
    return Visibility(**_fields_of(Visibility, options))


def _fields_of(kind: type[Any], options: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: options[field.name] for field in fields(kind) if field.name in options}
