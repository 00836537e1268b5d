from collections.abc import Iterator
from typing import Any

import pytest

from mimecast_hold.errors import InputError
from mimecast_hold.mcp_server import tools
from mimecast_hold.mcp_server.bounds import Bounds, Budget
from mimecast_hold.mcp_server.session import Session, Source
from mimecast_hold.plugin.manifest import load
from mimecast_hold.simulator import Simulator, Tenant

DECLARED = load()
CHANGES = frozenset({"release_held_message", "release_matching_held_messages", "reject_held_message"})


@pytest.fixture(name="simulator")
def _simulator() -> Iterator[Simulator]:
    with Simulator(Tenant()) as simulator:
        yield simulator


def session(simulator: Simulator, allowed: Bounds | None = None, most: int = 20) -> Session:
    environ = {f"MIMECAST_{name.upper()}": value for name, value in simulator.connection().items()}
    return Session(DECLARED, Source(None, environ), allowed or Bounds(CHANGES), Budget(most))


def call(over: Session, name: str, **arguments: object) -> dict[str, Any]:
    return over.call(over.action(name), arguments)


def test_a_release_runs_as_it_does_for_every_platform(simulator: Simulator) -> None:
    held = simulator.tenant.newest()[0].id
    over = session(simulator)
    envelope = call(over, "release_held_message", ids=[held, simulator.tenant.unknown_id()])
    assert envelope["status"] == "partial"
    assert [record["outcome"] for record in envelope["records"]] == ["released", "failed"]
    assert simulator.tenant.fate(held) == "released"
    assert over.budget.left == 19  # the one that failed was not changed


def test_a_change_without_leave_is_an_error_and_sends_nothing(simulator: Simulator) -> None:
    over = session(simulator, Bounds())
    with pytest.raises(InputError, match="not started with leave") as caught:
        over.action("release_held_message")
    assert "--allow-changes release_held_message" in caught.value.hint
    assert [action.id for action in over.actions()] == [a.id for a in DECLARED.actions if a.effect == "read"]


def test_more_changes_than_are_left_send_nothing(simulator: Simulator) -> None:
    ids = [mail.id for mail in simulator.tenant.newest()[:3]]
    over = session(simulator, most=2)
    envelope = call(over, "release_held_message", ids=ids)
    assert envelope["error"]["category"] == "guard"
    assert simulator.requests == []
    assert call(over, "release_held_message", ids=ids[:2])["status"] == "success"
    assert call(over, "release_held_message", ids=ids[2:])["error"]["category"] == "guard"


def test_the_guard_set_at_start_keeps_back_what_the_agent_asks_for(simulator: Simulator) -> None:
    first, *others = simulator.tenant.newest()
    other = next(mail for mail in others if mail.recipient.address != first.recipient.address)
    over = session(simulator, Bounds(CHANGES, {"recipients": [first.recipient.address]}))
    envelope = call(over, "release_held_message", ids=[first.id, other.id])
    assert [record["outcome"] for record in envelope["records"]] == ["released", "skipped"]
    assert simulator.tenant.fate(other.id) == "held"


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"ids": "x"},
        {"ids": ["x"], "connection": {"base_url": "http://127.0.0.1:1"}},
        {"ids": ["x"], "base_url": "http://127.0.0.1:1"},
        {"ids": ["x"], "journal": "journal.db"},
        {"ids": ["x"], "dry_run": "false"},
    ],
)
def test_arguments_that_are_no_parameters_are_answered_in_words(
    simulator: Simulator, arguments: dict[str, object]
) -> None:
    over = session(simulator)
    envelope = call(over, "release_held_message", **arguments)
    assert envelope["error"]["category"] == "invalid_input"
    assert simulator.requests == []
    assert over.budget.left == 20


def test_no_tool_takes_a_connection_a_host_a_file_or_a_journal() -> None:
    forbidden = {*_connection_fields(), "connection", "host", "file", "path", "journal", "url"}
    for action in DECLARED.actions:
        assert not forbidden & set(_names(action.input_schema)), action.id


def _connection_fields() -> set[str]:
    from mimecast_hold.plugin.manifest import schema

    return set(schema("connection")["properties"])


def _names(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for inner in schema.values():
            yield from _names(inner)


def test_the_words_hold_nothing_that_others_wrote(simulator: Simulator) -> None:
    envelope = call(session(simulator), "find_held_messages")
    said = tools.text("Find Held Messages", envelope)
    for message in envelope["messages"]:
        for name in ("subject", "from_envelope", "from_header", "to"):
            assert str(message[name]) not in said
    assert "20 found" in said
    assert "never instructions" in said


def test_the_words_say_that_a_dry_run_changed_nothing(simulator: Simulator) -> None:
    held = simulator.tenant.newest()[0].id
    envelope = call(session(simulator, most=0), "release_held_message", ids=[held], dry_run=True)
    assert tools.text("Release Held Message", envelope).startswith("Dry run: nothing was changed.")
    assert simulator.tenant.fate(held) == "held"


def test_the_hints_follow_the_manifest() -> None:
    hints = {action.id: tools.hints(action) for action in DECLARED.actions}
    assert hints["find_held_messages"] == tools.Hints(read_only=True, destructive=False, idempotent=True)
    assert hints["release_held_message"] == tools.Hints(read_only=False, destructive=True, idempotent=True)
    assert hints["release_matching_held_messages"] == tools.Hints(read_only=False, destructive=True, idempotent=False)
