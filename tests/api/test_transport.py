import gc
import gzip
import socket
import struct
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.api.answer.classification import Kind, classify
from mimecast_hold.api.wire.transport import RESPONSE_LIMIT, HttpTransport, Reply, TransportError
from tests.api.raw_server import Conversation, answers, http, read_request, serving

BODY = b'{"data":[{"id":"A"}]}'
HEADERS = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}


def post(port: int, transport: HttpTransport | None = None, seconds: float = 5) -> Reply:
    wire = transport or HttpTransport(timeout_seconds=seconds, local=True)
    try:
        return wire("POST", f"http://127.0.0.1:{port}/path", HEADERS, BODY)
    finally:
        if transport is None:
            wire.close()


@contextmanager
def opened(**settings: Any) -> Iterator[HttpTransport]:
    transport = HttpTransport(**settings, local=True)
    yield transport
    transport.close()


def failure(conversation: Conversation, seconds: float = 5) -> TransportError:
    with serving(conversation) as server, pytest.raises(TransportError) as caught:
        post(server.port, seconds=seconds)
    assert "127.0.0.1" not in str(caught.value)
    return caught.value


def told(error: TransportError) -> tuple[str, bool, bool, bool]:
    return error.kind, error.sent, error.may_still_apply, error.answered


CHUNKED = (
    b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n": 1\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n'
)
PACKED = gzip.compress(b'{"a": 1}')


def test_a_request_is_sent_unchanged_and_its_response_returned() -> None:
    log: list[bytes] = []
    with serving(answers(http(b'{"a": 1}', "200 OK", "X-RateLimit-Reset: 5"), log=log)) as server:
        reply = post(server.port)
    assert reply.status == 200
    assert reply.body == b'{"a": 1}'
    assert reply.headers["x-ratelimit-reset"] == "5"
    (request,) = log
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /path HTTP/1.1\r\n")
    assert body == BODY
    assert f"Content-Length: {len(BODY)}".encode() in head


@pytest.mark.parametrize(
    ("reply", "status", "body"),
    [
        pytest.param(http(), 200, b"{}", id="an answer"),
        pytest.param(http(b""), 200, b"", id="an empty answer"),
        pytest.param(b"HTTP/1.1 204 No Content\r\n\r\n", 204, b"", id="no content"),
        pytest.param(CHUNKED, 200, b'{"a": 1}', id="chunks"),
        pytest.param(http(PACKED, "200 OK", "Content-Encoding: gzip"), 200, b'{"a": 1}', id="gzip"),
        pytest.param(http(PACKED[:0], "200 OK", "Content-Encoding: gzip"), 200, b"", id="gzip of nothing"),
        pytest.param(
            http(PACKED + PACKED, "200 OK", "Content-Encoding: x-gzip"), 200, b'{"a": 1}' * 2, id="two members"
        ),
        pytest.param(http(b"no", "400 Bad"), 400, b"no", id="400"),
        pytest.param(http(b"no", "401 Unauthorized", "WWW-Authenticate: Basic"), 401, b"no", id="401"),
        pytest.param(http(b"no", "429 Slow", "Retry-After: 0"), 429, b"no", id="429"),
        pytest.param(http(b"no", "503 Later", "Retry-After: 0"), 503, b"no", id="503"),
        pytest.param(http(b"x" * 200_000), 200, b"x" * 200_000, id="a long one"),
    ],
)
def test_a_connection_is_kept_after_every_kind_of_answer_and_nothing_is_sent_twice(
    reply: bytes, status: int, body: bytes
) -> None:
    log: list[bytes] = []
    with serving(answers(*[reply] * 5, log=log)) as server, opened() as transport:
        replies = [post(server.port, transport) for _ in range(5)]
        assert server.connections == 1
    assert len(log) == 5
    assert {(one.status, one.body) for one in replies} == {(status, body)}


def test_a_connection_that_the_host_closed_is_not_reused() -> None:
    with serving(answers(http())) as server, opened() as transport:
        for _ in range(3):
            assert post(server.port, transport).status == 200
            assert server.ended.wait(5)
            server.ended.clear()
            time.sleep(0.05)  # until the end has come in over loopback
        assert server.connections == 3


def test_a_response_with_connection_close_is_read_completely() -> None:
    with serving(answers(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"y" * 100_000)) as server:
        assert post(server.port).body == b"y" * 100_000


def test_each_of_many_threads_has_one_connection() -> None:
    with serving(answers(*[http()] * 50)) as server, opened(pool_size=4) as transport:
        threads = [threading.Thread(target=lambda: [post(server.port, transport) for _ in range(20)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.connections <= 4


def test_no_redirect_is_followed() -> None:
    with serving(answers(http())) as other:
        location = f"Location: http://127.0.0.1:{other.port}/"
        for status in ("301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"):
            with serving(answers(http(b"", status, location))) as server:
                assert post(server.port).status == int(status[:3])
        assert other.connections == 0


def test_no_cookie_is_kept() -> None:
    log: list[bytes] = []
    with (
        serving(answers(http(b"{}", "200 OK", "Set-Cookie: a=b; Path=/"), http(), log=log)) as server,
        opened() as transport,
    ):
        for _ in range(2):
            post(server.port, transport)
    assert len(log) == 2
    assert b"cookie" not in log[1].lower()


def test_no_netrc_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login canary password canary\ndefault login canary password canary\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    log: list[bytes] = []
    with serving(answers(http(), log=log)) as server:
        post(server.port)
    assert b"authorization" not in log[0].lower()


def test_a_header_of_the_answer_stays_one_header() -> None:
    with serving(answers(http(b"{}", "200 OK", "X-A: 1", "x-a: 2", "Folded: a\r\n b"))) as server:
        reply = post(server.port)
    assert reply.headers["x-a"] == "1, 2"
    assert all("\r" not in name for name in reply.headers)


# Whether the request can have been sent, and whether it may still apply.


def test_a_host_that_refuses_the_connection_was_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(TransportError) as caught:
        post(port)
    assert told(caught.value) == ("network", False, False, False)
    assert "refused the connection" in str(caught.value)


def test_a_host_without_a_name_was_sent_nothing() -> None:
    with pytest.raises(TransportError) as caught:
        HttpTransport(local=True)("POST", "http://nowhere.invalid/path", HEADERS, BODY)
    assert told(caught.value) == ("network", False, False, False)
    assert "name could not be found" in str(caught.value)


def reset(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def test_a_reset_after_the_request_may_hide_that_it_is_carried_out() -> None:
    def talk(sock: socket.socket) -> None:
        read_request(sock)
        reset(sock)

    assert told(failure(talk)) == ("network", True, True, False)


def test_a_reset_in_the_middle_of_the_answer_is_no_answer() -> None:
    def talk(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(http(b"x" * 1000)[:-500])
        reset(sock)

    assert told(failure(talk)) == ("network", True, True, False)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1", id="half a status line"),
        pytest.param(http(b"x" * 100)[:-1], id="all but a byte"),
        pytest.param(http(b"x" * 300_000)[:-1], id="all but a byte of many"),
        pytest.param(CHUNKED[: CHUNKED.index(b"0\r\nTrailer")], id="no last chunk"),
        pytest.param(CHUNKED[:70], id="half a chunk"),
        pytest.param(http(PACKED[:-4], "200 OK", "Content-Encoding: gzip"), id="gzip that ends too early"),
    ],
)
def test_an_answer_that_is_cut_off_may_belong_to_a_request_that_is_carried_out(reply: bytes) -> None:
    error = failure(answers(reply))
    assert told(error)[:3] == ("network", True, True)
    assert "before the response was complete" in str(error)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b"220 smtp.example.com ESMTP\r\n", id="another protocol"),
        pytest.param(b"\x00\xff\xfe" * 100 + b"\r\n\r\n", id="noise"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\n", id="a status that is no number"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", id="too many headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n", id="too long a header"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", id="a chunk of no length"),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + http(), id="an interim answer"),
    ],
)
def test_a_response_that_is_not_http_is_a_lost_answer(reply: bytes) -> None:
    error = failure(answers(reply))
    assert error.sent
    assert error.may_still_apply


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_response_with_two_lengths_is_a_lost_answer() -> None:
    """urllib3 leaves closing the socket to the garbage collector here, with a ResourceWarning."""
    error = failure(answers(b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n{}"))
    assert (error.sent, error.may_still_apply) == (True, True)
    gc.collect()


@pytest.mark.parametrize("header", [b"Content-Len", b"Content-Length"])
def test_headers_that_are_cut_off_leave_the_outcome_open(header: bytes) -> None:
    with serving(answers(b"HTTP/1.1 200 OK\r\n" + header)) as server:
        answer = classify(post(server.port), datetime.now(UTC))
    assert (answer.kind, answer.may_still_apply) == (Kind.LOST, True)


def in_turn(*rounds: Conversation) -> Conversation:
    """Run the next conversation for each connection."""
    left = list(rounds)

    def talk(sock: socket.socket) -> None:
        left.pop(0)(sock)

    return talk


def test_the_response_after_an_informational_one_is_not_used_for_the_next_request() -> None:
    misled = answers(b"HTTP/1.1 103 Early Hints\r\n\r\n" + http(b"first"), http(b"never asked"))
    with serving(in_turn(misled, answers(http(b"second")))) as server, opened() as transport:
        with pytest.raises(TransportError):
            post(server.port, transport)
        assert post(server.port, transport).body == b"second"


# Bounded memory.


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip", "x", "gzip;q=1"])
def test_an_encoding_that_was_not_requested_is_unusable(encoding: str) -> None:
    error = failure(answers(http(b"{}", "200 OK", f"Content-Encoding: {encoding}")))
    assert told(error) == ("protocol", True, False, True)


def test_invalid_gzip_is_unusable() -> None:
    error = failure(answers(http(b"no gzip at all", "200 OK", "Content-Encoding: gzip")))
    assert told(error) == ("protocol", True, False, True)


def test_an_answer_of_the_limit_is_read_and_one_byte_more_is_not() -> None:
    with serving(answers(http(b"x" * RESPONSE_LIMIT))) as server:
        assert len(post(server.port, seconds=30).body) == RESPONSE_LIMIT
    error = failure(answers(http(b"x" * (RESPONSE_LIMIT + 1))), seconds=30)
    assert told(error) == ("protocol", True, False, True)
    assert "8 MiB" in str(error)


def endless(sock: socket.socket) -> None:
    read_request(sock)
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
    while True:
        sock.sendall(b"x" * 65536)


def endless_chunks(sock: socket.socket) -> None:
    read_request(sock)
    sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        sock.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def one_chunk_without_end(sock: socket.socket) -> None:
    read_request(sock)
    sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n")
    while True:
        sock.sendall(b"x" * 65536)


def bomb(*, members: int) -> Conversation:
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join([packer.compress(bytes(1 << 20)) for _ in range(64)]) + packer.flush()
    return answers(http(packed * members, "200 OK", "Content-Encoding: gzip"))


@pytest.mark.parametrize(
    "conversation",
    [
        pytest.param(endless, id="a body without end"),
        pytest.param(endless_chunks, id="chunks without end"),
        pytest.param(one_chunk_without_end, id="a chunk without end"),
        pytest.param(bomb(members=1), id="a compressed bomb"),
        pytest.param(bomb(members=20), id="many compressed bombs"),
    ],
)
def test_memory_is_bounded_for_an_endless_response(conversation: Conversation) -> None:
    tracemalloc.start()
    try:
        error = failure(conversation, seconds=30)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert told(error) == ("protocol", True, False, True)
    assert peak < 5 * RESPONSE_LIMIT


def test_a_connection_with_extra_bytes_is_not_reused() -> None:
    too_much = answers(http(b"x" * (RESPONSE_LIMIT + 70_000)), http(b"never asked"))
    with serving(in_turn(too_much, answers(http(b"second")))) as server, opened(timeout_seconds=30) as transport:
        with pytest.raises(TransportError):
            post(server.port, transport)
        assert post(server.port, transport).body == b"second"


def test_a_second_answer_to_one_request_is_no_answer_to_the_next() -> None:
    first = http(b"x" * 8000)
    first = http(b"x" * (8000 + 8192 - len(first)))  # ends where a buffer does

    def twice(sock: socket.socket) -> None:
        while read_request(sock):
            sock.sendall(first + http(b"the second"))

    with serving(twice) as server, opened() as transport:
        assert {len(post(server.port, transport).body) for _ in range(3)} == {len(first) - len(http(b"")) - 3}
        assert server.connections == 3


def test_a_chunk_of_a_negative_length_is_not_read_to_the_end() -> None:
    def chunked(sock: socket.socket) -> None:
        read_request(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + b"x" * 100)

    assert told(failure(chunked)) == ("network", True, True, False)


def test_a_body_of_very_many_packed_parts_is_refused() -> None:
    error = failure(answers(http(gzip.compress(b"") * 1000, "200 OK", "Content-Encoding: gzip")))
    assert "parts" in str(error)
