import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.validation import json_text
from mimecast_hold.plugin.validation.json_text import read_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(JSON)
def test_json_is_read_unchanged(value: object) -> None:
    for ascii_only in (True, False):
        text = json.dumps(value, ensure_ascii=ascii_only)
        assert read_json(text) == value
        assert read_json(text.encode()) == value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_every_encoding_of_a_shell_is_read(encoding: str) -> None:
    assert read_json('{"ids": ["é"]}'.encode(encoding)) == {"ids": ["é"]}


def test_a_text_may_start_with_a_byte_order_mark() -> None:
    assert read_json("\ufeff[1]") == [1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1, column 1"),
        ('{"ids": [\n "a",\n]}', "line 3, column 1"),
        ("{'ids': []}", "line 1, column 2"),
        ("[1] [2]", "line 1, column 5"),
        ('["a\nb"]', "line 1, column 4"),
        ("[NaN]", "NaN"),
        ("[-Infinity]", "-Infinity"),
        ("[1e999]", "too large"),
        ("[" + "1" * 5000 + "]", "too many digits"),
        ("[" * 200_000, "nested too deeply"),
        ('{"regions": 1, "b": 2, "regions": 3}', 'duplicate key "regions"'),
        ('{"CanaryLetters": 1, "b": 2, "CanaryLetters": 3}', "a duplicate key"),
        ('{"outer": {"ids": [], "ids": []}}', 'duplicate key "ids"'),
        ('["\\ud800"]', "lone surrogate"),
        ('{"\\uDFFF": 1}', "lone surrogate"),
        ('["\ud800"]', "lone surrogate"),
        (b'["a"]\n["\xff"]', "line 2, byte 3"),
    ],
)
def test_invalid_json_is_refused_with_its_position(text: str | bytes, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_json(text)
    assert says in str(caught.value)
    assert caught.value.hint
    assert str(caught.value).isprintable()


def test_a_surrogate_pair_in_two_escapes_is_read() -> None:
    assert read_json('["\\ud83d\\udce7"]') == ["\U0001f4e7"]


def test_too_large_a_text_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "SIZE_LIMIT", 10)
    with pytest.raises(InputError, match="larger than"):
        read_json("[" + "1," * 10 + "1]")


def test_an_error_contains_nothing_of_the_text() -> None:
    with pytest.raises(InputError) as caught:
        read_json('{"secret_key": "canary-7f3a", }')
    assert "canary" not in repr(caught.value) + repr(caught.value.__context__)
    assert sys.exc_info() == (None, None, None)
