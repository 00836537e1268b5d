"""The tenant's rules as options of a command line."""

import argparse
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, get_args

from mimecast_hold.simulator.mailbox import rules as names
from mimecast_hold.simulator.mailbox.mail import BadText
from mimecast_hold.simulator.mailbox.rules import Arrivals, Interference, Quota, Rules, Visibility

_PERMISSIONS: Final[Mapping[str, str]] = {
    "held-edit": names.HELD_EDIT,
    "held-read": names.HELD_READ,
    "held-summary-read": names.HELD_SUMMARY_READ,
    "dashboard-read": names.DASHBOARD_READ,
}
_PRODUCTS: Final[Mapping[str, str]] = {
    "cloud-gateway": names.CLOUD_GATEWAY,
    "audit-events": names.AUDIT_EVENTS,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    _add_access(parser.add_argument_group("credentials, permissions and limits"))
    _add_mail(parser.add_argument_group("the held mail"))
    _add_answers(parser.add_argument_group("answers to release and reject"))
    _add_lists(parser.add_argument_group("lists, pages and the release log"))
    _add_forms(parser.add_argument_group("how values are written"))


_Group = argparse._ArgumentGroup  # noqa: SLF001  # argparse gives the type no public name


def _add_access(group: _Group) -> None:
    group.add_argument(
        "--permission", action="append", choices=sorted(_PERMISSIONS),
        help="grant this permission only (repeat for several; default: all)",
    )  # fmt: skip
    group.add_argument(
        "--product", action="append", choices=(*sorted(_PRODUCTS), "none"),
        help="assign this API 2.0 product only (repeat for several; default: all)",
    )  # fmt: skip
    group.add_argument(
        "--quota", type=_quota, metavar="N/SECONDS",
        help="requests allowed in a window, for all endpoints together, refused requests included (default: 800/5)",
    )  # fmt: skip
    group.add_argument(
        "--quota-per-endpoint", action="store_true", help="count the requests of each endpoint separately"
    )
    group.add_argument(
        "--stranger-quota", type=count, metavar="N",
        help="requests that an unknown access key or token may send in a window (default: as many as a known one)",
    )  # fmt: skip
    group.add_argument(
        "--quota-headers", choices=get_args(names.QuotaHeaders), default="mimecast",
        help="which headers describe the quota (default: mimecast)",
    )  # fmt: skip
    group.add_argument(
        "--clock-offset", type=float, default=0, metavar="SECONDS",
        help="set the server's clock ahead by this much; negative values set it back",
    )  # fmt: skip
    group.add_argument("--keys-expired", action="store_true", help="treat the API 1.0 keys as expired")
    group.add_argument("--wrong-region", action="store_true", help="refuse the keys as those of another region")
    group.add_argument(
        "--token-life", type=int, default=1800, metavar="SECONDS", help="lifetime of API 2.0 tokens (default: 1800)"
    )


def _add_mail(group: _Group) -> None:
    group.add_argument(
        "--several-recipients", action="store_true",
        help="hold a mail to several people as one message with a list of recipients",
    )  # fmt: skip
    group.add_argument(
        "--twins", action="store_true",
        help="hold each message twice: two ids with the same sender, recipient, subject, size and date",
    )  # fmt: skip
    group.add_argument(
        "--bad-subject", choices=get_args(BadText),
        help="put raw control characters, a Latin-1 byte or half of a surrogate pair into the newest message's subject",
    )  # fmt: skip
    group.add_argument("--arrive-every", type=_seconds, metavar="SECONDS", help="hold another message at this interval")
    group.add_argument(
        "--arrive-late", type=float, default=0, metavar="HOURS",
        help="with --arrive-every: date new messages this far back, as if they had been scanned for so long",
    )  # fmt: skip


def _add_answers(group: _Group) -> None:
    group.add_argument(
        "--accounts-for", choices=get_args(names.AccountsFor), default="all",
        help="which of several messages in one request are answered for (default: all)",
    )  # fmt: skip
    group.add_argument(
        "--most-items", type=count, default=25, metavar="N",
        help="refuse an API 2.0 release of more than N messages in one request (default: 25)",
    )  # fmt: skip
    group.add_argument(
        "--missing", choices=get_args(names.Missing), default="fail",
        help="how the release of a message that is not held is refused (default: fail)",
    )  # fmt: skip
    group.add_argument("--confirm-repeats", action="store_true", help="confirm a repeated release again")
    group.add_argument(
        "--other-admin-rejects", type=count, default=0, metavar="N",
        help="let another administrator reject a message at every Nth release",
    )  # fmt: skip


def _add_lists(group: _Group) -> None:
    group.add_argument("--own-mail-only", action="store_true", help="list only messages to the service user")
    group.add_argument(
        "--recent-only", type=float, metavar="HOURS", help="list only messages received in the last HOURS"
    )
    group.add_argument(
        "--list-delay", type=float, default=0, metavar="SECONDS", help="list a message this long after it was held"
    )
    group.add_argument("--no-list", action="store_true", help="refuse to show the hold list")
    group.add_argument("--no-total", action="store_true", help="leave totalCount out of the answers")
    group.add_argument("--ignore-filters", action="store_true", help="accept filters but do not apply them")
    group.add_argument(
        "--largest-page", type=_positive, default=500, metavar="N", help="rows on a page at most (default: 500)"
    )
    group.add_argument("--repeat-page-token", action="store_true", help="send the same page token again and again")
    group.add_argument(
        "--empty-pages", action="store_true", help="send a token for another page on every page, even on empty ones"
    )
    group.add_argument(
        "--page-shift", type=count, default=0, metavar="N",
        help="let another administrator reject N messages between two pages",
    )  # fmt: skip
    group.add_argument(
        "--page-arrivals", type=count, default=0, metavar="N",
        help="list N more messages, with older dates, between two pages",
    )  # fmt: skip
    group.add_argument("--refuse-future-end", action="store_true", help="refuse an end in the future")
    group.add_argument("--refuse-old-start", action="store_true", help="refuse a start of 30 days ago or earlier")
    group.add_argument("--no-log", action="store_true", help="refuse to show the release log")
    group.add_argument(
        "--log-delay", type=float, default=0, metavar="SECONDS", help="show a log entry this long after the event"
    )
    group.add_argument(
        "--log-ids", choices=get_args(names.LogIds), default="message",
        help="ids of log entries: the message's id, an id of the entry's own that decodes to the same parts, "
        "or an unrelated one (default: message)",
    )  # fmt: skip


def _add_forms(group: _Group) -> None:
    group.add_argument(
        "--form", action="append", choices=get_args(names.Form), default=[],
        help="write some values in an unusual form (repeat for several)",
    )  # fmt: skip
    group.add_argument(
        "--people", choices=get_args(names.People), default="objects",
        help="how the hold list writes addresses (default: objects)",
    )  # fmt: skip
    group.add_argument(
        "--log-people", choices=get_args(names.People), default="objects",
        help="how the release log writes addresses (default: objects)",
    )  # fmt: skip
    group.add_argument(
        "--log-operator", choices=("text", "object"), help="how the release log writes an operator (default: text)"
    )
    group.add_argument(
        "--log-dates", choices=get_args(names.LogDates), default="usual",
        help="how the release log writes dates: none leaves them out (default: usual)",
    )  # fmt: skip
    group.add_argument("--no-gzip", action="store_true", help="do not compress answers")


def rules(arguments: argparse.Namespace) -> Rules:
    rejects, every = arguments.other_admin_rejects, arguments.arrive_every
    return Rules(
        permissions=_chosen(arguments.permission, _PERMISSIONS),
        products=_chosen(arguments.product, _PRODUCTS),
        quota=_quota_rule(arguments),
        clock_offset=timedelta(seconds=arguments.clock_offset),
        keys_expired=arguments.keys_expired,
        wrong_region=arguments.wrong_region,
        token_life_seconds=arguments.token_life,
        several_recipients=arguments.several_recipients,
        twins=arguments.twins,
        arrivals=Arrivals(every, timedelta(hours=arguments.arrive_late)) if every else None,
        accounts_for=arguments.accounts_for,
        most_items=arguments.most_items,
        missing=arguments.missing,
        confirms_repeats=arguments.confirm_repeats,
        ignores_filters=arguments.ignore_filters,
        largest_page=arguments.largest_page,
        repeat_page_token=arguments.repeat_page_token,
        empty_pages=arguments.empty_pages,
        page_shift=arguments.page_shift,
        page_arrivals=arguments.page_arrivals,
        refuses_future_end=arguments.refuse_future_end,
        refuses_old_start=arguments.refuse_old_start,
        people=arguments.people,
        forms=frozenset(arguments.form),
        log_ids=arguments.log_ids,
        log_people=arguments.log_people,
        log_operator=arguments.log_operator,
        log_dates=arguments.log_dates,
        other_admin=Interference(rejects) if rejects else None,
        gzip=not arguments.no_gzip,
    )


def _quota_rule(arguments: argparse.Namespace) -> Quota:
    limit, window = arguments.quota or (Quota().limit, Quota().window_seconds)
    return Quota(
        limit,
        window,
        arguments.quota_headers,
        per_endpoint=arguments.quota_per_endpoint,
        stranger_limit=arguments.stranger_quota,
    )


def visibility(arguments: argparse.Namespace) -> Visibility:
    recent = arguments.recent_only
    return Visibility(
        own_mail_only=arguments.own_mail_only,
        recent_only=None if recent is None else timedelta(hours=recent),
        list_delay=timedelta(seconds=arguments.list_delay),
        list_permitted=not arguments.no_list,
        log_permitted=not arguments.no_log,
        log_delay=timedelta(seconds=arguments.log_delay),
        total_count=not arguments.no_total,
    )


def _chosen(given: list[str] | None, known: Mapping[str, str]) -> frozenset[str]:
    return frozenset(known.values() if given is None else (known[n] for n in given if n in known))


def count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _positive(text: str) -> int:
    if (number := count(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return number


def _seconds(text: str) -> timedelta:
    try:
        span = timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        span = timedelta(0)
    if span < timedelta(milliseconds=1):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return span


def _quota(text: str) -> tuple[int, float]:
    found = re.fullmatch(r"([1-9]\d*)/(\d+(?:\.\d+)?)", text, re.ASCII)
    if found is None or float(found[2]) <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form N/SECONDS, such as 100/60")
    return int(found[1]), float(found[2])
