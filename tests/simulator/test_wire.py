import json
import socket
import ssl
import threading
from contextlib import closing, suppress
from pathlib import Path

import pytest

from mimecast_hold.simulator import Simulator, Tenant
from tests.simulator.caller import ACCOUNT, LIST, NOW, RELEASE, Caller, connect, read


def tenant_of(held: int = 3) -> Tenant:
    return Tenant(held=held, now=lambda: NOW)


def raw(sim: Simulator, text: bytes) -> bytes:
    """Send these bytes, and return everything until the server closes."""
    with closing(socket.create_connection(("127.0.0.1", sim.port), timeout=10)) as sock:
        sock.sendall(text)
        sock.shutdown(socket.SHUT_WR)
        answer = b""
        while more := sock.recv(65_536):
            answer += more
        return answer


def test_a_connection_carries_many_requests() -> None:
    with Simulator(tenant_of()) as sim:
        caller = Caller(sim)
        with closing(connect(caller.known)) as connection:
            for _ in range(3):
                connection.request("POST", ACCOUNT, b'{"data": []}', caller.signed(ACCOUNT))
                assert read(connection.getresponse()).status == 200
        assert sim.connections_opened == 1
        assert [request.connection for request in sim.requests] == [1, 1, 1]


def test_requests_are_recorded_as_they_arrived() -> None:
    with Simulator(tenant_of()) as sim:
        Caller(sim).release("an id")
        (request,) = sim.requests
    assert (request.method, request.path) == ("POST", RELEASE)
    assert json.loads(request.body) == {"data": [{"id": "an id"}]}
    assert request.headers["authorization"].startswith("MC ")
    assert request.time > 0


def test_recording_can_be_turned_off_and_an_observer_used_instead() -> None:
    seen: list[tuple[str, int]] = []
    with Simulator(tenant_of(), record=False, observer=lambda r, status: seen.append((r.path, status))) as sim:
        Caller(sim)(ACCOUNT)
        assert sim.requests == []
    assert seen == [(ACCOUNT, 200)]


def test_pipelined_requests_are_answered_in_order() -> None:
    with Simulator(tenant_of()) as sim:
        answer = raw(sim, b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\n")
        assert [request.path for request in sim.requests] == ["/a", "/b"]
    assert answer.count(b"HTTP/1.1 404 Not Found\r\n") == 2


def test_a_body_can_arrive_in_pieces() -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        body = json.dumps({"data": [{"id": first}]}).encode()
        head = "".join(f"{name}: {value}\r\n" for name, value in caller.signed(RELEASE).items())
        with closing(socket.create_connection(("127.0.0.1", sim.port), timeout=10)) as sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            text = f"POST {RELEASE} HTTP/1.1\r\n{head}Expect: 100-continue\r\n"
            for piece in (text.encode(), f"Content-Length: {len(body)}\r\n\r\n".encode()):
                sock.sendall(piece)
            assert sock.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
            for position in range(0, len(body), 40):
                sock.sendall(body[position : position + 40])
            assert b'"release":true' in sock.recv(65_536)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (b"POST / HTTP/1.0\r\n\r\n", 505),
        (b"nonsense\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n folded: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nX: " + b"x" * 70_000, 431),
    ],
)
def test_an_invalid_request_is_refused_and_the_connection_closed(text: bytes, status: int) -> None:
    with Simulator(tenant_of()) as sim:
        answer = raw(sim, text)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Connection: close" in answer


@pytest.mark.parametrize("text", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab"])
def test_a_client_that_disconnects_early_does_no_harm(text: bytes) -> None:
    with Simulator(tenant_of()) as sim:
        assert not raw(sim, text).startswith(b"HTTP/1.1 2")
        assert sim.requests == []
        assert Caller(sim)(ACCOUNT).status == 200


def test_connection_close_closes_the_connection() -> None:
    with Simulator(tenant_of()) as sim:
        caller = Caller(sim)
        headers = caller.signed(ACCOUNT) | {"Connection": "close"}
        with closing(connect(caller.known)) as connection:
            connection.request("POST", ACCOUNT, b'{"data": []}', headers)
            assert read(connection.getresponse()).status == 200
            assert connection.sock is None or connection.sock.recv(1) == b""


def test_unknown_paths_and_other_methods_are_refused() -> None:
    with Simulator(tenant_of()) as sim:
        caller = Caller(sim)
        path = caller("/api/gateway/hold-relaese")
        query = caller(f"{ACCOUNT}?x=1")
        method = caller.send(ACCOUNT, b"", caller.signed(ACCOUNT), method="GET")
    assert (path.status, query.status) == (404, 404)
    assert (method.status, method.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("api", ["1.0", "2.0"])
def test_only_its_own_authority_makes_tls_trusted(api: str) -> None:
    tenant = tenant_of()
    (first, *_) = tenant.held
    with Simulator(tenant, tls=True) as sim:
        bundle = sim.ca_bundle
        assert bundle is not None
        assert sim.base_url.startswith("https://127.0.0.1:")
        assert Caller(sim, api).release(first).data == [{"id": first, "release": True}]
        address = ("127.0.0.1", sim.port)
        with closing(socket.create_connection(address, timeout=10)) as plain:
            context = ssl.create_default_context()
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(plain, server_hostname="127.0.0.1")
    assert not Path(bundle).exists()


def test_close_ends_idle_connections_and_unfinished_handshakes() -> None:
    before = threading.active_count()
    for tls in (False, True):
        with Simulator(tenant_of(), tls=tls) as sim:
            address = ("127.0.0.1", sim.port)
            silent = [socket.create_connection(address, timeout=10) for _ in range(3)]
            silent[0].sendall(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab")
            while sim.connections_opened < 3:
                threading.Event().wait(0.001)
        for sock in silent:
            with sock, suppress(ConnectionResetError):
                # Plain text is met with an alert of TLS, if it was read before the end.
                while more := sock.recv(1024):
                    assert not more.startswith(b"HTTP/")
    assert threading.active_count() == before


def test_many_connections_are_served_at_once() -> None:
    tenant = tenant_of(64)
    ids = list(tenant.held)
    with Simulator(tenant, latency_ms=1) as sim:
        caller = Caller(sim)

        def release(some: list[str]) -> None:
            for identifier in some:
                caller.release(identifier)

        threads = [threading.Thread(target=release, args=(ids[n::8],)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {tenant.fate(i) for i in ids} == {"released"}
    assert all(tenant.effects(i) == 1 for i in ids)


def test_a_port_in_use_is_reported_at_once() -> None:
    with Simulator(tenant_of()) as sim:
        second = Simulator(tenant_of(), port=sim.port)
        with pytest.raises(OSError, match="in use"):
            second.start()


def test_a_simulator_that_was_not_started_has_no_url() -> None:
    sim = Simulator(tenant_of())
    with pytest.raises(RuntimeError):
        _ = sim.base_url
    sim.close()


def test_a_connection_is_flat_and_has_one_set_of_credentials() -> None:
    with Simulator(tenant_of()) as sim:
        assert set(sim.connection()) == {
            "base_url", "access_key", "secret_key", "app_id", "app_key",
        }  # fmt: skip
        assert set(sim.connection("2.0")) == {"base_url", "client_id", "client_secret"}
    with Simulator(tenant_of(), tls=True) as sim:
        assert sim.connection("2.0")["ca_bundle"] == sim.ca_bundle


@pytest.mark.slow
def test_a_queue_of_twenty_thousand_is_read_in_pages() -> None:
    with Simulator(tenant_of(20_000)) as sim:
        caller = Caller(sim)
        seen: set[str] = set()
        asked: dict[str, str] = {}
        while True:
            answer = caller(LIST, {"admin": True}, pageSize=500, **asked)
            seen |= {row["id"] for row in answer.data}
            if "next" not in (paging := answer.json["meta"]["pagination"]):
                break
            asked = {"pageToken": paging["next"]}
    assert len(seen) == 20_000
