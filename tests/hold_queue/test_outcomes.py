"""Records agree with what became of each message, whatever is lost, late, hidden or done by others."""

from datetime import timedelta
from typing import Any

import pytest

from mimecast_hold.hold_queue.dates import rfc_3339
from mimecast_hold.simulator import Fault, Interference, Rules, Simulator, Tenant, Visibility
from tests.hold_queue.rig import LIST, LOG, REJECT, category, count, outcomes, queue_of, sent_ids, served, shown

LOST: Any = ("reset", "truncate", "garbage", "html", "hang", "other-id")
LATE = ("reset", "truncate", "hang")


def lost(kind: str, when: str, identifier: str, **more: Any) -> Fault:
    """Return a fault that loses the answer to the first request for the message."""
    return Fault(kind, when, endpoint="hold-release", ids=(identifier,), first=1, **more)  # type: ignore[arg-type]


def released(sim: Simulator, ids: list[str], **settings: Any) -> list[Any]:
    return list(queue_of(sim, **{"timeout_seconds": 0.3, **settings}).release(ids))


@pytest.mark.parametrize("kind", LOST)
def test_an_answer_lost_before_the_effect_is_followed_by_a_repeat(kind: str) -> None:
    tenant = Tenant(held=3)
    ids = list(tenant.held)
    with served(tenant, lost(kind, "before", ids[1])) as sim:
        records = released(sim, ids)
    assert outcomes(records) == ["released"] * 3
    assert [one.evidence for one in records] == ["response"] * 3
    assert [one.attempts for one in records] == [1, 2, 1]
    assert tenant.effects(ids[1]) == 1


@pytest.mark.parametrize("kind", LOST)
def test_an_answer_lost_after_the_effect_is_settled_by_the_log(kind: str) -> None:
    tenant = Tenant(held=3)
    ids = list(tenant.held)
    with served(tenant, lost(kind, "after", ids[1])) as sim:
        records = released(sim, ids)
    assert outcomes(records) == ["released"] * 3
    assert [one.evidence for one in records] == ["response", "release_log", "response"]
    assert count(sim, LIST) == count(sim, LOG) == 1


@pytest.mark.parametrize("kind", LOST)
@pytest.mark.parametrize("missing", ["fail", "fail-without-key", "meta-404", "xdk-failure", "empty-400"])
def test_an_answer_lost_for_an_id_never_held_is_not_a_release(kind: str, missing: Any) -> None:
    tenant = Tenant(held=3, rules=Rules(missing=missing))
    never = tenant.unknown_id()
    with served(tenant, lost(kind, "before", never)) as sim:
        (record,) = released(sim, [never])
    assert (record.outcome, record.released, record.evidence) == ("unknown", None, "hold_queue")
    assert record.error.retryable
    assert "get_release_log" in record.error.hint


@pytest.mark.parametrize("missing", ["fail", "fail-without-key", "meta-404"])
def test_an_id_that_was_never_held_is_not_found(missing: Any) -> None:
    tenant = Tenant(held=3, rules=Rules(missing=missing))
    with served(tenant) as sim:
        (record,) = released(sim, [tenant.unknown_id()])
    assert (record.outcome, record.released, record.evidence) == ("failed", False, "response")
    assert category(record) == "not_found"
    assert record.attempts == 1


def test_a_late_effect_leaves_the_message_unknown() -> None:
    tenant = Tenant(held=2)
    late, other = tenant.held
    with served(tenant, Fault("late", ids=(late,), seconds=60)) as sim:
        records = released(sim, [other, late])
        assert tenant.fate(late) == "held"
        sim.finish_late()
    assert outcomes(records) == ["released", "unknown"]
    assert records[1].evidence == "hold_queue"
    assert tenant.fate(late) == "released"


@pytest.mark.parametrize("status", [502, 504, 408])
def test_after_a_gateway_timeout_the_message_is_unknown(status: int) -> None:
    tenant = Tenant(held=1)
    (only,) = tenant.held
    with served(tenant, Fault("late", seconds=60, status=status)) as sim:
        (record,) = released(sim, [only])
        sim.finish_late()
    assert record.outcome == "unknown"
    assert tenant.fate(only) == "released"


@pytest.mark.parametrize("status", [500, 503])
def test_still_held_after_mimecasts_own_errors_is_failed(status: int) -> None:
    tenant = Tenant(held=2)
    ids = list(tenant.held)
    body = f'{{"meta":{{"status":{status}}},"data":[],"fail":[]}}'
    with served(tenant, Fault("body", endpoint="hold-release", ids=(ids[1],), status=status, body=body)) as sim:
        first, second = released(sim, ids)
    assert first.released
    assert (second.outcome, second.evidence, category(second)) == ("failed", "hold_queue", "server_error")
    assert second.attempts == 3
    assert second.error.retryable
    assert second.message["id"] == ids[1]


@pytest.mark.parametrize("status", [500, 501, 503])
def test_still_held_after_a_caches_error_is_unknown(status: int) -> None:
    tenant = Tenant(held=1)
    (only,) = tenant.held
    with served(tenant, Fault("late", endpoint="hold-release", seconds=60, status=status)) as sim:
        (record,) = released(sim, [only])
        sim.finish_late()
    assert (record.outcome, record.evidence) == ("unknown", "hold_queue")
    assert tenant.fate(only) == "released"


def test_release_false_is_not_released() -> None:
    tenant = Tenant(held=1)
    (only,) = tenant.held
    tenant.withhold(only)
    with served(tenant) as sim:
        (record,) = released(sim, [only])
    assert (record.outcome, record.released, record.evidence) == ("not_released", False, "response")


def test_a_refusal_keeps_mimecasts_code_and_message() -> None:
    tenant = Tenant(held=1)
    (only,) = tenant.held
    tenant.refuse(only, "err_policy_lock", "The policy does not let this message go")
    with served(tenant) as sim:
        (record,) = released(sim, [only])
    error = shown(record)["error"]
    assert error["code"] == "err_policy_lock"
    assert "The policy does not let this message go" in error["message"]
    assert record.outcome == "failed"


@pytest.mark.parametrize("kind", ["contradictory", "differing", "refusing-meta"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_contradictory_answer_is_not_a_confirmation(kind: str, when: str) -> None:
    tenant = Tenant(held=1)
    (only,) = tenant.held
    with served(tenant, lost(kind, when, only)) as sim:
        (record,) = released(sim, [only])
    assert record.attempts == 1
    if when == "after":
        assert (record.outcome, record.evidence) == ("released", "release_log")
    else:
        assert (record.outcome, record.evidence) == ("failed", "hold_queue")
        assert category(record) == "protocol"


@pytest.mark.parametrize(
    "body",
    [
        '{"data":[{"id":"{id}","release":"true"}],"meta":{"status":200}}',
        '{"data":[{"id":"{id}","release":1}],"meta":{"status":200}}',
        '{"data":[],"meta":{"status":200}}',
        '{"data":[{"release":true}]}',
        '{"data":[["{id}",true]]}',
        '{"data":[{"id":["{id}"],"release":true}]}',
        '{"data":{"id":"{id}","release":"true"}}',
        '[{"id":"{id}","release":true}]',
        "{}",
        "null",
        '"{id}"',
    ],
)
def test_an_answer_that_only_resembles_a_confirmation_is_none(body: str) -> None:
    tenant = Tenant(held=1)
    (only,) = tenant.held
    with served(tenant, Fault("body", endpoint="hold-release", body=body)) as sim:
        (record,) = released(sim, [only])
    assert record.outcome == "failed"
    assert record.evidence == "hold_queue"
    assert tenant.fate(only) == "held"


def test_a_reject_by_another_administrator_is_reported() -> None:
    tenant = Tenant(held=4)
    ids = list(tenant.held)
    fault = lost("reset", "before", ids[1])

    def reject(call: Any) -> None:
        if call.ids == (ids[2],):
            tenant.act_as_other_admin(ids[1], "reject")

    tenant.before_call(reject)
    with served(tenant, fault) as sim:
        records = released(sim, [ids[0], ids[2], ids[1]], concurrency=1)
    assert [one.id for one in records] == [ids[0], ids[2], ids[1]]
    last = records[2]
    assert (last.outcome, last.released, last.evidence) == ("failed", False, "release_log")
    assert category(last) == "already_rejected"
    assert "mail.admin@example.com" in last.error.message


def test_a_message_rejected_before_is_failed_with_operator() -> None:
    tenant = Tenant(held=3)
    ids = list(tenant.held)
    tenant.act_as_other_admin(ids[1], "reject")
    with served(tenant) as sim:
        records = released(sim, ids)
    assert outcomes(records) == ["released", "failed", "released"]
    assert category(records[1]) == "already_rejected"
    assert "mail.admin@example.com" in records[1].error.message
    assert (records[1].evidence, records[1].released) == ("release_log", False)
    assert (records[1].released_by, records[1].released_at) == (None, None)
    assert (count(sim, LOG), count(sim, LIST)) == (1, 0)


def test_a_message_released_before_is_a_success_with_operator_and_time() -> None:
    tenant = Tenant(held=3)
    ids = list(tenant.held)
    tenant.act_as_other_admin(ids[1], "release")
    with served(tenant) as sim:
        run = queue_of(sim).release(ids)
        records = list(run)
    assert outcomes(records) == ["released", "already_released", "released"]
    assert (records[1].evidence, records[1].released, records[1].error) == ("release_log", True, None)
    assert records[1].released_by == "mail.admin@example.com"
    assert records[1].released_at == rfc_3339(tenant.log[0].at.replace(microsecond=0))
    assert all(one.succeeded for one in records)
    assert (count(sim, LOG), count(sim, LIST)) == (1, 0)
    assert tenant.effects(ids[1]) == 1


@pytest.mark.parametrize("ahead", [timedelta(minutes=-16), timedelta(minutes=16), timedelta(hours=5)])
def test_our_own_release_is_recognised_whatever_our_clock_says(ahead: timedelta) -> None:
    tenant = Tenant(held=2, rules=Rules(clock_offset=ahead))
    other, one = tenant.held
    with served(tenant, lost("reset", "after", one)) as sim:
        records = list(queue_of(sim, "2.0").release([other, one]))
    assert outcomes(records) == ["released", "released"]
    assert records[1].evidence == "release_log"


@pytest.mark.parametrize("contradictory", [True, False])
def test_an_expired_message_is_not_released(contradictory: bool) -> None:
    tenant = Tenant(held=2, rules=Rules(contradictory_expiry=contradictory))
    gone, doubtful = tenant.held
    tenant.expire(gone)
    tenant.expire(doubtful)
    with served(tenant, lost("reset", "before", doubtful)) as sim:
        plain, unsettled = released(sim, [gone, doubtful])
    assert plain.outcome == "failed"
    assert category(plain) == "not_found"
    assert unsettled.outcome == ("unknown" if contradictory else "failed")
    assert unsettled.evidence == "release_log"


HIDDEN = {
    "the list is not permitted": (Visibility(list_permitted=False), None),
    "own mail only": (Visibility(own_mail_only=True), "hold_queue"),
    "recent mail only": (Visibility(recent_only=timedelta(seconds=1)), "hold_queue"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_message_missing_from_the_queue_is_not_released(name: str) -> None:
    visibility, evidence = HIDDEN[name]
    tenant = Tenant(held=30, visibility=visibility)
    ids = [one for one, mail in tenant.held.items() if mail.recipient.address != "soar@example.com"][:2]
    with served(tenant, *(Fault("status", endpoint="hold-release", ids=(one,)) for one in ids)) as sim:
        records = released(sim, ids)
    assert outcomes(records) == ["unknown", "unknown"]
    assert [one.evidence for one in records] == [evidence, evidence]
    assert all(tenant.fate(one) == "held" for one in ids)


def test_a_list_without_a_total_proves_no_absence() -> None:
    tenant = Tenant(held=3, visibility=Visibility(total_count=False))
    ids = list(tenant.held)
    with served(tenant, lost("reset", "after", ids[1])) as sim:
        records = released(sim, ids)
    assert outcomes(records) == ["released", "unknown", "released"]
    assert records[1].evidence is None
    assert count(sim, LIST) == 3
    assert count(sim, LOG) == 0


def test_a_forbidden_queue_is_tried_once_per_run() -> None:
    tenant = Tenant(held=5, visibility=Visibility(list_permitted=False))
    with served(tenant, Fault("status", endpoint="hold-release", every=2)) as sim:
        run = queue_of(sim, max_attempts=1).release(list(tenant.held), look_first=True)
        assert "unknown" in outcomes(run)
    assert count(sim, LIST) == 1
    assert len(run.warnings) == 1


@pytest.mark.parametrize(
    "visibility",
    [Visibility(log_permitted=False), Visibility(log_delay=timedelta(hours=1))],
    ids=["unreadable", "late"],
)
def test_gone_without_a_log_entry_is_unknown_with_a_hint(visibility: Visibility) -> None:
    tenant = Tenant(held=1, visibility=visibility)
    (only,) = tenant.held
    with served(tenant, lost("reset", "after", only)) as sim:
        (record,) = released(sim, [only])
    assert tenant.fate(only) == "released"
    assert (record.outcome, record.released, record.evidence) == ("unknown", None, "hold_queue")
    assert "probably released" in record.error.hint


def test_shifting_pages_prove_nothing() -> None:
    tenant = Tenant(held=1200, rules=Rules(page_shift=1))
    oldest = next(iter(tenant.held))
    with served(tenant, Fault("status", endpoint="hold-release", ids=(tenant.unknown_id(),))) as sim:
        (record,) = released(sim, [tenant.unknown_id()], timeout_seconds=5)
    assert (record.outcome, record.evidence) == ("unknown", None)
    assert count(sim, LIST) == 9
    assert oldest in tenant.held


def test_other_administrators_cause_no_false_release() -> None:
    tenant = Tenant(held=1500, rules=Rules(page_shift=3))
    ids = list(tenant.held)[:30]
    with served(tenant, Fault("status", endpoint="hold-release", every=2)) as sim:
        records = released(sim, ids, max_attempts=1)
    for one in records:
        assert one.outcome != "released" or tenant.fate(one.id) == "released"
        assert one.outcome != "failed" or tenant.fate(one.id) != "released"


def test_the_look_waits_until_no_release_is_in_flight() -> None:
    tenant = Tenant(held=12)
    ids = list(tenant.held)
    with served(tenant, Fault("status", endpoint="hold-release", ids=(ids[0],)), latency_ms=10) as sim:
        released(sim, ids, max_attempts=1)
    paths = [request.path for request in sorted(sim.requests, key=lambda request: request.time)]
    assert paths.index(LIST) == 12


def test_a_confirmed_repeat_is_released_with_evidence_response() -> None:
    tenant = Tenant(held=1, rules=Rules(confirms_repeats=True))
    (only,) = tenant.held
    with served(tenant, lost("reset", "after", only)) as sim:
        (record,) = released(sim, [only])
    assert (record.outcome, record.evidence, record.attempts) == ("released", "response", 2)
    assert tenant.effects(only) == 1


def test_a_reject_is_settled_as_a_release_is() -> None:
    tenant = Tenant(held=4)
    ids = [*tenant.held, tenant.unknown_id()]
    tenant.act_as_other_admin(ids[3], "release")
    faults = [Fault("reset", "after", endpoint="hold-reject", ids=(ids[1],), first=1)]
    with served(tenant, *faults) as sim:
        run = queue_of(sim).reject(ids, reason_type="INAPPROPRIATE COMMUNICATION", message="No.", notify=True)
        records = list(run)
    assert outcomes(records) == ["rejected", "rejected", "rejected", "failed", "failed"]
    assert [one.evidence for one in records[:4]] == ["response", "release_log", "response", "release_log"]
    assert [category(one) for one in records[3:]] == ["already_released", "not_found"]
    assert [shown(one)["rejected"] for one in records] == [True, True, True, False, False]
    assert all("released" not in shown(one) for one in records)
    assert {notice.id for notice in tenant.notices} == set(ids[:3])
    assert {entry.reject_reason for entry in tenant.log if entry.status == "rejected"} == {
        "INAPPROPRIATE COMMUNICATION"
    }


def test_a_reject_never_releases_and_goes_in_groups() -> None:
    tenant = Tenant(held=9)
    ids = list(tenant.held)
    with served(tenant) as sim:
        records = list(queue_of(sim, messages_per_request=5, concurrency=1).reject(ids))
    assert set(outcomes(records)) == {"rejected"}
    assert [len(group) for group in sent_ids(sim, REJECT)] == [2, 5, 2]
    assert sent_ids(sim) == []
    assert {tenant.fate(one) for one in ids} == {"rejected"}
    assert tenant.notices == []


def test_rejects_by_others_are_not_taken_for_our_releases() -> None:
    rules = Rules(other_admin=Interference(every=2, count=2))
    tenant = Tenant(held=60, rules=rules)
    ids = list(tenant.held)
    with served(tenant, Fault("reset", "after", endpoint="hold-release", every=5)) as sim:
        records = released(sim, ids)
    said = {"released": "released", "failed": "rejected"}
    assert {one.outcome for one in records} == {"released", "failed"}
    for one in records:
        assert tenant.fate(one.id) == said[one.outcome]
        assert one.outcome != "failed" or category(one) == "already_rejected"


def test_many_lost_answers_are_settled_by_few_calls() -> None:
    tenant = Tenant(held=3000)
    ids = list(tenant.held)[:100]
    faults = [Fault("reset", "after", endpoint="hold-release", ids=(one,), times=1) for one in ids[::5]]
    with served(tenant, *faults) as sim:
        records = released(sim, ids, timeout_seconds=5)
    assert set(outcomes(records)) == {"released"}
    assert count(sim, LIST) == 12  # 2,900 in pages of 500, and once more, since pages can shift in balance
    assert count(sim, LOG) == 1
