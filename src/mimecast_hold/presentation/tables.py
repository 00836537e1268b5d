"""An envelope as a table: which columns a person wants to see, with every text made safe. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mimecast_hold.presentation.safe_text import displayed

Mood = Literal["", "good", "bad", "doubtful", "quiet"]
Item = Mapping[str, Any]

_MOODS: Mapping[str, Mood] = {
    "ok": "good",
    "released": "good",
    "rejected": "good",
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
    """One line, and the id that goes with it: whole, since it is there to be copied."""

    cells: tuple[Cell, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that are empty in every row have been left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def table(envelope: Item) -> Table | None:
    """The envelope's items as a table; None where there are none."""
    for name, form in _FORMS:
        items = envelope.get(name)
        if items and form.required in items[0]:
            return _without_empty_columns(form.header, [form.row(item) for item in items])
    return None


def message_table(messages: Sequence[Item]) -> Table | None:
    """Held messages as a table."""
    return table({"messages": messages})


def headline(envelope: Item) -> str:
    """What it came to, in one line: the counts that are not zero."""
    counts = [f"{count:,} {name.replace('_', ' ')}" for name, count in envelope["summary"].items()]
    said = ", ".join(count for count in counts if not count.startswith("0 ")) or counts[0]
    more = " (there are more)" if envelope.get("truncated") else ""
    prefix = "Dry run: nothing was changed. " if envelope.get("dry_run") else ""
    return f"{prefix}{said}{more}"


def _without_empty_columns(header: Sequence[str], rows: Sequence[Row]) -> Table:
    kept = [n for n in range(len(header)) if any(row.cells[n].text for row in rows)]
    return Table(
        tuple(header[n] for n in kept),
        tuple(Row(tuple(row.cells[n] for n in kept), row.id) for row in rows),
    )


@dataclass(frozen=True, slots=True)
class _Form:
    required: str  # the field by which items of this form are known
    header: tuple[str, ...]
    row: Callable[[Item], Row]


def _message(item: Item) -> Row:
    cells = (
        _when(item["received_at"]),
        _text(item["from_envelope"]),
        _text(item["to"]),
        _text(item["subject"]),
        _text(item["reason"] or item["reason_code"]),
    )
    return Row(cells, displayed(item["id"], None))


def _record(item: Item) -> Row:
    message = item["message"] or {}
    cells = (
        _fate(item["outcome"]),
        _text(message.get("from_envelope")),
        _text(message.get("to")),
        _text(message.get("subject")),
        _fate_of_evidence(item["evidence"]),
    )
    return Row(cells, displayed(item["id"], None))


def _entry(item: Item) -> Row:
    cells = (
        _fate(item["fate"]),
        _when(item["at"]),
        _text(item["operator"]),
        _text(item["from_envelope"]),
        _text(", ".join(item["to"])),
        _text(item["subject"]),
        _text(item["reject_reason"] if item["fate"] == "rejected" else item["info"]),
        Cell("" if item["spam_score"] is None else f"{item['spam_score']:g}"),
    )
    return Row(cells, displayed(item["id"] or "", None))


def _check(item: Item) -> Row:
    verdict = "ok" if item["ok"] else "failed" if item["required"] else "missing"
    return Row((_fate(verdict), _text(item["check"]), Cell(displayed(item["detail"], 300))))


def _hold(item: Item) -> Row:
    return Row((Cell(f"{item['count']:,}"), _text(item["policy"] or "(no name)")))


def _text(value: object) -> Cell:
    return Cell("" if value is None else displayed(value))


def _fate(word: str) -> Cell:
    shown = word.replace("_", " ")
    return Cell(shown, _MOODS.get(shown, ""))


def _fate_of_evidence(word: str | None) -> Cell:
    return Cell("" if word is None else word.replace("_", " "), "quiet")


def _when(time: str | None) -> Cell:
    """RFC 3339 in UTC, to the minute, as the header says."""
    return Cell(displayed(time or "")[:16].replace("T", " "))


_FORMS = (
    ("records", _Form("outcome", ("outcome", "sender", "recipient", "subject", "by"), _record)),
    ("records", _Form("check", ("", "check", "what was seen"), _check)),
    (
        "messages",
        _Form("id", ("received (UTC)", "sender", "recipient", "subject", "held for"), _message),
    ),
    (
        "entries",
        _Form(
            "fate",
            ("fate", "at (UTC)", "operator", "sender", "recipients", "subject", "note", "spam"),
            _entry,
        ),
    ),
    ("holds", _Form("count", ("held", "policy"), _hold)),
)
