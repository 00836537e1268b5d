"""A process that can start few threads or none sends fewer requests at once and loses no message."""

import json
import subprocess
import sys
from typing import Any

import pytest

from mimecast_hold.simulator import Simulator, Tenant
from tests.run.command import checked, environ

pytestmark = pytest.mark.slow

# Stacks of a size that no machine has room for: no thread can be started but those that were before.
_FEW_THREADS = """
import sys, threading, time
from mimecast_hold.api import threads
for _ in range({count}):
    threads.start(lambda: time.sleep(0.3), lambda _: None)
time.sleep(1)
threading.stack_size(1 << 46)
from mimecast_hold.cli.main import main
sys.exit(main(["run", *sys.argv[1:]]))
"""


def run_with(count: int, action: str, connection: dict[str, Any], parameters: dict[str, Any]) -> Any:
    """Run an action in a process that has `count` threads for requests, and gets no more."""
    given = json.dumps({"connection": connection, "parameters": parameters}).encode()
    command = [sys.executable, "-c", _FEW_THREADS.format(count=count), action]
    done = subprocess.run(command, input=given, capture_output=True, check=False, env=environ(), timeout=60)
    return checked(done.returncode, done.stdout.decode("ascii"), done.stderr.decode())


@pytest.mark.parametrize("api", ["1.0", "2.0"])
@pytest.mark.parametrize("count", [1, 3])
def test_with_few_threads_everything_is_released_by_fewer_concurrent_requests(count: int, api: Any) -> None:
    tenant = Tenant(held=40)
    ids = list(tenant.held)
    with Simulator(tenant, latency_ms=5) as simulator:
        connection = {**simulator.connection(api), "concurrency": 32}
        done = run_with(count, "release_held_message", connection, {"ids": ids, "look_first": True})
    assert (done.status, done.outcomes) == (0, ["released"] * 40)
    assert {one["attempts"] for one in done.records} == {1}
    assert tenant.release_calls.total() == 40


@pytest.mark.parametrize("action", ["release_held_message", "reject_held_message"])
def test_without_threads_nothing_is_attempted_and_the_error_says_why(action: str) -> None:
    tenant = Tenant(held=3)
    with Simulator(tenant) as simulator:
        done = run_with(0, action, simulator.connection(), {"ids": list(tenant.held)})
        assert not simulator.requests
    assert (done.status, done.outcomes) == (2, ["not_attempted"] * 3)
    assert "No thread could be started" in done.error["message"]
    assert "ulimit" in done.error["hint"]
    assert {one["error"]["category"] for one in done.records} == {"configuration"}


def test_without_threads_a_search_fails_with_the_reason() -> None:
    with Simulator(Tenant(held=3)) as simulator:
        done = run_with(0, "find_held_messages", simulator.connection(), {})
    assert "No thread could be started" in done.error["message"]
