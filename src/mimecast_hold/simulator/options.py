"""The tenant's rules as options of a command line."""

import argparse
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, get_args

from mimecast_hold.simulator import rules as names
from mimecast_hold.simulator.rules import Interference, Quota, Rules, Visibility

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
    _add_access(parser.add_argument_group("who may do what"))
    _add_answers(parser.add_argument_group("how it answers"))
    _add_visibility(parser.add_argument_group("what a reader sees"))


_Group = argparse._ArgumentGroup  # noqa: SLF001  # argparse gives the type no public name


def _add_access(group: _Group) -> None:
    group.add_argument(
        "--permission", action="append", choices=sorted(_PERMISSIONS),
        help="a permission of the role (may be repeated; all, where left out)",
    )  # fmt: skip
    group.add_argument(
        "--product", action="append", choices=(*sorted(_PRODUCTS), "none"),
        help="an API 2.0 product of the application (may be repeated; all, where left out)",
    )  # fmt: skip
    group.add_argument("--quota", type=_quota, metavar="N/SECONDS", help="requests an endpoint takes in a window")
    group.add_argument(
        "--quota-headers", choices=get_args(names.QuotaHeaders), default="mimecast",
        help="how answers tell of the quota (mimecast)",
    )  # fmt: skip
    group.add_argument(
        "--clock-offset", type=float, default=0, metavar="SECONDS",
        help="how far the server's clock is ahead",
    )  # fmt: skip
    group.add_argument("--keys-expired", action="store_true", help="API 1.0 keys have expired")
    group.add_argument("--wrong-region", action="store_true", help="the account lives elsewhere")
    group.add_argument("--token-life", type=int, default=1800, metavar="SECONDS", help="of API 2.0 tokens (1800)")


def _add_answers(group: _Group) -> None:
    group.add_argument(
        "--accounts-for", choices=get_args(names.AccountsFor), default="all",
        help="which of several items in one request are answered for (all)",
    )  # fmt: skip
    group.add_argument(
        "--missing", choices=get_args(names.Missing), default="fail",
        help="how a message that is not held is refused (fail)",
    )  # fmt: skip
    group.add_argument("--confirm-repeats", action="store_true",
                       help="answer a repeated release with release: true")  # fmt: skip
    group.add_argument("--ignore-filters", action="store_true", help="read filters, heed none")
    group.add_argument("--repeat-page-token", action="store_true", help="never come to an end")
    group.add_argument(
        "--page-shift", type=count, default=0, metavar="N",
        help="let another administrator reject N messages between two pages",
    )  # fmt: skip
    group.add_argument(
        "--other-admin-rejects", type=count, default=0, metavar="N",
        help="let another administrator reject a message at every N-th release",
    )  # fmt: skip
    group.add_argument(
        "--log-ids", choices=("message", "own"), default="message",
        help="which id a log entry bears: the held message's, or one of its own (message)",
    )  # fmt: skip


def _add_visibility(group: _Group) -> None:
    group.add_argument("--own-mail-only", action="store_true", help="list the reader's own mail")
    group.add_argument("--recent-only", type=float, metavar="HOURS", help="list what came in the last HOURS")
    group.add_argument("--no-list", action="store_true", help="the hold list may not be read")
    group.add_argument("--no-log", action="store_true", help="the release log may not be read")
    group.add_argument("--no-total", action="store_true", help="leave totalCount out of pages")
    group.add_argument("--log-delay", type=float, default=0, metavar="SECONDS", help="how late log entries appear")


def rules(arguments: argparse.Namespace) -> Rules:
    limit, window = arguments.quota or (Quota().limit, Quota().window_seconds)
    return Rules(
        permissions=_chosen(arguments.permission, _PERMISSIONS),
        products=_chosen(arguments.product, _PRODUCTS),
        quota=Quota(limit, window, arguments.quota_headers),
        clock_offset=timedelta(seconds=arguments.clock_offset),
        keys_expired=arguments.keys_expired,
        wrong_region=arguments.wrong_region,
        token_life_seconds=arguments.token_life,
        accounts_for=arguments.accounts_for,
        missing=arguments.missing,
        confirms_repeats=arguments.confirm_repeats,
        ignores_filters=arguments.ignore_filters,
        repeat_page_token=arguments.repeat_page_token,
        page_shift=arguments.page_shift,
        log_ids=arguments.log_ids,
        other_admin=Interference(every) if (every := arguments.other_admin_rejects) else None,
    )


def visibility(arguments: argparse.Namespace) -> Visibility:
    recent = arguments.recent_only
    return Visibility(
        own_mail_only=arguments.own_mail_only,
        recent_only=None if recent is None else timedelta(hours=recent),
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


def _quota(text: str) -> tuple[int, float]:
    found = re.fullmatch(r"([1-9]\d*)/(\d+(?:\.\d+)?)", text, re.ASCII)
    if found is None or float(found[2]) <= 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form N/SECONDS, such as 100/60")
    return int(found[1]), float(found[2])
