"""The first connection of a client: which hosts are sent nothing, and what the error says."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.api.client import Client
from mimecast_hold.api.connection import checked_proxy_url
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import ConfigurationError
from tests.api.raw_server import answers, http, serving
from tests.api.test_proxy import Proxy
from tests.api.test_tls import Authority, authority_in
from tests.api.wires import CLIENT, KEYS, connection

ANSWER = http(b'{"meta": {"status": 200}, "data": [], "fail": []}')


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority_in(tmp_path_factory.mktemp("ca"), "ours.pem")


@contextmanager
def client(base_url: str, ca_bundle: str, **settings: Any) -> Iterator[Client]:
    made = Client(connection(**settings)._replace(base_url=base_url, ca_bundle=ca_bundle))
    with contextlib.closing(made):
        yield made


def attempt(made: Client) -> Answer:
    return made.attempt("/path", [{"id": "A"}], request_id="r")


def why(answer: Answer) -> str:
    assert answer.problem
    assert answer.kind is (Kind.REFUSED if answer.problem.category == "configuration" else Kind.NOT_SENT)
    assert not answer.sent
    return answer.problem.message


def test_it_carries_the_first_request_and_those_after_it(authority: Authority) -> None:
    with (
        serving(answers(*[ANSWER] * 3), authority.context("127.0.0.1")) as server,
        client(f"https://127.0.0.1:{server.port}", authority.file) as made,
    ):
        assert [attempt(made).kind for _ in range(3)] == [Kind.ANSWERED] * 3
        assert server.connections == 1


def test_another_is_opened_where_it_has_ended_meanwhile(authority: Authority) -> None:
    with (
        serving(answers(ANSWER), authority.context("127.0.0.1")) as server,
        client(f"https://127.0.0.1:{server.port}", authority.file) as made,
    ):
        for _ in range(3):
            attempt(made)
        assert attempt(made).kind in (Kind.ANSWERED, Kind.LOST)
        assert server.connections > 1


@pytest.mark.parametrize("names", [("other.example.com",), ("127.0.0.2",)])
def test_a_host_of_another_name_is_sent_nothing(authority: Authority, names: tuple[str, ...]) -> None:
    log: list[bytes] = []
    with (
        serving(answers(ANSWER, log=log), authority.context(*names)) as server,
        client(f"https://127.0.0.1:{server.port}", authority.file) as made,
    ):
        assert "certificate could not be verified" in why(attempt(made))
        assert "certificate could not be verified" in why(attempt(made))
    assert log == []


@pytest.mark.parametrize("credentials", [KEYS, CLIENT])
def test_a_certificate_that_is_not_trusted_is_tried_once(authority: Authority, credentials: Any) -> None:
    with (
        serving(answers(ANSWER), authority.context("other.example.com")) as server,
        client(f"https://127.0.0.1:{server.port}", authority.file, credentials=credentials) as made,
    ):
        with pytest.raises(ConfigurationError) as caught:
            made.call("/path", [], deadline=Deadline(made.clock))
        assert server.connections == 1
    problem = caught.value.problem()
    assert (problem.category, problem.retryable) == ("configuration", False)
    assert "ca_bundle" not in problem.message
    assert "inspects TLS" in problem.hint


def test_an_unreadable_ca_bundle_is_a_configuration_error(authority: Authority, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    with (
        serving(answers(ANSWER), authority.context("127.0.0.1")) as server,
        client(f"https://127.0.0.1:{server.port}", str(wrong)) as made,
    ):
        assert why(attempt(made)) == "The CA bundle could not be read."


def test_a_host_that_is_not_there_is_told_and_found_when_it_is(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with client(f"https://127.0.0.1:{port}", authority.file) as made:
        assert why(attempt(made)) == "The host refused the connection."


def test_a_host_that_accepts_the_second_connection_is_used(authority: Authority) -> None:
    context, first = authority.context("127.0.0.1"), threading.Lock()

    def talk(sock: socket.socket) -> None:
        if first.acquire(blocking=False):
            return
        with context.wrap_socket(sock, server_side=True) as secured:
            answers(ANSWER)(secured)

    with serving(talk) as server, client(f"https://127.0.0.1:{server.port}", authority.file) as made:
        assert attempt(made).kind is Kind.NOT_SENT
        assert attempt(made).kind is Kind.ANSWERED


def test_a_host_that_never_completes_the_handshake_takes_one_timeout(authority: Authority) -> None:
    def talk(sock: socket.socket) -> None:
        while sock.recv(100_000):
            pass

    with (
        serving(talk) as server,
        client(f"https://127.0.0.1:{server.port}", authority.file, timeout_seconds=0.3) as made,
    ):
        began = time.monotonic()
        assert why(attempt(made)) == "No connection was made within 0.15 s."
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("given", [True, False])
def test_where_there_is_a_proxy_the_host_is_not_approached_by_itself(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, given: bool
) -> None:
    looked_up: list[str] = []
    found = socket.getaddrinfo

    def look_up(host: str, *args: Any, **kwargs: Any) -> Any:
        looked_up.append(host)
        return found(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with serving(answers(ANSWER), authority.context("eu-api.mimecast.com")) as host, serving(Proxy(host.port)) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        if not given:
            monkeypatch.setenv("HTTPS_PROXY", url)
        settings = {"proxy_url": checked_proxy_url(url)} if given else {}
        with client("https://eu-api.mimecast.com", authority.file, **settings) as made:
            assert attempt(made).kind is Kind.ANSWERED
    assert set(looked_up) == {"127.0.0.1"}


def test_an_address_of_an_unsupported_family_is_skipped(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    found = socket.getaddrinfo
    none: Any = (-1, socket.SOCK_STREAM, 0, "", ("::1", 9))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: [none, *found(*given, **more)])
    with (
        serving(answers(ANSWER), authority.context("127.0.0.1")) as server,
        client(f"https://127.0.0.1:{server.port}", authority.file) as made,
    ):
        assert attempt(made).kind is Kind.ANSWERED
