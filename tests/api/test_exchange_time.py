"""One timeout bounds a whole exchange. A client that bounds each wait only would hang in these tests."""

import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from mimecast_hold.api.wire.transport import HttpTransport, TransportError
from tests.api.raw_server import Conversation, answers, drip, http, read_request, serving

SECONDS = 0.3
BODY = b'{"data":[{"id":"A"}]}'


def failure(port: int, seconds: float = SECONDS, body: bytes = BODY, **settings: Any) -> TransportError:
    transport = HttpTransport(timeout_seconds=seconds, local=True, **settings)
    with pytest.raises(TransportError) as caught:
        transport("POST", f"http://127.0.0.1:{port}/path", {}, body)
    transport.close()
    return caught.value


def dripping(data: bytes) -> Conversation:
    def talk(sock: socket.socket) -> None:
        read_request(sock)
        drip(sock, data, threading.Event())

    return talk


MUCH = 10_000


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"HTTP/1.1 200 " + b"O" * MUCH, id="the status line"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * MUCH, id="the headers"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" * MUCH, id="interim answers"),
        pytest.param(http(b" " * MUCH), id="the body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * MUCH, id="chunks"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * MUCH, id="a chunk's length"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * MUCH, id="trailers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b" " * MUCH, id="a body without length"),
    ],
)
def test_a_server_that_sends_a_byte_at_a_time_is_not_read_for_ever(data: bytes) -> None:
    with serving(dripping(data)) as server:
        error = failure(server.port)
    assert (error.kind, error.sent, error.may_still_apply) == ("timeout", True, True)
    assert str(error) == "There was no complete response within 0.3 s."


def test_a_silent_server_times_out() -> None:
    def talk(sock: socket.socket) -> None:
        read_request(sock)
        sock.recv(1)

    with serving(talk) as server:
        error = failure(server.port)
    assert (error.kind, error.sent, error.may_still_apply, error.answered) == ("timeout", True, True, False)


def test_a_server_that_does_not_read_is_not_written_to_for_ever() -> None:
    closing = threading.Event()

    def talk(sock: socket.socket) -> None:
        closing.wait()

    with serving(talk) as server:
        error = failure(server.port, body=b"x" * 30_000_000)
        closing.set()
    assert (error.kind, error.sent) == ("timeout", True)


def test_a_slow_exchange_does_not_shorten_the_next_timeout() -> None:
    def talk(sock: socket.socket) -> None:
        read_request(sock)
        drip(sock, http(b"{}"), threading.Event(), 0.001)
        read_request(sock)
        drip(sock, http(b"{}"), threading.Event(), 0.001)

    with serving(talk) as server:
        transport = HttpTransport(timeout_seconds=5, local=True)
        for _ in range(2):
            assert transport("POST", f"http://127.0.0.1:{server.port}/", {}, BODY).body == b"{}"
        transport.close()
        assert server.connections == 1


def looked_up(monkeypatch: pytest.MonkeyPatch, look_up: Callable[..., Any]) -> None:
    """Replace the look-up of the host, as if it were a name: an IP address needs none."""

    def by_name(*given: object, flags: int = 0, **more: object) -> Any:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror
        return look_up(*given, **more)

    monkeypatch.setattr(socket, "getaddrinfo", by_name)


def test_a_silent_name_server_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        answered.wait()
        return []

    looked_up(monkeypatch, look_up)
    error = failure(9)
    answered.set()
    assert (error.kind, error.sent, error.may_still_apply) == ("timeout", False, False)
    assert str(error) == "No connection was made within 0.3 s."


def address(host: str, port: int) -> tuple[Any, ...]:
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))


@pytest.fixture
def deaf() -> Any:
    """Yield a port that accepts no connections, with a full backlog."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting: list[socket.socket] = []
    while len(waiting) < 50:
        caller = socket.socket()
        caller.settimeout(0.05)
        try:
            caller.connect(listener.getsockname())
        except TimeoutError:
            caller.close()
            break
        waiting.append(caller)
    yield listener.getsockname()[1]
    for sock in [*waiting, listener]:
        sock.close()


def test_many_dead_addresses_take_no_longer_than_one(monkeypatch: pytest.MonkeyPatch, deaf: int) -> None:
    looked_up(monkeypatch, lambda *_, **__: [address("127.0.0.1", deaf)] * 1000)
    error = failure(deaf)
    assert (error.kind, error.sent) == ("timeout", False)


def test_a_dead_address_leaves_time_for_the_next_one(monkeypatch: pytest.MonkeyPatch, deaf: int) -> None:
    with serving(answers(http())) as server:
        looked_up(monkeypatch, lambda *_, **__: [address("127.0.0.1", deaf), address("127.0.0.1", server.port)])
        transport = HttpTransport(timeout_seconds=2, local=True)
        assert transport("POST", f"http://127.0.0.1:{server.port}/", {}, BODY).status == 200
        transport.close()


def test_an_address_that_refuses_is_followed_by_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        nobody = unused.getsockname()[1]
    with serving(answers(http())) as server:
        looked_up(monkeypatch, lambda *_, **__: [address("127.0.0.1", nobody), address("127.0.0.1", server.port)])
        transport = HttpTransport(local=True)
        assert transport("POST", f"http://127.0.0.1:{server.port}/", {}, BODY).status == 200
        transport.close()


def test_a_host_without_an_address_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up(monkeypatch, lambda *_, **__: [])
    assert not failure(9).sent


def test_a_name_that_cannot_be_looked_up_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> list[object]:
        raise UnicodeError("label too long")

    looked_up(monkeypatch, look_up)
    assert "could not be found" in str(failure(9))


@pytest.mark.parametrize("head", [b"Content-Length: 10000", b"Transfer-Encoding: chunked", b"Connection: close"])
def test_a_response_that_takes_too_long_is_cut_off(head: bytes) -> None:
    """Its thread and its connection would otherwise stay for as long as the host sends."""

    def talk(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n\r\n")
        drip(sock, b"1\r\n \r\n" * MUCH, threading.Event())

    with serving(talk) as server:
        failure(server.port)
        assert server.ended.wait(5)
