"""The calls that read: the hold list, its summary, the release log, the account."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from mimecast_hold.simulator.calls import Call, Reply, dump, envelope, refusal
from mimecast_hold.simulator.dates import read_stamp
from mimecast_hold.simulator.logbook import LogEntry
from mimecast_hold.simulator.mail import HeldMail
from mimecast_hold.simulator.samples import DOMAIN, SERVICE_USER
from mimecast_hold.simulator.search import (
    BadRequestError,
    Criteria,
    criteria,
    filter_log,
    filter_mail,
    page,
    within,
)
from mimecast_hold.simulator.tenant import Tenant
from mimecast_hold.simulator.verification import forbidden


def hold_list(tenant: Tenant, call: Call) -> Reply:
    """Answer get-hold-message-list, newest first (Mimecast: Get Hold Message List)."""
    rules, visibility = tenant.rules, tenant.visibility
    if not visibility.list_permitted:
        return forbidden(rules)
    if call.api == "2.0" and len(call.items) != 1:
        return refusal(400, "err_validation_size", "data takes exactly one item", named="data")
    if rules.page_shift and call.pagination.get("pageToken"):
        tenant.act_on_newest(rules.page_shift, "reject")
    item = call.items[0] if call.items else {}
    mail = _visible(tenant, _matching(tenant, call, item))
    if not rules.ignores_filters:
        mail = within(mail, _received, _date(item, "start"), _date(item, "end"))
    rows, pagination = page(
        mail,
        call.pagination,
        repeat_token=rules.repeat_page_token,
        total=visibility.total_count,
    )
    return envelope([row.json for row in rows], pagination=pagination)


def _received(mail: HeldMail) -> datetime:
    return mail.received


def _matching(tenant: Tenant, call: Call, item: Mapping[str, object]) -> Sequence[HeldMail]:
    asked = criteria(item)
    ignored = tenant.rules.ignores_filters
    own = tenant.visibility.own_mail_only or (item.get("admin") is not True and not ignored)
    if ignored:
        asked = Criteria()
    key = (asked, call.api, own)
    if key not in tenant.matches:
        mail: Sequence[HeldMail] = tenant.newest()
        if own:
            mail = [m for m in mail if m.recipient == SERVICE_USER]
        unfiltered = asked == Criteria()
        tenant.matches[key] = mail if unfiltered else filter_mail(mail, asked, call.api)
    return tenant.matches[key]


def _visible(tenant: Tenant, mail: Sequence[HeldMail]) -> Sequence[HeldMail]:
    recent = tenant.visibility.recent_only
    return mail if recent is None else within(mail, _received, tenant.now - recent, None)


def _date(item: Mapping[str, object], name: str) -> datetime | None:
    given = item.get(name)
    if given is None:
        return None
    date = read_stamp(given) if isinstance(given, str) else None
    if date is None:
        raise BadRequestError(name, f"{name} is no date", "err_validation_invalid_date")
    return date


def hold_summary(tenant: Tenant, call: Call) -> Reply:  # noqa: ARG001  # endpoints are called alike
    """Answer get-hold-summary-list (Mimecast: Get Message Hold Summary List)."""
    counts = Counter(mail.policy.name for mail in tenant.newest())
    rows = [{"policyInfo": name, "numberOfItems": count} for name, count in counts.most_common()]
    return envelope([dump(row) for row in rows])


def release_log(tenant: Tenant, call: Call) -> Reply:
    """Answer get-held-release-logs, newest first (Mimecast: Message Release Logs)."""
    rules, visibility = tenant.rules, tenant.visibility
    if not visibility.log_permitted:
        return forbidden(rules)
    item = call.items[0] if call.items else {}
    newest = within(tenant.log[::-1], _logged, None, tenant.now - visibility.log_delay)
    # One page says that the window starts a month back, another at the start of the day.
    midnight = tenant.now.replace(hour=0, minute=0, second=0, microsecond=0)
    default = midnight if call.api == "2.0" else tenant.now - timedelta(days=30)
    entries = within(newest, _logged, _date(item, "start") or default, _date(item, "end"))
    if not rules.ignores_filters:
        entries = filter_log(entries, criteria(item))
    rows, pagination = page(
        entries,
        call.pagination,
        repeat_token=rules.repeat_page_token,
        total=visibility.total_count,
    )
    write = partial(LogEntry.as_json, ids=rules.log_ids, people=rules.log_people)
    inner = b",".join(write(row) for row in rows)
    return envelope([b'{"heldReleaseLogs":[' + inner + b"]}"], pagination=pagination)


def _logged(entry: LogEntry) -> datetime:
    return entry.at


def account(tenant: Tenant, call: Call) -> Reply:  # noqa: ARG001  # endpoints are called alike
    """Answer get-account (Mimecast: Get Account)."""
    item = {
        "accountName": "Example Ltd",
        "accountCode": "CUK1A234",
        "region": tenant.rules.region,
        "domain": DOMAIN,
        "type": "full",
        "adminEmail": f"it@{DOMAIN}",
        "userCount": 13,
        "maxRetention": 365,
        "gateway": True,
    }
    return envelope([dump(item)])
