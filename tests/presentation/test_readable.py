from collections.abc import Mapping
from typing import Any

import pytest

from mimecast_hold.presentation.readable import readable
from tests.presentation.rendering import RENDERER, cells, plain

NASTY = "a|b\n# c\n\n<script>x</script> [d](http://evil.example) `e` **f** \x1b[31m\u202e"


def envelope(**members: Any) -> dict[str, Any]:
    return {
        "status": "success", "host": "eu-api.mimecast.com", "summary": {}, "records": [], "warnings": [], "error": None,
    } | members  # fmt: skip


def record(number: int, error: Mapping[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    return {
        "id": f"id-{number}", "outcome": "failed" if error else "released", "message": None, "error": error,
    } | members  # fmt: skip


def problem(message: str = "It failed.", hint: str = "Try again.") -> dict[str, Any]:
    return {"message": message, "hint": hint}


def held(**members: Any) -> dict[str, Any]:
    names = ("id", "received_at", "subject", "from_envelope", "to", "reason", "reason_code")
    return {**dict.fromkeys(names), "id": "A", **members}


def test_the_status_comes_first() -> None:
    text = readable(
        "Release Held Message",
        envelope(status="partial", summary={"requested": 3, "released": 2, "not_released": 0, "not_attempted": 1}),
    )
    assert text.splitlines()[0] == "**Release Held Message: partial** (3 requested, 2 released, 1 not attempted)"
    assert "`eu-api.mimecast.com`" in text


def test_a_dry_run_says_so_before_anything_else() -> None:
    assert readable("R", envelope(dry_run=True)).startswith("Dry run: nothing was changed.\n\n")
    assert "Dry run" not in readable("R", envelope(dry_run=False))


def test_problems_come_first_and_the_order_is_otherwise_kept() -> None:
    records = [record(1), record(2, problem()), record(3), record(4, problem())]
    shown = [plain(row[0]) for row in cells(readable("R", envelope(records=records)))]
    ids = [row[1][0].content for row in cells(readable("R", envelope(records=records)))]
    assert shown == ["failed", "failed", "released", "released"]
    assert ids == ["id-2", "id-4", "id-1", "id-3"]


@pytest.mark.parametrize(("count", "rows", "more"), [(50, 50, None), (51, 50, 1), (10_000, 50, 9950)])
def test_at_most_fifty_rows_are_shown(count: int, rows: int, more: int | None) -> None:
    text = readable("R", envelope(records=[record(number) for number in range(count)]))
    assert len(cells(text)) == rows
    assert ("And" in text) is (more is not None)
    assert more is None or f"And {more} more rows." in text


def test_the_list_of_warnings_is_limited() -> None:
    text = readable("R", envelope(warnings=[f"Warning {number}." for number in range(12)]))
    assert text.count("\n- ") == 10
    assert "And 2 more warnings." in text


def test_an_error_is_shown_with_its_hint() -> None:
    assert "**It failed.** Try again." in readable("R", envelope(error=problem(), host=None))


def all_that_others_write() -> list[tuple[str, dict[str, Any], int]]:
    message = {"subject": NASTY, "from_envelope": NASTY, "to": [NASTY]}
    check = {"check": "hold_queue", "ok": False, "detail": NASTY, "error": problem(NASTY, NASTY)}
    entry = {
        "fate": "released",
        "at": None,
        "operator": NASTY,
        "subject": NASTY,
        "from_envelope": NASTY,
        "to": [NASTY, NASTY],
        "spam_score": 5,
    }
    return [
        ("records", envelope(records=[record(1, problem(NASTY, NASTY), id=NASTY, message=message)]), 6),
        ("checks", envelope(records=[check]), 4),
        (
            "messages",
            envelope(messages=[held(id=NASTY, subject=NASTY, from_envelope=NASTY, to=[NASTY, NASTY], reason=NASTY)]),
            6,
        ),
        ("entries", envelope(entries=[entry]), 7),
        ("holds", envelope(holds=[{"policy": NASTY, "count": 3}]), 2),
        ("error", envelope(error=problem(NASTY, NASTY), warnings=[NASTY], records=[record(1)]), 6),
    ]


@pytest.mark.parametrize(
    ("what", "shown", "columns"), all_that_others_write(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_text_from_others_stays_in_its_cell_without_markup(what: str, shown: dict[str, Any], columns: int) -> None:
    text = readable("R", shown, reason=NASTY)
    (row,) = cells(text)
    assert len(row) == columns
    kinds = {token.type for token in RENDERER.parse(text)}
    inline = {child.type for token in RENDERER.parse(text) for child in token.children or []}
    assert not kinds & {"html_block", "heading_open", "fence", "code_block", "blockquote_open", "hr"}
    assert inline <= {"text", "text_special", "code_inline", "softbreak", "strong_open", "strong_close"}
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<script" not in RENDERER.render(text)
