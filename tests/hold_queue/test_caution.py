"""look_first, only_if and dry_run: the look before anything is sent, and what it keeps back."""

import json
from typing import Any

import pytest

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.bulk.guards import Guard
from mimecast_hold.hold_queue.search.messages import HeldMessage
from mimecast_hold.simulator import Fault, Rules, Tenant, Visibility
from tests.hold_queue.rig import LIST, REJECT, RELEASE, category, count, outcomes, queue_of, sent_ids, served, shown


def test_look_first_shows_messages_and_still_sends_unseen_ones() -> None:
    tenant = Tenant(held=3)
    ids = [*tenant.held, tenant.unknown_id()]
    subjects = [mail.subject for mail in tenant.held.values()]
    with served(tenant) as sim:
        records = list(queue_of(sim).release(ids, look_first=True))
    assert outcomes(records) == ["released"] * 3 + ["failed"]
    assert [shown(one)["message"]["subject"] for one in records[:3]] == subjects
    assert records[3].message is None
    assert len(sent_ids(sim)) == 4


def test_without_look_first_a_record_has_no_message() -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim:
        (record,) = queue_of(sim).release(list(tenant.held))
    assert record.message is None
    assert count(sim, LIST) == 0


@pytest.mark.parametrize("verb", ["release", "reject"])
def test_a_dry_run_sends_nothing_and_reports_which_messages_are_held(verb: str) -> None:
    tenant = Tenant(held=3)
    ids = [*tenant.held, tenant.unknown_id()]
    with served(tenant) as sim:
        records = list(getattr(queue_of(sim), verb)(ids, dry_run=True))
    assert outcomes(records) == ["skipped"] * 3 + ["failed"]
    assert [category(one) for one in records] == [None, None, None, "not_found"]
    assert [one.succeeded for one in records] == [True, True, True, False]
    assert [one.done for one in records] == [False] * 4
    assert {one.evidence for one in records} == {"hold_queue"}
    assert count(sim, RELEASE) == count(sim, REJECT) == 0


def test_a_dry_run_over_an_unreadable_queue_fails_as_a_whole() -> None:
    tenant = Tenant(held=3, visibility=Visibility(list_permitted=False))
    with served(tenant) as sim:
        run = queue_of(sim).release(list(tenant.held), dry_run=True)
        records = list(run)
    assert outcomes(records) == ["not_attempted"] * 3
    assert {category(one) for one in records} == {"permission"}
    assert run.stopped is not None
    assert run.stopped.category == "permission"
    assert sent_ids(sim) == []


def test_a_guard_only_lets_matching_messages_through() -> None:
    tenant = Tenant(held=40)
    code = "message_hold_applied_spam_signature_policy"
    fits = [one for one, mail in tenant.held.items() if mail.policy.reason_code == code]
    ids = [*tenant.held, tenant.unknown_id()]
    with served(tenant) as sim:
        records = list(queue_of(sim).release(ids, only_if={"reason_codes": [code.upper()]}))
    for one in records:
        assert (one.outcome == "released") == (one.id in fits)
        assert one.outcome == "released" or (one.outcome, category(one)) == ("skipped", "guard")
        assert one.outcome == "released" or not one.succeeded
    assert {group[0] for group in sent_ids(sim)} == set(fits)


def test_a_guard_in_a_dry_run_skips_messages_that_are_not_held() -> None:
    tenant = Tenant(held=1)
    never = tenant.unknown_id()
    with served(tenant) as sim:
        run = queue_of(sim).release([*tenant.held, never], only_if={"recipients": ["nobody@example.com"]}, dry_run=True)
        records = list(run)
    assert outcomes(records) == ["skipped", "skipped"]
    assert [category(one) for one in records] == ["guard", "guard"]
    assert not any(one.succeeded for one in records)


def test_a_guard_over_an_incomplete_queue_only_sends_what_was_found() -> None:
    tenant = Tenant(held=1600, rules=Rules(page_shift=1))
    oldest = next(iter(tenant.held))
    never = tenant.unknown_id()
    with served(tenant) as sim:
        run = queue_of(sim).release([oldest, never], only_if={"reason_codes": [tenant.held[oldest].policy.reason_code]})
        records = list(run)
    assert records[1].outcome == "not_attempted"
    assert {group[0] for group in sent_ids(sim)} <= {oldest}
    assert len(run.warnings) == 1


def test_a_guard_on_senders_alone_adds_a_warning() -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim:
        queue = queue_of(sim)
        alone = queue.release(list(tenant.held), only_if={"sender_domains": ["example.org"]}, dry_run=True)
        both = queue.release(
            list(tenant.held), only_if={"senders": ["a@example.org"], "recipients": ["b@example.com"]}, dry_run=True
        )
        list(alone)
        list(both)
    assert len(alone.warnings) == 1
    assert both.warnings == []


def test_look_first_at_an_unreadable_queue_adds_a_warning() -> None:
    tenant = Tenant(held=2, visibility=Visibility(list_permitted=False))
    with served(tenant) as sim:
        run = queue_of(sim).release(list(tenant.held), look_first=True)
        assert outcomes(run) == ["released", "released"]
    assert len(run.warnings) == 1
    assert run.stopped is None


def test_an_unreachable_queue_under_a_guard_fails_the_whole_run() -> None:
    tenant = Tenant(held=2)
    with served(tenant, Fault("reset", endpoint="get-hold-message-list")) as sim:
        run = queue_of(sim).release(list(tenant.held), only_if={"recipients": ["a@example.com"]})
        records = list(run)
    assert outcomes(records) == ["not_attempted"] * 2
    assert run.stopped is not None
    assert sent_ids(sim) == []


MAIL = HeldMessage(
    id="x",
    from_envelope="Evil-User@Example.ORG",
    from_header="user@example.org",
    to=("anna@mail.example.com",),
    reason_code="Spam_Code",
)


@pytest.mark.parametrize(
    ("guard", "objection"),
    [
        ({"senders": ["evil-user@example.org"]}, None),
        ({"senders": ["user@example.org"]}, "envelope sender"),
        ({"senders": ["EVIL-USER@EXAMPLE.ORG", "other@example.org"]}, None),
        ({"sender_domains": ["example.org"]}, None),
        ({"sender_domains": ["ample.org"]}, "envelope sender's domain"),
        ({"sender_domains": ["org"]}, "envelope sender's domain"),
        ({"recipients": ["anna@mail.example.com"]}, None),
        ({"recipients": ["anna@mail.example.com.evil.example"]}, "recipient"),
        ({"recipient_domains": ["example.com"]}, "recipient's domain"),
        ({"recipient_domains": ["MAIL.example.com"]}, None),
        ({"reason_codes": ["spam_code"]}, None),
        ({"reason_codes": ["spam"]}, "reason code"),
        ({"senders": ["evil-user@example.org"], "reason_codes": ["other"]}, "reason code"),
        ({"senders": ["evil-user@example.org"], "recipients": ["anna@mail.example.com"]}, None),
    ],
)
def test_addresses_match_as_a_whole_and_on_the_envelope(guard: Any, objection: str | None) -> None:
    assert Guard.of(guard).mismatch(MAIL) == objection


@pytest.mark.parametrize("field", ["senders", "sender_domains", "recipients", "recipient_domains", "reason_codes"])
def test_a_missing_value_does_not_match_a_guard(field: str) -> None:
    value = "a@example.org" if field in ("senders", "recipients") else "example.org"
    assert Guard.of({field: [value]}).mismatch(HeldMessage(id="x")) is not None


@pytest.mark.parametrize(
    "guard",
    [
        {},
        {"recipients": "user@example.org"},
        {"recipients": []},
        {"recipients": [" "]},
        {"recipients": [None]},
        {"recipients": None},
        {"recipient": ["user@example.org"]},
        {"reason_codes": ["a"], "senders": ()},
    ],
)
def test_a_misspelt_or_malformed_guard_is_refused(guard: Any) -> None:
    tenant = Tenant(held=3)
    with served(tenant) as sim, pytest.raises(InputError, match="only_if"):
        queue_of(sim).release(list(tenant.held), only_if=guard)
    assert sim.requests == []


def test_a_message_missing_from_a_later_complete_reading_is_gone() -> None:
    tenant = Tenant(held=2)
    gone = tenant.unknown_id()
    with served(tenant, Fault("body", endpoint="get-hold-message-list", times=1, body=_page_of(gone))) as sim:
        record, *others = queue_of(sim).release([gone, *tenant.held], dry_run=True)
    assert (record.outcome, category(record)) == ("failed", "not_found")
    assert outcomes(others) == ["skipped", "skipped"]


def _page_of(message_id: str) -> str:
    """A page whose total is larger than its rows, so the look is incomplete."""
    page = {"meta": {"status": 200, "pagination": {"pageSize": 500, "totalCount": 9}}, "fail": []}
    return json.dumps({**page, "data": [{"id": message_id, "subject": "Seen once"}]})


def test_a_queue_that_is_too_long_is_reported_and_read_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mimecast_hold.hold_queue.search.snapshot._MAX_ROWS", 500)
    tenant = Tenant(held=1200)
    with served(tenant) as sim:
        run = queue_of(sim).release([tenant.unknown_id()], dry_run=True)
        (record,) = run
    assert record.outcome == "not_attempted"
    assert record.error is not None
    assert "more than" in record.error.message
    assert count(sim, LIST) == 2


def test_a_letter_of_another_script_does_not_match_ascii() -> None:
    guard = Guard.of({"senders": ["kim@example.com"]})
    assert guard.mismatch(HeldMessage(id="a", from_envelope="KIM@Example.com")) is None
    assert guard.mismatch(HeldMessage(id="a", from_envelope="\u212aim@example.com")) == "envelope sender"


@pytest.mark.parametrize("verb", ["release", "reject"])
@pytest.mark.parametrize("options", [{}, {"look_first": True}, {"dry_run": True}], ids=str)
def test_a_connection_that_requires_a_guard_sends_nothing_without_one(verb: str, options: dict[str, Any]) -> None:
    tenant = Tenant(held=2)
    with served(tenant) as sim, queue_of(sim, require_guard=True) as queue:
        with pytest.raises(InputError, match="require_guard requires a guard") as refused:
            getattr(queue, verb)(list(tenant.held), **options)
        assert (refused.value.field, len(sim.requests)) == ("only_if", 0)
        codes = sorted({mail.policy.reason_code for mail in tenant.held.values()})
        records = list(getattr(queue, verb)(list(tenant.held), only_if={"reason_codes": codes}))
    assert all(one.done for one in records)
