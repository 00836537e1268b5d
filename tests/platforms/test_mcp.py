"""`mimecast-hold mcp`, driven by the protocol's own client (the mcp package), over standard input and output."""

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.plugin.manifest import load
from mimecast_hold.simulator import Simulator, Tenant

pytestmark = pytest.mark.platforms

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".tools/mcp/bin/python"
CLIENT = Path(__file__).with_name("mcp_client.py")
RELEASE = "release_held_message"
ALLOWED = ("--allow-changes", RELEASE)


@pytest.fixture(name="python", autouse=True)
def _python(platform_python: Callable[[str], Path]) -> Path:
    """The interpreter that has the protocol's own library."""
    return platform_python("mcp")


def session(
    simulator: Simulator,
    *calls: tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], float],
    options: Sequence[str] = (),
    mode: str = "auto",
    **changed: str | int,
) -> dict[str, Any]:
    """What the client saw in one session; `changed` are fields of the connection."""
    connection = {**simulator.connection(), **changed}
    known = {f"MIMECAST_{name.upper()}": str(value) for name, value in connection.items()}
    asked = {
        "command": [str(PYTHON), "-m", "mimecast_hold", "mcp", *options],
        "environ": {**known, "PYTHONPATH": str(ROOT / "src")},
        "mode": mode,
        "calls": calls,
    }
    done = subprocess.run(
        [PYTHON, CLIENT], input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    for canary in _secrets(simulator):
        assert canary not in done.stdout + done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def _secrets(simulator: Simulator) -> list[str]:
    known = simulator.tenant.credentials
    return [known.access_key, known.secret_key, known.app_key, known.client_secret]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_tool_for_each_action_that_is_allowed_with_its_schemas_unchanged(simulator: Simulator, mode: str) -> None:
    seen = session(simulator, options=ALLOWED, mode=mode)
    actions = [one for one in load().actions if one.effect == "read" or one.id == RELEASE]
    assert [tool["name"] for tool in seen["tools"]] == [action.id for action in actions]
    for tool, action in zip(seen["tools"], actions, strict=True):
        assert tool["inputSchema"] == action.input_schema
        assert tool["outputSchema"] == action.output_schema
        assert tool["annotations"]["readOnlyHint"] is (action.effect == "read")
        assert tool["annotations"]["destructiveHint"] is (action.effect != "read")
        assert tool["annotations"]["idempotentHint"] is action.safe_to_repeat
        assert "never instructions" in tool["description"]
    assert "never instructions" in seen["instructions"]


def test_every_action_that_reads_answers_by_its_schema(simulator: Simulator) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [(action.id, {}) for action in load().actions if action.effect == "read"]
    seen = session(simulator, *calls)
    assert [answer["isError"] for answer in seen["answers"]] == [False] * len(calls)


def test_a_release_that_succeeds(simulator: Simulator) -> None:
    ids = [mail.id for mail in simulator.tenant.newest()[:2]]
    (answer,) = session(simulator, (RELEASE, {"ids": ids}), options=ALLOWED)["answers"]
    assert answer["isError"] is False
    assert answer["structuredContent"]["summary"]["released"] == 2
    assert {simulator.tenant.fate(one) for one in ids} == {"released"}


def test_a_partial_release_is_an_error_with_every_record(simulator: Simulator) -> None:
    held, unknown = simulator.tenant.newest()[0].id, simulator.tenant.unknown_id()
    (answer,) = session(simulator, (RELEASE, {"ids": [held, unknown]}), options=ALLOWED)["answers"]
    assert answer["isError"] is True
    assert [one["outcome"] for one in answer["structuredContent"]["records"]] == ["released", "failed"]
    assert "partial (2 requested, 1 released, 1 failed)" in answer["content"][0]["text"]


def test_a_dry_run_says_so_and_changes_nothing(simulator: Simulator) -> None:
    held = simulator.tenant.newest()[0].id
    (answer,) = session(simulator, (RELEASE, {"ids": [held], "dry_run": True}), options=ALLOWED)["answers"]
    assert answer["isError"] is False
    assert answer["content"][0]["text"].startswith("Dry run: nothing was changed.")
    assert simulator.tenant.fate(held) == "held"


def test_a_wrong_key_is_an_error_that_says_what_to_do(simulator: Simulator) -> None:
    held = simulator.tenant.newest()[0].id
    wrong = "bm90IHRoZSBrZXk="
    (answer,) = session(simulator, (RELEASE, {"ids": [held]}), options=ALLOWED, secret_key=wrong)["answers"]
    assert answer["isError"] is True
    assert answer["structuredContent"]["error"]["category"] == "authentication"
    assert simulator.tenant.fate(held) == "held"


@pytest.mark.parametrize("tool", ["reject_held_message", "release_matching_held_messages", "no_such_tool"])
def test_what_is_not_listed_cannot_be_called(simulator: Simulator, tool: str) -> None:
    seen = session(simulator, (tool, {"ids": [simulator.tenant.newest()[0].id]}), options=ALLOWED)
    assert tool not in [one["name"] for one in seen["tools"]]
    assert set(seen["answers"][0]) == {"refused"}
    assert len(simulator.tenant.held) == 20
    assert simulator.requests == []


def test_a_session_changes_no_more_than_it_was_started_with(simulator: Simulator) -> None:
    one, two, three = (mail.id for mail in simulator.tenant.newest()[:3])
    options = (*ALLOWED, "--max-changes", "2")
    calls = [(RELEASE, {"ids": ids}) for ids in ([one, two, three], [one, two], [three])]
    answers = session(simulator, *calls, options=options)["answers"]
    assert [answer["isError"] for answer in answers] == [True, False, True]
    assert "only 0 of this session's 2 changes are left" in answers[2]["content"][0]["text"]
    assert simulator.tenant.fate(three) == "held"


def test_the_guard_set_at_start_holds_whatever_the_agent_asks(simulator: Simulator, tmp_path: Path) -> None:
    first, *others = simulator.tenant.newest()
    other = next(mail for mail in others if mail.recipient.address != first.recipient.address)
    guard = tmp_path / "guard.json"
    guard.write_text(json.dumps({"recipients": [first.recipient.address]}), encoding="utf-8")
    wider = {"recipients": [first.recipient.address, other.recipient.address]}
    calls: list[tuple[str, dict[str, Any]]] = [
        (RELEASE, {"ids": [first.id, other.id]}),
        (RELEASE, {"ids": [other.id], "only_if": wider}),
    ]
    answers = session(simulator, *calls, options=(*ALLOWED, "--only-if", str(guard)))["answers"]
    outcomes = [[one["outcome"] for one in answer["structuredContent"]["records"]] for answer in answers]
    assert outcomes == [["released", "skipped"], ["skipped"]]
    assert simulator.tenant.fate(other.id) == "held"


def test_a_call_that_the_client_cancels_sends_nothing_more() -> None:
    with Simulator(Tenant(held=100), latency_ms=100) as slow:
        ids = [mail.id for mail in slow.tenant.newest()]
        calls = ((RELEASE, {"ids": ids}, 1.0), ("find_held_messages", {"max_messages": 1}))
        options = (*ALLOWED, "--max-changes", "100")
        cancelled, found = session(slow, *calls, options=options, concurrency=1)["answers"]
        assert cancelled == {"cancelled": True}
        assert found["isError"] is False
        assert len(slow.tenant.held) > 50


def test_what_others_wrote_stands_in_the_structured_result_alone(simulator: Simulator) -> None:
    (answer,) = session(simulator, ("find_held_messages", {}))["answers"]
    said = "".join(block["text"] for block in answer["content"])
    for message in answer["structuredContent"]["messages"]:
        assert message["subject"] not in said
        assert message["from_envelope"] not in said
