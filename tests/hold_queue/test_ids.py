import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.ids import checked, is_tracking_id, queue_parts
from mimecast_hold.simulator import Tenant


def packed(content: object) -> str:
    return encoded(zlib.compress(json.dumps(content).encode()))


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.mark.parametrize("message_id", ["a", "x" * 1024, "eNoVzMsKg-_.~=:+/09Az"])
def test_an_id_is_sent_unchanged(message_id: str) -> None:
    assert checked(message_id, 0) == message_id


@pytest.mark.parametrize(
    "message_id",
    [
        "",
        " ",
        "a b",
        " a",
        "a\n",
        "a\t",
        "a,b",
        "a\x00",
        "a\x1b",
        "a\x7f",
        "a\x85",
        "a\u2028b",
        "a\u00a0",
        "a\u200bb",
        "ключ",
        "['a','b']",
        '"a"',
        "a;b",
        "a%3D",
        "{}",
        "a!",
        "x" * 1025,
        None,
        5,
        ["a"],
    ],
)
def test_an_invalid_id_is_refused_with_its_position(message_id: object) -> None:
    with pytest.raises(InputError) as caught:
        checked(message_id, 7)
    assert str(caught.value).startswith("$.ids[7]: ")
    assert caught.value.field == "ids"


def test_a_tracking_id_is_recognised() -> None:
    tenant = Tenant(held=5)
    assert not [one for one in tenant.held if is_tracking_id(one)]
    assert is_tracking_id(tenant.tracking_id())
    assert is_tracking_id(packed({"archiveid": "x"}))
    assert not is_tracking_id(packed({"hldqid": "x", "secureid": "y"}))


@pytest.mark.parametrize(
    "message_id",
    [
        "", "a", "id-1", "....", "ключ", "eNo", encoded(b"no zlib"),
        encoded(zlib.compress(b"no json")), packed(["archiveid"]), packed(5),
        encoded(zlib.compress(b"[" * 60_000)),
        encoded(zlib.compress(b'{"archiveid": "' + b"x" * 10_000_000 + b'"}')),
        encoded(zlib.compress(b"\xff\xfe")),
    ],
)  # fmt: skip
def test_an_undecodable_id_gets_no_warning(message_id: str) -> None:
    assert not is_tracking_id(message_id)


@given(st.text() | st.binary().map(encoded) | st.binary().map(zlib.compress).map(encoded))
def test_recognising_an_id_never_raises(message_id: str) -> None:
    assert is_tracking_id(message_id) in (True, False)


def test_two_ids_of_one_message_have_the_same_parts() -> None:
    parts = {"hldqid": 123456789, "tmnd": "ukterm7", "tnde": "004"}
    assert queue_parts(packed({"secureid": "x", **parts})) == queue_parts(packed({**parts, "version": 1}))
    assert queue_parts(packed(parts)) == ("123456789", "ukterm7", "004")


@pytest.mark.parametrize(
    "content",
    [
        {"hldqid": 1, "tmnd": "ukterm7"},
        {"hldqid": True, "tmnd": "ukterm7", "tnde": "004"},
        {"hldqid": None, "tmnd": "ukterm7", "tnde": "004"},
        {"hldqid": "", "tmnd": "ukterm7", "tnde": "004"},
        {"hldqid": 1, "tmnd": ["ukterm7"], "tnde": "004"},
        {"archiveid": "x"},
        [],
    ],
)
def test_an_id_with_missing_parts_has_no_parts(content: object) -> None:
    assert queue_parts(packed(content)) is None
