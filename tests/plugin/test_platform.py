"""Results for platforms: a partial one never looks like a success, and a dry run never like a release."""

import json
from collections.abc import Iterator

import pytest

from mimecast_hold.exporters.outputs import branching_shape
from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.platform import PlatformResult, run_action
from mimecast_hold.simulator import Simulator, Tenant

RELEASE = "release_held_message"


@pytest.fixture(name="simulator")
def _simulator() -> Iterator[Simulator]:
    with Simulator(Tenant()) as simulator:
        yield simulator


def _release(simulator: Simulator, *, sends_empty_lists: bool = False, **parameters: object) -> PlatformResult:
    connection = simulator.connection()
    return run_action(RELEASE, connection, parameters, deadline_seconds=60, sends_empty_lists=sends_empty_lists)


def _held(simulator: Simulator) -> list[str]:
    return [mail.id for mail in simulator.tenant.newest()]


def test_all_released_is_a_success(simulator: Simulator) -> None:
    result = _release(simulator, ids=", ".join(_held(simulator)[:2]))
    assert (result.succeeded, result.branch, result.dry_run) == (True, "success", False)
    assert result.message == "Release Held Message: success. 2 requested, 2 released."
    assert [row["outcome"] for row in result.rows] == ["released", "released"]


def test_a_partial_release_is_no_success_and_has_all_records(simulator: Simulator) -> None:
    ids = [*_held(simulator)[:2], simulator.tenant.unknown_id()]
    result = _release(simulator, ids=ids)
    assert (result.succeeded, result.branch) == (False, "partial")
    assert [row["outcome"] for row in result.rows] == ["released", "released", "failed"]
    assert result.summary["released"] == 2
    assert "2 released, 1 failed" in result.message
    assert "not found" in result.message


def test_a_dry_run_has_its_own_branch_and_says_so_first(simulator: Simulator) -> None:
    held = _held(simulator)[0]
    result = _release(simulator, ids=held, dry_run="true")
    assert (result.succeeded, result.branch, result.dry_run) == (True, "dry_run", True)
    assert result.message.startswith("Dry run: nothing was changed. Release Held Message: success.")
    assert (result.summary["dry_run"], result.summary["released"]) == (True, 0)
    assert held in simulator.tenant.held


def test_a_dry_run_that_fails_is_a_failure(simulator: Simulator) -> None:
    result = _release(simulator, ids=simulator.tenant.unknown_id(), dry_run=True)
    assert (result.succeeded, result.branch) == (False, "failure")


def test_invalid_input_is_a_failure_that_names_the_field(simulator: Simulator) -> None:
    result = _release(simulator, ids="")
    assert (result.succeeded, result.branch, result.rows) == (False, "failure", [])
    assert "ids" in result.message
    assert simulator.requests == []


@pytest.mark.parametrize("blank", ["", "  ", ",", "[]", []])
def test_a_guard_that_arrives_blank_is_refused_before_anything_is_sent(simulator: Simulator, blank: object) -> None:
    result = _release(simulator, ids=_held(simulator)[0], only_if_sender_domains=blank)
    assert (result.branch, result.error_category) == ("failure", "invalid_input")
    assert "sender" in result.message
    assert simulator.requests == []


def test_an_empty_guard_field_is_no_guard(simulator: Simulator) -> None:
    result = _release(simulator, ids=_held(simulator)[0], only_if_sender_domains=None, only_if_senders=None)
    assert result.branch == "success"
    assert not any("guard" in one for one in result.summary["warnings"])


def test_a_run_without_a_guard_has_a_warning_if_the_platform_sends_empty_lists(
    simulator: Simulator,
) -> None:
    first, second, third = _held(simulator)[:3]
    form: dict[str, object] = {name: [] for name in ("only_if_senders", "only_if_sender_domains", "only_if_recipients")}
    result = _release(simulator, sends_empty_lists=True, ids=[first], **form)
    assert result.branch == "success"
    assert any(one.startswith("No guard was applied") for one in result.summary["warnings"])
    assert "No guard was applied" in result.readable
    result = _release(simulator, sends_empty_lists=True, ids=[second], **{**form, "only_if_senders": ["a@example.com"]})
    assert [row["outcome"] for row in result.rows] == ["skipped"]
    assert not any("No guard was applied" in one for one in result.summary["warnings"])
    result = _release(simulator, sends_empty_lists=True, ids=[third], **{**form, "only_if_senders": [" "]})
    assert result.error_category == "invalid_input"
    assert {simulator.tenant.fate(one) for one in (second, third)} == {"held"}


def test_the_summary_has_every_field_in_every_case(simulator: Simulator) -> None:
    for action in manifest.load().actions:
        names = set(branching_shape(action))
        for connection in (simulator.connection(), {}):
            result = run_action(action.id, connection, {}, deadline_seconds=60)
            assert set(result.summary) == names, action.id


def test_a_partial_result_has_the_category_of_its_first_problem(simulator: Simulator) -> None:
    result = _release(simulator, ids=[_held(simulator)[0], simulator.tenant.unknown_id()])
    assert (result.branch, result.summary["error_category"]) == ("partial", "not_found")
    assert _release(simulator, ids=_held(simulator)[1]).summary["error_category"] is None


def test_the_summary_has_warnings_and_truncated(simulator: Simulator) -> None:
    held = _held(simulator)[2]
    result = _release(simulator, ids=[held, held])
    assert result.summary["warnings"] == result.envelope["warnings"] != []
    found = run_action("find_held_messages", simulator.connection(), {"max_messages": 1}, deadline_seconds=60)
    assert found.summary["truncated"] is True


def test_a_message_has_no_live_link() -> None:
    error = {"category": "refused", "message": "see https://evil.example/x", "hint": "ask a@example.com"}
    envelope = {"status": "failure", "summary": {"requested": 1}, "error": error, "records": []}
    message = PlatformResult(envelope, [], "Release Held Message").message
    assert message.endswith("see hxxps[:]//evil[.]example/x ask a[@]example[.]com")


def test_the_environment_does_not_complete_a_form(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in simulator.connection().items():
        monkeypatch.setenv(f"MIMECAST_{name.upper()}", value)
    result = run_action(RELEASE, {"region": "eu"}, {"ids": "a"}, deadline_seconds=60)
    assert result.summary["error_category"] == "configuration"
    assert simulator.requests == []


def test_an_empty_deadline_becomes_the_platforms_default(simulator: Simulator) -> None:
    result = run_action(RELEASE, simulator.connection(), {"ids": "a", "deadline_seconds": None}, deadline_seconds=0)
    assert "deadline_seconds" in result.message, "0 is below what the schema allows, and so it was handed on"


def test_a_wrong_key_is_a_failure_with_a_record_for_each_message_and_no_secret(simulator: Simulator) -> None:
    canary = "canary-4f1d9a"
    connection = {**simulator.connection("2.0"), "client_secret": canary}
    result = run_action(RELEASE, connection, {"ids": "a,b"}, deadline_seconds=60)
    assert (result.succeeded, result.summary["error_category"]) == (False, "authentication")
    assert [row["outcome"] for row in result.rows] == ["not_attempted", "not_attempted"]
    shown = json.dumps([result.envelope, result.message, result.readable, result.summary]) + repr(result)
    assert canary not in shown
