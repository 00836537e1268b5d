"""next_step and record: rule by rule as cases in files, and for any history that a run can make."""

import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mimecast_hold.hold_queue.outcome.decision import Step, next_step, record
from mimecast_hold.hold_queue.outcome.events import (
    Answered,
    Event,
    History,
    Logged,
    Lost,
    Postponed,
    Seen,
    Sent,
    Verdict,
)
from mimecast_hold.hold_queue.outcome.records import REJECT, RELEASE, ActionRecord
from tests.hold_queue.history_text import BEGUN, event, mirrored, prefixes

_FILES = sorted((Path(__file__).parent / "histories").glob("*.json"))
_CASES = {f"{path.stem}: {name}": case for path in _FILES for name, case in json.loads(path.read_text()).items()}
_ATTEMPTS = 3


def judged(operation: Any, history: History) -> ActionRecord:
    return record(operation, "x", history, BEGUN + timedelta(minutes=5))


def check(operation: Any, case: dict[str, Any]) -> None:
    history, expected = prefixes(case["history"])
    for so_far, step in expected:
        assert next_step(so_far, _ATTEMPTS) is step, so_far
    shown = judged(operation, history).as_dict()
    error: Any = shown["error"] or {"category": None, "code": None, "message": "", "hint": "", "retryable": None}
    wanted = case["record"]
    for name in wanted.keys() & shown.keys() - {"message"}:
        assert shown[name] == wanted[name], name
    assert error["category"] == wanted.get("category", error["category"])
    assert error["code"] == wanted.get("code", error["code"])
    assert error["retryable"] == wanted.get("retryable", error["retryable"])
    assert wanted.get("hint", "") in error["hint"]
    assert wanted.get("says", "") in error["message"]
    assert (shown["message"] is not None) == wanted.get("message", "seen" in case["history"])
    fine = (operation.log_status, f"already_{operation.log_status}", "skipped")
    assert (shown["error"] is None) == (shown["outcome"] in fine and not wanted.get("category"))


@pytest.mark.parametrize("name", _CASES)
def test_a_release_history_gives_its_record(name: str) -> None:
    check(RELEASE, _CASES[name])


@pytest.mark.parametrize("name", _CASES)
def test_a_reject_history_gives_its_record(name: str) -> None:
    check(REJECT, mirrored(_CASES[name]))


_LOSSES = (
    "lost timeout may-still-apply",
    "lost network may-still-apply",
    "lost server_error answered",
    "lost protocol answered",
)
_ANSWERS = (
    "true", "false", "contradictory", "refused not_found", "refused permission",
    "refused already_released", *_LOSSES, "lost refused uncounted answered",
    "unsent network", "unsent timeout", "limited", "stale",
)  # fmt: skip
_LOOKS = ("seen", "absent", "unseen protocol", "unseen permission")
_FATES = ("released", "rejected", "expired", "unclear", "none", "unreadable")
_LOGS = tuple(f"logged {fate}{when}" for fate in _FATES for when in ("", " earlier", " undated", " unclocked"))
_HALTS = ("halted deadline", "halted cancelled", "halted rate_limited", "halted authentication")
_MOST = 60


@st.composite
def runs(draw: st.DrawFn) -> tuple[History, int]:
    """Return a history as the bulk runner makes it: it follows next_step, with any result."""
    attempts = draw(st.integers(1, 5))
    history: list[Event] = [event(draw(st.sampled_from(_LOOKS)), 0)] if draw(st.booleans()) else []
    halted = False
    while (step := next_step(tuple(history), attempts)) is not Step.DONE:
        assert len(history) < _MOST, "it never ends"
        number = len(history)
        if step is Step.LOOK:
            history.append(event(draw(st.sampled_from(_LOOKS)), number))
        elif step is Step.READ_LOG:
            history.append(event(draw(st.sampled_from(_LOGS)), number))
        elif halted or number > _MOST // 2 or draw(st.integers(0, 9)) == 0:
            assert not halted, "it sends after it was halted"
            halted = True
            history.append(event(draw(st.sampled_from(_HALTS)), number))
        else:
            history += [event("sent", number), event(draw(st.sampled_from(_ANSWERS)), number)]
    return tuple(history), attempts


def has(history: History, verdict: Verdict) -> bool:
    return any(isinstance(one, Answered) and one.verdict is verdict for one in history)


@given(runs(), st.sampled_from([RELEASE, REJECT]))
def test_done_requires_mimecasts_confirmation(run: tuple[History, int], operation: Any) -> None:
    history, _ = run
    told = judged(operation, history)
    logged = any(isinstance(one, Logged) and one.status == operation.log_status for one in history)
    if told.done:
        assert has(history, Verdict.DONE) if told.evidence == "response" else logged
        assert told.evidence in ("response", "release_log")
    if has(history, Verdict.DONE):
        assert told.done


@given(runs(), st.sampled_from([RELEASE, REJECT]))
def test_unknown_means_lost_and_not_settled(run: tuple[History, int], operation: Any) -> None:
    history, _ = run
    told = judged(operation, history)
    doubtful = any(isinstance(one, Lost) for one in history) or has(history, Verdict.CONTRADICTORY)
    late = any(isinstance(one, Lost) and one.may_still_apply for one in history)
    decided = isinstance(history[-1], Logged) and history[-1].status in ("released", "rejected", "expired")
    held = isinstance(history[-1], Seen) and not late
    unknown = doubtful and not (has(history, Verdict.DONE) or decided or held)
    assert (told.result == "unknown") == unknown
    assert (told.done is None) == unknown


@given(runs(), st.sampled_from([RELEASE, REJECT]))
def test_attempts_count_requests_that_may_have_arrived(run: tuple[History, int], operation: Any) -> None:
    history, _ = run
    told = judged(operation, history)
    arrived = [
        first
        for first, second in pairwise(history)
        if isinstance(first, Sent) and not (isinstance(second, Postponed) and not second.sent)
    ]
    assert told.attempts == len(arrived)
    assert told.request_id == (arrived[-1].request_id if arrived else None)
    assert (told.outcome == "not_attempted") == (not arrived)
    assert told.error is None or told.error.message


@given(runs())
def test_there_is_one_look_and_nothing_is_sent_after_it(run: tuple[History, int]) -> None:
    history, _ = run
    assume(any(isinstance(one, Sent) for one in history))
    kinds = [type(one).__name__ for one in history[1:]]
    after = [kind for kind in kinds if kind in ("Seen", "Absent", "Unseen", "Logged")]
    assert len(after) <= 2
    if after:
        first = kinds.index(after[0])
        assert "Sent" not in kinds[first:]


ODD = st.lists(st.sampled_from((*_ANSWERS, *_LOOKS, *_LOGS, *_HALTS, "sent", "resumed", "closed", "kept guard")))


@given(ODD)
def test_any_history_gives_a_step_and_a_record(words: list[str]) -> None:
    history = tuple(event(word, number) for number, word in enumerate(words))
    next_step(history, _ATTEMPTS)
    told = judged(RELEASE, history)
    said = has(history, Verdict.DONE) or any(isinstance(one, Logged) and one.status == "released" for one in history)
    assert said or not told.done
