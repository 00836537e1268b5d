"""Attackers write subjects, senders and ids: no format passes on control characters or formulas."""

import csv
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.cli.commands.output import View
from mimecast_hold.presentation.safe_text import displayed
from mimecast_hold.presentation.spreadsheet import cell, csv_lines
from mimecast_hold.simulator import Simulator, Tenant
from mimecast_hold.simulator.mailbox.samples import HOSTILE
from tests.cli.conftest import Run
from tests.cli.screen import Screen, without_escapes

HELD = 160  # enough that every hostile subject is among them
FORMULA = set("=+-@\uff1d\uff0b\uff0d\uff20")
ACTING = ("\x1b", "\x07", "\u202e", "\x9b", "\r")


@pytest.fixture
def tenant() -> Tenant:
    tenant = Tenant(held=HELD)
    assert set(HOSTILE) <= {mail.subject for mail in tenant.newest()}
    return tenant


@pytest.mark.parametrize("form", [[], ["--csv"], ["--json"], ["--jsonl"]])
def test_no_format_has_control_characters(ask: Run, form: list[str]) -> None:
    ended = ask("find", *form)
    shown = ended.out.replace("\r\n", "\n") if form == ["--csv"] else ended.out
    assert not any(acting in shown for acting in ACTING)
    assert "Overdue" in shown


def test_a_terminal_shows_a_hostile_subject_as_text(tenant: Tenant, connection_file: str) -> None:
    with Screen(["find", "--connection", connection_file, "--no-color"], env={"COLUMNS": "300"}) as screen:
        assert screen.end() == 0
    assert "\x1b]0;title" not in screen.shown
    assert "\u202e" not in screen.shown
    rows = [line for line in without_escapes(screen.shown).replace("\r\n", "\n").splitlines() if line.startswith("20")]
    assert len(rows) == len(tenant.held)
    assert any("\ufffd[31mOverdue" in row for row in rows)


def test_json_has_subjects_unchanged(ask: Run, tenant: Tenant) -> None:
    found = {line["id"]: line["subject"] for line in ask("find", "--jsonl").lines}
    assert found == {mail.id: mail.subject for mail in tenant.newest()}


def test_csv_has_one_line_per_record_and_no_formula(ask: Run, tenant: Tenant) -> None:
    text = ask("find", "--csv").out
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert text.count("\r\n") == text.count("\n") == len(rows) == len(tenant.held) + 1
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for value in row)
    assert any(value.startswith("'=HYPERLINK") for row in rows for value in row)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
        '"=1',
        "'=1",
        "\u2003=1",
        "\u2028=1",
        "\x1f=1",
        '" \u00a0=1',
    ],
)
def test_formulas_are_disarmed(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize("divider", [";", "|"])
@pytest.mark.parametrize("between", ["", " ", '"', " '", "\u00a0", "\t"])
@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1"])
def test_formulas_are_disarmed_for_other_delimiters(divider: str, between: str, formula: str) -> None:
    out = "".join(csv_lines({"messages": [{"id": "a", "subject": f"hi{divider}{between}{formula}", "to": ["x;=1"]}]}))
    for row in csv.reader(io.StringIO(out, newline=""), delimiter=divider):
        assert not any(value.lstrip(' "')[:1] in FORMULA for value in row if value)


def test_text_without_formulas_is_unchanged() -> None:
    assert cell("a; b | c; 5-3; x=y") == "a; b | c; 5-3; x=y"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (True, "true"), (-1.5, "-1.5"), (12, "12"), ("plain", "plain"), ("a-b", "a-b"), ("", "")],
)
def test_values_without_formulas_are_unchanged(value: object, shown: str) -> None:
    assert cell(value) == shown


@given(st.text())
def test_no_cell_starts_like_a_formula(text: str) -> None:
    assert cell(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@given(st.text())
def test_displayed_text_is_one_printable_line(text: str) -> None:
    shown = displayed(text, None)
    assert shown.isprintable()
    assert shown == displayed(shown, None)


@given(st.text(alphabet=st.characters(categories=["Mn", "Me", "Lu"])))
def test_combining_marks_do_not_pile_up(text: str) -> None:
    run = longest = 0
    for char in displayed(text, None):
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        longest = max(longest, run)
    assert longest <= 3


@given(st.text(alphabet=st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_plain_text_is_shown_unchanged(text: str) -> None:
    assert displayed(text, None) == " ".join(part for part in [text.strip()] if part) or "  " in text


def envelope(**item: Any) -> dict[str, Any]:
    message = dict.fromkeys(("received_at", "from_envelope", "to", "subject", "reason", "reason_code"))
    return {"messages": [message | item], "records": [], "summary": {"found": 1}, "warnings": [], "error": None}


def test_wide_characters_keep_columns_aligned() -> None:
    two = envelope(id="A", subject="請求書", to="a@example.com")
    two["messages"].append(two["messages"][0] | {"id": "B", "subject": "plain"})
    out = io.StringIO()
    View().print_result(out, two)
    first, second = out.getvalue().splitlines()[1:3]
    assert first.rindex("A") + 3 == second.rindex("B")


def test_an_id_with_a_line_break_is_left_out_with_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    View("ids").print_result(out, envelope(id="good\nbad"))
    assert out.getvalue() == ""
    assert "left out an id" in capsys.readouterr().err


def test_hostile_ids_and_codes_are_escaped_in_problems(capsys: pytest.CaptureFixture[str]) -> None:
    error = {"message": "no\x1b[2J", "hint": "see\r\n\u202egpj", "category": "refused", "code": "\x07"}
    record = {"id": "\x1b]0;x\x07", "outcome": "failed", "error": error}
    View().print_problems({"records": [record], "warnings": ["\x9bw"], "error": error | {"message": "other\x1b"}})
    assert not any(acting in capsys.readouterr().err for acting in ACTING)


def test_a_hostile_file_name_is_escaped(run: Run, simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31mb.json"
    path.write_text(json.dumps(simulator.connection() | {"no_such": 1}))
    ended = run("summary", "--connection", str(path))
    assert ended.status == 2
    assert "\x1b" not in ended.err
