"""List an envelope's problems for a terminal: what happened, to which messages, what to do next. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from mimecast_hold.presentation.safe_text import displayed

_MAX_IDS = 10
_LONG = 500  # characters of a message or hint

Envelope = Mapping[str, Any]


def problem_lines(envelope: Envelope) -> Iterator[str]:
    """Yield lines for standard error: the action's own error first, then the records', equal ones together."""
    error = envelope["error"]
    if error:
        yield f"Error: {displayed(error['message'], _LONG)}"
        yield from _next(error["hint"])
    for (what, message, hint), ids in _grouped(envelope).items():
        subject = f"{len(ids):,} message{'' if len(ids) == 1 else 's'} {what}" if ids else what
        if error and message == error["message"]:
            yield f"{subject} for this reason."
            continue
        yield f"{subject}: {displayed(message, _LONG)}"
        yield from (f"  {displayed(message_id, None)}" for message_id in ids[:_MAX_IDS])
        if len(ids) > _MAX_IDS:
            yield f"  and {len(ids) - _MAX_IDS:,} more"
        yield from _next(hint)


def warning_lines(envelope: Envelope) -> Iterator[str]:
    """Yield the envelope's warnings."""
    return (f"Warning: {displayed(warning, _LONG)}" for warning in envelope["warnings"])


def _grouped(envelope: Envelope) -> dict[tuple[str, str, str], list[str]]:
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


def _next(hint: str) -> Iterator[str]:
    if hint:
        yield f"  Next: {displayed(hint, _LONG)}"
