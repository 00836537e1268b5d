"""Read histories from text: `lost timeout may-still-apply` is an event, `-> look` is the expected next step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from mimecast_hold.errors import Category, Problem
from mimecast_hold.hold_queue.outcome.decision import Step
from mimecast_hold.hold_queue.outcome.events import (
    Absent,
    Answered,
    Closed,
    Event,
    Halted,
    History,
    KeptBack,
    Logged,
    Lost,
    Postponed,
    Resumed,
    Seen,
    Sent,
    Unseen,
    Verdict,
)

BEGUN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STEPS = {"send": Step.SEND, "look": Step.LOOK, "log": Step.READ_LOG, "done": Step.DONE}
_CATEGORIES = get_args(Category)
_SWAPPED = {
    "released": "rejected",
    "rejected": "released",
    "already_released": "already_rejected",
    "already_rejected": "already_released",
    "released_by": "rejected_by",
    "released_at": "rejected_at",
    "not_released": "not_rejected",
}


def problem(category: str, **more: Any) -> Problem:
    assert category in _CATEGORIES, category
    said = {"hint": f"Remedy for {category}.", "code": f"err_of_{category}"}
    return Problem(category, f"Something of {category}.", **{**said, **more})  # type: ignore[arg-type]  # one of them


def event(text: str, number: int) -> Event:
    """Return the event for a line of words; `number` identifies the request."""
    kind, *words = text.split()
    categories = [word for word in words if word in _CATEGORIES]
    said = problem(categories[0]) if categories else None
    if kind == "sent":
        return Sent(f"request-{number}", BEGUN + timedelta(seconds=number))
    return _EVENTS[kind](said, [word for word in words if word not in _CATEGORIES])


def _lost(said: Problem | None, flags: list[str]) -> Event:
    return Lost(said or _FAILED, "may-still-apply" in flags, "uncounted" not in flags, "answered" in flags)


_CLOCKS = {"ahead": (-960.0, -955), "behind": (960.0, 60)}
"""Mimecast's clock minus ours, and the entry's date relative to our first request, both in seconds."""


def _logged(said: Problem | None, flags: list[str]) -> Event:
    fate, *when = flags
    offset, at = next((_CLOCKS[word] for word in when if word in _CLOCKS), (0.0, -3600 if "earlier" in when else 3600))
    return Logged(
        fate,  # type: ignore[arg-type]  # a fate
        "admin@example.com",
        None if "undated" in when else BEGUN + timedelta(seconds=at),
        said,
        None if "unclocked" in when else offset,
    )


def _kept(said: Problem | None, flags: list[str]) -> Event:
    return KeptBack(said, flags[0] if flags else "skipped")  # type: ignore[arg-type]  # an outcome


_FAILED = problem("server_error")
_EVENTS: dict[str, Callable[[Problem | None, list[str]], Event]] = {
    "true": lambda _, __: Answered(Verdict.DONE),
    "false": lambda _, __: Answered(Verdict.DECLINED, problem("refused")),
    "refused": lambda said, _: Answered(Verdict.REFUSED, said),
    "contradictory": lambda _, __: Answered(Verdict.CONTRADICTORY, problem("protocol")),
    "lost": _lost,
    "limited": lambda _, __: Postponed(problem("rate_limited"), sent=True, uses_attempt=False),
    "intermittent": lambda _, __: Postponed(problem("authentication", code="err_developer_key"), sent=True),
    "stale": lambda _, __: Postponed(problem("authentication"), sent=True, uses_attempt=False, token=True),
    "unsent": lambda said, _: Postponed(said or _FAILED),
    "seen": lambda _, __: Seen({"id": "x"}, BEGUN),
    "absent": lambda _, __: Absent(),
    "unseen": lambda said, _: Unseen(said or _FAILED),
    "logged": _logged,
    "halted": lambda said, _: Halted(said or _FAILED),
    "kept": _kept,
    "resumed": lambda _, __: Resumed(),
    "closed": lambda _, __: Closed(BEGUN),
}


def mirrored(value: Any) -> Any:
    """Return the same case with release and reject swapped."""
    if isinstance(value, str):
        return " ".join(_SWAPPED.get(word, word) for word in value.split(" "))
    if isinstance(value, list):
        return [mirrored(one) for one in value]
    if isinstance(value, dict):
        return {mirrored(name): mirrored(one) for name, one in value.items()}
    return value


def prefixes(lines: list[str]) -> tuple[History, list[tuple[History, Step]]]:
    """Return the whole history, and each history before an arrow with its expected next step."""
    history: History = ()
    expected = []
    for number, line in enumerate(lines):
        if line.startswith("-> "):
            expected.append((history, STEPS[line[3:]]))
        else:
            history += (event(line, number),)
    return history, expected
