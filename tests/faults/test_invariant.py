"""Hundreds of runs in which anything may go wrong, and one invariant: every record is true."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count, islice
from typing import Any

import pytest

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.hold_queue.bulk import runner
from mimecast_hold.hold_queue.outcome import decision, verdicts
from mimecast_hold.hold_queue.outcome.events import Answered, Event, History, Verdict
from mimecast_hold.hold_queue.outcome.message_state import MessageState
from mimecast_hold.simulator import Visibility
from tests.faults import misreading
from tests.faults.drawing import OFTEN, Api, plain_scenario, scenario
from tests.faults.invariant import Tally
from tests.faults.scenario import Misread, Scenario, Twin, Verb, play

pytestmark = pytest.mark.faults

MESSAGES = int(os.environ.get("FAULT_MESSAGES", "5000"))
"""The number of messages in all parts together: 100000 for a long run."""
FIRST = int(os.environ.get("FAULT_FIRST", "0"))
"""The number of the first scenario; another number gives new scenarios."""

PARTS: list[tuple[Verb, Api]] = [("release", "1.0"), ("release", "2.0"), ("reject", "1.0"), ("reject", "2.0")]
TWINS = MESSAGES // 50
_UNSEEN = Twin(0, "unseen", "release", at=3, both=True)
_DONE = {"release": "released", "reject": "rejected"}


@pytest.mark.parametrize(("verb", "api"), PARTS)
def test_records_agree_with_the_tenants_state(verb: Verb, api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    shown: set[str] = set()
    for number in count(FIRST):
        told = tally.add(play(scenario(number, verb, api)))
        with capsys.disabled():
            for kind, about in told:
                if kind not in shown:
                    # Threads have an order of their own, so that a number may not show the same again.
                    print(f"\n{kind}, scenario({number}, {verb!r}, {api!r}):\n  {about}")  # noqa: T201
                shown.add(kind)
        if tally.messages >= MESSAGES / len(PARTS):
            break
    with capsys.disabled():
        print(f"\n{verb}, API {api}: {tally}")  # noqa: T201  # the counts are what this is run for
    assert not tally.disagreements
    assert {kind.split(" by ")[0] for kind in tally.kinds} >= {_DONE[verb], "failed", "unknown"}


@pytest.mark.parametrize("log_ids", ["own", "unrelated"])
def test_no_message_is_confused_with_its_twin(log_ids: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The log is late, and an unseen message looks exactly like one whose answer was lost."""
    tally = Tally()
    late = Visibility(log_delay=timedelta(seconds=3))
    for number in range(FIRST, FIRST + TWINS):
        drawn = plain_scenario(number, ("reset", "truncate", "late"), OFTEN, log_ids=log_ids)
        unseen = tuple(replace(twin, past="unseen", both=True) for twin in drawn.twins) or (_UNSEEN,)
        world = replace(drawn, twins=unseen, visibility=late, call_takes=timedelta(seconds=2))
        tally.add(play(replace(world, runs=(replace(drawn.runs[0], look_first=True),))))
    with capsys.disabled():
        print(f"\ntwins, {log_ids}: {tally}")  # noqa: T201  # as above
    assert not tally.disagreements


def gone_means_released(patch: pytest.MonkeyPatch) -> None:
    judge = decision._judge_gone  # noqa: SLF001  # what is mutated is how it is judged

    def mutant(*arguments: object) -> object:
        outcome, evidence, problem = judge(*arguments)  # type: ignore[arg-type]
        return ("done", "hold_queue", None) if outcome == "unknown" else (outcome, evidence, problem)

    patch.setattr(decision, "_judge_gone", mutant)


def a_late_effect_is_failed(patch: pytest.MonkeyPatch) -> None:
    judge = decision._judge_still_held  # noqa: SLF001

    def mutant(operation: object, state: object) -> object:
        state.may_still_apply = False  # type: ignore[attr-defined]
        return judge(operation, state)  # type: ignore[arg-type]

    patch.setattr(decision, "_judge_still_held", mutant)


def answers_are_taken_by_position(patch: pytest.MonkeyPatch) -> None:
    truly = verdicts.events_from

    def mutant(operation: object, ids: tuple[str, ...], answer: Answer) -> dict[str, Event]:
        events = dict(truly(operation, ids, answer))  # type: ignore[arg-type]
        rows = answer.data if answer.kind is Kind.ANSWERED else ()
        for one, row in zip(ids, rows, strict=False):
            if row.get(operation.answer_field) is True:  # type: ignore[attr-defined]
                events[one] = Answered(Verdict.DONE)
        return events

    patch.setattr(runner, "events_from", mutant)


def a_refusal_after_a_loss_is_believed(patch: pytest.MonkeyPatch) -> None:
    read = MessageState.of

    def mutant(history: History) -> object:
        state = read(history)
        if state.refusal:
            state.lost = []
        return state

    patch.setattr(MessageState, "of", staticmethod(mutant))


# Each with the faults that it takes to see it, so that few runs are enough.
MUTATIONS: dict[Callable[[pytest.MonkeyPatch], None], tuple[str, ...]] = {
    gone_means_released: ("reset", "garbage"),
    a_late_effect_is_failed: ("late",),
    answers_are_taken_by_position: ("other-id",),
    a_refusal_after_a_loss_is_believed: ("reset", "truncate", "garbage"),
}
_ENOUGH = 400  # sequences


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_the_invariant_catches(
    mutate: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = [plain_scenario(number, MUTATIONS[mutate]) for number in range(_ENOUGH)]
    mutate(monkeypatch)
    caught = _until_caught(drawn)
    monkeypatch.undo()
    _caught_by_it_alone(mutate.__name__, drawn, caught, capsys)


# What each would believe, the faults that it takes to see it, and the tenant's rules.
MISREADINGS: dict[Misread, tuple[tuple[str, ...], dict[str, Any]]] = {
    misreading.a_log_entry_is_believed_by_its_looks: (("reset", "truncate"), {"log_ids": "unrelated"}),
    misreading.gone_is_believed_as_released: (("reset", "garbage"), {}),
    misreading.a_gateways_500_is_not_late: (("status", "late"), {}),
    misreading.err_developer_key_ends_the_run: (("developer-key",), {}),
}


@pytest.mark.parametrize("misread", MISREADINGS)
def test_the_invariant_catches_a_client_that_believes(misread: Misread, capsys: pytest.CaptureFixture[str]) -> None:
    kinds, rules = MISREADINGS[misread]
    drawn = [plain_scenario(number, kinds, [{"times": 1}], **rules) for number in range(_ENOUGH)]
    _caught_by_it_alone(misread.__name__, drawn, _until_caught(drawn, misread), capsys)


def _until_caught(drawn: list[Scenario], misread: Misread | None = None) -> Tally:
    tally = Tally()
    for one in drawn:
        if tally.add(play(one, misread)):
            break
    return tally


def _caught_by_it_alone(name: str, drawn: list[Scenario], caught: Tally, capsys: pytest.CaptureFixture[str]) -> None:
    """Check that the defect was caught, in scenarios where the correct client reports only true records."""
    assert caught.disagreements
    with capsys.disabled():
        print(f"\n{name}: caught after {caught.sequences} sequences: {next(iter(caught.disagreements))}")  # noqa: T201  # as above
    control = Tally()
    for one in islice(drawn, caught.sequences):
        control.add(play(one))
    assert not control.disagreements
