"""SIGINT, SIGTERM and SIGHUP end a run within two seconds, with a complete envelope."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.simulator import Fault, Simulator, Tenant
from tests.run.command import finished, started

ACTION = "release_held_message"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def wait_for(condition: Any) -> None:
    ends = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.01)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_a_request_is_in_flight(number: signal.Signals) -> None:
    tenant = Tenant(held=5)
    ids = list(tenant.held)
    with Simulator(tenant, faults=[Fault("hang", ids=(ids[2],))]) as sim:
        request = {"connection": {**sim.connection(), "concurrency": 1}, "parameters": {"ids": ids}}
        process = started(ACTION)
        assert process.stdin
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
        process.stdin = None
        wait_for(lambda: len(sim.requests) == 3)
        began = time.monotonic()
        process.send_signal(number)
        ran = finished(process)
        assert time.monotonic() - began < 2
    assert ran.status == 128 + number
    assert ran.outcomes == ["released", "released", "unknown", "not_attempted", "not_attempted"]
    assert ran.error["category"] == "cancelled"
    assert [one["id"] for one in ran.records] == ids


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_while_the_input_is_read(number: signal.Signals) -> None:
    process = started(ACTION)
    assert process.stdin
    process.stdin.write(b'{"parameters": ')
    process.stdin.flush()
    wait_until_reading(process.pid)
    process.send_signal(number)
    ran = finished(process)
    assert ran.status == 128 + number
    assert ran.error["category"] == "cancelled"
    assert ran.records == []


def wait_until_reading(pid: int, call: str = "0 0x0 ") -> None:
    """Wait until the process sleeps in a read, of its standard input unless another call is meant."""
    syscall = Path(f"/proc/{pid}/syscall")
    if not syscall.exists():
        pytest.skip("no /proc to see what a process waits for")
    wait_for(lambda: syscall.read_text().startswith(call))


def test_a_signal_while_the_parameters_file_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "parameters.json"
    os.mkfifo(pipe)
    process = started(ACTION, "--parameters", str(pipe))
    with pipe.open("wb") as waiting:
        waiting.write(b'{"ids": ')
        waiting.flush()
        wait_until_reading(process.pid, "0 0x")
        process.send_signal(signal.SIGTERM)
        ran = finished(process)
    assert ran.status == 143
    assert ran.error["category"] == "cancelled"


def test_a_run_under_nohup_ignores_sighup() -> None:
    tenant = Tenant(held=3)
    with Simulator(tenant, latency_ms=200) as sim:
        request = {"connection": {**sim.connection(), "concurrency": 1}, "parameters": {"ids": list(tenant.held)}}
        process = started(ACTION, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        assert process.stdin
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
        process.stdin = None
        wait_for(lambda: sim.requests)
        process.send_signal(signal.SIGHUP)
        ran = finished(process)
    assert ran.status == 0
    assert ran.outcomes == ["released"] * 3


def test_a_second_signal_changes_nothing() -> None:
    tenant = Tenant(held=3)
    with Simulator(tenant, faults=[Fault("hang")]) as sim:
        process = started(ACTION)
        assert process.stdin
        request = {"connection": sim.connection(), "parameters": {"ids": list(tenant.held)}}
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
        process.stdin = None
        wait_for(lambda: sim.requests)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        ran = finished(process)
    assert ran.status == 143
    assert ran.outcomes == ["unknown", "not_attempted", "not_attempted"]


def test_a_search_ends_on_a_signal_too() -> None:
    with Simulator(Tenant(held=3), faults=[Fault("hang")]) as sim:
        process = started("find_held_messages")
        assert process.stdin
        process.stdin.write(json.dumps({"connection": sim.connection()}).encode())
        process.stdin.close()
        process.stdin = None
        wait_for(lambda: sim.requests)
        process.send_signal(signal.SIGINT)
        ran = finished(process)
    assert ran.status == 130
    assert ran.error["category"] == "cancelled"
