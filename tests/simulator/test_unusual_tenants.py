"""Unusual tenants: twins, late mail, several recipients, unusual forms of values."""

import dataclasses
import json
from datetime import timedelta
from typing import Any

import pytest

from mimecast_hold.simulator import Arrivals, Rules, Simulator, Tenant, Visibility
from mimecast_hold.simulator.mailbox.identifiers import decode
from tests.simulator.caller import LIST, LOG, NOW, RELEASE, SUMMARY, Answer, Caller

ADMIN = {"admin": True}


def tenant_of(held: int = 20, visibility: Visibility | None = None, **rules: object) -> Tenant:
    made = dataclasses.replace(Rules(), **rules)  # type: ignore[arg-type]
    return Tenant(held=held, now=lambda: NOW, rules=made, visibility=visibility)


def ids_of(answer: Answer) -> list[str]:
    return [row["id"] for row in answer.data]


def log_of(caller: Caller) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = caller(LOG, {}).data[0]["heldReleaseLogs"]
    return rows


# Mail.


def alike(tenant: Tenant, one: str, other: str) -> bool:
    return dataclasses.replace(tenant.held[one], id="") == dataclasses.replace(tenant.held[other], id="")


def test_a_twin_differs_in_its_id_only() -> None:
    tenant = tenant_of(3)
    (first, *_) = tenant.held
    twin = tenant.add_twin(first)
    assert alike(tenant, first, twin)
    assert twin != first
    with Simulator(tenant) as sim:
        Caller(sim).release(twin)
    assert (tenant.fate(first), tenant.fate(twin)) == ("held", "released")


def test_all_mail_can_be_held_twice() -> None:
    tenant = tenant_of(5, twins=True)
    first, second, third, fourth, fifth = tenant.held
    assert alike(tenant, first, second)
    assert alike(tenant, third, fourth)
    assert not alike(tenant, first, third)
    assert not alike(tenant, fourth, fifth)


def test_a_message_can_have_several_recipients_in_list_and_log() -> None:
    tenant = tenant_of(40, several_recipients=True)
    several = next(mail for mail in tenant.newest() if len(mail.recipients) > 1)
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        row = next(row for row in caller(LIST, ADMIN, pageSize=100).data if row["id"] == several.id)
        last = {"searchBy": {"fieldName": "recipient", "value": several.recipients[-1].address}}
        found = ids_of(caller(LIST, ADMIN | last, pageSize=100))
        caller.release(several.id)
        (entry,) = log_of(caller)
    addresses = [person.address for person in several.recipients]
    assert [one["emailAddress"] for one in row["to"]] == addresses
    assert [one["emailAddress"] for one in entry["to"]] == addresses
    assert several.id in found


def test_a_message_can_be_listed_some_time_after_it_was_held() -> None:
    clock = [NOW]
    tenant = Tenant(held=2, now=lambda: clock[0], visibility=Visibility(list_delay=timedelta(seconds=30)))
    (late,) = tenant.add()
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        early = ids_of(caller(LIST, ADMIN))
        clock[0] += timedelta(seconds=30)
        listed = ids_of(caller(LIST, ADMIN))
        released = caller.release(tenant.add()[0])
    assert late not in early
    assert listed[0] == late
    assert released.data[0]["release"] is True


def test_a_message_can_be_held_with_an_old_date() -> None:
    tenant = tenant_of(20)
    (late,) = tenant.add(age=timedelta(days=3))
    with Simulator(tenant) as sim:
        listed = ids_of(Caller(sim)(LIST, ADMIN, pageSize=50))
    assert tenant.held[late].received == NOW - timedelta(days=3)
    assert 0 < listed.index(late) < 20


def test_mail_can_arrive_at_an_interval() -> None:
    clock = [NOW]
    arrivals = Arrivals(timedelta(seconds=10), age=timedelta(hours=2))
    tenant = Tenant(held=1, now=lambda: clock[0], rules=Rules(arrivals=arrivals))
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        assert len(caller(LIST, ADMIN).data) == 1
        clock[0] += timedelta(seconds=25)
        assert len(caller(LIST, ADMIN).data) == 3
    assert min(clock[0] - mail.received for mail in tenant.newest()) >= timedelta(hours=2)


@pytest.mark.parametrize(
    ("kind", "raw"), [("control", b"tab\there, \x13 "), ("latin-1", b"caf\xe9 "), ("surrogate", b"\\ud83d ")]
)
def test_one_subject_can_have_invalid_bytes(kind: Any, raw: bytes) -> None:
    tenant = tenant_of(3)
    (first, *_) = tenant.held
    subject = tenant.held[first].subject
    tenant.spoil_subject(first, kind)
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        listed = caller(LIST, ADMIN).body
        caller.release(first)
        logged = caller(LOG, {}).body
    for body in (listed, logged):
        assert b'"subject":"' + raw + json.dumps(subject)[1:-1].encode() in body
        assert body.count(raw) == 1


# Pages and windows.


def test_every_page_can_have_a_token_for_a_next_page() -> None:
    with Simulator(tenant_of(3, empty_pages=True)) as sim:
        caller = Caller(sim)
        first = caller(LIST, ADMIN, pageSize=3)
        second = caller(LIST, ADMIN, pageSize=3, pageToken=first.json["meta"]["pagination"]["next"])
    assert (len(first.data), len(second.data)) == (3, 0)
    assert second.json["meta"]["pagination"]["next"] != first.json["meta"]["pagination"]["next"]
    assert second.json["meta"]["pagination"]["totalCount"] == 3


def test_pages_can_shift_while_the_total_stays_the_same() -> None:
    """One message leaves and an older one arrives: the number of rows is right, but one message was never listed."""
    tenant = tenant_of(6, largest_page=3, page_shift=1, page_arrivals=1)
    before = [mail.id for mail in tenant.newest()]
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        first = caller(LIST, ADMIN, pageSize=500)
        pagination = first.json["meta"]["pagination"]
        second = caller(LIST, ADMIN, pageSize=500, pageToken=pagination["next"])
    read = {*ids_of(first), *ids_of(second)}
    assert len(read) == pagination["totalCount"] == second.json["meta"]["pagination"]["totalCount"] == 6
    assert set(before) - read == {before[3]}
    assert tenant.fate(before[3]) == "held"


@pytest.mark.parametrize("path", [LIST, LOG])
def test_an_end_in_the_future_and_an_old_start_can_be_refused(path: str) -> None:
    tenant = tenant_of(2, refuses_future_end=True, refuses_old_start=True)
    with Simulator(tenant) as sim:
        caller = Caller(sim)

        def asked(start: timedelta, end: timedelta) -> Answer:
            dates = {"start": f"{NOW + start:%Y-%m-%dT%H:%M:%SZ}", "end": f"{NOW + end:%Y-%m-%dT%H:%M:%SZ}"}
            return caller(path, ADMIN | dates)

        future, old = asked(-timedelta(days=1), timedelta(seconds=1)), asked(-timedelta(days=30), timedelta(0))
        fine = asked(-timedelta(days=29), timedelta(0))
    assert (future.status, future.json["fail"][0]["errors"][0]["field"]) == (400, "end")
    assert (old.status, old.json["fail"][0]["errors"][0]["field"]) == (400, "start")
    assert fine.status == 200


# The log.


def test_a_log_entry_can_have_the_messages_id_its_own_or_an_unrelated_one() -> None:
    tenant = tenant_of(1)
    (first,) = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        caller.release(first)
        ids = {}
        for mode in ("message", "own", "unrelated"):
            tenant.rules = dataclasses.replace(Rules(), log_ids=mode)
            ids[mode] = log_of(caller)[0]["id"]
            assert log_of(caller)[0]["id"] == ids[mode]
    held, own, unrelated = decode(ids["message"]), decode(ids["own"]), decode(ids["unrelated"])
    assert ids["message"] == first
    assert own["secureid"] != held["secureid"]
    assert {**own, "secureid": ""} == {**held, "secureid": ""}
    assert unrelated["hldqid"] != held["hldqid"]


@pytest.mark.parametrize(
    ("form", "shown"),
    [("usual", "2026-03-04T05:06:07"), ("no-offset", "2026-03-04T05:06:07"), ("no-time", "2026-03-04"), ("none", None)],
)
def test_the_log_can_leave_out_offset_time_or_date(form: Any, shown: str | None) -> None:
    tenant = tenant_of(1, log_dates=form)
    (first,) = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        caller.release(first)
        (entry,) = log_of(caller)
    at = entry.get("released")
    assert (at[:19] if at and form == "usual" else at) == shown


def test_an_operator_and_people_can_be_objects_text_or_emails() -> None:
    tenant = tenant_of(2, people="emails", log_people="emails", log_operator="object")
    first, second = tenant.held
    sender, other = tenant.held[first].sender.address, tenant.held[second].sender.address
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        rows = caller(LIST, ADMIN).data
        caller.release(first)
        (entry,) = log_of(caller)
    assert [row["from"] for row in rows] == [{"email": other}, {"email": sender}]
    assert (entry["fromEnv"], entry["operator"]) == ({"email": sender}, {"email": "soar@example.com"})


# Forms.


@pytest.mark.parametrize(
    ("form", "size", "attached"),
    [
        ("text-numbers", lambda size: f"{size:,}", lambda has: has),
        ("float-numbers", float, lambda has: has),
        ("text-booleans", lambda size: size, lambda has: "true" if has else "false"),
        ("number-booleans", lambda size: size, int),
    ],
)
def test_numbers_and_booleans_can_have_other_forms(form: Any, size: Any, attached: Any) -> None:
    tenant = tenant_of(1, forms=frozenset({form}))
    (mail,) = tenant.held.values()
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        (row,) = caller(LIST, ADMIN).data
        (count,) = caller(SUMMARY).data
        total = caller(LIST, ADMIN).json["meta"]["pagination"]["totalCount"]
    assert json.dumps([row["size"], row["hasAttachments"]]) == json.dumps(
        [size(mail.size), attached(mail.has_attachments)]
    )
    assert json.dumps([count["numberOfItems"], total]) == json.dumps([size(1), size(1)])


def test_a_confirmation_can_be_text() -> None:
    tenant = tenant_of(1, forms=frozenset({"text-confirmations"}))
    (first,) = tenant.held
    with Simulator(tenant) as sim:
        assert Caller(sim).release(first).data == [{"id": first, "release": "true"}]
    assert tenant.fate(first) == "released"


def test_a_list_of_one_can_be_an_object_and_an_object_a_list() -> None:
    tenant = tenant_of(1)
    (first,) = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        tenant.rules = Rules(forms=frozenset({"single-items"}))
        assert caller(LIST, ADMIN).json["data"]["id"] == first
        assert caller(RELEASE, {"id": "unknown"}).json["fail"]["errors"]["code"] == "err_hold_message_not_found"
        tenant.rules = Rules(forms=frozenset({"listed-items"}))
        assert isinstance(caller(LIST, ADMIN).data[0]["to"], list)
        tenant.rules = Rules(forms=frozenset({"single-items"}))
        assert caller.release(first).json["data"] == {"id": first, "release": True}
        entry = caller(LOG, {}).json["data"]["heldReleaseLogs"]
    assert entry["id"] == first
    assert isinstance(entry["to"], dict)


def test_an_empty_list_can_be_null_and_a_wrapper_can_have_another_name() -> None:
    tenant = tenant_of(1, forms=frozenset({"null-lists"}))
    (first,) = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        assert caller(LIST, ADMIN).json["fail"] is None
        assert caller(LOG, {}).data == [{"heldReleaseLogs": None}]
        caller.release(first)
        assert caller(LIST, ADMIN).json["data"] is None
        tenant.rules = Rules(forms=frozenset({"other-wrapper"}))
        tenant.add()
        assert set(caller(LOG, {}).data[0]) == {"heldReleaseLog"}
        assert set(caller(LIST, ADMIN).data[0]) == {"heldMessages"}


def test_the_list_can_contain_rows_of_a_release_answer() -> None:
    tenant = tenant_of(2, forms=frozenset({"action-rows"}))
    first, second = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        caller.release(first)
        answer = caller(LIST, ADMIN)
    assert [row["id"] for row in answer.data] == [second, first]
    assert answer.data[1] == {"id": first, "release": True}
    assert answer.json["meta"]["pagination"]["totalCount"] == 2
