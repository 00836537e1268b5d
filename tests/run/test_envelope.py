"""The envelope by the piece: what is checked and printed a few records at a time is the whole all the same."""

import json
import logging
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.records import ReleaseRecord
from mimecast_hold.hold_queue.results import LazyRecords, Report
from mimecast_hold.plugin import manifest, runner
from mimecast_hold.plugin.envelope import json_chunks, slices
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.simulator import Simulator, Tenant

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def records(count: int) -> list[ReleaseRecord]:
    problem = Problem("refused", "Refused.", "Look.")
    return [
        ReleaseRecord(
            f"id-{n}", "failed" if n % 3 else "done", "response", 1, "r", "", error=problem if n % 3 else None
        )
        for n in range(count)
    ]


@given(st.dictionaries(st.text(), VALUES, min_size=1, max_size=5))
def test_the_pieces_together_are_the_json_of_the_envelope(envelope: dict[str, Any]) -> None:
    assert "".join(json_chunks(envelope)) == json.dumps(envelope) + "\n"


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_lazy_records_are_all_written(count: int) -> None:
    whole = [one.as_dict() for one in records(count)]
    shown = LazyRecords(records(count))
    assert list(shown) == whole
    assert len(shown) == count
    assert shown[:7] == whole[:7]
    text = "".join(json_chunks({"status": "partial", "records": shown, "error": None}))
    assert text == json.dumps({"status": "partial", "records": whole, "error": None}) + "\n"
    assert [one for some in slices({"records": shown}) for one in some["records"]] == whole


def test_no_schema_has_a_rule_for_all_records_together() -> None:
    """Else an envelope could keep to it by the slice and not as a whole."""
    for action in manifest.load().actions:
        rules = action.output_schema["properties"]["records"]
        assert rules.keys() <= {"title", "description", "type", "items", "examples"} or rules.get("maxItems") == 0


class Odd:
    """A result with one record in many that does not keep to the schema."""

    def report(self) -> Report:
        found = records(250)
        found[170] = replace(found[170], attempts=-1)
        return Report({"requested": 250}, LazyRecords(found), verdicts=[True] * 250)


def test_one_invalid_record_in_many_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "load_action", lambda _: lambda queue, parameters: Odd())
    with Simulator(Tenant(held=1)) as sim:
        done = Runner("release_held_message", {}).run(lambda: ActionInput(sim.connection(), {"ids": ["a"]}))
    assert done.exit_status == 1
    assert done.envelope["error"]["category"] == "internal"
    assert len(done.envelope["records"]) == 250


def test_a_record_is_logged_as_soon_as_it_is_known(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "mimecast_hold")
    tenant = Tenant(held=3)
    ids = list(tenant.held)
    logged: list[int] = []
    with Simulator(tenant) as sim:
        runs = Runner(
            "release_held_message", {}, on_record=lambda _: logged.append(caplog.text.count("outcome=released"))
        )
        done = runs.run(lambda: ActionInput(sim.connection(), {"ids": ids}))
    assert done.exit_status == 0
    assert logged == [1, 2, 3]
    assert [one.getMessage().split()[0] for one in caplog.records] == [
        *(f"id={one}" for one in ids),
        "action=release_held_message",
    ]
