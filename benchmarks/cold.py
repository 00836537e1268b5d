"""Cold: a new process for one message, as a platform starts one for each click."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.comparison import Samples
from benchmarks.tenant import COMMAND, environment, simulated

_WARM_UP = 2
OURS = [COMMAND, "run", "release_held_message"]
BARE = [sys.executable, str(Path(__file__).with_name("bare_script.py"))]


def one_message(rounds: int) -> Samples:
    ours, bare = [], []
    with simulated(held=2 * (rounds + _WARM_UP)) as tenant:
        for _ in range(rounds + _WARM_UP):
            (first, second) = tenant.take(2)
            ours.append(release_by_run(tenant.connection, [first]))
            bare.append(release_by_script(tenant.connection, [second]))
    return Samples(tuple(ours[_WARM_UP:]), tuple(bare[_WARM_UP:]))


def release_by_run(connection: dict[str, Any], ids: list[str]) -> float:
    """Milliseconds that the whole process takes; every message must have been released."""
    given = {"connection": connection, "parameters": {"ids": ids}}
    took, printed = timed(OURS, given)
    released = json.loads(printed)["summary"]["released"]
    if released != len(ids):
        raise SystemExit(f"{released} of {len(ids)} were released: {printed[:2000]}")
    return took


def release_by_script(connection: dict[str, Any], ids: list[str]) -> float:
    """Milliseconds that the whole process takes; every message must have been released."""
    took, printed = timed(BARE, {"connection": connection, "ids": ids})
    if printed.count('"release": true') != len(ids):
        raise SystemExit(f"Not all were released: {printed[:2000]}")
    return took


def timed(command: list[str], given: dict[str, Any]) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run(
        command,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        env=environment(),
    )
    took = (time.perf_counter() - start) * 1000
    if done.returncode:
        raise SystemExit(f"{command[0]} ended {done.returncode}: {done.stdout}{done.stderr}")
    return took, done.stdout
