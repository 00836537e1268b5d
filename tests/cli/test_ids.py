"""Text that is not a single id is refused with a hint before anything is sent."""

import json

import pytest

from mimecast_hold.simulator import Simulator, Tenant
from tests.cli.conftest import Run
from tests.cli.test_commands import newest

TEXT_FORMS = [
    ("['a','b']", "looks like a list written as text", "Remove the brackets"),
    ('["a"]', "looks like a list written as text", "Remove the brackets"),
    ('"a"', "contains quotation marks", "Remove them"),
    ("\u201ca\u201d", "contains quotation marks", "Remove them"),
    ("a;b", "looks like several ids in one text", "one per line"),
    ("a,b", "looks like several ids in one text", "one per line"),
    ("a|b", "looks like several ids in one text", "one per line"),
    ("a b", "contains spaces", "one per line"),
    ("a\tb", "contains spaces", "one per line"),
    ("a\u0007b", "contains an invisible character (U+0007, a control character)", "Copy the id again"),
    ("a\u200bb", "contains an invisible character (U+200B, ZERO WIDTH SPACE)", "Copy the id again"),
    ("a\u00a0", "contains an invisible character (U+00A0, white space)", "Copy the id again"),
    ("\u2003a", "contains an invisible character (U+2003, white space)", "Copy the id again"),
    ("a\u202eb", "contains an invisible character (U+202E", "Copy the id again"),
    ("a\ufeff", "contains an invisible character (U+FEFF", "Copy the id again"),
]


@pytest.mark.parametrize(("text", "told", "hint"), TEXT_FORMS)
@pytest.mark.parametrize("piped", [False, True], ids=["argument", "standard input"])
def test_text_that_is_not_a_single_id_is_refused_with_a_hint(
    ask: Run, simulator: Simulator, text: str, told: str, hint: str, *, piped: bool
) -> None:
    ended = ask("release", "-", stdin=f"good\n{text}\n") if piped else ask("release", "good", text)
    where = "Line 2 of standard input" if piped else "ID 2"
    assert (ended.status, ended.out) == (2, "")
    assert f"Error: {where} {told}" in ended.err
    assert hint in ended.err
    assert simulator.requests == []


@pytest.mark.parametrize("title", ["id", "ID", "Message ID", "secure_id", "\ufeffid"])
def test_a_column_header_is_refused(ask: Run, simulator: Simulator, tenant: Tenant, title: str) -> None:
    ended = ask("release", "-", stdin="\r\n".join([title, *newest(tenant, 2)]))
    assert ended.status == 2
    assert "is a column header, not an id" in ended.err
    assert simulator.requests == []


def test_csv_from_find_is_refused(ask: Run, tenant: Tenant) -> None:
    assert ask("release", "-", stdin=ask("find", "--csv").out).status == 2
    assert tenant.release_calls.total() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("form", ["--ids", "--jsonl", "--json"])
def test_ids_are_read_in_the_encodings_that_shells_pipe(ask: Run, tenant: Tenant, encoding: str, form: str) -> None:
    found = ask("find", "--max-messages", "3", form).out.replace("\n", "\r\n")
    ended = ask("release", "-", stdin=found.encode(encoding))
    assert ended.status == 0
    assert tenant.release_calls.total() == 3


@pytest.mark.parametrize("stdin", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe\r\x00\n\x00"])
def test_empty_input_in_any_encoding_is_nothing_to_release(ask: Run, simulator: Simulator, stdin: bytes) -> None:
    ended = ask("release", "-", stdin=stdin)
    assert (ended.status, ended.err) == (0, "Nothing to release.\n")
    assert simulator.requests == []


def test_a_refusal_with_json_is_an_envelope(ask: Run) -> None:
    ended = ask("release", "a;b", "--json")
    assert ended.status == 2
    assert ended.json["error"]["category"] == "invalid_input"
    assert json.dumps("a;b")[1:-1] in ended.json["error"]["message"]


def test_bytes_that_are_not_text_are_refused(ask: Run, simulator: Simulator) -> None:
    for arguments in (["release", "\udcff"], ["find", "--search-field", "subject", "--search-text", "\udcff"]):
        ended = ask(*arguments)
        assert ended.status == 2
        ended.err.encode()
    assert simulator.requests == []
