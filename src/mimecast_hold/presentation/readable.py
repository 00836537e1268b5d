"""The envelope's `readable`: a short Markdown text for a case's notes, problems first."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mimecast_hold.presentation.outcomes import counts, more, outcome, recipients, who_and_when
from mimecast_hold.presentation.safe_text import code, markdown

_MOST_ROWS = 50
_WARNINGS_SHOWN = 10

Envelope = Mapping[str, Any]


def readable(title: str, envelope: Envelope, *, reason: str | None = None) -> str:
    """The text for an envelope; `reason` is why the analyst asked."""
    lines: list[str] = []
    if envelope.get("dry_run"):
        lines += ["Dry run: nothing was changed.", ""]
    said = ", ".join(filter(None, [*(f"{count} {name}" for count, name in counts(envelope) if count), more(envelope)]))
    lines.append(f"**{title}: {envelope['status']}**{f' ({said})' if said else ''}")
    if envelope["host"]:
        lines.append(f"Host: {code(envelope['host'])}")
    if reason:
        lines.append(f"Reason: {markdown(reason, 500)}")
    if error := envelope["error"]:
        lines += [
            "",
            f"**{markdown(error['message'], 500)}** {markdown(error['hint'], 500)}".strip(),
        ]
    lines += _table(envelope)
    if envelope["warnings"]:
        shown = envelope["warnings"][:_WARNINGS_SHOWN]
        lines += ["", "Warnings:", *(f"- {markdown(warning, 300)}" for warning in shown)]
        lines += _more(len(envelope["warnings"]) - len(shown), "warnings")
    return "\n".join(lines) + "\n"


def _table(envelope: Envelope) -> list[str]:
    for name, header, row in _TABLES:
        items = envelope.get(name)
        if items and (name != "records" or ("check" in items[0]) == (row is _check_row)):
            shown = _problems_first(items, _MOST_ROWS)
            return _rows(header, [row(envelope, item) for item in shown], len(items) - len(shown))
    return []


def _problems_first(items: Sequence[Mapping[str, Any]], most: int) -> list[Mapping[str, Any]]:
    """At most so many, in their order otherwise; never all at once, since records are made as they are asked for."""

    def fine(item: Mapping[str, Any]) -> bool:
        return item.get("error") is None and item.get("ok", True)

    return heapq.nsmallest(most, items, key=fine)


def _rows(header: Sequence[str], rows: Sequence[Sequence[str]], left_out: int) -> list[str]:
    return [
        "",
        _line(header),
        _line(["---"] * len(header)),
        *map(_line, rows),
        *_more(left_out, "rows"),
    ]


def _more(count: int, what: str) -> Iterator[str]:
    if count > 0:
        yield ""
        yield f"And {count} more {what}."


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _action_row(envelope: Envelope, item: Mapping[str, Any]) -> list[str]:
    message = item["message"] or {}
    error = item["error"]
    said = f"{markdown(error['message'], 300)} {markdown(error['hint'], 300)}".strip() if error else _by(item)
    return [
        outcome(envelope, item),
        code(item["id"], None),  # whole, since whatever is done next needs it
        markdown(message.get("subject") or ""),
        code(message.get("from_envelope") or ""),
        code(recipients(message.get("to"))),
        said,
    ]


def _by(item: Mapping[str, Any]) -> str:
    """Who did it and when, where the release log told."""
    if not (found := who_and_when(item)):
        return ""
    by, at = found
    return " ".join(filter(None, ("By", code(by) or "somebody", f"at {code(at)}" if at else "")))


def _check_row(_: Envelope, item: Mapping[str, Any]) -> list[str]:
    hint = item["error"]["hint"] if item["error"] else ""
    return [
        "ok" if item["ok"] else "failed",
        item["check"],
        markdown(item["detail"], 300),
        markdown(hint, 300),
    ]


def _message_row(_: Envelope, item: Mapping[str, Any]) -> list[str]:
    return [
        code(item["id"], None),
        item["received_at"] or "",
        markdown(item["subject"] or ""),
        code(item["from_envelope"] or ""),
        code(recipients(item["to"])),
        markdown(item["reason"] or item["reason_code"] or ""),
    ]


def _entry_row(_: Envelope, item: Mapping[str, Any]) -> list[str]:
    return [
        item["fate"],
        item["at"] or "",
        code(item["operator"] or ""),
        markdown(item["subject"] or ""),
        code(item["from_envelope"] or ""),
        code(recipients(item["to"])),
        "" if item["spam_score"] is None else str(item["spam_score"]),
    ]


def _hold_row(_: Envelope, item: Mapping[str, Any]) -> list[str]:
    return [markdown(item["policy"] or ""), "?" if item["count"] is None else str(item["count"])]


_TABLES = (
    ("records", ("check", "of", "what was seen", "what to do"), _check_row),
    ("records", ("outcome", "id", "subject", "sender", "recipient", "what to do"), _action_row),
    ("messages", ("id", "received", "subject", "sender", "recipient", "reason"), _message_row),
    (
        "entries",
        ("fate", "at", "operator", "subject", "sender", "recipients", "spam score"),
        _entry_row,
    ),
    ("holds", ("policy", "held"), _hold_row),
)
