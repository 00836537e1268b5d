"""Release Held Message from a platform's request to its envelope, over a process and a socket."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.simulator import Fault, Rules, Simulator, Tenant
from tests.run.command import environ, release, run, started

ACTION = "release_held_message"


def test_one_success() -> None:
    tenant = Tenant(held=3)
    first, *_ = tenant.held
    with Simulator(tenant) as sim:
        ran = release(sim.connection(), [first], reason="Case 4711")
        host = sim.base_url.removeprefix("http://")
    assert ran.status == 0
    assert ran.envelope["status"] == "success"
    assert ran.envelope["error"] is None
    assert ran.envelope["dry_run"] is False
    assert ran.envelope["host"] == host
    assert "not a Mimecast host" in ran.envelope["warnings"][0]
    assert ran.envelope["summary"] == {
        "requested": 1, "released": 1, "already_released": 0, "not_released": 0,
        "failed": 0, "unknown": 0, "not_attempted": 0, "skipped": 0,
    }  # fmt: skip
    (record,) = ran.records
    assert record["id"] == first
    assert (record["outcome"], record["released"], record["evidence"]) == ("released", True, "response")
    assert record["request_id"] == sim.requests[0].headers["x-mc-req-id"]
    assert tenant.fate(first) == "released"
    assert "Case 4711" in ran.envelope["readable"]
    assert "Case 4711" in ran.stderr
    assert b"4711" not in sim.requests[0].body


@pytest.mark.parametrize("api", ["1.0", "2.0"])
def test_a_mixed_batch_is_partial(api: Any) -> None:
    tenant = Tenant(held=3)
    first, second, *_ = tenant.held
    never = tenant.unknown_id()
    with Simulator(tenant) as sim:
        ran = release(sim.connection(api), [first, never, second])
    assert ran.status == 1
    assert ran.envelope["status"] == "partial"
    assert ran.outcomes == ["released", "failed", "released"]
    assert [one["id"] for one in ran.records] == [first, never, second]
    assert ran.records[1]["error"]["category"] == "not_found"
    assert ran.records[1]["released"] is False


def test_a_wrong_key_fails_the_whole() -> None:
    tenant = Tenant(held=3)
    with Simulator(tenant) as sim:
        wrong = {**sim.connection(), "app_key": "11111111-1111-4111-8111-111111111111"}
        ran = release(wrong, list(tenant.held))
    assert ran.status == 1
    assert ran.envelope["status"] == "failure"
    assert ran.error["category"] == "authentication"
    assert ran.error["code"] == "err_xdk_invalid_signature"
    assert ran.outcomes == ["failed", "not_attempted", "not_attempted"]
    assert len(sim.requests) == 1


def test_an_answer_lost_in_three_ways() -> None:
    tenant = Tenant(held=3)
    before, after, fine = tenant.held
    never = tenant.unknown_id()
    lost = [
        Fault("reset", "before", ids=(before,), times=1),
        Fault("reset", "after", ids=(after,), times=1),
        Fault("reset", "before", ids=(never,), times=1),
    ]
    with Simulator(tenant, faults=lost) as sim:
        ran = release(sim.connection(), [fine, before, after, never])
    assert ran.outcomes == ["released", "released", "released", "unknown"]
    assert [one["evidence"] for one in ran.records] == ["response", "response", "release_log", "hold_queue"]
    assert [one["released"] for one in ran.records] == [True, True, True, None]
    assert [tenant.fate(one) for one in (fine, before, after, never)] == ["released"] * 3 + ["never"]
    assert (ran.status, ran.envelope["status"]) == (1, "partial")


def test_an_unreachable_host_gives_each_id_its_record() -> None:
    tenant = Tenant(held=2)
    with Simulator(tenant) as sim:
        connection = {**sim.connection(), "max_attempts": 1}
    ran = release(connection, list(tenant.held))
    assert ran.status == 1
    assert ran.outcomes == ["not_attempted", "not_attempted"]
    assert ran.error["category"] == "network"
    assert ran.envelope["host"] is None


def test_a_missing_permission_is_told_of_the_whole() -> None:
    tenant = Tenant(held=2, rules=Rules(permissions=frozenset()))
    with Simulator(tenant) as sim:
        ran = release(sim.connection(), list(tenant.held))
    assert ran.status == 1
    assert ran.error["category"] == "permission"
    assert "Held, Edit" in ran.error["hint"]


def test_a_dry_run_says_so_first_and_changes_nothing() -> None:
    tenant = Tenant(held=2)
    with Simulator(tenant) as sim:
        ran = release(sim.connection(), list(tenant.held), dry_run=True)
    assert ran.status == 0
    assert ran.envelope["dry_run"] is True
    assert ran.envelope["readable"].startswith("Dry run: nothing was changed.")
    assert ran.outcomes == ["skipped", "skipped"]
    assert len(tenant.held) == 2


def test_a_deadline_bounds_the_whole_action() -> None:
    tenant = Tenant(held=3)
    with Simulator(tenant, faults=[Fault("drip-header", seconds=0.2)]) as sim:
        ran = release(sim.connection(), list(tenant.held), deadline_seconds=2)
    assert ran.envelope["duration_ms"] < 2300
    assert ran.outcomes == ["unknown", "not_attempted", "not_attempted"]
    assert ran.error["category"] == "deadline"
    assert ran.status == 1


def test_the_connection_and_the_parameters_may_come_from_files(tmp_path: Path) -> None:
    tenant = Tenant(held=2)
    first, second = tenant.held
    connection, parameters = tmp_path / "connection.yaml", tmp_path / "parameters.json"
    with Simulator(tenant) as sim:
        connection.write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in sim.connection().items()))
        connection.chmod(0o600)
        parameters.write_text(json.dumps({"ids": [first]}))
        both = run(ACTION, b"never read", "--connection", str(connection), "--parameters", str(parameters))
        one = run(ACTION, {"parameters": {"ids": [second]}}, "--connection", str(connection))
        connection.chmod(0o644)
        seen = run(ACTION, {"parameters": {"ids": [second]}}, "--connection", str(connection))
    assert (both.status, one.status) == (0, 0)
    assert len(both.envelope["warnings"]) == 1
    assert len(seen.envelope["warnings"]) == 2
    assert seen.status == 0
    assert seen.outcomes == ["already_released"]
    assert seen.records[0]["released"] is True
    assert seen.records[0]["released_by"]


def test_the_connection_may_come_from_the_environment() -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant) as sim:
        env = {f"MIMECAST_{name.upper()}": value for name, value in sim.connection("2.0").items()}
        ran = run(ACTION, {"parameters": {"ids": list(tenant.held)}}, env=env)
    assert ran.status == 0


def test_fields_that_nobody_filled_in_are_no_error() -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant) as sim:
        blank = {"client_id": "", "client_secret": None, "region": " ", "proxy_url": "", "timeout_seconds": None}
        ran = release(
            {**sim.connection(), **blank}, list(tenant.held), reason=" ", look_first=None, deadline_seconds=""
        )
    assert ran.status == 0


def test_duplicates_and_ids_of_another_kind_are_warned_of() -> None:
    tenant = Tenant(held=1)
    (only,) = tenant.held
    with Simulator(tenant) as sim:
        ran = release(sim.connection(), [only, only, tenant.tracking_id()])
    assert ran.envelope["summary"]["requested"] == 2
    assert len(ran.envelope["warnings"]) == 3


def test_nothing_but_the_envelope_comes_on_standard_output_in_any_locale() -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant) as sim:
        request = {
            "connection": sim.connection(),
            "parameters": {"ids": [tenant.unknown_id()], "reason": "Prüfung 請求書 ✓"},
        }
        ran = run(ACTION, request, env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert ran.records[0]["outcome"] == "failed"
    assert "Prüfung 請求書" in ran.envelope["readable"]


def test_a_standard_output_that_nobody_reads_ends_quietly() -> None:
    tenant = Tenant(held=1)
    reader, writer = os.pipe()
    os.close(reader)
    with Simulator(tenant) as sim:
        process = started(ACTION, stdout=writer)
        os.close(writer)
        request = {"connection": sim.connection(), "parameters": {"ids": list(tenant.held)}}
        _, err = process.communicate(json.dumps(request).encode(), timeout=30)
    assert process.returncode == 1
    assert b"Traceback" not in err
    assert b"Exception" not in err
    assert b"outcome=released" in err


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_a_stream_that_is_closed_is_no_crash(closed: str) -> None:
    line = f'exec "{sys.executable}" -m mimecast_hold run {ACTION} {closed}'
    done = subprocess.run(  # noqa: S602
        line,
        shell=True,
        env=environ(),
        input=None if closed == "<&-" else b"{}",
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    if closed == "<&-":
        assert json.loads(done.stdout)["error"]["category"] == "invalid_input"
        assert done.returncode == 2


def test_reject_has_words_of_its_own() -> None:
    tenant = Tenant(held=2)
    first, second = tenant.held
    tenant.act_as_other_admin(second, "release")
    with Simulator(tenant) as sim:
        parameters = {"ids": [first, second], "reason_type": "INAPPROPRIATE COMMUNICATION", "notify": True}
        ran = run("reject_held_message", {"connection": sim.connection(), "parameters": parameters})
    assert ran.outcomes == ["rejected", "failed"]
    assert ran.records[0]["rejected"] is True
    assert "released" not in ran.records[0]
    assert ran.records[1]["error"]["category"] == "already_released"
    assert ran.envelope["summary"]["rejected"] == 1


def test_every_action_that_reads_gives_its_own_envelope() -> None:
    tenant = Tenant(held=5)
    for one in list(tenant.held)[:2]:
        tenant.act_as_other_admin(one, "release")
    with Simulator(tenant) as sim:
        request = {"connection": sim.connection()}
        found, holds, log, test = (
            run(action, request)
            for action in ("find_held_messages", "get_hold_summary", "get_release_log", "test_connection")
        )
    assert [one.status for one in (found, holds, log, test)] == [0, 0, 0, 0]
    assert found.envelope["summary"] == {"found": 3}
    assert holds.envelope["summary"]["messages"] == 3
    assert log.envelope["summary"] == {"entries": 2}
    assert test.envelope["summary"]["failed"] == 0
    assert "dry_run" not in found.envelope


def test_a_read_that_fails_keeps_its_form() -> None:
    tenant = Tenant(held=5, rules=Rules(permissions=frozenset()))
    with Simulator(tenant) as sim:
        ran = run("find_held_messages", {"connection": sim.connection()})
    assert (ran.status, ran.envelope["status"]) == (1, "failure")
    assert (ran.envelope["messages"], ran.envelope["truncated"]) == ([], True)
    assert ran.error["category"] == "permission"


def test_release_matching_stops_at_too_many() -> None:
    tenant = Tenant(held=30)
    with Simulator(tenant) as sim:
        request = {"connection": sim.connection(), "parameters": {"route": "inbound", "max_messages": 2}}
        ran = run("release_matching_held_messages", request)
    assert (ran.status, ran.envelope["status"], ran.error["category"]) == (1, "failure", "guard")
    assert ran.records == []
    assert ran.envelope["dry_run"] is True
    assert ran.envelope["summary"]["matched"] > 2
    assert len(tenant.held) == 30


def test_release_matching_is_a_dry_run_by_default() -> None:
    tenant = Tenant(held=30)
    with Simulator(tenant) as sim:
        request = {"connection": sim.connection(), "parameters": {"route": "inbound", "max_messages": 30}}
        ran = run("release_matching_held_messages", request)
    assert ran.status == 0
    assert ran.envelope["readable"].startswith("Dry run: nothing was changed.")
    assert set(ran.outcomes) == {"skipped"}
    assert len(tenant.held) == 30
