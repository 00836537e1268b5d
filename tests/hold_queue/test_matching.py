"""release_matching never releases one message too many."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mimecast_hold.errors import InputError, ServiceError
from mimecast_hold.simulator import Fault, Rules, Tenant
from tests.hold_queue.rig import LIST, count, outcomes, queue_of, sent_ids, served

SPAM = "message_hold_applied_spam_signature_policy"


def now() -> str:
    return (datetime.now(UTC) + timedelta(seconds=1)).isoformat()


def of_spam(tenant: Tenant) -> set[str]:
    return {one for one, mail in tenant.held.items() if mail.policy.reason_code == SPAM}


def test_release_matching_is_a_dry_run_by_default() -> None:
    tenant = Tenant(held=60)
    expected = of_spam(tenant)
    with served(tenant) as sim:
        run = queue_of(sim).release_matching(reason_codes=[SPAM], max_messages=60)
        report = run.report()
    assert {one["id"] for one in report.records} == expected
    assert {one["outcome"] for one in report.records} == {"skipped"}
    assert all(report.verdicts)
    assert report.summary["matched"] == report.summary["skipped"] == len(expected)
    assert sent_ids(sim) == []


@pytest.mark.parametrize("ignores", [False, True])
def test_only_matching_messages_are_released_if_the_service_ignores_filters(ignores: bool) -> None:
    tenant = Tenant(held=60, rules=Rules(ignores_filters=ignores))
    expected = of_spam(tenant)
    with served(tenant) as sim:
        records = list(queue_of(sim).release_matching(reason_codes=[SPAM], max_messages=60, dry_run=False, end=now()))
    assert {one.id for one in records} == expected
    assert set(outcomes(records)) == {"released"}
    assert all(one.message is not None for one in records)
    assert {one for one in expected if tenant.fate(one) == "released"} == expected
    assert len(tenant.held) == 60 - len(expected)


def test_nothing_is_released_if_more_match_than_allowed() -> None:
    tenant = Tenant(held=60)
    expected = of_spam(tenant)
    with served(tenant) as sim:
        run = queue_of(sim).release_matching(
            reason_codes=[SPAM], max_messages=len(expected) - 1, dry_run=False, end=now()
        )
        report = run.report()
    assert not report.records
    assert report.summary["matched"] == len(expected)
    assert report.stopped is not None
    assert report.stopped.category == "guard"
    assert str(len(expected)) in report.stopped.message
    assert sent_ids(sim) == []
    assert len(tenant.held) == 60


def test_no_match_is_a_success() -> None:
    tenant = Tenant(held=5)
    with served(tenant) as sim:
        report = (
            queue_of(sim).release_matching(reason_codes=["none"], max_messages=1, dry_run=False, end=now()).report()
        )
    assert not report.records
    assert report.stopped is None
    assert report.summary["matched"] == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "no filter narrows"),
        ({"start": "7d", "end": "1h", "admin": False, "route": "all"}, "no filter narrows"),
        ({"search_field": "sender_ip", "search_text": "192.0.2.1"}, "sender_ip"),
        ({"held_group": "user", "route": "inbound"}, "held_group"),
        ({"search_text": "invoice"}, "too broad"),
        ({"reason_codes": [SPAM], "dry_run": False}, "end"),
        # What would find all, or other than was meant.
        ({"search_field": "subject"}, "needs search_text"),
        ({"search_field": "subject", "search_text": ""}, "needs search_text"),
        ({"search_field": "sender", "search_text": " \t"}, "needs search_text"),
        ({"search_field": "subjct", "search_text": "invoice"}, "not a valid choice"),
        ({"search_field": "subject", "search_text": 5}, "must be text"),
        ({"route": "inwards"}, "not a valid choice"),
        ({"reason_codes": SPAM}, "must be a list"),
        ({"reason_codes": [""]}, "blank"),
        ({"has_attachments": "false"}, "must be True or False"),
    ],
)
def test_filters_that_do_not_narrow_or_cannot_be_checked_are_refused(given: Any, words: str) -> None:
    tenant = Tenant(held=5)
    with served(tenant) as sim, pytest.raises(InputError, match=words):
        queue_of(sim).release_matching(max_messages=10, **given)
    assert sim.requests == []


@pytest.mark.parametrize("field", ["sender", "recipient"])
def test_addresses_match_as_a_whole_and_on_the_envelope(field: str) -> None:
    tenant = Tenant(held=200)
    address = "ruth@example.net" if field == "sender" else "hana.sato@example.com"
    expected = {
        one
        for one, mail in tenant.held.items()
        if (mail.sender if field == "sender" else mail.recipient).address == address
    }
    with served(tenant) as sim:
        queue = queue_of(sim)
        whole = {
            one.id for one in queue.release_matching(search_field=field, search_text=address.upper(), max_messages=200)
        }
        part = list(queue.release_matching(search_field=field, search_text=address[1:], max_messages=200))
    assert whole == expected
    assert expected
    assert part == []


def test_an_item_without_the_value_does_not_match() -> None:
    body = (
        '{"meta":{"status":200},"data":[{"id":"a","reasonCode":null,"dateReceived":"2026-11-01T00:00:00+0000"},'
        '{"id":"b"},{"id":"c","reasonCode":"x"}]}'
    )
    tenant = Tenant(held=0)
    with served(tenant, Fault("body", body=body)) as sim:
        run = queue_of(sim).release_matching(reason_codes=["x"], start="9999d", max_messages=5)
        assert list(run) == []


def test_mail_after_the_end_is_not_released() -> None:
    tenant = Tenant(held=30, rules=Rules(ignores_filters=True))
    end = (datetime.now(UTC) - timedelta(seconds=5)).isoformat()
    later = tenant.add(5)
    with served(tenant) as sim:
        records = list(queue_of(sim).release_matching(route="inbound", max_messages=50, dry_run=False, end=end))
    assert not {one.id for one in records} & set(later)
    assert all(tenant.fate(one) == "held" for one in later)
    assert records


def test_a_repeated_page_token_releases_nothing() -> None:
    tenant = Tenant(held=2500, rules=Rules(repeat_page_token=True))
    with served(tenant) as sim, pytest.raises(ServiceError):
        queue_of(sim).release_matching(route="inbound", max_messages=5000, dry_run=False, end=now())
    assert sent_ids(sim) == []
    assert count(sim, LIST) <= 3


def test_a_lost_answer_for_a_match_is_settled_by_the_log() -> None:
    tenant = Tenant(held=40)
    expected = of_spam(tenant)
    with served(tenant, Fault("reset", "after", endpoint="hold-release", every=3)) as sim:
        records = list(queue_of(sim).release_matching(reason_codes=[SPAM], max_messages=60, dry_run=False, end=now()))
    assert {one.id for one in records if one.released} == expected


@pytest.mark.parametrize("text", ["\u0007", "\x00", " \x01 ", "\ud800"])
def test_a_text_that_cannot_be_searched_for_is_refused(text: str) -> None:
    with served(Tenant(held=2, rules=Rules(ignores_filters=True))) as sim:
        queue = queue_of(sim)
        with pytest.raises(InputError, match="search_text"):
            queue.release_matching(search_field="subject", search_text=text, max_messages=5, end="1m", dry_run=False)
    assert not sim.requests


@pytest.mark.parametrize("api", ["1.0", "2.0"])
def test_a_span_counts_from_mimecasts_clock(api: str) -> None:
    tenant = Tenant(held=3, rules=Rules(clock_offset=timedelta(minutes=-10)))
    (fresh,) = tenant.add(1, age=timedelta(minutes=1))
    with served(tenant) as sim:
        run = queue_of(sim, api).release_matching(route="inbound", start="60d", end="5m", max_messages=9, dry_run=False)
        released = [one.id for one in run]
    assert fresh not in released
    assert tenant.fate(fresh) == "held"
