"""What a platform is told: partial never looks like a success, and a dry run never like a release."""

import json
from collections.abc import Iterator

import pytest

from mimecast_hold.exporters.outputs import branching_shape
from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.platform import Answer, answer
from mimecast_hold.simulator import Simulator, Tenant

RELEASE = "release_held_message"


@pytest.fixture(name="simulator")
def _simulator() -> Iterator[Simulator]:
    with Simulator(Tenant()) as simulator:
        yield simulator


def _release(simulator: Simulator, *, sends_empty_lists: bool = False, **parameters: object) -> Answer:
    connection = simulator.connection()
    return answer(RELEASE, connection, parameters, deadline_seconds=60, sends_empty_lists=sends_empty_lists)


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
    given = _release(simulator, ids="")
    assert (given.succeeded, given.branch, given.rows) == (False, "failure", [])
    assert "ids" in given.message
    assert simulator.requests == []


@pytest.mark.parametrize("blank", ["", "  ", ",", "[]", []])
def test_a_guard_that_arrives_blank_is_refused_before_anything_is_sent(simulator: Simulator, blank: object) -> None:
    given = _release(simulator, ids=_held(simulator)[0], only_if_sender_domains=blank)
    assert (given.branch, given.error_category) == ("failure", "invalid_input")
    assert "sender" in given.message
    assert simulator.requests == []


def test_a_guard_that_was_not_filled_in_is_no_guard(simulator: Simulator) -> None:
    given = _release(simulator, ids=_held(simulator)[0], only_if_sender_domains=None, only_if_senders=None)
    assert given.branch == "success"
    assert not any("guard" in one for one in given.summary["warnings"])


def test_where_a_platform_sends_empty_lists_for_what_was_left_empty_a_run_without_a_guard_says_so(
    simulator: Simulator,
) -> None:
    first, second, third = _held(simulator)[:3]
    form: dict[str, object] = {name: [] for name in ("only_if_senders", "only_if_sender_domains", "only_if_recipients")}
    given = _release(simulator, sends_empty_lists=True, ids=[first], **form)
    assert given.branch == "success"
    assert any(one.startswith("No guard was applied") for one in given.summary["warnings"])
    assert "No guard was applied" in given.readable
    given = _release(simulator, sends_empty_lists=True, ids=[second], **{**form, "only_if_senders": ["a@example.com"]})
    assert [row["outcome"] for row in given.rows] == ["skipped"]
    assert not any("No guard was applied" in one for one in given.summary["warnings"])
    given = _release(simulator, sends_empty_lists=True, ids=[third], **{**form, "only_if_senders": [" "]})
    assert given.error_category == "invalid_input"
    assert {simulator.tenant.fate(one) for one in (second, third)} == {"held"}


def test_what_a_playbook_branches_on_is_there_whatever_happens(simulator: Simulator) -> None:
    for action in manifest.load().actions:
        names = set(branching_shape(action))
        for connection in (simulator.connection(), {}):
            given = answer(action.id, connection, {}, deadline_seconds=60)
            assert set(given.summary) == names, action.id


def test_a_partial_has_the_category_of_its_first_problem(simulator: Simulator) -> None:
    given = _release(simulator, ids=[_held(simulator)[0], simulator.tenant.unknown_id()])
    assert (given.branch, given.summary["error_category"]) == ("partial", "not_found")
    assert _release(simulator, ids=_held(simulator)[1]).summary["error_category"] is None


def test_warnings_and_what_was_cut_off_are_to_branch_on(simulator: Simulator) -> None:
    held = _held(simulator)[2]
    given = _release(simulator, ids=[held, held])
    assert given.summary["warnings"] == given.envelope["warnings"] != []
    found = answer("find_held_messages", simulator.connection(), {"max_messages": 1}, deadline_seconds=60)
    assert found.summary["truncated"] is True


def test_a_message_has_no_live_link() -> None:
    error = {"category": "refused", "message": "see https://evil.example/x", "hint": "ask a@example.com"}
    envelope = {"status": "failure", "summary": {"requested": 1}, "error": error, "records": []}
    message = Answer(envelope, [], "Release Held Message").message
    assert message.endswith("see hxxps[:]//evil[.]example/x ask a[@]example[.]com")


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
