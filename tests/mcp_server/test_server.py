"""`mimecast-hold mcp` as a process, line by line: clients other than the SDK's own, and the end of a session."""

import importlib.util
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Self

import pytest

from mimecast_hold.simulator import Fault, Simulator, Tenant
from mimecast_hold.simulator.http.calls import Request
from tests.api.raw_server import read_request, serving
from tests.mcp_server.raw_client import RELEASE, RawClient, environ

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("mcp") is None, reason="the extra mcp is not installed"),
]

ALLOWED = ("--allow-changes", RELEASE, "--max-changes", "1000")


class Gate:
    """Lets the effect of a release through, and holds its answer until it is opened."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self._arrived = threading.Semaphore(0)

    def __call__(self, request: Request, _: int) -> None:
        if "hold-release" in request.path:
            self._arrived.release()
            self.opened.wait(60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Open it, or the simulator waits for its threads."""
        self.opened.set()

    def await_requests(self, count: int) -> None:
        for _ in range(count):
            assert self._arrived.acquire(timeout=60)


def started(simulator: Simulator, **changed: object) -> RawClient:
    """The server, and a client that shakes hands with it when it is entered; `changed` are the connection's fields."""
    return RawClient(*ALLOWED, environ=environ(simulator, "1.0", **changed))


def hang_up(client: RawClient) -> None:
    client.hang_up()


def signalled(number: signal.Signals) -> Callable[[RawClient], None]:
    return lambda client: client.signal(number)


# The end.


@pytest.mark.parametrize(
    ("end", "status"),
    [
        pytest.param(hang_up, 0, id="end of input"),
        pytest.param(signalled(signal.SIGINT), 130, id="SIGINT"),
        pytest.param(signalled(signal.SIGTERM), 143, id="SIGTERM"),
        pytest.param(signalled(signal.SIGHUP), 129, id="SIGHUP"),
    ],
)
def test_releases_under_way_are_answered_and_logged_before_it_ends(
    end: Callable[[RawClient], None], status: int
) -> None:
    gate = Gate()
    with Simulator(Tenant(), observer=gate) as simulator, started(simulator) as client, gate:
        ids = [mail.id for mail in simulator.tenant.newest()[:17]]
        for number, message_id in enumerate(ids):
            client.call(number, RELEASE, {"ids": [message_id]})
        gate.await_requests(17)
        end(client)
        outcomes = [client.result(number)["records"][0]["outcome"] for number in range(17)]
        assert client.ended() == status
        assert client.logged_ids() == set(ids)
        assert outcomes == ["unknown"] * 17  # the answers were held back for longer than they are awaited


def test_an_answer_that_arrives_in_time_is_reported_at_the_end() -> None:
    gate = Gate()
    with Simulator(Tenant(), observer=gate) as simulator, started(simulator) as client, gate:
        message_id = simulator.tenant.newest()[0].id
        client.call(1, RELEASE, {"ids": [message_id]})
        gate.await_requests(1)
        gate.opened.set()
        client.signal(signal.SIGTERM)
        record = client.result(1)["records"][0]
        assert (record["outcome"], record["released"]) == ("released", True)
        assert client.ended() == 143


def test_releases_under_way_are_logged_when_the_client_disappears() -> None:
    gate = Gate()
    with Simulator(Tenant(), observer=gate) as simulator, started(simulator) as client, gate:
        ids = [mail.id for mail in simulator.tenant.newest()[:17]]
        for number, message_id in enumerate(ids):
            client.call(number, RELEASE, {"ids": [message_id]})
        gate.await_requests(17)
        client.process.send_signal(signal.SIGTERM)  # a second reason to end changes nothing
        client.hang_up()
        assert client.ended() == 143
        assert client.logged_ids() == set(ids)


def test_a_second_signal_does_not_cut_the_settling_short() -> None:
    gate = Gate()
    with Simulator(Tenant(), observer=gate) as simulator, started(simulator) as client, gate:
        message_id = simulator.tenant.newest()[0].id
        client.call(1, RELEASE, {"ids": [message_id]})
        gate.await_requests(1)
        for number in (signal.SIGINT, signal.SIGINT, signal.SIGTERM):
            client.signal(number)
        assert client.ended() == 130
        assert client.logged_ids() == {message_id}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_ends_a_server_that_has_nothing_to_do(number: signal.Signals) -> None:
    with Simulator(Tenant()) as simulator, started(simulator) as client:
        client.signal(number)
        assert client.ended() == 128 + number


def test_a_call_just_before_the_end_of_input_is_answered() -> None:
    with Simulator(Tenant()) as simulator, started(simulator) as client:
        message_id = simulator.tenant.newest()[0].id
        client.call(1, RELEASE, {"ids": [message_id]})
        client.hang_up()
        record = client.result(1)["records"][0]
        assert client.ended() == 0
        released = simulator.tenant.fate(message_id) == "released"
        assert (record["outcome"] in ("released", "unknown")) is released


# Cancelled calls.


def test_a_cancelled_call_sends_nothing_more_however_early_it_is_cancelled() -> None:
    gate = Gate()
    with Simulator(Tenant(held=162), observer=gate) as simulator, started(simulator, concurrency=1) as client, gate:
        held = [mail.id for mail in simulator.tenant.newest()]
        asked = [held[start : start + 3] for start in range(0, 162, 3)]
        for number, ids in enumerate(asked):
            client.call_and_cancel(number, RELEASE, {"ids": ids})
            client.send("ping", id=f"ping {number}")
            client.answer(f"ping {number}")  # the cancel came before it
        gate.opened.set()
        begun = [ids for ids in asked if simulator.tenant.fate(ids[0]) == "released"]
        for ids in begun:
            client.wait_for_log(f"id={ids[-1]} ")
        client.hang_up()
        assert client.ended() == 0
        # No more than a first request that had left already.
        assert {one for ids in asked for one in ids[1:]} <= set(simulator.tenant.held)


def test_a_cancelled_call_has_no_answer_and_the_next_one_has() -> None:
    with Simulator(Tenant()) as simulator, started(simulator) as client:
        client.call_and_cancel(1, "get_hold_summary", {})
        client.call(2, "get_hold_summary", {})
        assert client.result(2)["status"] == "success"
        client.hang_up()
        assert client.ended() == 0


# Messages that can be read in more than one way, or in none.


def refused(client: RawClient, line: str | bytes, number: object) -> str:
    """What is said of a line that is refused."""
    client.send_text(line)
    error = client.answer(number)["error"]
    client.forget(number)
    assert error["code"] in (-32600, -32700)
    return str(error["message"])


def test_a_duplicate_member_is_refused_and_nothing_is_sent() -> None:
    with Simulator(Tenant()) as simulator, started(simulator) as client:
        message_id = simulator.tenant.newest()[0].id
        params = f'{{"name": "{RELEASE}", "arguments": {{"ids": ["{message_id}"]}}}}'
        dry_run_twice = params.replace("]}", '], "dry_run": true, "dry_run": false}')
        call = '{"jsonrpc": "2.0", "method": "tools/call"'
        assert 'duplicate key "dry_run"' in refused(client, f'{call}, "id": 7, "params": {dry_run_twice}}}', 7)
        assert 'duplicate key "params"' in refused(client, f'{call}, "id": 8, "params": {{}}, "params": {params}}}', 8)
        assert 'duplicate key "id"' in refused(client, f'{call}, "id": 9, "id": 10, "params": {params}}}', None)
        assert simulator.requests == []


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("{", None),
        ("[]", None),
        ("null", None),
        ('"text"', None),
        ("[" * 100_000, None),
        ('{"jsonrpc": "2.0", "id": 3}', 3),
        ('{"jsonrpc": "2.0", "id": 4, "method": "ping", "params": {"x": NaN}}', 4),
        ('{"jsonrpc": "2.0", "id": 5, "method": "ping", "params": {"\\ud83d": 1}}', 5),
        ('{"jsonrpc": "2.0", "id": "\\ud83d", "method": "ping"}', None),
        ('{"jsonrpc": "1.0", "id": "six", "method": "ping"}', "six"),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "\xff"}', None),
    ],
)
def test_an_invalid_message_is_refused_and_the_server_goes_on(line: str | bytes, number: object) -> None:
    with Simulator(Tenant()) as simulator, started(simulator) as client:
        assert refused(client, line, number)
        client.send_text("")  # an empty line is nothing at all
        client.call(99, "get_hold_summary", {})
        assert client.result(99)["status"] == "success"


def test_half_a_character_in_a_calls_arguments_is_refused_and_nothing_is_sent() -> None:
    with Simulator(Tenant()) as simulator, started(simulator) as client:
        call = {"name": RELEASE, "arguments": {"ids": [simulator.tenant.newest()[0].id], "reason": "\ud83d"}}
        line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
        assert "lone surrogate" in refused(client, line, 1)
        assert simulator.requests == []


# Results that cannot be sent as they are.


def test_half_a_character_in_a_subject_ends_neither_the_call_nor_the_server() -> None:
    with Simulator(Tenant()) as simulator, started(simulator) as client:
        mail = simulator.tenant.newest()[0]
        item = {**json.loads(mail.json), "subject": "Invoice \ud83d", "reason": "\udc00"}
        meta = {"status": 200, "pagination": {"pageSize": 1, "totalCount": 1}}
        body = json.dumps({"meta": meta, "data": [item], "fail": []})
        simulator.faults.add(Fault("body", endpoint="get-hold-message-list", body=body))
        client.call(1, RELEASE, {"ids": [mail.id], "look_first": True})
        record = client.result(1)["records"][0]
        assert record["released"] is True
        assert record["message"]["subject"].startswith("Invoice ")
        client.call(2, "find_held_messages", {"include_raw": True})
        assert client.result(2)["summary"] == {"found": 1}
        client.call(3, "get_hold_summary", {})
        assert client.result(3)["status"] == "success"


# What is written where.


def test_a_librarys_warning_shows_no_header() -> None:
    def answer(sock: socket.socket) -> None:
        while read_request(sock):
            body = b'{"meta": {"status": 200}, "data": [], "fail": []}'
            head = f"HTTP/1.1 200 OK\r\n canary no header\r\nContent-Length: {len(body)}\r\n\r\n"
            sock.sendall(head.encode() + body)

    with Simulator(Tenant()) as simulator, serving(answer) as server:
        base_url = f"http://127.0.0.1:{server.port}"
        with started(simulator, base_url=base_url) as client:
            client.call(1, "get_hold_summary", {})
            client.answer(1)
            client.hang_up()
            assert client.ended() == 0
            assert all(" mimecast_hold " in line for line in client.log), client.log


def test_standard_output_has_only_messages() -> None:
    with Simulator(Tenant()) as simulator, started(simulator) as client:
        client.call(1, RELEASE, {"ids": [simulator.tenant.newest()[0].id]})
        client.call(2, "no_such_tool", {})
        client.answer(1)
        client.answer(2)
        client.hang_up()
        assert client.ended() == 0
        assert {json.loads(line)["jsonrpc"] for line in client.lines} == {"2.0"}


_STRAY = """
import os
os.set_blocking(1, False)
from mimecast_hold.mcp_server.lines import Output
output = Output()
print("stray", flush=True)
output.write(b"x" * 1_000_000)
output.close(30)
"""


def test_stray_prints_go_to_standard_error_and_a_non_blocking_pipe_gets_everything() -> None:
    done = subprocess.run([sys.executable, "-c", _STRAY], capture_output=True, check=True, timeout=60)
    assert done.stdout == b"x" * 1_000_000
    assert done.stderr == b"stray\n"
