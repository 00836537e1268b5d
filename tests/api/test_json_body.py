import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.api.answer.json_body import JsonBody, UnreadableError, read_json


@pytest.mark.parametrize(
    ("body", "value", "replaced"),
    [
        (b'{"a": "x\ty\x13z\x00"}', {"a": "x\ty\x13z\x00"}, False),
        (b'{"a": "caf\xe9"}', {"a": "caf\ufffd"}, True),
        (b'{"a": "\\ud83d", "b": "kept"}', {"a": "\ufffd", "b": "kept"}, True),
        (b'[{"a\\uDC00": ["\\udc00\\ud83d"]}]', [{"a\ufffd": ["\ufffd\ufffd"]}], True),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}, False),
        (b'{"a": "\\\\ud83d"}', {"a": "\\ud83d"}, False),
        (b'{"a": "\xed\xa0\xbd"}', {"a": "\ufffd\ufffd\ufffd"}, True),
        (b'\xef\xbb\xbf{"a": "\xff"}', {"a": "\ufffd"}, True),
        (b'{"a": 1.0}', {"a": 1.0}, False),
    ],
)
def test_an_invalid_character_is_replaced_and_hides_nothing(body: bytes, value: object, replaced: bool) -> None:
    assert read_json(body) == JsonBody(value, replaced)


@pytest.mark.parametrize(
    "body", [b'{"a": NaN}', b'{"a": 1, "a": 2}', b'{"a": 1e999}', b'{"\xff": 1', b"\xff\xfe{", b"{'a': 1}"]
)
def test_invalid_or_ambiguous_json_is_rejected(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_json(body)


@given(st.binary(max_size=40).map(lambda raw: b'{"a": "' + raw + b'"}') | st.binary(max_size=40))
def test_every_text_can_be_encoded_again(body: bytes) -> None:
    try:
        value = read_json(body).value
    except UnreadableError:
        return
    repr(value).encode()
    str(value).encode()
