import dataclasses
import json
from datetime import timedelta
from typing import Any

import pytest

from mimecast_hold.simulator import Call, Interference, Rules, Simulator, Tenant
from tests.simulator.caller import LIST, LOG, NOW, REJECT, RELEASE, Caller

REASON = "REVIEWER DISAPPROVES OF CONTENT"


def tenant_with(held: int = 3, **rules: object) -> Tenant:
    return Tenant(held=held, now=lambda: NOW, rules=dataclasses.replace(Rules(), **rules))  # type: ignore[arg-type]


def test_a_release_takes_effect_once_and_is_refused_when_repeated() -> None:
    tenant = tenant_with()
    (first, *_) = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        caller.release(first)
        again = caller.release(first)
    assert again.status == 200
    assert again.json["fail"] == [
        {
            "key": {"id": first},
            "errors": [
                {
                    "code": "err_hold_message_not_found",
                    "message": "The message was not found in the hold queue",
                    "retryable": False,
                }
            ],
        }
    ]
    assert (tenant.effects(first), tenant.release_calls[first]) == (1, 2)
    assert first not in tenant.held


def test_only_our_own_repeated_release_can_be_confirmed() -> None:
    tenant = tenant_with(confirms_repeats=True)
    ours, theirs, rejected = tenant.held
    tenant.act_as_other_admin(theirs, "release")
    tenant.act_as_other_admin(rejected, "reject")
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        caller.release(ours)
        answer = caller.release(ours, theirs, rejected)
    assert answer.data == [{"id": ours, "release": True}]
    assert len(answer.json["fail"]) == 2
    assert tenant.effects(ours) == 1


@pytest.mark.parametrize(
    ("form", "status", "body"),
    [
        ("fail-without-key", 200, {"meta": 200, "data": [], "code": "err_hold_message_not_found"}),
        ("meta-404", 200, {"meta": 404, "data": [], "fail": []}),
        ("xdk-failure", 200, {"meta": 200, "data": [], "code": "xdk_failure"}),
        ("empty-400", 400, None),
    ],
)
def test_a_message_that_is_not_held_is_refused_in_any_of_the_known_forms(
    form: str, status: int, body: dict[str, Any] | None
) -> None:
    tenant = tenant_with(missing=form)
    with Simulator(tenant) as sim:
        answer = Caller(sim).release(tenant.unknown_id())
    assert answer.status == status
    if body is None:
        assert answer.body == b""
        return
    assert answer.json["meta"]["status"] == body["meta"]
    assert answer.json["data"] == body["data"]
    if "fail" in body:
        assert answer.json["fail"] == body["fail"]
    else:
        assert answer.code == body["code"]
        assert ("key" in answer.json["fail"][0]) is (form != "fail-without-key")


def test_a_refused_and_a_withheld_message_stay_held() -> None:
    tenant = tenant_with()
    refused, withheld, _ = tenant.held
    tenant.refuse(refused, "err_policy", "Not this one")
    tenant.withhold(withheld)
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        answer = caller.release(refused, withheld)
        tenant.allow(refused)
        allowed = caller.release(refused)
    assert answer.data == [{"id": withheld, "release": False}]
    assert answer.code == "err_policy"
    assert allowed.data == [{"id": refused, "release": True}]
    assert tenant.fate(withheld) == "held"


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({}, "err_validation_null"),
        ({"id": None}, "err_validation_null"),
        ({"id": "  "}, "err_validation_blank"),
        ({"id": 7}, "err_validation"),
    ],
)
def test_an_item_without_a_usable_id_is_refused_by_name(item: dict[str, object], code: str) -> None:
    with Simulator(tenant_with()) as sim:
        answer = Caller(sim)(RELEASE, item)
    assert (answer.status, answer.code) == (200, code)
    assert answer.json["fail"][0]["errors"][0]["field"] == "id"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"{'data': [{'id'}]}",
        b"{'data': [{b'id': 1}]}",
        b"{'data': __import__('os')}",
        b"{'data': [{'id': " + b"-" * 60_000 + b"1}]}",
        b"{'data': [{'id': '" + b"x" * 70_000 + b"'}]}",
        b"[]",
        b'{"data": null}',
        b'{"data": ["x"]}',
        b'{"data": []}',
        b"[" * 200_000,
    ],
)
def test_a_malformed_body_is_refused_with_400(body: bytes) -> None:
    with Simulator(tenant_with()) as sim:
        caller = Caller(sim)
        assert caller.send(RELEASE, body, caller.signed(RELEASE)).status == 400


@pytest.mark.parametrize(
    ("accounts_for", "told", "done"),
    [("all", [0, 1, 2], 3), ("first", [0], 1), ("none", [], 0)],
)
def test_the_rule_decides_which_messages_of_a_group_the_answer_mentions(
    accounts_for: str, told: list[int], done: int
) -> None:
    tenant = tenant_with(accounts_for=accounts_for)
    ids = list(tenant.held)
    with Simulator(tenant) as sim:
        answer = Caller(sim).release(*ids)
    assert [row["id"] for row in answer.data] == [ids[n] for n in told]
    assert sum(tenant.effects(i) for i in ids) == done


def test_messages_that_the_answer_does_not_mention_can_be_released() -> None:
    tenant = tenant_with(accounts_for="first", does_unaccounted=True)
    ids = list(tenant.held)
    with Simulator(tenant) as sim:
        answer = Caller(sim).release(*ids)
    assert len(answer.data) == 1
    assert [tenant.fate(i) for i in ids] == ["released"] * 3


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_group_can_be_refused_as_a_whole(status: int) -> None:
    tenant = tenant_with(accounts_for="refuses", refuses_with=status)
    ids = list(tenant.held)
    with Simulator(tenant) as sim:
        assert Caller(sim).release(*ids).status == status
        assert not tenant.log
        assert Caller(sim).release(ids[0]).status == 200


def test_a_reject_answers_for_each_id_and_notifies_on_request_only() -> None:
    tenant = tenant_with()
    told, untold, _ = tenant.held
    sender = tenant.held[told].sender.address
    item = {"ids": [told], "reasonType": REASON, "message": "No, thanks", "notify": True}
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        first = caller(REJECT, item)
        second = caller(REJECT, {"ids": [untold, tenant.unknown_id()], "reasonType": REASON})
    assert first.data == [{"id": told, "reject": True}]
    assert second.data == [{"id": untold, "reject": True}]
    assert len(second.json["fail"]) == 1
    (notice,) = tenant.notices
    assert (notice.id, notice.to, notice.reason_type) == (told, sender, REASON)
    assert notice.message == "No, thanks"
    assert (tenant.fate(told), tenant.fate(untold)) == ("rejected", "rejected")


def test_an_unknown_reason_type_rejects_nothing() -> None:
    tenant = tenant_with()
    (first, *_) = tenant.held
    with Simulator(tenant) as sim:
        answer = Caller(sim)(REJECT, {"ids": [first], "reasonType": "BECAUSE"})
        empty = Caller(sim)(REJECT, {"ids": []})
    assert answer.json["fail"][0]["errors"][0]["field"] == "reasonType"
    assert empty.code == "err_validation_null"
    assert tenant.fate(first) == "held"


def test_other_administrators_and_housekeeping_are_in_the_log() -> None:
    tenant = tenant_with()
    rejected, expired, held = tenant.held
    assert tenant.act_as_other_admin(rejected, "reject", operator="boss@example.com")
    assert not tenant.act_as_other_admin(rejected, "release")
    assert tenant.expire(expired)
    assert not tenant.expire(expired)
    fates = [tenant.fate(i) for i in (rejected, expired, held, tenant.unknown_id())]
    assert fates == ["rejected", "expired", "held", "never"]
    assert [(e.message_id, e.operator, e.status) for e in tenant.log] == [
        (rejected, "boss@example.com", "rejected"),
        (expired, "", "rejected"),
    ]


def test_an_expiry_can_be_logged_as_a_release_that_contradicts_itself() -> None:
    tenant = tenant_with(contradictory_expiry=True)
    (first, *_) = tenant.held
    tenant.expire(first)
    with Simulator(tenant) as sim:
        ((entry,),) = (row["heldReleaseLogs"] for row in Caller(sim)(LOG, {}).data)
    assert entry["status"] == "released"
    assert entry["messageInfo"] == "Expired in queue - rejected by housekeeping"


def test_other_administrators_can_act_at_every_nth_release() -> None:
    tenant = tenant_with(6)
    ids = list(tenant.held)
    tenant.rules = Rules(other_admin=Interference(every=2, ids=(ids[5],)))
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        caller.release(ids[0])
        assert tenant.fate(ids[5]) == "held"
        caller.release(ids[1])
        assert tenant.fate(ids[5]) == "rejected"
        tenant.rules = Rules(other_admin=Interference(every=1, count=2, verb="release"))
        caller.release(ids[2])
    assert [tenant.fate(i) for i in ids[2:]] == ["released"] * 3 + ["rejected"]


def test_a_callback_gets_each_call_before_it_takes_effect() -> None:
    tenant = tenant_with()
    (first, *_) = tenant.held
    seen: list[tuple[str, tuple[str, ...]]] = []

    def reject_first(call: Call) -> None:
        seen.append((call.endpoint, call.ids))
        tenant.act_as_other_admin(first, "reject")

    tenant.before_call(reject_first)
    with Simulator(tenant) as sim:
        answer = Caller(sim).release(first)
        Caller(sim, access_key="stranger").release(first)
    assert seen == [("hold-release", (first,))]
    assert (answer.data, tenant.fate(first)) == ([], "rejected")


def test_added_messages_are_the_newest() -> None:
    clock = [NOW]
    tenant = Tenant(held=5, now=lambda: clock[0])
    clock[0] += timedelta(hours=1)
    added = tenant.add(2)
    with Simulator(tenant) as sim:
        listed = [row["id"] for row in Caller(sim)(LIST, {"admin": True}).data]
    assert set(listed[:2]) == set(added)
    assert len(listed) == 7


def test_state_and_answers_agree_under_concurrency() -> None:
    tenant = tenant_with(40)
    ids = list(tenant.held)
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        answers = [json.loads(caller.release(i, i).body) for i in ids]
    assert all(len(a["data"]) == len(a["fail"]) == 1 for a in answers)
    assert all(tenant.effects(i) == 1 and tenant.release_calls[i] == 2 for i in ids)
