"""Hundreds of runs in which anything may go wrong, and one invariant: what was told is true."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from mimecast_hold.api.answers import Answer, Kind
from mimecast_hold.hold_queue import dispatch, settling, verdicts
from mimecast_hold.hold_queue.events import Answered, Event, History, Verdict
from mimecast_hold.hold_queue.history import Asked
from tests.faults.invariant import Tally
from tests.faults.scenario import Scenario, play, scenarios

pytestmark = pytest.mark.faults

SEQUENCES = int(os.environ.get("FAULT_SEQUENCES", "250"))  # of each part


def survey(
    sequences: int, drawn: SearchStrategy[Scenario], *, until: Callable[[Tally], bool] = lambda _: False
) -> Tally:
    """Play scenarios as hypothesis draws them, and tell what all of them came to."""
    tally = Tally()

    @settings(
        max_examples=sequences,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def one(scenario: Scenario) -> None:
        if not until(tally):
            tally.add(play(scenario))

    one()
    return tally


_DONE = {"release": "released", "reject": "rejected"}
PARTS = [(verb, api) for verb in ("release", "reject") for api in ("1.0", "2.0")]


@pytest.mark.parametrize(("verb", "api"), PARTS)
def test_what_is_told_agrees_with_the_tenants_own_state(
    verb: Any, api: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = survey(SEQUENCES, scenarios(verb, api))
    with capsys.disabled():
        print(f"\n{verb}, API {api}: {tally}")  # noqa: T201  # the counts are what this is run for
        for text, scenario in tally.disagreements[:5]:
            print(f"\n{text}\n  {scenario}")  # noqa: T201  # a run that cannot be repeated is shown as it was
    assert not tally.disagreements
    assert tally.messages > SEQUENCES
    assert {kind.split(" by ")[0] for kind in tally.kinds} >= {_DONE[verb], "failed", "unknown"}


def gone_means_released(patch: pytest.MonkeyPatch) -> None:
    judge = settling._judge_gone  # noqa: SLF001  # what is mutated is how it is judged

    def mutant(*arguments: object) -> object:
        outcome, evidence, problem = judge(*arguments)  # type: ignore[arg-type]
        return ("done", "hold_queue", None) if outcome == "unknown" else (outcome, evidence, problem)

    patch.setattr(settling, "_judge_gone", mutant)


def a_late_effect_is_failed(patch: pytest.MonkeyPatch) -> None:
    judge = settling._judge_still_held  # noqa: SLF001

    def mutant(deed: object, asked: object) -> object:
        asked.late = False  # type: ignore[attr-defined]
        return judge(deed, asked)  # type: ignore[arg-type]

    patch.setattr(settling, "_judge_still_held", mutant)


def answers_are_taken_by_position(patch: pytest.MonkeyPatch) -> None:
    truly = verdicts.events_from

    def mutant(deed: object, ids: tuple[str, ...], answer: Answer) -> dict[str, Event]:
        events = dict(truly(deed, ids, answer))  # type: ignore[arg-type]
        rows = answer.data if answer.kind is Kind.ANSWERED else ()
        for one, row in zip(ids, rows, strict=False):
            if row.get(deed.answer_field) is True:  # type: ignore[attr-defined]
                events[one] = Answered(Verdict.DONE)
        return events

    patch.setattr(dispatch, "events_from", mutant)


def a_refusal_after_a_loss_is_believed(patch: pytest.MonkeyPatch) -> None:
    read = Asked.of

    def mutant(history: History) -> object:
        asked = read(history)
        if asked.refusal:
            asked.lost = []
        return asked

    patch.setattr(Asked, "of", staticmethod(mutant))


# Each with the faults that it takes to see it, so that few runs are enough.
MUTATIONS: dict[Callable[[pytest.MonkeyPatch], None], tuple[str, ...]] = {
    gone_means_released: ("reset", "garbage"),
    a_late_effect_is_failed: ("late",),
    answers_are_taken_by_position: ("other-id",),
    a_refusal_after_a_loss_is_believed: ("reset", "truncate", "garbage"),
}


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_the_invariant_catches(
    mutate: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mutate(monkeypatch)
    tally = survey(400, scenarios(kinds=MUTATIONS[mutate]), until=lambda so_far: bool(so_far.disagreements))
    assert tally.disagreements
    with capsys.disabled():
        print(f"\n{mutate.__name__}: caught after {tally.sequences} sequences")  # noqa: T201  # as above
