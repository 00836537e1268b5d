"""find lists what Mimecast lists, and warns if our own check disagrees."""

import json
from typing import Any

import pytest

from mimecast_hold.api.client import Client
from mimecast_hold.hold_queue.queue import HoldQueue
from tests.api.still_clock import StillClock
from tests.api.wires import CLIENT, Reply, Script, connection, token

ROW = {
    "id": "a",
    "dateReceived": "2026-11-22T14:49:18+0000",
    "subject": "Re: Invoice\r\n\t2026-118 für Zoë",
    "from": {"displayableName": "Billing Team", "emailAddress": "bounce@xn--bcher-kva.example"},
    "fromHeader": {"displayableName": "Jo\u0308rg", "emailAddress": "joerg@example.org"},
    "to": {"displayableName": "Anna", "emailAddress": "anna@example.com"},
    "reasonCode": "spam_signature",
    "route": "INBOUND",
    "hasAttachments": "true",
}


def queue_over(*rows: object, api: str = "1.0") -> HoldQueue:
    reply = Reply(200, {}, json.dumps({"meta": {"status": 200}, "data": rows}).encode())
    steps = (token(), reply) if api == "2.0" else (reply,)
    known = connection(CLIENT) if api == "2.0" else connection()
    return HoldQueue.over(Client(known, wire=Script(*steps), clock=StillClock()))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("sender", "Billing Team"),
        ("sender", "billing"),
        ("sender", "bounce@bücher.example"),
        ("sender", "BÜCHER.example"),
        ("sender", "bounce@xn--bcher-kva.example"),
        ("sender", "bounce@*"),
        ("sender", "*@*.example"),
        ("sender", "J\u00f6rg"),
        ("sender", "jo\u0308rg"),
        ("recipient", "Anna"),
        ("recipient", "anna@*"),
        ("subject", "invoice 2026-118"),
        ("subject", "Invoice\n 2026-118"),
        ("subject", "re:*zo\u00eb"),
        ("subject", "ZOE\u0308"),
        ("all", "billing team"),
        ("all", "anna@example.com"),
        ("reason_code", "SPAM_SIGNATURE"),
    ],
)
def test_a_text_search_matches_as_mimecasts_does(field: str, text: str) -> None:
    found = queue_over(ROW).find(search_field=field, search_text=text)
    assert [message.id for message in found] == ["a"]
    assert found.warnings == []


def test_has_attachments_may_be_text() -> None:
    found = queue_over(ROW).find(has_attachments=True)
    assert [message.has_attachments for message in found] == [True]
    assert found.warnings == []


@pytest.mark.parametrize(
    "filters",
    [
        {"search_field": "sender", "search_text": "someone-else"},
        {"search_field": "subject", "search_text": "2026*invoice"},
        {"route": "outbound"},
        {"has_attachments": False},
        {"reason_codes": ["other"]},
        {"end": "7d"},
    ],
)
def test_mismatched_messages_are_listed_with_one_warning_and_their_count(filters: Any) -> None:
    found = queue_over(ROW, {**ROW, "id": "b"}).find(**filters)
    assert [message.id for message in found] == ["a", "b"]
    (warning,) = found.warnings
    assert "do not seem to match the filters: 2." in warning


@pytest.mark.parametrize(
    ("filters", "changes", "listed"),
    [
        ({"route": "outbound"}, {}, False),
        ({"route": "outbound"}, {"route": "sideways"}, True),
        ({"route": "outbound"}, {"route": None}, True),
        ({"has_attachments": False}, {}, False),
        ({"has_attachments": False}, {"hasAttachments": "perhaps"}, True),
        ({"reason_codes": ["x", "y"]}, {}, False),
        ({"reason_codes": ["x", "y"]}, {"reasonCode": {"code": "x"}}, True),
    ],
)
def test_filters_that_only_we_apply_drop_messages_unless_unreadable(filters: Any, changes: Any, listed: bool) -> None:
    found = queue_over({**ROW, **changes}, api="2.0").find(**filters)
    assert bool(list(found)) is listed
    assert any("show whether they match" in warning for warning in found.warnings) is listed


@pytest.mark.parametrize(
    "changes",
    [
        {"dateReceived": "yesterday"},
        {"dateReceived": None},
        {"dateReceived": "2026-11-22T14:49:18"},
        {"dateReceived": "2026-11-22"},
        {"from": [{"emailAddress": "x@example.org"}, {"emailAddress": "y@example.org"}]},
        {"from": "x@evil.example,bounce@xn--bcher-kva.example"},
    ],
)
def test_release_matching_leaves_out_uncheckable_messages_with_a_warning(changes: Any) -> None:
    wanted: Any = {"search_field": "sender", "search_text": "bounce@bücher.example", "max_messages": 5}
    assert len(list(queue_over(ROW).release_matching(**wanted))) == 1
    report = queue_over({**ROW, **changes}, {**ROW, "id": "b", **changes}).release_matching(**wanted).report()
    assert report.summary["matched"] == 0
    (warning,) = report.warnings
    assert warning.startswith("Held messages left out")
    assert ": 2." in warning


@pytest.mark.parametrize("to", [{"mail": "anna@example.com"}, [{"emailAddress": "anna@example.com"}, None], 5])
def test_release_matching_needs_every_recipient(to: object) -> None:
    wanted: Any = {"search_field": "recipient", "search_text": "anna@example.com", "max_messages": 5}
    report = queue_over({**ROW, "to": to}).release_matching(**wanted).report()
    assert report.summary["matched"] == 0
    assert len(report.warnings) == 1


def test_release_matching_by_recipient_skips_messages_to_others_too() -> None:
    wanted: Any = {"search_field": "recipient", "search_text": "anna@example.com", "max_messages": 5}
    row = {**ROW, "to": [{"emailAddress": "anna@example.com"}, {"emailAddress": "ben@example.com"}]}
    assert queue_over(row).release_matching(**wanted).report().summary["matched"] == 0


@pytest.mark.parametrize("text", ["example.com", "*@example.com", "Anna", "anna@example.com,ben@example.com"])
def test_release_matching_refuses_part_of_an_address(text: str) -> None:
    with pytest.raises(ValueError, match="must be one plain address"):
        queue_over(ROW).release_matching(search_field="recipient", search_text=text, max_messages=5)
