"""The log on standard error: complete, and never in the way of a release."""

import json
import os
import shlex
import subprocess

from mimecast_hold.simulator import Simulator, Tenant
from tests.run.command import RUN, checked, finished, started

ACTION = "release_held_message"
PIPE = 65_536  # bytes that a pipe holds


def request(sim: Simulator, ids: list[str], **parameters: object) -> bytes:
    return json.dumps({"connection": sim.connection(), "parameters": {"ids": ids, **parameters}}).encode()


def test_every_record_has_its_line_in_order() -> None:
    tenant = Tenant(held=300)
    ids = list(tenant.held)
    with Simulator(tenant) as sim:
        ran = finished(started(ACTION), request(sim, ids, reason="Case 1"))
    lines = [line.split(" mimecast_hold ")[1] for line in ran.stderr.splitlines()]
    assert [line.split()[0] for line in lines] == [*(f"id={one}" for one in ids), f"action={ACTION}"]
    assert all(line.endswith("reason='Case 1'") for line in lines)


def test_a_log_that_nobody_reads_delays_neither_releases_nor_the_exit() -> None:
    tenant = Tenant(held=400)
    ids = list(tenant.held)
    assert sum(map(len, ids)) > PIPE
    read, write = os.pipe()
    with Simulator(tenant) as sim:
        process = started(ACTION, stderr=write)
        os.close(write)
        out, _ = process.communicate(request(sim, ids, deadline_seconds=30), timeout=60)
    ran = checked(process.returncode, out.decode(), "")
    os.close(read)  # nobody has read it until here
    assert ran.status == 0
    assert ran.outcomes == ["released"] * 400
    assert not tenant.held


def test_a_log_that_cannot_be_written_is_not_a_failure() -> None:
    tenant = Tenant(held=3)
    with Simulator(tenant) as sim, open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        process = started(ACTION, stderr=full)
        out, _ = process.communicate(request(sim, list(tenant.held)), timeout=60)
    assert checked(process.returncode, out.decode(), "").outcomes == ["released"] * 3


def test_a_closed_standard_error_is_not_a_failure() -> None:
    tenant = Tenant(held=3)
    command = ["sh", "-c", f"exec {shlex.join([*RUN, ACTION])} 2>&-"]
    with Simulator(tenant) as sim:
        done = subprocess.run(command, input=request(sim, list(tenant.held)), capture_output=True, check=False)
    assert checked(done.returncode, done.stdout.decode(), "").outcomes == ["released"] * 3
