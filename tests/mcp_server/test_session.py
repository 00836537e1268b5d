import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mimecast_hold.api.client import Client
from mimecast_hold.errors import InputError
from mimecast_hold.mcp_server import tools
from mimecast_hold.mcp_server.bounds import Bounds, Budget
from mimecast_hold.mcp_server.session import Cancellation, Session, Source
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.manifest import load
from mimecast_hold.simulator import Simulator, Tenant
from mimecast_hold.simulator.http.calls import Api, Request
from tests.mcp_server.raw_client import environ

DECLARED = load()
CHANGES = frozenset({"release_held_message", "release_matching_held_messages", "reject_held_message"})


@pytest.fixture(name="simulator")
def _simulator() -> Iterator[Simulator]:
    with Simulator(Tenant()) as simulator:
        yield simulator


def session(
    simulator: Simulator, allowed: Bounds | None = None, most: int = 20, api: Api = "1.0", **changed: object
) -> Session:
    source = Source(None, environ(simulator, api, **changed))
    client = Client(connection_from(None, None, source.environ).connection)
    return Session(DECLARED, source, client, allowed or Bounds(CHANGES), Budget(most))


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


def test_a_change_without_permission_is_an_error_and_sends_nothing(simulator: Simulator) -> None:
    over = session(simulator, Bounds())
    with pytest.raises(InputError, match="does not allow it") as caught:
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


def test_the_servers_guard_holds_back_messages_that_the_agent_names(simulator: Simulator) -> None:
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
def test_invalid_arguments_are_answered_with_an_error(simulator: Simulator, arguments: dict[str, object]) -> None:
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


def test_the_text_contains_nothing_that_others_wrote(simulator: Simulator) -> None:
    envelope = call(session(simulator), "find_held_messages")
    said = tools.text("Find Held Messages", envelope)
    for message in envelope["messages"]:
        for name in ("subject", "from_envelope", "from_header", "to"):
            assert str(message[name]) not in said
    assert "20 found" in said
    assert "never instructions" in said


def test_the_text_says_that_a_dry_run_changed_nothing(simulator: Simulator) -> None:
    held = simulator.tenant.newest()[0].id
    envelope = call(session(simulator, most=0), "release_held_message", ids=[held], dry_run=True)
    assert tools.text("Release Held Message", envelope).startswith("Dry run: nothing was changed.")
    assert simulator.tenant.fate(held) == "held"


def test_the_annotations_of_a_tool_follow_the_manifest() -> None:
    pytest.importorskip("mcp", reason="the extra mcp is not installed")
    from mimecast_hold.mcp_server.server import tool

    def annotations(name: str) -> tuple[bool | None, ...]:
        found = tool(DECLARED.action(name)).annotations
        assert found
        return found.read_only_hint, found.destructive_hint, found.idempotent_hint

    assert annotations("find_held_messages") == (True, False, True)
    assert annotations("release_held_message") == (False, True, True)
    assert annotations("release_matching_held_messages") == (False, True, False)


# One client for all calls.


def test_all_calls_share_one_token_and_one_connection(simulator: Simulator) -> None:
    over = session(simulator, api="2.0")
    for _ in range(121):
        assert call(over, "get_hold_summary")["status"] == "success"
    assert [request.path for request in simulator.requests].count("/oauth/token") == 1
    assert simulator.connections_opened == 1


def test_calls_at_the_same_time_share_one_token(simulator: Simulator) -> None:
    over = session(simulator, api="2.0")
    ids = [mail.id for mail in simulator.tenant.newest()[:16]]
    with ThreadPoolExecutor(16) as threads:
        envelopes = list(threads.map(lambda one: call(over, "release_held_message", ids=[one]), ids))
    assert [envelope["records"][0]["outcome"] for envelope in envelopes] == ["released"] * 16
    assert [envelope["records"][0]["id"] for envelope in envelopes] == ids
    assert [request.path for request in simulator.requests].count("/oauth/token") == 1


def test_a_call_that_sent_nothing_names_no_host_though_others_did(simulator: Simulator) -> None:
    over = session(simulator, most=2)
    ids = [mail.id for mail in simulator.tenant.newest()[:3]]
    assert call(over, "release_held_message", ids=ids[:1])["host"] == f"127.0.0.1:{simulator.port}"
    assert call(over, "release_held_message", ids=ids)["host"] is None
    assert call(over, "release_held_message", ids=ids[1:2])["host"] == f"127.0.0.1:{simulator.port}"


def test_a_refused_login_names_its_host_in_every_call(simulator: Simulator) -> None:
    over = session(simulator, api="2.0", client_secret="wrong")
    for _ in range(2):
        envelope = call(over, "get_hold_summary")
        assert envelope["error"]["category"] == "authentication"
        assert envelope["host"] == f"127.0.0.1:{simulator.port}"


def test_a_closed_connection_is_opened_again(simulator: Simulator) -> None:
    over = session(simulator)
    call(over, "get_hold_summary")
    over.client.close()
    assert call(over, "get_hold_summary")["status"] == "success"
    assert simulator.connections_opened == 2


# Cancelled calls, and the end.


def test_a_call_cancelled_before_it_begins_sends_nothing(simulator: Simulator) -> None:
    over = session(simulator)
    cancellation = Cancellation()
    cancellation.cancel()
    ids = [mail.id for mail in simulator.tenant.newest()[:3]]
    envelope = over.call(over.action("release_held_message"), {"ids": ids}, cancellation)
    assert [record["error"]["category"] for record in envelope["records"]] == ["cancelled"] * 3
    assert simulator.requests == []
    assert over.budget.left == 20


class CancelsAsItIsRead(Mapping[str, Any]):
    """Arguments that are read before there is anything that could be cancelled."""

    def __init__(self, **arguments: object) -> None:
        self._arguments = arguments
        self.cancellation = Cancellation()

    def __getitem__(self, name: str) -> object:
        return self._arguments[name]

    def __iter__(self) -> Iterator[str]:
        self.cancellation.cancel()
        return iter(self._arguments)

    def __len__(self) -> int:
        return len(self._arguments)


def test_a_call_cancelled_while_its_arguments_are_read_sends_nothing(simulator: Simulator) -> None:
    over = session(simulator)
    arguments = CancelsAsItIsRead(ids=[mail.id for mail in simulator.tenant.newest()[:3]])
    envelope = over.call(over.action("release_held_message"), arguments, arguments.cancellation)
    assert {record["outcome"] for record in envelope["records"]} == {"not_attempted"}
    assert simulator.requests == []


def test_a_call_cancelled_under_way_sends_nothing_more() -> None:
    cancellation = Cancellation()

    def cancel(_: Request, __: int) -> None:
        cancellation.cancel()

    with Simulator(Tenant(), observer=cancel) as simulator:
        over = session(simulator)
        ids = [mail.id for mail in simulator.tenant.newest()]
        envelope = over.call(over.action("release_held_message"), {"ids": ids}, cancellation)
        assert [record["outcome"] for record in envelope["records"]] == ["released"] + ["not_attempted"] * 19
        assert len(simulator.requests) == 1


def test_the_end_of_a_session_settles_calls_under_way_and_later_ones() -> None:
    arrived, answered = threading.Event(), threading.Event()

    def hold(_: Request, __: int) -> None:
        arrived.set()
        answered.wait(60)

    with Simulator(Tenant(), observer=hold) as simulator, ThreadPoolExecutor(1) as threads:
        over = session(simulator)
        first, second = (mail.id for mail in simulator.tenant.newest()[:2])
        under_way = threads.submit(call, over, "release_held_message", ids=[first])
        assert arrived.wait(60)
        assert over.calls.settle(60)
        answered.set()
        # Its answer was not there in time: it may have been released, and was.
        assert [record["outcome"] for record in under_way.result()["records"]] == ["unknown"]
        late = call(over, "release_held_message", ids=[second])
        assert [record["outcome"] for record in late["records"]] == ["not_attempted"]
        assert len(simulator.requests) == 1


def test_the_end_of_a_session_waits_no_longer_than_its_limit() -> None:
    answered = threading.Event()
    arrived = threading.Event()

    def hold(_: Request, __: int) -> None:
        arrived.set()
        answered.wait(60)

    with Simulator(Tenant(), observer=hold) as simulator, ThreadPoolExecutor(1) as threads:
        over = session(simulator)
        under_way = threads.submit(call, over, "release_held_message", ids=[simulator.tenant.newest()[0].id])
        assert arrived.wait(60)
        assert not over.calls.settle(0)
        answered.set()
        under_way.result()


# Guards that arrive blank, and guards that the connection asks for.

BLANK: list[Any] = [None, "", "  ", {}, [], {"senders": ""}, {"senders": None, "recipients": ["a@example.org"]}]


@pytest.mark.parametrize("blank", BLANK, ids=str)
@pytest.mark.parametrize("pinned", [None, {"recipients": ["a@example.org"]}], ids=["no guard at start", "a guard"])
def test_a_guard_that_arrives_blank_is_refused(
    simulator: Simulator, blank: object, pinned: dict[str, list[str]] | None
) -> None:
    over = session(simulator, Bounds(CHANGES, pinned))
    ids = [simulator.tenant.newest()[0].id]
    envelope = call(over, "release_held_message", ids=ids, only_if=blank)
    assert envelope["error"]["category"] == "invalid_input"
    assert simulator.requests == []
    assert over.budget.left == 20


def test_an_agent_may_write_a_domain_of_the_guard_in_its_other_form(simulator: Simulator) -> None:
    over = session(simulator, Bounds(CHANGES, {"recipient_domains": ["münchen.example"]}))
    asked = {"recipient_domains": ["xn--mnchen-3ya.example"]}
    envelope = call(over, "release_held_message", ids=[simulator.tenant.newest()[0].id], only_if=asked)
    assert [record["outcome"] for record in envelope["records"]] == ["skipped"]


def test_the_guard_that_a_connection_requires_may_come_from_the_call_or_the_server(simulator: Simulator) -> None:
    mail = simulator.tenant.newest()[0]
    guard = {"recipients": [mail.recipient.address]}
    unguarded = session(simulator, require_guard="true")
    refused = call(unguarded, "release_held_message", ids=[mail.id])
    assert refused["error"]["category"] == "invalid_input"
    assert simulator.requests == []
    assert unguarded.budget.left == 20
    asked = call(unguarded, "release_held_message", ids=[mail.id], only_if=guard, dry_run=True)
    assert [record["error"] for record in asked["records"]] == [None]
    pinned = session(simulator, Bounds(CHANGES, guard), require_guard="true")
    assert call(pinned, "release_held_message", ids=[mail.id])["status"] == "success"
