"""Write the envelope's `readable`: a short Markdown text for a case's notes, problems first."""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mimecast_hold.presentation.outcomes import DRY_RUN, counts, more, outcome, recipients, who_and_when
from mimecast_hold.presentation.safe_text import code, markdown

_MAX_ROWS = 50
_MAX_WARNINGS = 10
_LONG = 300  # characters of a message, hint or warning

Item = Mapping[str, Any]


def readable(title: str, envelope: Item, *, reason: str | None = None) -> str:
    """Return the text for an envelope; `reason` is the analyst's reason for the action."""
    lines = [DRY_RUN, ""] if envelope.get("dry_run") else []
    named = [f"{count} {name}" for count, name in counts(envelope) if count]
    summary = ", ".join(filter(None, [*named, more(envelope)]))
    lines.append(f"**{title}: {envelope['status']}**{f' ({summary})' if summary else ''}")
    if envelope["host"]:
        lines.append(f"Host: {code(envelope['host'])}")
    if reason:
        lines.append(f"Reason: {markdown(reason, 500)}")
    if error := envelope["error"]:
        lines += ["", f"**{markdown(error['message'], 500)}** {markdown(error['hint'], 500)}".strip()]
    lines += _table(envelope)
    if warnings := envelope["warnings"]:
        lines += ["", "Warnings:", *(f"- {markdown(warning, _LONG)}" for warning in warnings[:_MAX_WARNINGS])]
        lines += _more(len(warnings) - _MAX_WARNINGS, "warnings")
    return "\n".join(lines) + "\n"


def _table(envelope: Item) -> list[str]:
    for name, required, header, row in _TABLES:
        items = envelope.get(name)
        if items and required in items[0]:
            # Problems first. Not sorted(): records are built lazily, and must never all be in memory.
            shown = heapq.nsmallest(_MAX_ROWS, items, key=_is_fine)
            lines = [header, ["---"] * len(header), *(row(envelope, item) for item in shown)]
            return ["", *(f"| {' | '.join(cells)} |" for cells in lines), *_more(len(items) - len(shown), "rows")]
    return []


def _is_fine(item: Item) -> bool:
    return item.get("error") is None and item.get("ok", True)


def _more(count: int, what: str) -> Iterator[str]:
    if count > 0:
        yield ""
        yield f"And {count} more {what}."


def _record_row(envelope: Item, item: Item) -> list[str]:
    message = item["message"] or {}
    error = item["error"]
    return [
        outcome(envelope, item),
        code(item["id"], None),  # the whole id, since every next step needs it
        markdown(message.get("subject") or ""),
        code(message.get("from_envelope") or ""),
        code(recipients(message.get("to"))),
        f"{markdown(error['message'], _LONG)} {markdown(error['hint'], _LONG)}".strip() if error else _by(item),
    ]


def _by(item: Item) -> str:
    """Return who did it and when, if the release log has an entry."""
    if not (logged := who_and_when(item)):
        return ""
    by, at = logged
    return " ".join(filter(None, ("By", code(by) or "somebody", f"at {code(at)}" if at else "")))


def _check_row(_: Item, item: Item) -> list[str]:
    hint = item["error"]["hint"] if item["error"] else ""
    return ["ok" if item["ok"] else "failed", item["check"], markdown(item["detail"], _LONG), markdown(hint, _LONG)]


def _message_row(_: Item, item: Item) -> list[str]:
    return [
        code(item["id"], None),
        item["received_at"] or "",
        markdown(item["subject"] or ""),
        code(item["from_envelope"] or ""),
        code(recipients(item["to"])),
        markdown(item["reason"] or item["reason_code"] or ""),
    ]


def _entry_row(_: Item, item: Item) -> list[str]:
    return [
        item["fate"],
        item["at"] or "",
        code(item["operator"] or ""),
        markdown(item["subject"] or ""),
        code(item["from_envelope"] or ""),
        code(recipients(item["to"])),
        "" if item["spam_score"] is None else str(item["spam_score"]),
    ]


def _hold_row(_: Item, item: Item) -> list[str]:
    return [markdown(item["policy"] or ""), "?" if item["count"] is None else str(item["count"])]


# The envelope's list, a field that its items have, the header, and the function that makes a row.
_TABLES: tuple[tuple[str, str, Sequence[str], Callable[[Item, Item], list[str]]], ...] = (
    ("records", "check", ("check", "of", "result", "what to do"), _check_row),
    ("records", "outcome", ("outcome", "id", "subject", "sender", "recipient", "what to do"), _record_row),
    ("messages", "id", ("id", "received", "subject", "sender", "recipient", "reason"), _message_row),
    ("entries", "fate", ("fate", "at", "operator", "subject", "sender", "recipients", "spam score"), _entry_row),
    ("holds", "count", ("reason", "held"), _hold_row),
)
