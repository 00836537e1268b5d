"""The runner's promises: there is always an envelope, with every known record even after a defect of ours."""

import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.api.client import Client
from mimecast_hold.errors import InternalError, Problem, error_from
from mimecast_hold.hold_queue.results import Report
from mimecast_hold.plugin import manifest, runner
from mimecast_hold.plugin.bundle import find_bundle
from mimecast_hold.plugin.envelope import status
from mimecast_hold.plugin.loader import load_action
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.simulator import Fault, Simulator, Tenant
from tests.api.raw_server import serving
from tests.run.command import run_here

ACTION = "release_held_message"


def test_every_action_declared_can_be_loaded() -> None:
    bundle = find_bundle()
    for action in manifest.load().actions:
        assert callable(load_action(bundle.action(action.id)))


def test_a_missing_action_module_is_an_internal_error(tmp_path: Path) -> None:
    with pytest.raises(InternalError, match=r"gone\.py"):
        load_action(tmp_path / "gone.py")


def test_an_action_may_hold_a_dataclass(tmp_path: Path) -> None:
    path = tmp_path / "holds_one.py"
    path.write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass One:\n    name: str\ndef run(queue, parameters):\n    return One('x')\n"
    )
    assert load_action(path)(None, {}).name == "x"  # type: ignore[arg-type,attr-defined]


@pytest.mark.parametrize(
    ("verdicts", "stopped", "expected"),
    [
        ([], None, "success"),
        ([], Problem("guard", "Too many."), "failure"),
        ([True, True], None, "success"),
        ([True, False], None, "partial"),
        ([False, False], None, "failure"),
        ([True, False], Problem("deadline", "Time."), "partial"),
    ],
)
def test_the_status_follows_from_the_records(verdicts: list[bool], stopped: Problem | None, expected: str) -> None:
    assert status(Report({}, verdicts=verdicts, stopped=stopped)) == expected


def test_an_action_that_did_not_run_is_a_failure() -> None:
    assert status(Report({}, stopped=Problem("internal", "A defect."))) == "failure"


class Odd:
    """A result whose record does not keep to the schema."""

    def report(self) -> Report:
        return Report({"requested": 1, "released": 1}, [{"id": "a", "outcome": "released"}], verdicts=[True])


def test_an_envelope_that_violates_its_schema_still_has_the_known_records(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "load_action", lambda _: lambda queue, parameters: Odd())
    with Simulator(Tenant(held=1)) as sim:
        done = Runner(ACTION, {}).run(lambda: ActionInput(sim.connection(), {"ids": ["a"]}))
    assert done.exit_status == 1
    assert done.envelope["error"]["category"] == "internal"
    assert done.envelope["records"] == [{"id": "a", "outcome": "released"}]


def breaking(error: Exception) -> Any:
    def run(queue: Any, parameters: Any) -> Any:
        raise error

    return lambda _: run


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), error_from(Problem("server_error", "Busy."))])
def test_an_error_before_anything_was_sent_leaves_every_message_unattempted(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "load_action", breaking(error))
    with Simulator(Tenant(held=1)) as sim:
        ran = run_here(ACTION, {"connection": sim.connection(), "parameters": {"ids": ["a", "b", "a"]}})
    assert ran.status == 1
    assert ran.outcomes == ["not_attempted", "not_attempted"]
    assert ran.envelope["summary"]["requested"] == ran.envelope["summary"]["not_attempted"] == 2


def test_a_defect_after_something_was_sent_leaves_the_messages_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = Tenant(held=2)

    def run(queue: Any, parameters: Any) -> Any:
        next(queue.release(parameters["ids"]))
        raise ZeroDivisionError

    monkeypatch.setattr(runner, "load_action", lambda _: run)
    with Simulator(tenant) as sim:
        ran = run_here(ACTION, {"connection": sim.connection(), "parameters": {"ids": list(tenant.held)}})
    assert ran.status == 1
    assert ran.outcomes == ["unknown", "unknown"]
    assert [one["released"] for one in ran.records] == [None, None]
    assert ran.error["category"] == "internal"


def test_a_defect_in_the_middle_of_a_run_keeps_the_released_records(monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = Tenant(held=6)
    ids = list(tenant.held)

    def broken(self: Client) -> float:
        raise ZeroDivisionError

    monkeypatch.setattr("mimecast_hold.hold_queue.bulk.runner.back_off", broken)
    with Simulator(tenant, faults=[Fault("status", ids=(ids[3],))]) as sim:
        connection = {**sim.connection(), "concurrency": 1}
        ran = run_here(ACTION, {"connection": connection, "parameters": {"ids": ids}})
    assert ran.outcomes == ["released"] * 3 + ["unknown"] + ["not_attempted"] * 2
    assert ran.status == 1
    assert ran.error["category"] == "internal"
    assert [tenant.fate(one) for one in ids] == ["released"] * 3 + ["held"] * 3


def test_a_host_that_never_completes_the_tls_handshake_does_not_delay_the_deadline() -> None:
    def talk(sock: socket.socket) -> None:
        while sock.recv(65_536):
            pass

    with serving(talk) as server, Simulator(Tenant(held=1), tls=True) as sim:
        connection = {**sim.connection(), "base_url": f"https://127.0.0.1:{server.port}", "timeout_seconds": 60}
        began = time.monotonic()
        ran = run_here(ACTION, {"connection": connection, "parameters": {"ids": ["a", "b"], "deadline_seconds": 1}})
        assert time.monotonic() - began < 10
    assert ran.outcomes == ["not_attempted", "not_attempted"]
    assert ran.error["category"] == "deadline"


def test_a_broken_progress_callback_does_not_end_the_run() -> None:
    tenant = Tenant(held=4)

    def watch(_: object) -> None:
        raise ZeroDivisionError

    with Simulator(tenant) as sim:
        done = Runner(ACTION, {}, on_record=watch).run(
            lambda: ActionInput(sim.connection(), {"ids": list(tenant.held)})
        )
    assert done.exit_status == 0
    assert not tenant.held


@pytest.mark.parametrize("action", [ACTION, "release_matching_held_messages"])
def test_records_before_a_defect_are_kept_and_logged_once(
    action: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "mimecast_hold")
    tenant = Tenant(held=6)
    ids = list(tenant.held)
    monkeypatch.setattr(runner, "load_action", lambda _: lambda queue, parameters: Halfway(queue.release(ids[:3])))
    parameters = {"ids": ids} if action == ACTION else {"route": "inbound", "max_messages": 6, "dry_run": True}
    with Simulator(tenant) as sim:
        ran = run_here(action, {"connection": sim.connection(), "parameters": parameters})
    rest = ["unknown"] * 3 if action == ACTION else []
    assert ran.outcomes == ["released"] * 3 + rest
    assert ran.envelope["status"] == "partial"
    assert ran.error["category"] == "internal"
    logged = [one.getMessage().split()[0] for one in caplog.records]
    assert logged == [*(f"id={one['id']}" for one in ran.records), f"action={action}"]


class Halfway:
    """A run that breaks when its last record has come."""

    def __init__(self, run: Any) -> None:
        self._run = run

    def on_record(self, callback: Any) -> None:
        self._run.on_record(callback)

    def report(self) -> Report:
        self._run.report()
        raise ZeroDivisionError


def test_an_envelope_is_valid_json() -> None:
    ran = run_here("find_held_messages", {"connection": {}})
    json.dumps(ran.envelope, allow_nan=False)
    assert ran.envelope["plugin"]["name"] == "mimecast-hold"
    assert ran.envelope["messages"] == []
