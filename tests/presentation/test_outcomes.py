"""What became of a message reads the same in every form of output, and as it is meant."""

from typing import Any

import pytest

from mimecast_hold.presentation.readable import readable
from mimecast_hold.presentation.tables import headline, table
from tests.presentation.rendering import cells, plain
from tests.presentation.test_readable import envelope, held, problem

AT = "2026-11-25T09:00:00.000Z"


def record(outcome: str, **members: Any) -> dict[str, Any]:
    return {"id": "i" * 200, "outcome": outcome, "evidence": None, "message": None, "error": None} | members


def first_row(shown: dict[str, Any]) -> list[Any]:
    return cells(readable("R", shown))[0]


@pytest.mark.parametrize(
    ("action", "word"), [("release_held_message", "would release"), ("reject_held_message", "would reject")]
)
def test_a_dry_run_says_what_it_would_do(action: str, word: str) -> None:
    records = [record("skipped"), record("skipped", error=problem("The guard.")), record("skipped")]
    shown = envelope(action=action, dry_run=True, summary={"requested": 3, "skipped": 3}, records=records)
    text = readable("R", shown)
    assert text.startswith("Dry run: nothing was changed.\n\n")
    assert [plain(row[0]) for row in cells(text)] == ["skipped", word, word]
    done = word.replace("would ", "would be ") + ("d" if word.endswith("e") else "ed")
    assert f"(3 requested, 2 {done}, 1 skipped)" in text
    assert headline(shown) == f"Dry run: nothing was changed. 3 requested, 2 {done}, 1 skipped"
    rows = table(shown)
    assert rows is not None
    assert [row.cells[0].text for row in rows.rows] == [word, "skipped", word]


def test_a_skipped_message_of_a_real_run_is_called_skipped() -> None:
    shown = envelope(records=[record("skipped", error=problem("The guard."))])
    assert plain(first_row(shown)[0]) == "skipped"


@pytest.mark.parametrize("done", ["released", "rejected"])
def test_it_says_who_released_or_rejected_a_message_before_and_when(done: str) -> None:
    told = {f"{done}_by": "ann@example.com", f"{done}_at": AT, "evidence": "release_log"}
    shown = envelope(summary={f"already_{done}": 1}, records=[record(f"already_{done}", **told)])
    text = readable("R", shown)
    assert f"already {done}" in text
    assert f"By `ann@example.com` at `{AT}`" in text
    rows = table(shown)
    assert rows is not None
    word, evidence = rows.rows[0].cells
    assert (word.text, word.tone) == (f"already {done}", "good")
    assert evidence.text == "release log: ann@example.com, 2026-11-25 09:00"


def test_the_log_may_know_only_who_or_only_when() -> None:
    for told, said in (({"released_by": "ann"}, "By `ann`"), ({"released_at": AT}, f"By somebody at `{AT}`")):
        shown = envelope(records=[record("already_released", evidence="release_log", **told)])
        assert said in readable("R", shown)
        assert table(shown) is not None


def test_a_message_that_mimecast_did_not_release_looks_bad() -> None:
    rows = table(envelope(records=[record("not_released", error=problem())]))
    assert rows is not None
    assert rows.rows[0].cells[0].tone == "bad"


def test_ids_are_whole_in_every_row() -> None:
    whole = "i" * 1024
    assert first_row(envelope(records=[record("failed", id=whole, error=problem())]))[1][0].content == whole
    assert first_row(envelope(messages=[held(id=whole)]))[0][0].content == whole


@pytest.mark.parametrize(
    ("count", "error", "said"),
    [(3, None, "3 found, there are more"), (3, problem(), "3 found, there may be more"), (0, problem(), "")],
)
def test_it_says_that_there_are_more_only_if_something_was_read(count: int, error: Any, said: str) -> None:
    shown = envelope(summary={"found": count}, truncated=True, error=error, messages=[held()] * count)
    assert (f"({said})" if said else "R: success**\n") in readable("R", shown)
    assert ("more" in headline(shown)) is bool(said)


def test_several_recipients_are_one_list() -> None:
    shown = envelope(messages=[held(to=["a@example.com", "b@example.com"])])
    assert "`a@example.com, b@example.com`" in readable("R", shown)
    rows = table(shown)
    assert rows is not None
    assert rows.rows[0].cells[0].text == "a@example.com, b@example.com"
