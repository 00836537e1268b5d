"""Make a table of an envelope's items: the columns that people need, with every text made safe. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from mimecast_hold.presentation.outcomes import DRY_RUN, counts_text, outcome, recipients, who_and_when
from mimecast_hold.presentation.safe_text import displayed

Tone = Literal["", "good", "bad", "doubtful", "quiet"]
Item = Mapping[str, Any]

_WORDS: Mapping[Tone, tuple[str, ...]] = {
    "good": ("ok", "released", "already released", "would release", "rejected", "already rejected", "would reject"),
    "bad": ("not released", "not rejected", "failed"),
    "doubtful": ("missing", "unknown", "unclear", "not attempted"),
    "quiet": ("skipped", "expired"),
}
_TONES: Mapping[str, Tone] = {word: tone for tone, words in _WORDS.items() for word in words}


class Cell(NamedTuple):
    """The text of a cell; `tone` decides its color on a terminal."""

    text: str
    tone: Tone = ""


class Row(NamedTuple):
    """A line of the table. `needs_id`: only the `id` tells which message it is about."""

    cells: tuple[Cell, ...]
    id: str = ""
    needs_id: bool = True


class Column(NamedTuple):
    """The title of a column. `can_shrink`: its cells may be cut off on a narrow terminal."""

    title: str
    can_shrink: bool = False


class Table(NamedTuple):
    """A table without the columns that are empty in every row."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def table(envelope: Item) -> Table | None:
    """Return the envelope's items as a table; None if there are none."""
    for name, required, columns, make_row in _TABLES:
        items = envelope.get(name)
        if items and required in items[0]:
            rows = [make_row(envelope, item) for item in items]
            kept = [number for number in range(len(columns)) if any(row.cells[number].text for row in rows)]
            return Table(
                tuple(columns[number] for number in kept),
                tuple(row._replace(cells=tuple(row.cells[number] for number in kept)) for row in rows),
            )
    return None


def headline(envelope: Item) -> str:
    """Return the result on one line."""
    return f"{DRY_RUN} {counts_text(envelope)}" if envelope.get("dry_run") else counts_text(envelope)


def _message(_: Item, item: Item) -> Row:
    cells = (
        _time(item["received_at"]),
        _text(item["from_envelope"]),
        _text(recipients(item["to"])),
        _text(item["subject"]),
        _text(item["reason"] or item["reason_code"]),
    )
    return Row(cells, displayed(item["id"], None))


def _record(envelope: Item, item: Item) -> Row:
    message = item["message"] or {}
    cells = (
        _status(outcome(envelope, item)),
        _text(message.get("from_envelope")),
        _text(recipients(message.get("to"))),
        _text(message.get("subject")),
        Cell(_evidence(item), "quiet"),
    )
    return Row(cells, displayed(item["id"], None), needs_id=not message)


def _evidence(item: Item) -> str:
    """Return what the outcome rests on; for the release log, who did it and when."""
    name = (item["evidence"] or "").replace("_", " ")
    if not (found := who_and_when(item)):
        return name
    by, at = found
    return ", ".join(filter(None, (f"{name}: {displayed(by)}".rstrip(": "), _time(at).text)))


def _entry(_: Item, item: Item) -> Row:
    cells = (
        _status(item["fate"]),
        _time(item["at"]),
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
    return Row((_status(verdict), _text(item["check"]), Cell(displayed(item["detail"], 300))))


def _hold(_: Item, item: Item) -> Row:
    return Row((Cell("?" if item["count"] is None else f"{item['count']:,}"), _text(item["policy"] or "(no name)")))


def _text(value: object) -> Cell:
    return Cell("" if value is None else displayed(value))


def _status(word: str) -> Cell:
    shown = word.replace("_", " ")
    return Cell(shown, _TONES.get(shown, ""))


def _time(time: str | None) -> Cell:
    """Return an RFC 3339 time to the minute; the column's title says that it is UTC."""
    return Cell(displayed(time or "")[:16].replace("T", " "))


def _columns(*titles: str) -> tuple[Column, ...]:
    """Return columns from their titles, with a ~ before those that can shrink."""
    return tuple(Column(title.removeprefix("~"), title.startswith("~")) for title in titles)


# The envelope's list, a field that its items have, the columns, and the function that makes a row.
_TABLES: tuple[tuple[str, str, tuple[Column, ...], Callable[[Item, Item], Row]], ...] = (
    ("records", "outcome", _columns("outcome", "~sender", "~recipient", "~subject", "by"), _record),
    ("records", "check", _columns("", "check", "~result"), _check),
    ("messages", "id", _columns("received (UTC)", "~sender", "~recipient", "~subject", "~reason"), _message),
    (
        "entries",
        "fate",
        _columns("fate", "at (UTC)", "~operator", "~sender", "~recipients", "~subject", "~note", "spam"),
        _entry,
    ),
    ("holds", "count", _columns("held", "~reason"), _hold),
)
