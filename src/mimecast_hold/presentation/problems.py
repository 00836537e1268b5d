"""What went wrong in an envelope, for a terminal: what happened, to which messages, what to do next. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from mimecast_hold.presentation.safe_text import displayed

_IDS_SHOWN = 10
_LONG = 500  # characters of a message or hint

Envelope = Mapping[str, Any]


def problem_lines(envelope: Envelope) -> Iterator[str]:
    """Lines for standard error: the action's own error first, then the records', those alike together."""
    told = envelope["error"]
    if told:
        yield f"Error: {displayed(told['message'], _LONG)}"
        yield from _next(told["hint"])
    for (what, message, hint), ids in _alike(envelope).items():
        subject = f"{_count(len(ids))} {what}" if ids else what
        if told and message == told["message"]:
            yield f"{subject} for that."
            continue
        yield f"{subject}: {displayed(message, _LONG)}"
        yield from (f"  {displayed(one, None)}" for one in ids[:_IDS_SHOWN])
        if len(ids) > _IDS_SHOWN:
            yield f"  and {len(ids) - _IDS_SHOWN:,} more"
        yield from _next(hint)


def warning_lines(envelope: Envelope) -> Iterator[str]:
    """The envelope's warnings."""
    return (f"Warning: {displayed(warning, _LONG)}" for warning in envelope["warnings"])


def _alike(envelope: Envelope) -> dict[tuple[str, str, str], list[str]]:
    groups: dict[tuple[str, str, str], list[str]] = {}
    for record in envelope["records"]:
        error = record["error"]
        if error and "outcome" in record:
            key = (record["outcome"].replace("_", " "), error["message"], error["hint"])
            groups.setdefault(key, []).append(record["id"])
        elif error:
            key = (f"The check of {record['check'].replace('_', ' ')} failed", error["message"], error["hint"])
            groups.setdefault(key, [])
    return groups


def _count(number: int) -> str:
    return f"{number:,} message{'' if number == 1 else 's'}"


def _next(hint: str) -> Iterator[str]:
    if hint:
        yield f"  Next: {displayed(hint, _LONG)}"
