"""Word results, in the same way for every form of output. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

Item = Mapping[str, Any]

DRY_RUN = "Dry run: nothing was changed."
_DONE = {"release": "released", "reject": "rejected", "permit": "permitted", "block": "blocked"}


def outcome(envelope: Item, record: Item) -> str:
    """Return a record's outcome in words; `would release` for what a dry run would do."""
    return f"would {_verb(envelope)}" if _would_be_done(record) else str(record["outcome"]).replace("_", " ")


def counts(envelope: Item) -> Iterator[tuple[int, str]]:
    """Yield the summary's counts with their names, zeros included."""
    would = sum(map(_would_be_done, envelope.get("records", ()))) if envelope.get("dry_run") else 0
    for name, count in envelope["summary"].items():
        if name == "skipped" and would:
            yield would, f"would be {_DONE[_verb(envelope)]}"
        yield count - would if name == "skipped" else count, name.replace("_", " ")


def counts_text(envelope: Item) -> str:
    """Return the counts that are not zero on one line, and whether the list was cut off."""
    named = [(count, f"{count:,} {name}") for count, name in counts(envelope)]
    text = ", ".join(text for count, text in named if count) or named[0][1]
    rest = more(envelope)
    return f"{text} ({rest})" if rest else text


def who_and_when(record: Item) -> tuple[str, str] | None:
    """Return who released or rejected the message, and when, according to the release log; None if it is unknown."""
    for done in ("released", "rejected"):
        by, at = record.get(f"{done}_by"), record.get(f"{done}_at")
        if by or at:
            return str(by or ""), str(at or "")
    return None


def more(envelope: Item) -> str:
    """Return a note if there are more items than are listed, or ""."""
    if not envelope.get("truncated"):
        return ""
    if not envelope.get("error"):
        return "there are more"
    return "there may be more" if any(count for count, _ in counts(envelope)) else ""


def recipients(to: object) -> str:
    """Return addresses as one text."""
    return ", ".join(map(str, to)) if isinstance(to, list | tuple) else str(to or "")


def _verb(envelope: Item) -> str:
    verb = str(envelope.get("action", "")).partition("_")[0]
    return verb if verb in _DONE else "release"


def _would_be_done(record: Item) -> bool:
    return record.get("outcome") == "skipped" and record["error"] is None
