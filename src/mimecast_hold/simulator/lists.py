"""The calls that read: the hold list, its summary, the release log, the account."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from mimecast_hold.simulator.http.calls import Call, Reply, dump, envelope, refusal
from mimecast_hold.simulator.mailbox.dates import read_stamp
from mimecast_hold.simulator.mailbox.logbook import LogEntry
from mimecast_hold.simulator.mailbox.mail import HeldMail
from mimecast_hold.simulator.mailbox.samples import DOMAIN, SERVICE_USER
from mimecast_hold.simulator.mailbox.tenant import Tenant
from mimecast_hold.simulator.search import BadRequestError, Criteria, criteria, filter_log, filter_mail, page, within
from mimecast_hold.simulator.verification import forbidden

_OLDER_THAN_ALL: Final = timedelta(days=12)


def hold_list(tenant: Tenant, call: Call) -> Reply:
    """Answer get-hold-message-list, newest first (Mimecast: Get Hold Message List)."""
    rules, visibility = tenant.rules, tenant.visibility
    if not visibility.list_permitted:
        return forbidden(rules)
    if call.api == "2.0" and len(call.items) != 1:
        return refusal(400, "err_validation_size", "data takes exactly one item", named="data")
    if call.pagination.get("pageToken"):
        _change_between_pages(tenant)
    start, end = _window(tenant, call.item)
    mail = _visible(tenant, _matching(tenant, call))
    if not rules.ignores_filters:
        mail = within(mail, _received, start, end)
    rows, pagination = page(mail, call.pagination, rules, total=visibility.total_count)
    data = [row.json if rules.people == "objects" else row.written(rules.people) for row in rows]
    return envelope([*data, *_stale_rows(tenant, pagination)], pagination=pagination)


def _change_between_pages(tenant: Tenant) -> None:
    """Remove and add messages while a client is between two pages."""
    rules = tenant.rules
    if rules.page_shift:
        tenant.act_on_newest(rules.page_shift, "reject")
    if rules.page_arrivals:
        # Older than all others, so that the pages shift and the total stays the same.
        tenant.add(rules.page_arrivals, age=_OLDER_THAN_ALL)


def _stale_rows(tenant: Tenant, pagination: dict[str, object]) -> list[bytes]:
    """Return rows of released messages in the form of a release's answer, which do not belong in a list."""
    if "action-rows" not in tenant.rules.forms or pagination.get("next"):
        return []
    rows = [dump({"id": entry.message_id, "release": True}) for entry in tenant.log if entry.status == "released"]
    if isinstance(total := pagination.get("totalCount"), int):
        pagination["totalCount"] = total + len(rows)
    return rows


def _window(tenant: Tenant, item: Mapping[str, object]) -> tuple[datetime | None, datetime | None]:
    """Return both ends of the requested window, or refuse them."""
    start, end = _date(item, "start"), _date(item, "end")
    rules, now = tenant.rules, tenant.now
    if rules.refuses_future_end and end and end > now:
        raise BadRequestError("end", "end must not be in the future", "err_validation_invalid_end_date")
    if rules.refuses_old_start and start and start <= now - timedelta(days=30):
        raise BadRequestError("start", "start must be less than 30 days ago", "err_validation_invalid_start_date")
    return start, end


def _date(item: Mapping[str, object], name: str) -> datetime | None:
    value = item.get(name)
    if value is None:
        return None
    date = read_stamp(value) if isinstance(value, str) else None
    if date is None:
        raise BadRequestError(name, f"{name} is not a date", "err_validation_invalid_date")
    return date


def _received(mail: HeldMail) -> datetime:
    return mail.received


def _matching(tenant: Tenant, call: Call) -> Sequence[HeldMail]:
    wanted = criteria(call.item)
    ignored = tenant.rules.ignores_filters
    admin = str(call.item.get("admin")).lower() == "true"  # clients in production also send text
    own = tenant.visibility.own_mail_only or not (admin or ignored)
    if ignored:
        wanted = Criteria()
    key = (wanted, call.api, own)
    if key not in tenant.matches:
        mail = [m for m in tenant.newest() if SERVICE_USER in m.recipients] if own else tenant.newest()
        tenant.matches[key] = filter_mail(mail, wanted, call.api)
    return tenant.matches[key]


def _visible(tenant: Tenant, mail: Sequence[HeldMail]) -> Sequence[HeldMail]:
    recent, delay = tenant.visibility.recent_only, tenant.visibility.list_delay
    if delay:
        mail = [message for message in mail if message.held_at <= tenant.now - delay]
    return mail if recent is None else within(mail, _received, tenant.now - recent, None)


def hold_summary(tenant: Tenant, _: Call) -> Reply:
    """Answer get-hold-summary-list (Mimecast: Get Message Hold Summary List)."""
    counts = Counter(mail.policy.name for mail in _visible(tenant, tenant.newest()))
    return envelope([dump({"policyInfo": name, "numberOfItems": count}) for name, count in counts.most_common()])


def release_log(tenant: Tenant, call: Call) -> Reply:
    """Answer get-held-release-logs, newest first (Mimecast: Message Release Logs)."""
    rules, visibility = tenant.rules, tenant.visibility
    if not visibility.log_permitted:
        return forbidden(rules)
    start, end = _window(tenant, call.item)
    newest = within(tenant.log[::-1], _logged, None, tenant.now - visibility.log_delay)
    # API 2.0's page says that the window starts at midnight by default, API 1.0's a month back.
    midnight = tenant.now.replace(hour=0, minute=0, second=0, microsecond=0)
    default = midnight if call.api == "2.0" else tenant.now - timedelta(days=30)
    entries = within(newest, _logged, start or default, end)
    if not rules.ignores_filters:
        entries = filter_log(entries, criteria(call.item))
    rows, pagination = page(entries, call.pagination, rules, total=visibility.total_count)
    inner = b",".join(row.as_json(rules) for row in rows)
    return envelope([b'{"heldReleaseLogs":[' + inner + b"]}"], pagination=pagination)


def _logged(entry: LogEntry) -> datetime:
    return entry.at


def account(tenant: Tenant, _: Call) -> Reply:
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
