import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mimecast_hold.hold_queue.dates import moment_in, rfc_3339
from mimecast_hold.hold_queue.search.messages import has_held_form, held_message, log_entry, texts

HELD = {
    "id": "eNo-1",
    "dateReceived": "2026-11-22T14:49:18+0000",
    "subject": "Invoice",
    "reason": "Spam Signature Policy",
    "reasonCode": "spam_signature",
    "reasonId": "SpamSignaturePolicy",
    "policyInfo": "Spam Scanning",
    "route": "INBOUND",
    "size": 12345,
    "hasAttachments": True,
    "from": {"displayableName": "A", "emailAddress": "bounce@example.org"},
    "fromHeader": {"displayableName": "A", "emailAddress": "a@example.org"},
    "to": {"displayableName": "B", "emailAddress": "b@example.com"},
}
LOGGED = {
    "id": "entry-1",
    "operator": "admin@example.com",
    "released": "2026-11-22T15:00:00+0000",
    "status": "released",
    "rejectReason": "",
    "messageInfo": "",
    "heldReason": "Spam",
    "policy": "Spam Scanning",
    "fromEnv": {"emailAddress": "bounce@example.org"},
    "fromHdr": {"emailAddress": "a@example.org"},
    "to": [{"emailAddress": "b@example.com"}, {"emailAddress": "c@example.com"}],
    "subject": "Invoice",
    "size": "12345",
    "spamScore": 4.5,
}


def test_a_held_message_is_normalised() -> None:
    message = held_message(HELD)
    assert message.as_dict() == {
        "id": "eNo-1",
        "received_at": "2026-11-22T14:49:18Z",
        "subject": "Invoice",
        "from_envelope": "bounce@example.org",
        "from_header": "a@example.org",
        "from_name": "A",
        "to": ["b@example.com"],
        "reason": "Spam Signature Policy",
        "reason_code": "spam_signature",
        "route": "INBOUND",
        "size_bytes": 12345,
        "has_attachments": True,
        "policy": "Spam Scanning",
    }
    assert message.raw == HELD


def test_messages_are_compared_and_shown_without_the_raw_item() -> None:
    one, alike, other = held_message(HELD), held_message({**HELD, "more": "x"}), held_message({**HELD, "subject": "y"})
    assert one == alike
    differs = one != alike
    assert not differs
    assert one != other
    values: object = tuple(HELD.values())
    assert one != values
    assert {one, alike, other} == {one, other}
    assert "more" not in repr(alike)
    assert repr(one).startswith("HeldMessage(id='eNo-1', received_at='2026-11-22T14:49:18Z', ")


digits = st.from_regex(r"[0-2][0-9]", fullmatch=True)
dates_of_all_forms = st.builds(
    "{}{}{}{}{}".format,
    st.datetimes().map(lambda moment: moment.strftime("%Y").zfill(4)) | st.from_regex(r"\d{4}", fullmatch=True),
    st.builds("-{}-{}".format, digits, digits) | st.sampled_from(["-W48-2", "1124", "-11-24"]),
    st.sampled_from(["T", "T", " ", "t", ""]),
    st.builds("{}:{}:{}".format, digits, digits, digits) | st.sampled_from(["24:00:00", "132422.0", "13:24:22.5", ""]),
    st.sampled_from(["+0000", "+0000", "+00:00", "Z", "-0000", "+0200", "+0000 ", "+0000\n", ""]),
)


@given(dates_of_all_forms)
@example("2026-11-24T13:24:22+0000")
@example("2026-W48-2T13:24:22+0000")
def test_dates_of_all_forms_are_shown_in_one_form(text: str) -> None:
    message, moment = held_message({"id": "x", "dateReceived": text}), moment_in(text)
    assert message.received_at == (rfc_3339(moment) if moment else None)


def test_a_log_entry_is_normalised() -> None:
    shown = log_entry(LOGGED).as_dict()
    assert shown["fate"] == "released"
    assert shown["at"] == "2026-11-22T15:00:00Z"
    assert shown["to"] == ["b@example.com", "c@example.com"]
    assert shown["size_bytes"] == 12345
    assert json.loads(json.dumps(shown)) == shown


@pytest.mark.parametrize("message_id", [None, "", 5, ["x"], {"id": "x"}])
def test_an_item_without_an_id_is_not_a_message(message_id: object) -> None:
    assert not has_held_form({**HELD, "id": message_id})


@pytest.mark.parametrize("field", [name for name in HELD if name != "id"])
@pytest.mark.parametrize("value", [None, "", 5, -5, 1.5, [], {}, [{}], {"emailAddress": None}, "text", True])
def test_an_odd_value_loses_one_field_not_the_message(field: str, value: object) -> None:
    message = held_message({**HELD, field: value})
    shown, whole = message.as_dict(), held_message(HELD)
    changed = [name for name, known in whole.as_dict().items() if shown[name] != known]
    assert len({*changed} - {"from_name"}) <= 1


B, C = "b@example.com", "c@example.com"


@pytest.mark.parametrize(
    ("to", "shown", "unread"),
    [
        ({"emailAddress": f" {B} "}, (B,), False),
        (B, (B,), False),
        ({"email": B}, (B,), False),
        ({"address": B, "domain": "example.com"}, (B,), False),
        ({"address": "b", "domain": "example.com"}, (B,), False),
        ([{"emailAddress": B}], (B,), False),
        ([{"emailAddress": B}, {"emailAddress": C}], (B, C), False),
        ([B, {"email": C}], (B, C), False),
        ([{"emailAddress": B}, {"mail": C}], (B,), True),
        ([B, None], (B,), True),
        ([B, ""], (B,), True),
        ({"displayableName": B}, (), True),
        (5, (), True),
        (None, (), False),
        ([], (), False),
        ("", (), False),
    ],
)
def test_recipients_may_be_objects_lists_or_texts(to: object, shown: tuple[str, ...], unread: bool) -> None:
    message = held_message({**HELD, "to": to})
    assert message.to == shown
    assert ("to" in message.unread) is unread
    assert message.as_dict()["to"] == list(shown)


@pytest.mark.parametrize(
    ("source", "given", "field", "shown"),
    [
        ("size", "12,345", "size_bytes", 12345),
        ("size", "12345", "size_bytes", 12345),
        ("size", 12345.0, "size_bytes", 12345),
        ("size", ["12345"], "size_bytes", 12345),
        ("hasAttachments", "true", "has_attachments", True),
        ("hasAttachments", "False", "has_attachments", False),
        ("hasAttachments", 1, "has_attachments", True),
        ("hasAttachments", 0, "has_attachments", False),
        ("subject", ["Invoice"], "subject", "Invoice"),
        ("subject", 2026, "subject", "2026"),
        ("dateReceived", ["2026-11-22T14:49:18+00:00"], "received_at", "2026-11-22T14:49:18Z"),
        ("from", {"email": B}, "from_envelope", B),
        ("from", [B], "from_envelope", B),
        ("fromHeader", {"name": "Ann", "email": B}, "from_name", "Ann"),
        ("fromHeader", {"displayableName": "An\r\n n\x07", "emailAddress": B}, "from_name", "An n"),
        ("fromHeader", None, "from_name", "Bounce"),
    ],
)
def test_a_value_in_another_plain_form_is_read(source: str, given: object, field: str, shown: object) -> None:
    message = held_message({**HELD, "from": {"displayableName": "Bounce", "emailAddress": B}, source: given})
    assert getattr(message, field) == shown
    assert message.unread == ()


@pytest.mark.parametrize(
    ("source", "given", "field"),
    [
        ("size", "12.3", "size_bytes"),
        ("size", -1, "size_bytes"),
        ("size", "1,2", "size_bytes"),
        ("size", True, "size_bytes"),
        ("hasAttachments", "perhaps", "has_attachments"),
        ("hasAttachments", 2, "has_attachments"),
        ("subject", {"text": "x"}, "subject"),
        ("subject", ["x", "y"], "subject"),
        ("dateReceived", "yesterday", "received_at"),
        ("dateReceived", 1764082800000, "received_at"),
        ("from", [B, C], "from_envelope"),
        ("from", {"mail": B}, "from_envelope"),
        ("reasonCode", {"code": "spam"}, "reason_code"),
    ],
)
def test_an_unreadable_value_is_distinguished_from_a_missing_one(source: str, given: object, field: str) -> None:
    message = held_message({**HELD, source: given})
    assert getattr(message, field) is None
    assert message.unread == (field,)
    missing = held_message({**HELD, source: None})
    assert missing.unread == ()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("anna@example.com", "anna@example.com"),
        ({"email": "anna@example.com"}, "anna@example.com"),
        ({"emailAddress": "anna@example.com", "displayableName": "Anna"}, "anna@example.com"),
        ({"name": "Anna"}, "Anna"),
        ({"id": 5}, None),
        (["anna@example.com"], "anna@example.com"),
    ],
)
def test_an_operator_may_be_text_or_an_object(given: object, shown: str | None) -> None:
    item = {**LOGGED, "operator": given}
    assert log_entry(item).operator == shown
    assert ("operator" in log_entry(item).unread) is (shown is None)


@pytest.mark.parametrize(
    ("row", "held"),
    [
        ({"id": "a", "subject": None}, True),
        ({"id": "a", "to": []}, True),
        ({"id": "a"}, False),
        ({"subject": "x"}, False),
        ({"id": "", "subject": "x"}, False),
        ({"id": 5, "subject": "x"}, False),
        ({"id": "a", "release": True}, False),
        ({"id": "a", "subject": "x", "release": True}, False),
        ({"id": "a", "subject": "x", "reject": True}, False),
        ({"id": "a", "subject": "x", "errors": []}, False),
        ({}, False),
    ],
)
def test_a_row_is_a_held_message_only_if_it_looks_like_one(row: dict[str, object], held: bool) -> None:
    assert has_held_form(row) is held


@pytest.mark.parametrize(
    ("changes", "fate"),
    [
        ({}, "released"),
        ({"status": " Released "}, "released"),
        ({"messageInfo": "Released by administrator"}, "released"),
        ({"rejectReason": "-"}, "released"),
        ({"status": "rejected", "rejectReason": "MESSAGE CONTAINS UNDESIRABLE CONTENT"}, "rejected"),
        ({"status": "rejected", "messageInfo": "Rejected by user"}, "rejected"),
        ({"status": "expired"}, "expired"),
        ({"status": "rejected", "messageInfo": "Expired in queue - rejected by housekeeping"}, "expired"),
        ({"messageInfo": "Expired in queue - rejected by housekeeping"}, "unclear"),
        ({"messageInfo": "EXPIRED"}, "unclear"),
        ({"messageInfo": "released after reject"}, "unclear"),
        ({"rejectReason": "MESSAGE CONTAINS UNDESIRABLE CONTENT"}, "unclear"),
        ({"status": "rejected", "messageInfo": "Released by administrator"}, "unclear"),
        ({"status": "not released"}, "unclear"),
        ({"status": "unreleased"}, "unclear"),
        ({"status": ""}, "unclear"),
        ({"status": None}, "unclear"),
        ({"status": True}, "unclear"),
        ({"status": ["released"]}, "unclear"),
        ({"messageInfo": {"text": "Expired in queue"}}, "unclear"),
        ({"messageInfo": ["Expired in queue", "rejected by housekeeping"]}, "unclear"),
        ({"rejectReason": {"code": 5}}, "unclear"),
        ({"messageInfo": ["Expired in queue"]}, "unclear"),
    ],
)
def test_a_log_status_needs_all_of_an_entry_to_agree(changes: dict[str, object], fate: str) -> None:
    assert log_entry({**LOGGED, **changes}).fate == fate


def test_an_empty_entry_is_unclear() -> None:
    entry = log_entry({})
    assert entry.fate == "unclear"
    assert entry.as_dict()["at"] is None
    assert entry.to == ()


def test_a_search_in_all_fields_skips_ids_at_any_depth() -> None:
    item = {"id": "secret-id", "a": ["x", {"b": "y", "id": "another-id", "n": 5}], "c": None}
    assert sorted(texts(item)) == ["x", "y"]
    deep: Any = "bottom"
    for _ in range(100_000):
        deep = [deep]
    assert list(texts(deep)) == ["bottom"]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*HELD, *LOGGED, "emailAddress"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*HELD, *LOGGED]), anything))
def test_reading_an_item_never_raises(item: dict[str, Any]) -> None:
    message, entry = held_message({**item, "id": "x"}), log_entry(item)
    assert json.dumps(message.as_dict())
    assert json.dumps(entry.as_dict())
    assert entry.at is None or isinstance(entry.at, datetime)
    assert entry.at is None or entry.at.tzinfo is UTC
    assert entry.fate != "released" or str(item.get("status")).strip().lower() == "released"
