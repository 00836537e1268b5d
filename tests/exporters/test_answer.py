"""What a platform is told: partial never looks like a success, and a dry run never like a release."""

import json
from collections.abc import Iterator

import pytest

from mimecast_hold.exporters.answer import Answer, answer
from mimecast_hold.simulator import Simulator, Tenant

RELEASE = "release_held_message"


@pytest.fixture(name="simulator")
def _simulator() -> Iterator[Simulator]:
    with Simulator(Tenant()) as simulator:
        yield simulator


def _release(simulator: Simulator, **parameters: object) -> Answer:
    return answer(RELEASE, simulator.connection(), parameters, deadline_seconds=60)


def _held(simulator: Simulator) -> list[str]:
    return [mail.id for mail in simulator.tenant.newest()]


def test_all_released_is_a_success(simulator: Simulator) -> None:
    given = _release(simulator, ids=", ".join(_held(simulator)[:2]))
    assert (given.succeeded, given.branch, given.dry_run) == (True, "success", False)
    assert given.message == "Release Held Message: success. 2 requested, 2 released."
    assert [row["outcome"] for row in given.rows] == ["released", "released"]


def test_two_of_three_is_no_success_and_keeps_all_three(simulator: Simulator) -> None:
    ids = [*_held(simulator)[:2], simulator.tenant.unknown_id()]
    given = _release(simulator, ids=ids)
    assert (given.succeeded, given.branch) == (False, "partial")
    assert [row["outcome"] for row in given.rows] == ["released", "released", "failed"]
    assert given.summary["released"] == 2
    assert "2 released, 1 failed" in given.message
    assert "not found" in given.message


def test_a_dry_run_goes_a_way_of_its_own_and_says_so_first(simulator: Simulator) -> None:
    held = _held(simulator)[0]
    given = _release(simulator, ids=held, dry_run="true")
    assert (given.succeeded, given.branch, given.dry_run) == (True, "dry_run", True)
    assert given.message.startswith("Dry run: nothing was changed. Release Held Message: success.")
    assert (given.summary["dry_run"], given.summary["released"]) == (True, 0)
    assert held in simulator.tenant.held


def test_a_dry_run_that_fails_is_a_failure(simulator: Simulator) -> None:
    given = _release(simulator, ids=simulator.tenant.unknown_id(), dry_run=True)
    assert (given.succeeded, given.branch) == (False, "failure")


def test_input_that_is_wrong_is_a_failure_that_names_the_field(simulator: Simulator) -> None:
    given = _release(simulator, ids="", only_if_senders=",")
    assert (given.succeeded, given.branch, given.rows) == (False, "failure", [])
    assert "ids" in given.message
    assert simulator.requests == []


def test_the_environment_fills_no_gap_of_a_form(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in simulator.connection().items():
        monkeypatch.setenv(f"MIMECAST_{name.upper()}", value)
    given = answer(RELEASE, {"region": "eu"}, {"ids": "a"}, deadline_seconds=60)
    assert given.summary["error_category"] == "configuration"
    assert simulator.requests == []


def test_a_deadline_that_was_not_filled_in_is_the_platforms(simulator: Simulator) -> None:
    given = answer(RELEASE, simulator.connection(), {"ids": "a", "deadline_seconds": None}, deadline_seconds=0)
    assert "deadline_seconds" in given.message, "0 is below what the schema allows, and so it was handed on"


def test_a_wrong_key_is_a_failure_with_a_record_for_each_message_and_no_secret(simulator: Simulator) -> None:
    canary = "canary-4f1d9a"
    connection = {**simulator.connection("2.0"), "client_secret": canary}
    given = answer(RELEASE, connection, {"ids": "a,b"}, deadline_seconds=60)
    assert (given.succeeded, given.summary["error_category"]) == (False, "authentication")
    assert [row["outcome"] for row in given.rows] == ["not_attempted", "not_attempted"]
    shown = json.dumps([given.envelope, given.message, given.readable, given.summary]) + repr(given)
    assert canary not in shown
