"""find, summary, the release log and the connection test."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import SystemClock
from mimecast_hold.errors import AccessError, InputError, ServiceError, StoppedError
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.search.filters import Filter
from mimecast_hold.hold_queue.search.messages import HeldMessage
from mimecast_hold.simulator import Fault, Rules, Tenant, Visibility
from tests.api.wires import Script, answer, connection
from tests.hold_queue.rig import LIST, LOG, RELEASE, TOKEN, client_of, count, queue_of, sent_ids, served

DASHBOARD = "Account | Dashboard | Read"
HELD_READ = "Account | Monitoring | Held | Read"
SPAM = "message_hold_applied_spam_signature_policy"


def only(shown: Any) -> Any:
    (one,) = shown
    return one


def bodies(sim: Any, path: str) -> list[Any]:
    return [json.loads(request.body) for request in sim.requests if request.path == path]


def only_ours(filters: Any, api: str) -> bool:
    """Return whether only we can apply the filter: API 2.0 has no filter for routes or attachments."""
    return api == "2.0" and not {"search_text", "reason_codes"} & filters.keys()


@pytest.mark.parametrize("api", ["1.0", "2.0"])
@pytest.mark.parametrize("ignores", [False, True])
@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ({"search_field": "subject", "search_text": "INVOICE"}, lambda m: "invoice" in m.subject.lower()),
        (
            {"search_field": "sender", "search_text": "example.org"},
            lambda m: "example.org" in m.sender.address + m.header_sender.address,
        ),
        ({"search_field": "recipient", "search_text": "grace"}, lambda m: "grace" in m.recipient.address),
        ({"search_field": "reason_code", "search_text": SPAM}, lambda m: m.policy.reason_code == SPAM),
        ({"reason_codes": [SPAM]}, lambda m: m.policy.reason_code == SPAM),
        ({"route": "outbound"}, lambda m: m.route == "outbound"),
        ({"has_attachments": True}, lambda m: m.has_attachments),
        ({"has_attachments": False, "route": "internal"}, lambda m: not m.has_attachments and m.route == "internal"),
        ({"reason_codes": [SPAM], "search_text": "ticket"}, lambda m: False),
    ],
)
def test_find_returns_matches_and_warns_about_mismatches(api: Any, ignores: bool, filters: Any, fits: Any) -> None:
    tenant = Tenant(held=120, rules=Rules(ignores_filters=ignores))
    if filters == {"reason_codes": [SPAM], "search_text": "ticket"}:
        fits = lambda m: m.policy.reason_code == SPAM and "ticket" in m.subject.lower()  # noqa: E731
    expected = {one for one, mail in tenant.held.items() if fits(mail)}
    with served(tenant) as sim:
        found = queue_of(sim, api).find(**filters)
        listed = {message.id for message in found}
    if ignores and not only_ours(filters, api):
        assert expected < listed
        doubted = len(listed - expected)
        assert f"do not seem to match the filters: {doubted}." in only(found.warnings)
    else:
        assert listed == expected
        assert found.warnings == []
    assert not found.truncated
    assert expected or "search_text" in filters


def test_find_sends_one_item_with_admin_and_start() -> None:
    tenant = Tenant(held=3)
    with served(tenant) as sim:
        list(queue_of(sim).find())
    (body,) = bodies(sim, LIST)
    (item,) = body["data"]
    assert item["admin"] is True
    start = datetime.strptime(item["start"], "%Y-%m-%dT%H:%M:%S%z")
    assert timedelta(days=29) < datetime.now(UTC) - start < timedelta(days=31)


def test_admin_false_searches_own_mail() -> None:
    tenant = Tenant(held=60)
    own = [one for one, mail in tenant.held.items() if mail.recipient.address == "soar@example.com"]
    with served(tenant) as sim:
        found = {message.id for message in queue_of(sim).find(admin=False)}
    assert found == set(own)
    assert own


@pytest.mark.parametrize("ignores", [False, True])
def test_a_window_is_sent_and_mail_outside_it_adds_a_warning(ignores: bool) -> None:
    tenant = Tenant(held=50, rules=Rules(ignores_filters=ignores))
    until = datetime.now(UTC) - timedelta(days=2)
    expected = {one for one, mail in tenant.held.items() if mail.received <= until}
    with served(tenant) as sim:
        found = queue_of(sim).find(start="20d", end=until.isoformat())
        listed = {message.id for message in found}
    assert listed == (set(tenant.held) if ignores else expected)
    assert len(found.warnings) == ignores
    assert 0 < len(expected) < 50


def test_ten_thousand_messages_are_read_page_by_page() -> None:
    tenant = Tenant(held=10_000)
    with served(tenant) as sim:
        found = queue_of(sim).find(max_messages=100_000)
        first = next(found)
        assert count(sim, LIST) == 1
        rest = sum(1 for _ in found)
    assert first.id == list(tenant.held)[-1]
    assert rest == 9999
    assert count(sim, LIST) == 20


@pytest.mark.parametrize(("most", "truncated"), [(4, True), (5, False), (6, False), (1, True)])
def test_more_messages_than_the_limit_are_truncated(most: int, truncated: bool) -> None:
    tenant = Tenant(held=5)
    with served(tenant) as sim:
        report = queue_of(sim).find(max_messages=most).report()
    assert report.summary == {"found": min(most, 5)}
    assert report.extras["truncated"] is truncated


def test_the_raw_item_is_included_on_request() -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim:
        plain = only(queue_of(sim).find().report().extras["messages"])
        raw = only(queue_of(sim).find(include_raw=True).report().extras["messages"])
    assert "raw" not in plain
    assert raw["raw"]["id"] == raw["id"]


def test_a_raw_item_nested_too_deep_is_left_out_with_a_warning() -> None:
    nested: Any = "the bottom"
    for _ in range(40):
        nested = {"a": [nested]}
    wire = Script(answer([{"id": "A", "to": nested}, {"id": "B", "to": [], "flat": [{"a": 1}]}]))
    report = HoldQueue.over(Client(connection(), wire=wire)).find(include_raw=True).report()
    messages: Any = report.extras["messages"]
    assert [one["raw"] for one in messages] == [{}, {"id": "B", "to": [], "flat": [{"a": 1}]}]
    assert any("64" in warning for warning in report.warnings)


def test_a_repeated_page_token_ends_the_search_and_keeps_what_was_read() -> None:
    tenant = Tenant(held=1200, rules=Rules(repeat_page_token=True))
    with served(tenant) as sim:
        report = queue_of(sim).find(max_messages=5000).report()
        with pytest.raises(ServiceError, match="repeated a page token"):
            list(queue_of(sim).find(max_messages=5000))
    assert report.stopped is not None
    assert report.stopped.category == "protocol"
    assert report.extras["truncated"] is True
    assert count(sim, LIST) <= 6


def test_shifting_pages_list_no_message_twice() -> None:
    tenant = Tenant(held=1100)

    def arrive(call: Any) -> None:
        if call.pagination.get("pageToken"):
            tenant.add(3)

    tenant.before_call(arrive)
    with served(tenant) as sim:
        ids = [message.id for message in queue_of(sim).find(max_messages=5000)]
    assert len(ids) == len(set(ids)) >= 1100


def test_an_item_without_an_id_is_left_out_with_a_warning() -> None:
    body = (
        '{"meta":{"status":200},"data":[{"id":"a","subject":null},{"subject":"no id"},{"id":null},{"id":"b","to":""}]}'
    )
    tenant = Tenant(held=0)
    with served(tenant, Fault("body", body=body)) as sim:
        found = queue_of(sim).find()
        assert [message.id for message in found] == ["a", "b"]
    assert "could not be read: 2." in only(found.warnings)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"start": "7 parsecs"}, "start"),
        ({"start": "2026-11-23"}, "start"),
        ({"end": "yesterday"}, "end"),
        ({"start": "2026-11-23T09:00:00Z", "end": "2026-11-22T09:00:00Z"}, "start"),
        ({"start": "1h", "end": "2h"}, "start"),
        ({"start": datetime(2026, 11, 23, 9, 0)}, "start"),  # noqa: DTZ001 - without a time zone
        ({"search_field": "subject"}, "search_field"),
        ({"search_field": "operators", "search_text": "a"}, "search_field"),
    ],
)
def test_an_empty_window_is_refused_before_anything_is_sent(given: Any, field: str) -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim:
        with pytest.raises(InputError) as find:
            queue_of(sim).find(**given)
        with pytest.raises(InputError) as log:
            queue_of(sim).release_log(**given)
    assert find.value.field == log.value.field == field
    assert sim.requests == []


@pytest.mark.parametrize(
    ("api", "given", "field"),
    [
        ("1.0", {"search_field": "sender_ip", "search_text": "192.0.2.1"}, "search_field"),
        ("2.0", {"held_group": "user"}, "held_group"),
    ],
)
def test_a_filter_that_the_api_lacks_is_refused(api: str, given: Any, field: str) -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim, pytest.raises(InputError) as error:
        list(queue_of(sim, api).find(**given))
    assert error.value.field == field
    assert count(sim, LIST) == 0


def test_filters_that_cannot_be_checked_add_a_warning() -> None:
    tenant = Tenant(held=30)
    with served(tenant) as sim:
        by_ip = queue_of(sim, "2.0").find(search_field="sender_ip", search_text="192.0.2")
        by_group = queue_of(sim).find(held_group="moderator")
        assert {message.id for message in by_ip} == set(tenant.held)
        groups = {tenant.held[message.id].policy.held_group for message in by_group}
    assert groups == {"moderator"}
    assert len(by_ip.warnings) == len(by_group.warnings) == 1


def test_a_missing_permission_is_an_access_error() -> None:
    tenant = Tenant(held=1, rules=Rules(permissions=frozenset()))
    with served(tenant) as sim:
        queue = queue_of(sim)
        for read in (lambda: list(queue.find()), queue.summary, lambda: list(queue.release_log())):
            with pytest.raises(AccessError) as error:
                read()
            assert error.value.problem().category == "permission"


def test_a_deadline_ends_a_slow_search() -> None:
    tenant = Tenant(held=1)
    with served(tenant, Fault("drip-body", "after", seconds=0.3)) as sim:
        from mimecast_hold.api.deadline import SystemClock

        with pytest.raises(StoppedError):
            list(queue_of(sim, clock=SystemClock()).find(deadline_seconds=0.5))


def test_the_summary_counts_what_each_policy_holds() -> None:
    tenant = Tenant(held=50)
    with served(tenant) as sim:
        report = queue_of(sim).summary().report()
    holds: Any = report.extras["holds"]
    assert report.summary == {"policies": len(holds), "messages": 50}
    assert {one["policy"] for one in holds} == {mail.policy.name for mail in tenant.held.values()}


def test_the_log_distinguishes_released_rejected_and_expired() -> None:
    tenant = Tenant(held=5)
    ids = list(tenant.held)
    with served(tenant) as sim:
        queue = queue_of(sim)
        list(queue.release(ids[:1]))
        list(queue.reject(ids[1:2], reason_type="INAPPROPRIATE COMMUNICATION"))
        tenant.expire(ids[2])
        tenant.act_as_other_admin(ids[3], "release", operator="anna@example.com")
        entries = {entry.id: entry for entry in queue.release_log()}
        released = {entry.id for entry in queue.release_log(status="released")}
        rejected = {entry.id for entry in queue.release_log(status="rejected")}
        by_anna = [entry.id for entry in queue.release_log(search_field="operator", search_text="ANNA")]
    assert [entries[one].fate for one in ids[:4]] == ["released", "rejected", "expired", "released"]
    assert entries[ids[1]].reject_reason == "INAPPROPRIATE COMMUNICATION"
    assert (released, rejected) == ({ids[0], ids[3]}, {ids[1], ids[2]})
    assert by_anna == [ids[3]]


@pytest.mark.parametrize("ignores", [False, True])
def test_the_log_is_also_filtered_on_our_side(ignores: bool) -> None:
    tenant = Tenant(held=20, rules=Rules(ignores_filters=ignores, contradictory_expiry=True))
    ids = list(tenant.held)
    for one in ids[:8]:
        tenant.act_as_other_admin(one, "release")
    for one in ids[8:12]:
        tenant.act_as_other_admin(one, "reject")
    tenant.expire(ids[12])
    with served(tenant) as sim:
        rejected = list(queue_of(sim).release_log(status="rejected"))
        fates = [entry.fate for entry in queue_of(sim).release_log(max_entries=100)]
    assert {entry.id for entry in rejected} >= set(ids[8:12])
    assert not {entry.id for entry in rejected} & set(ids[:8])
    assert sorted(set(fates)) == ["rejected", "released", "unclear"]


@pytest.mark.parametrize(
    "people",
    [
        "objects",
        "text",
        "addresses",
    ],
)
def test_the_log_search_sends_both_ends_and_normalises_entries(people: Any) -> None:
    tenant = Tenant(held=1, rules=Rules(log_people=people))
    (identifier,) = tenant.held
    mail = tenant.held[identifier]
    tenant.act_as_other_admin(identifier, "release")
    with served(tenant) as sim:
        report = queue_of(sim).release_log().report()
    entry = only(report.extras["entries"])
    ((item,),) = [body["data"] for body in bodies(sim, LOG)]
    assert {"start", "end"} <= item.keys()
    assert report.summary == {"entries": 1}
    assert entry["from_envelope"] == mail.sender.address
    assert entry["to"] == [mail.recipient.address]
    assert entry["at"].endswith("Z")
    assert isinstance(entry["spam_score"], int | float)


def test_more_entries_than_the_limit_are_truncated() -> None:
    tenant = Tenant(held=5)
    for one in list(tenant.held):
        tenant.act_as_other_admin(one, "release")
    with served(tenant) as sim:
        report = queue_of(sim).release_log(max_entries=3).report()
    assert report.summary == {"entries": 3}
    assert report.extras["truncated"] is True


# The test of a connection.


def checks(sim: Any, api: str = "1.0", **settings: Any) -> dict[str, Any]:
    release = settings.pop("release", False)
    found = queue_of(sim, api, **settings).test(check_release_permission=release)
    return {one.check: one for one in found}


@pytest.mark.parametrize("api", ["1.0", "2.0"])
def test_a_good_connection_passes_every_check(api: str) -> None:
    with served(Tenant(held=2)) as sim:
        found = checks(sim, api, release=True)
    assert all(one.ok for one in found.values())
    assert set(found) >= {
        "authentication",
        "account",
        "clock",
        "hold_queue",
        "release_log",
        "release_permission",
        "groups",
    }
    assert api in found["authentication"].detail
    assert "Example Ltd" in found["account"].detail


def test_the_connection_test_releases_nothing() -> None:
    tenant = Tenant(held=5)
    with served(tenant) as sim:
        checks(sim)
        assert sent_ids(sim) == []
        checks(sim, release=True)
    assert len(tenant.held) == 5
    assert [len(group) for group in sent_ids(sim)] == [2]
    assert not set(sent_ids(sim)[0]) & set(tenant.held)


def test_a_wrong_key_fails_and_nothing_else_is_tried() -> None:
    with served(Tenant(held=1)) as sim:
        found = checks(sim, app_key="00000000-0000-4000-8000-000000000000", release=True)
    assert not found["authentication"].ok
    assert found["authentication"].error.category == "authentication"
    assert set(found) == {"authentication", "clock"}
    assert len(sim.requests) == 1


def test_a_wrong_region_is_distinguished_from_a_wrong_key() -> None:
    with served(Tenant(held=1, rules=Rules(wrong_region=True))) as sim:
        found = checks(sim)
    assert found["authentication"].error.category == "configuration"
    assert "region" in found["authentication"].error.hint


def test_a_wrong_clock_is_distinguished_from_a_wrong_key() -> None:
    with served(Tenant(held=1, rules=Rules(clock_offset=timedelta(minutes=20)))) as sim:
        found = checks(sim)
    assert not found["authentication"].ok
    assert "20 minutes behind" in found["authentication"].error.hint
    assert not found["clock"].ok


def test_a_role_that_can_only_release_passes() -> None:
    rules = Rules(permissions=frozenset({"Account | Monitoring | Held | Edit"}))
    with served(Tenant(held=1, rules=rules)) as sim:
        run = queue_of(sim).test(check_release_permission=True)
        report = run.report()
    found = {one.check: one for one in run}
    assert found["authentication"].ok
    assert not found["hold_queue"].ok
    assert not found["release_log"].ok
    assert found["release_permission"].ok
    assert all(report.verdicts)
    assert report.stopped is None
    assert len(report.warnings) >= 2


def test_a_role_without_edit_fails_the_release_check() -> None:
    rules = Rules(permissions=frozenset({DASHBOARD, HELD_READ}))
    with served(Tenant(held=1, rules=rules)) as sim:
        without, with_it = checks(sim), checks(sim, release=True)
    assert "release_permission" not in without
    assert not with_it["release_permission"].ok
    assert with_it["release_permission"].error.category == "permission"


def test_the_release_permission_is_never_reported_as_present() -> None:
    with served(Tenant(held=1)) as sim:
        found = checks(sim, release=True)
    assert "not refused" in found["release_permission"].detail


def test_a_missing_product_is_reported() -> None:
    with served(Tenant(held=1, rules=Rules(products=frozenset({"Cloud Gateway"})))) as sim:
        found = checks(sim, "2.0")
    assert found["hold_queue"].ok
    assert not found["release_log"].ok
    assert "product" in found["release_log"].error.hint.lower()
    assert count(sim, TOKEN) == 1


@pytest.mark.parametrize("told", ["none", "first", "refuses"])
def test_groups_that_are_not_accounted_for_are_reported(told: Any) -> None:
    with served(Tenant(held=1, rules=Rules(accounts_for=told))) as sim:
        found = checks(sim, release=True)
    assert not found["groups"].ok
    assert count(sim, RELEASE) == 1


def test_an_unreadable_log_adds_a_warning() -> None:
    with served(Tenant(held=1, visibility=Visibility(log_permitted=False))) as sim:
        report = queue_of(sim).test().report()
    assert all(report.verdicts)
    assert any("release_log" in text for text in report.warnings)


def test_a_header_sender_matches_find_but_not_exactly() -> None:
    now = datetime.now(UTC)
    mail = HeldMessage(id="x", from_envelope="a@evil.example", from_header="user@example.org", received_at=None)
    mail = replace(mail, raw={"from": mail.from_envelope, "fromHeader": {"email": mail.from_header}})
    wide = Filter(start=now, end=now, search_field="sender", search_text="user@example.org")
    exact = Filter(start=now, end=now, search_field="sender", search_text="user@example.org", exact=True)
    assert wide.verdict(mail) == "fits"
    assert exact.verdict(mail) != "fits"


def test_an_unknown_log_status_is_refused() -> None:
    with served(Tenant(held=1)) as sim, pytest.raises(InputError, match="status"):
        queue_of(sim).release_log(status="expired")


def test_a_refusal_inside_the_answer_is_a_missing_permission() -> None:
    denial = {"key": {"id": "{id}"}, "errors": [{"code": "err_xdk_operation_forbidden_for_address", "message": "No."}]}
    body = json.dumps({"meta": {"status": 200}, "data": [], "fail": [denial]})
    with served(Tenant(held=1), Fault("body", endpoint="hold-release", body=body)) as sim:
        found = checks(sim, release=True)
    assert not found["release_permission"].ok
    assert found["release_permission"].error.category == "permission"
    assert "groups" not in found


@pytest.mark.parametrize("fault", ["status", "reset", "throttle"])
def test_the_permission_check_is_repeated_after_a_lost_answer(fault: Any) -> None:
    with served(Tenant(held=1), Fault(fault, endpoint="hold-release", times=1)) as sim:
        found = checks(sim, release=True)
    assert found["release_permission"].ok
    assert count(sim, RELEASE) == 2


def test_the_permission_check_respects_the_deadline() -> None:
    with served(Tenant(held=1), Fault("hang", endpoint="hold-release")) as sim:
        queue = HoldQueue.over(client_of(sim, clock=SystemClock(), timeout_seconds=20))
        began = time.monotonic()
        found = {one.check: one for one in queue.test(check_release_permission=True, deadline_seconds=1)}
        assert time.monotonic() - began < 5
    assert found["release_permission"].error
    assert found["release_permission"].error.category == "deadline"


def test_on_record_is_called_for_each_item_returned() -> None:
    with served(Tenant(held=9)) as sim:
        found = queue_of(sim).find(max_messages=5)
        told: list[object] = []
        found.on_record(told.append)
        assert list(found) == told
    assert len(told) == 5
