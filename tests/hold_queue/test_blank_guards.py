"""A blank guard, or a missing one that is required, is refused at every entry point."""

from typing import Any

import pytest
import yaml

from mimecast_hold.api.client import Client
from mimecast_hold.api.connection import Connection
from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.simulator import Simulator, Tenant
from tests.hold_queue.rig import client_of, queue_of, served
from tests.run.command import run_here as run

ANNA = ["anna@example.com"]
BLANK: list[Any] = [
    None, "", "  ", {}, [], [""], [" "], [None], {"sender_domains": ""}, {"sender_domains": None, "recipients": ANNA},
    {"sender_domains": [], "recipients": ANNA}, {"sender_domains": [""]}, {"sender_domains": [" "]},
    {"sender_domains": ["example.com", ""]}, {"sender_domains": ["example.com", None]}, {"reason_codes": {}},
    {"recipients": [[]]},
]  # fmt: skip


@pytest.mark.parametrize("guard", BLANK)
@pytest.mark.parametrize("action", ["release_held_message", "reject_held_message"])
def test_run_refuses_a_blank_guard_and_sends_nothing(guard: Any, action: str) -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant) as sim:
        given = {"connection": sim.connection(), "parameters": {"ids": list(tenant.held), "only_if": guard}}
        ran = run(action, given)
        assert sim.requests == []
    assert ran.status == 2
    assert ran.envelope["error"]["category"] == "invalid_input"
    assert "the guard is blank" in ran.envelope["error"]["message"]
    assert "Nothing was sent" in ran.envelope["error"]["message"]


@pytest.mark.parametrize("guard", BLANK)
@pytest.mark.parametrize("verb", ["release", "reject"])
def test_the_library_refuses_a_blank_guard_and_sends_nothing(guard: Any, verb: str) -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim:
        with pytest.raises(InputError, match="the guard is blank") as caught:
            getattr(queue_of(sim), verb)(list(tenant.held), only_if=guard)
        assert sim.requests == []
    assert caught.value.field == "only_if"


@pytest.mark.parametrize(
    ("guard", "words"),
    [
        ({"recipients": "anna@example.com"}, "must be a list"),
        ({"recipients": ["anna"]}, "not one plain address"),
        ({"recipients": ["<>"]}, "not one plain address"),
        ({"sender_domains": ["*.example.com"]}, "not one plain domain"),
        ({"sender_domains": ["example.com."]}, "not one plain domain"),
        ({"sender_domain": ["example.com"]}, 'Did you mean "sender_domains"'),
        (["sender_domains"], "must be an object"),
        ("sender_domains", "must be an object"),
    ],
)
def test_an_invalid_guard_is_refused(guard: Any, words: str) -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim:
        with pytest.raises(InputError, match=words):
            queue_of(sim).release(list(tenant.held), only_if=guard)
        assert sim.requests == []


# Where a guard is required.


@pytest.mark.parametrize("verb", ["release", "reject"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_connection_that_requires_a_guard_refuses_ids_without_one(verb: str, dry_run: bool) -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim:
        queue = HoldQueue.over(client_of(sim, require_guard=True))
        with pytest.raises(InputError, match="require_guard requires a guard") as caught:
            getattr(queue, verb)(list(tenant.held), dry_run=dry_run)
        assert sim.requests == []
        recipient = next(iter(tenant.held.values())).recipient.address
        (record,) = getattr(queue, verb)(list(tenant.held), only_if={"recipients": [recipient]})
    assert caught.value.field == "only_if"
    assert "only_if" in caught.value.hint
    assert record.outcome == {"release": "released", "reject": "rejected"}[verb]


def test_a_required_guard_does_not_apply_to_release_matching() -> None:
    tenant = Tenant(held=3)
    with served(tenant) as sim:
        queue = HoldQueue.over(client_of(sim, require_guard=True))
        records = list(queue.release_matching(route="inbound", max_messages=5))
    assert {one.outcome for one in records} <= {"skipped"}


@pytest.mark.parametrize(
    ("given", "file", "environment", "named"),
    [
        (True, None, None, "$.connection.require_guard"),
        (None, "require_guard: true", None, "require_guard in "),
        (None, None, "true", "MIMECAST_REQUIRE_GUARD"),
        (False, "require_guard: true", None, "require_guard in "),
        (False, "require_guard: false", "yes", "MIMECAST_REQUIRE_GUARD"),
        (True, "require_guard: false", "0", "$.connection.require_guard"),
    ],
)
def test_a_guard_is_required_if_any_source_requires_it(
    given: bool | None, file: str | None, environment: str | None, named: str
) -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant) as sim:
        known: dict[str, Any] = {**sim.connection(), **({} if given is None else {"require_guard": given})}
        layer = ConnectionFile("c.yaml", yaml.safe_load(file), is_text=False) if file else None
        settings = connection_from(known, layer, {"MIMECAST_REQUIRE_GUARD": environment} if environment else {})
        with pytest.raises(InputError) as caught:
            HoldQueue.over(Client(settings.connection)).release(list(tenant.held))
        assert sim.requests == []
    assert named in str(caught.value)


def test_a_source_with_require_guard_false_does_not_require_a_guard() -> None:
    with Simulator(Tenant(held=1)) as sim:
        known = {**sim.connection(), "require_guard": False}
        assert connection_from(known, None, {"MIMECAST_REQUIRE_GUARD": "no"}).connection.require_guard is False


def test_require_guard_must_be_true_or_false_in_every_source() -> None:
    with Simulator(Tenant(held=1)) as sim:
        known = {**sim.connection(), "require_guard": False}
        request = {"connection": known, "parameters": {"ids": ["a"]}}
        ran = run("release_held_message", request, env={"MIMECAST_REQUIRE_GUARD": "perhaps"})
        assert sim.requests == []
    assert ran.status == 2
    assert "MIMECAST_REQUIRE_GUARD" in ran.envelope["error"]["message"]


def test_a_guard_is_not_required_by_default() -> None:
    assert Connection._field_defaults["require_guard"] is False


@pytest.mark.parametrize(
    "only_if",
    [
        {"senders": set()},
        {"recipients": frozenset()},
        {"senders": ["a@example.com"], "recipients": set()},
        {"senders": [set()]},
        set(),
    ],
    ids=str,
)
@pytest.mark.parametrize("required", [True, False])
def test_an_empty_set_is_a_blank_guard(only_if: Any, required: bool) -> None:
    with served(Tenant(held=1)) as sim:
        queue = HoldQueue.over(client_of(sim, require_guard=required))
        with pytest.raises(InputError):
            queue.release(["a"], only_if=only_if)
    assert not sim.requests
