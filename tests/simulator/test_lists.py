import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mimecast_hold.simulator import HeldMail, Rules, Simulator, Tenant, Visibility
from mimecast_hold.simulator.mailbox.samples import SERVICE_USER
from tests.simulator.caller import ACCOUNT, LIST, LOG, NOW, SUMMARY, Answer, Caller

Text = Callable[[HeldMail], str]

STAMP = "%Y-%m-%dT%H:%M:%S%z"


def tenant_with(held: int = 60, visibility: Visibility | None = None, **rules: object) -> Tenant:
    made = dataclasses.replace(Rules(), **rules)  # type: ignore[arg-type]
    return Tenant(held=held, now=lambda: NOW, rules=made, visibility=visibility)


def ids_of(answer: Answer) -> list[str]:
    return [row["id"] for row in answer.data]


def newest(tenant: Tenant) -> list[HeldMail]:
    return list(tenant.newest())


def test_the_list_has_each_field_of_a_held_message() -> None:
    tenant = tenant_with(1)
    ((identifier, mail),) = tenant.held.items()
    with Simulator(tenant) as sim:
        (row,) = Caller(sim)(LIST, {"admin": True}).data
    assert row["id"] == identifier
    assert datetime.fromisoformat(row["dateReceived"]) == mail.received
    assert row["reasonId"] == row["reasonCode"].upper()
    assert row["to"] == {
        "displayableName": mail.recipient.name,
        "emailAddress": mail.recipient.address,
    }
    assert set(row) == {
        "id", "dateReceived", "subject", "reason", "reasonId", "reasonCode", "policyInfo", "route",
        "size", "hasAttachments", "from", "fromHeader", "to", "toHeader",
    }  # fmt: skip


def test_dates_have_both_forms_of_the_offset() -> None:
    with Simulator(tenant_with()) as sim:
        rows = Caller(sim)(LIST, {"admin": True}, pageSize=100).data
    assert {row["dateReceived"][19:] for row in rows} == {"+0000", "+00:00"}


def test_pages_follow_each_other_to_the_end() -> None:
    tenant = tenant_with(60)
    seen: list[str] = []
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        asked: dict[str, str] = {}
        while True:
            answer = caller(LIST, {"admin": True}, pageSize=25, **asked)
            seen += ids_of(answer)
            paging = answer.json["meta"]["pagination"]
            assert (paging["pageSize"], paging["totalCount"]) == (25, 60)
            if "next" not in paging:
                break
            asked = {"pageToken": paging["next"]}
        back = caller(LIST, {"admin": True}, pageSize=25, pageToken=paging["previous"])
    assert seen == [mail.id for mail in newest(tenant)]
    assert ids_of(back) == seen[25:50]


def test_a_page_has_500_messages_at_most() -> None:
    with Simulator(tenant_with(501)) as sim:
        answer = Caller(sim)(LIST, {"admin": True}, pageSize=9999)
    assert len(answer.data) == 500


@pytest.mark.parametrize(
    ("pagination", "field"),
    [
        ({"pageSize": 0}, "pageSize"),
        ({"pageSize": "9"}, "pageSize"),
        ({"pageSize": True}, "pageSize"),
        ({"pageToken": "nonsense"}, "pageToken"),
        ({"pageToken": 3}, "pageToken"),
    ],
)
def test_invalid_paging_is_refused(pagination: dict[str, object], field: str) -> None:
    with Simulator(tenant_with()) as sim:
        answer = Caller(sim)(LIST, {"admin": True}, **pagination)
    assert answer.status == 400
    assert answer.json["fail"][0]["errors"][0]["field"] == field


def test_rows_slip_between_pages_when_the_queue_changes() -> None:
    tenant = tenant_with(20)
    order = [mail.id for mail in newest(tenant)]
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        first = caller(LIST, {"admin": True}, pageSize=10)
        tenant.act_as_other_admin(order[0], "release")
        token = first.json["meta"]["pagination"]["next"]
        second = caller(LIST, {"admin": True}, pageSize=10, pageToken=token)
    missed = set(order) - set(ids_of(first)) - set(ids_of(second))
    assert missed == {order[10]}
    assert second.json["meta"]["pagination"]["totalCount"] == 19


def test_a_rule_shifts_the_pages() -> None:
    tenant = tenant_with(20, page_shift=2)
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        first = caller(LIST, {"admin": True}, pageSize=10)
        token = first.json["meta"]["pagination"]["next"]
        caller(LIST, {"admin": True}, pageSize=10, pageToken=token)
    assert [tenant.fate(i) for i in ids_of(first)[:3]] == ["rejected", "rejected", "held"]


def test_a_page_token_can_repeat_forever() -> None:
    with Simulator(tenant_with(60, repeat_page_token=True)) as sim:
        caller = Caller(sim)
        token = caller(LIST, {"admin": True}).json["meta"]["pagination"]["next"]
        again = caller(LIST, {"admin": True}, pageToken=token)
    assert again.json["meta"]["pagination"]["next"] == token


def test_without_admin_a_reader_sees_only_their_own_mail() -> None:
    tenant = tenant_with()
    with Simulator(tenant) as sim:
        answer = Caller(sim)(LIST, {})
    own = [mail.id for mail in newest(tenant) if mail.recipient == SERVICE_USER]
    assert ids_of(answer) == own
    assert 0 < len(own) < 60


def test_a_window_includes_both_ends() -> None:
    tenant = tenant_with()
    mail = newest(tenant)
    late, early = mail[10].received, mail[20].received
    item = {"admin": True, "start": f"{early:{STAMP}}", "end": f"{late:{STAMP}}"}
    with Simulator(tenant) as sim:
        answer = Caller(sim)(LIST, item, pageSize=100)
    expected = [m.id for m in mail if early <= m.received <= late]
    assert ids_of(answer) == expected
    assert {mail[10].id, mail[20].id} <= set(expected)


@pytest.mark.parametrize("date", ["yesterday", 7, "2026-03-04", "2026-13-04T00:00:00+0000"])
def test_an_invalid_date_is_refused(date: object) -> None:
    with Simulator(tenant_with()) as sim:
        answer = Caller(sim)(LIST, {"admin": True, "start": date})
    assert (answer.status, answer.code) == (400, "err_validation_invalid_date")


@pytest.mark.parametrize(
    ("api", "field", "works"),
    [
        ("1.0", "reason_code", True),
        ("1.0", "reasonCode", False),
        ("2.0", "reasonCode", True),
        ("2.0", "reason_code", False),
    ],
)
def test_a_field_name_of_the_other_api_gives_an_unfiltered_list(api: str, field: str, works: bool) -> None:
    tenant = tenant_with()
    code = newest(tenant)[0].policy.reason_code
    item = {"admin": True, "searchBy": {"fieldName": field, "value": code}}
    with Simulator(tenant) as sim:
        answer = Caller(sim, api)(LIST, item, pageSize=100)
    reasons = {row["reasonCode"] for row in answer.data}
    assert (reasons == {code}) is works
    assert (len(answer.data) == 60) is not works


@pytest.mark.parametrize(
    ("field", "value"),
    [("all", "INVOICE"), ("subject", "invoice"), ("sender", "example.org"), ("recipient", "sato")],
)
def test_a_search_ignores_case(field: str, value: str) -> None:
    tenant = tenant_with(200)
    texts: dict[str, Text] = {
        "all": lambda m: f"{m.subject} {m.sender} {m.header_sender} {m.recipient}",
        "subject": lambda m: m.subject,
        "sender": lambda m: f"{m.sender} {m.header_sender}",
        "recipient": lambda m: f"{m.recipient}",
    }
    item = {"admin": True, "searchBy": {"fieldName": field, "value": value}}
    with Simulator(tenant) as sim:
        answer = Caller(sim)(LIST, item, pageSize=500)
    expected = [m.id for m in newest(tenant) if value.lower() in texts[field](m).lower()]
    assert ids_of(answer) == expected
    assert expected


def test_only_api_2_searches_the_senders_ip_address() -> None:
    tenant = tenant_with()
    mail = newest(tenant)[0]
    item = {"admin": True, "searchBy": {"fieldName": "senderIP", "value": mail.sender_ip}}
    with Simulator(tenant) as sim:
        assert mail.id in ids_of(Caller(sim, "2.0")(LIST, item))
        assert len(Caller(sim, "1.0")(LIST, item, pageSize=100).data) == 60


def test_api_1_applies_filters_and_api_2_ignores_them() -> None:
    tenant = tenant_with()
    item = {"admin": True, "filterBy": [{"route": "outbound", "attachments": True}]}
    named = {"admin": True, "filterBy": [{"fieldName": "route", "value": "outbound"}]}
    with Simulator(tenant) as sim:
        narrow = Caller(sim)(LIST, item, pageSize=100).data
        by_name = Caller(sim)(LIST, named, pageSize=100).data
        wide = Caller(sim, "2.0")(LIST, item, pageSize=100).data
    assert {(row["route"], row["hasAttachments"]) for row in narrow} == {("OUTBOUND", True)}
    assert {row["route"] for row in by_name} == {"OUTBOUND"}
    assert len(wide) == 60


@pytest.mark.parametrize("item", [{"searchBy": "x"}, {"filterBy": {"a": 1}}, {"filterBy": [1]}])
def test_filters_with_another_shape_are_refused(item: dict[str, object]) -> None:
    with Simulator(tenant_with()) as sim:
        assert Caller(sim)(LIST, item).status == 400


def test_the_service_can_ignore_all_filters() -> None:
    item = {
        "start": "2026-03-04T05:06:07+0000",
        "searchBy": {"fieldName": "subject", "value": "nowhere"},
        "filterBy": [{"route": "internal"}],
    }
    with Simulator(tenant_with(ignores_filters=True)) as sim:
        assert len(Caller(sim)(LIST, item, pageSize=100).data) == 60


def test_api_2_takes_exactly_one_item() -> None:
    with Simulator(tenant_with()) as sim:
        caller = Caller(sim, "2.0")
        assert [caller(LIST).status, caller(LIST, {}).status, caller(LIST, {}, {}).status] == [
            400, 200, 400,
        ]  # fmt: skip


def test_visibility_limits_list_and_log() -> None:
    tenant = tenant_with()
    everything = {"admin": True}
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        tenant.visibility = Visibility(recent_only=timedelta(days=2), total_count=False)
        recent = caller(LIST, everything, pageSize=100)
        tenant.visibility = Visibility(own_mail_only=True)
        own = caller(LIST, everything, pageSize=100)
        tenant.visibility = Visibility(list_permitted=False, log_permitted=False)
        refused = [caller(LIST, everything).status, caller(LOG, {}).status]
    mail = newest(tenant)
    assert ids_of(recent) == [m.id for m in mail if m.received >= NOW - timedelta(days=2)]
    assert "totalCount" not in recent.json["meta"]["pagination"]
    assert ids_of(own) == [m.id for m in mail if m.recipient == SERVICE_USER]
    assert refused == [403, 403]


def test_the_summary_counts_messages_per_policy() -> None:
    tenant = tenant_with()
    with Simulator(tenant) as sim:
        rows = Caller(sim)(SUMMARY).data
    names = [mail.policy.name for mail in newest(tenant)]
    assert {row["policyInfo"]: row["numberOfItems"] for row in rows} == {name: names.count(name) for name in names}


def test_the_account_is_returned() -> None:
    with Simulator(tenant_with(region="us")) as sim:
        (row,) = Caller(sim)(ACCOUNT).data
    assert (row["region"], row["domain"]) == ("us", "example.com")


def log_rows(answer: Answer) -> list[dict[str, object]]:
    (row,) = answer.data
    entries = row["heldReleaseLogs"]
    assert isinstance(entries, list)
    return entries


def test_the_log_has_releases_and_rejects_newest_first() -> None:
    tenant = tenant_with(4)
    released, rejected, expired, _ = tenant.held
    mail = tenant.held[released]
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        caller.release(released)
        tenant.act_as_other_admin(rejected, "reject", operator="boss@example.com")
        tenant.expire(expired)
        entries = log_rows(caller(LOG, {}))
        chosen = log_rows(caller(LOG, {"filterBy": [{"fieldName": "status", "value": "released"}]}))
        boss = {"searchBy": {"fieldName": "operator", "value": "boss"}}
        by_boss = log_rows(caller(LOG, boss))
    assert [entry["id"] for entry in entries] == [expired, rejected, released]
    assert [entry["status"] for entry in entries] == ["rejected", "rejected", "released"]
    assert entries[2] | {"spamScore": 0} == {
        "id": released, "operator": "soar@example.com", "status": "released",
        "released": entries[2]["released"], "rejectReason": None, "messageInfo": "",
        "heldReason": mail.policy.reason, "heldGroup": mail.policy.held_group,
        "policy": mail.policy.name, "route": mail.route, "subject": mail.subject,
        "fromEnv": {"displayableName": mail.sender.name, "emailAddress": mail.sender.address},
        "fromHdr": {
            "displayableName": mail.header_sender.name,
            "emailAddress": mail.header_sender.address,
        },
        "to": [
            {"displayableName": mail.recipient.name, "emailAddress": mail.recipient.address}
        ],
        "size": mail.size, "attachments": mail.has_attachments, "spamScore": 0,
    }  # fmt: skip
    assert [entry["id"] for entry in chosen] == [released]
    assert [entry["id"] for entry in by_boss] == [rejected]


def test_log_entries_can_be_delayed() -> None:
    clock = [NOW]
    tenant = Tenant(held=1, now=lambda: clock[0], visibility=Visibility(log_delay=timedelta(minutes=5)))
    (identifier,) = tenant.held
    tenant.act_as_other_admin(identifier, "release")
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        clock[0] += timedelta(minutes=4)
        early = log_rows(caller(LOG, {}))
        clock[0] += timedelta(minutes=1)
        due = log_rows(caller(LOG, {}))
    assert (len(early), len(due)) == (0, 1)


def test_log_entries_can_have_their_own_ids_and_other_forms_of_addresses() -> None:
    tenant = tenant_with(1, log_ids="own", log_people="addresses")
    (identifier,) = tenant.held
    tenant.act_as_other_admin(identifier, "release")
    with Simulator(tenant) as sim:
        (entry,) = log_rows(Caller(sim)(LOG, {}))
        tenant.rules = Rules(log_people="text")
        (plain,) = log_rows(Caller(sim)(LOG, {}))
    assert entry["id"] not in (identifier, None)
    assert entry["operator"] == {"email": "mail.admin@example.com"}
    assert isinstance(entry["fromEnv"], dict)
    assert set(entry["fromEnv"]) == {"address", "domain"}
    assert isinstance(plain["fromEnv"], str)


@pytest.mark.parametrize(
    ("api", "start", "seen"),
    [
        ("1.0", None, 1),
        ("2.0", None, 0),
        ("2.0", "2026-03-01T00:00:00+0000", 1),
        ("2.0", "2026-03-01T00:00:00+00:00", 1),
        ("1.0", "2026-03-04T00:00:00+0000", 0),
    ],
)
def test_the_default_window_of_the_log_differs_between_the_apis(api: str, start: str | None, seen: int) -> None:
    clock = [NOW - timedelta(days=2)]
    tenant = Tenant(held=1, now=lambda: clock[0])
    (identifier,) = tenant.held
    tenant.act_as_other_admin(identifier, "release")
    clock[0] = NOW
    item = {} if start is None else {"start": start}
    with Simulator(tenant) as sim:
        assert len(log_rows(Caller(sim, api)(LOG, item))) == seen


@pytest.mark.parametrize("field", ["all", "from", "to", "subject", "heldReason"])
def test_the_log_is_searched_by_field(field: str) -> None:
    tenant = tenant_with(30)
    first, *others = list(tenant.held)
    mail = tenant.held[first]
    for identifier in (first, *others):
        tenant.act_as_other_admin(identifier, "release")
    values = {
        "all": mail.recipient.address,
        "from": mail.sender.address,
        "to": mail.recipient.address,
        "subject": mail.subject,
        "heldReason": mail.policy.reason,
    }
    item = {"searchBy": {"fieldName": field, "value": values[field].upper()}}
    with Simulator(tenant) as sim:
        found = [entry["id"] for entry in log_rows(Caller(sim)(LOG, item))]
    assert first in found
    assert len(found) < 30


def test_the_log_is_paged() -> None:
    tenant = tenant_with(30)
    for identifier in list(tenant.held):
        tenant.act_as_other_admin(identifier, "release")
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        first = caller(LOG, {}, pageSize=20)
        token = first.json["meta"]["pagination"]["next"]
        second = caller(LOG, {}, pageSize=20, pageToken=token)
    assert [len(log_rows(first)), len(log_rows(second))] == [20, 10]
    assert "next" not in second.json["meta"]["pagination"]
