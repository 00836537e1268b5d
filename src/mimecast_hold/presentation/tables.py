"""An envelope as a table: which columns a person wants to see, with every text made safe. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from mimecast_hold.presentation.outcomes import counts, more, outcome, recipients, who_and_when
from mimecast_hold.presentation.safe_text import displayed

Mood = Literal["", "good", "bad", "doubtful", "quiet"]
Item = Mapping[str, Any]

_MOODS: Mapping[str, Mood] = {
    "ok": "good",
    "released": "good",
    "already released": "good",
    "would release": "good",
    "rejected": "good",
    "already rejected": "good",
    "would reject": "good",
    "not released": "bad",
    "not rejected": "bad",
    "failed": "bad",
    "missing": "doubtful",
    "unknown": "doubtful",
    "unclear": "doubtful",
    "not attempted": "doubtful",
    "skipped": "quiet",
    "expired": "quiet",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One text of a row; `mood` is how it is meant, for whoever can show that."""

    text: str
    mood: Mood = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line, and the id that goes with it, whole; `needs_id`: nothing else tells what it is about."""

    cells: tuple[Cell, ...]
    id: str = ""
    needs_id: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title; one that `yields` may be cut where the screen is narrow."""

    title: str
    yields: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that are empty in every row have been left out."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def table(envelope: Item) -> Table | None:
    """The envelope's items as a table; None where there are none."""
    for name, form in _FORMS:
        items = envelope.get(name)
        if items and form.required in items[0]:
            return _without_empty_columns(form.columns, [form.row(envelope, item) for item in items])
    return None


def shared(wanted: Sequence[int], width: int) -> list[int]:
    """Divide `width` among columns: none gets more than it wants, and the widest give way first."""
    given = [0] * len(wanted)
    left = width
    for rank, column in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[column] = max(1, min(wanted[column], left // (len(wanted) - rank)))
        left -= given[column]
    return given


def headline(envelope: Item) -> str:
    """What it came to, in one line: the counts that are not zero."""
    named = [(count, f"{count:,} {name}") for count, name in counts(envelope)]
    said = ", ".join(text for count, text in named if count) or named[0][1]
    prefix = "Dry run: nothing was changed. " if envelope.get("dry_run") else ""
    rest = more(envelope)
    return f"{prefix}{said}{f' ({rest})' if rest else ''}"


def _without_empty_columns(columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    kept = [n for n in range(len(columns)) if any(row.cells[n].text for row in rows)]
    return Table(
        tuple(columns[n] for n in kept),
        tuple(replace(row, cells=tuple(row.cells[n] for n in kept)) for row in rows),
    )


@dataclass(frozen=True, slots=True)
class _Form:
    required: str  # the field by which items of this form are known
    columns: tuple[Column, ...]
    row: Callable[[Item, Item], Row]  # of the envelope and one of its items


def _message(_: Item, item: Item) -> Row:
    cells = (
        _when(item["received_at"]),
        _text(item["from_envelope"]),
        _text(recipients(item["to"])),
        _text(item["subject"]),
        _text(item["reason"] or item["reason_code"]),
    )
    return Row(cells, displayed(item["id"], None))


def _record(envelope: Item, item: Item) -> Row:
    message = item["message"] or {}
    cells = (
        _fate(outcome(envelope, item)),
        _text(message.get("from_envelope")),
        _text(recipients(message.get("to"))),
        _text(message.get("subject")),
        _evidence(item),
    )
    return Row(cells, displayed(item["id"], None), needs_id=not message)


def _evidence(item: Item) -> Cell:
    """What the outcome rests on; of the release log, who did it and when."""
    name = (item["evidence"] or "").replace("_", " ")
    if not (found := who_and_when(item)):
        return Cell(name, "quiet")
    by, at = found
    return Cell(", ".join(filter(None, (f"{name}: {displayed(by)}".rstrip(": "), _when(at).text))), "quiet")


def _entry(_: Item, item: Item) -> Row:
    cells = (
        _fate(item["fate"]),
        _when(item["at"]),
        _text(item["operator"]),
        _text(item["from_envelope"]),
        _text(recipients(item["to"])),
        _text(item["subject"]),
        _text(item["reject_reason"] if item["fate"] == "rejected" else item["info"]),
        Cell("" if item["spam_score"] is None else f"{item['spam_score']:g}"),
    )
    return Row(cells, displayed(item["id"] or "", None), needs_id=False)


def _check(_: Item, item: Item) -> Row:
    verdict = "ok" if item["ok"] else "failed" if item["required"] else "missing"
    return Row((_fate(verdict), _text(item["check"]), Cell(displayed(item["detail"], 300))))


def _hold(_: Item, item: Item) -> Row:
    return Row((Cell("?" if item["count"] is None else f"{item['count']:,}"), _text(item["policy"] or "(no name)")))


def _text(value: object) -> Cell:
    return Cell("" if value is None else displayed(value))


def _fate(word: str) -> Cell:
    shown = word.replace("_", " ")
    return Cell(shown, _MOODS.get(shown, ""))


def _when(time: str | None) -> Cell:
    """RFC 3339 in UTC, to the minute, as the header says."""
    return Cell(displayed(time or "")[:16].replace("T", " "))


def _columns(*titles: str) -> tuple[Column, ...]:
    """Titles, those of columns that yield with a ~ before them."""
    return tuple(Column(title.removeprefix("~"), title.startswith("~")) for title in titles)


_RECORD = _columns("outcome", "~sender", "~recipient", "~subject", "by")
_MESSAGE = _columns("received (UTC)", "~sender", "~recipient", "~subject", "~held for")
_ENTRY = _columns("fate", "at (UTC)", "~operator", "~sender", "~recipients", "~subject", "~note", "spam")
_FORMS = (
    ("records", _Form("outcome", _RECORD, _record)),
    ("records", _Form("check", _columns("", "check", "~what was seen"), _check)),
    ("messages", _Form("id", _MESSAGE, _message)),
    ("entries", _Form("fate", _ENTRY, _entry)),
    ("holds", _Form("count", _columns("held", "~policy"), _hold)),
)
