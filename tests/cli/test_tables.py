import pytest

from mimecast_hold.presentation.spreadsheet import csv_lines
from mimecast_hold.presentation.tables import headline, table


def test_empty_columns_are_left_out() -> None:
    record = {"id": "A", "outcome": "released", "evidence": None, "message": None, "error": None}
    shown = table({"records": [record]})
    assert shown is not None
    assert [column.title for column in shown.columns] == ["outcome"]


def test_no_items_give_no_table() -> None:
    assert table({"records": [], "messages": []}) is None


@pytest.mark.parametrize(
    ("summary", "more", "line"),
    [
        ({"requested": 3, "released": 2, "failed": 1, "unknown": 0}, {}, "3 requested, 2 released, 1 failed"),
        ({"found": 0}, {}, "0 found"),
        ({"found": 1000}, {"truncated": True}, "1,000 found (there are more)"),
        ({"matched": 2, "skipped": 2}, {"dry_run": True}, "Dry run: nothing was changed. 2 matched, 2 skipped"),
    ],
)
def test_the_headline_sums_up_the_result(summary: dict[str, int], more: dict[str, bool], line: str) -> None:
    assert headline({"summary": summary, **more}) == line


def test_every_recipient_and_unknown_counts_are_shown() -> None:
    to = ["anna@example.com", "ben@example.com"]
    names = ("received_at", "from_envelope", "subject", "reason", "reason_code")
    message = {"id": "A", **dict.fromkeys(names), "to": to}
    record = {"id": "A", "outcome": "released", "evidence": None, "message": message, "error": None}
    hold = {"policy": "Spam", "count": None}
    shown = [table({"messages": [message]}), table({"records": [record]}), table({"holds": [hold]})]
    texts = [[cell.text for row in one.rows for cell in row.cells] for one in shown if one]
    assert "anna@example.com, ben@example.com" in texts[0]
    assert "anna@example.com, ben@example.com" in texts[1]
    assert texts[2] == ["?", "Spam"]
    (line,) = list(csv_lines({"messages": [message]}))[1:]
    assert "anna@example.com ben@example.com" in line
