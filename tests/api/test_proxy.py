import base64
import contextlib
import socket
import threading
from pathlib import Path

import pytest

from mimecast_hold.api.secret import Secret
from mimecast_hold.api.wire.transport import HttpTransport, TransportError
from tests.api.raw_server import answers, drip, http, read_request, serving
from tests.api.test_tls import Authority, authority_in

BODY = b'{"data":[{"id":"A"}]}'


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority_in(tmp_path_factory.mktemp("ca"), "ours.pem")


class Proxy:
    """Forwards everything to one port, whatever host was requested. `asked` records the requests."""

    def __init__(self, port: int, refusal: bytes = b"") -> None:
        self.asked: list[bytes] = []
        self._port = port
        self._refusal = refusal

    def __call__(self, sock: socket.socket) -> None:
        self.asked.append(read_request(sock))
        if self._refusal:
            sock.sendall(self._refusal)
            return
        with socket.create_connection(("127.0.0.1", self._port)) as there:
            sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pump, args=(there, sock), daemon=True)
            back.start()
            _pump(sock, there)
            back.join()


def _pump(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := here.recv(65536):
            there.sendall(piece)
    with contextlib.suppress(OSError):
        there.shutdown(socket.SHUT_WR)


def transport(
    authority: Authority, proxy_url: str | None = None, *, local: bool = False, seconds: float = 5
) -> HttpTransport:
    proxy = Secret(proxy_url) if proxy_url else None
    return HttpTransport(timeout_seconds=seconds, proxy_url=proxy, ca_bundle=authority.file, local=local)


def post(wire: HttpTransport, url: str) -> int:
    try:
        return wire("POST", url, {"Authorization": "MC canary"}, BODY).status
    finally:
        wire.close()


def failure(wire: HttpTransport, url: str = "https://eu-api.mimecast.com/path") -> TransportError:
    with pytest.raises(TransportError) as caught:
        post(wire, url)
    assert not caught.value.sent
    assert "canary" not in str(caught.value)
    return caught.value


def test_a_proxy_that_was_given_carries_tls_and_sees_none_of_it(authority: Authority) -> None:
    with serving(answers(http()), authority.context("eu-api.mimecast.com")) as host:
        proxy = Proxy(host.port)
        with serving(proxy) as server:
            wire = transport(authority, f"http://user:canary%40@127.0.0.1:{server.port}")
            assert post(wire, "https://eu-api.mimecast.com/path") == 200
    (said,) = proxy.asked
    assert said.startswith(b"CONNECT eu-api.mimecast.com:443 HTTP/1.")
    assert b"Proxy-Authorization: Basic " + base64.b64encode(b"user:canary@") in said
    assert b"MC canary" not in said


def test_the_hosts_certificate_is_checked_behind_a_proxy(authority: Authority) -> None:
    log: list[bytes] = []
    context = authority.context("proxy.example.com")
    with serving(answers(http(), log=log), context) as host, serving(Proxy(host.port)) as server:
        error = failure(transport(authority, f"http://127.0.0.1:{server.port}"))
    assert "certificate could not be verified" in str(error)
    assert "eu-api.mimecast.com" in str(error)
    assert log == []


def test_a_proxy_is_spoken_to_over_tls_where_its_url_says_so(authority: Authority) -> None:
    context = authority.context("eu-api.mimecast.com")
    with serving(answers(http()), context) as host:
        with serving(Proxy(host.port), authority.context("localhost")) as server:
            wire = transport(authority, f"https://localhost:{server.port}")
            assert post(wire, "https://eu-api.mimecast.com/path") == 200
        # The proxy's certificate is checked as the host's is.
        with serving(Proxy(host.port), authority.context("other.example.com")) as server:
            assert "certificate" in str(failure(transport(authority, f"https://localhost:{server.port}")))


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_the_proxy_of_the_environment_is_used(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    with serving(answers(http()), authority.context("eu-api.mimecast.com")) as host:
        proxy = Proxy(host.port)
        with serving(proxy) as server:
            monkeypatch.setenv(variable, f"http://127.0.0.1:{server.port}")
            assert post(transport(authority), "https://eu-api.mimecast.com/path") == 200
    assert len(proxy.asked) == 1


def test_a_host_in_no_proxy_is_asked_directly(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answers(http()), authority.context("127.0.0.1")) as host:
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        assert post(transport(authority), f"https://127.0.0.1:{host.port}/path") == 200


def test_the_environments_proxy_is_never_asked_for_this_machine(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    with serving(answers(http()), authority.context("127.0.0.1")) as host:
        assert post(transport(authority, local=True), f"https://127.0.0.1:{host.port}/path") == 200


def test_a_proxy_that_was_given_comes_before_the_environments(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "*")
    context = authority.context("eu-api.mimecast.com")
    with serving(answers(http()), context) as host, serving(Proxy(host.port)) as server:
        wire = transport(authority, f"http://127.0.0.1:{server.port}")
        assert post(wire, "https://eu-api.mimecast.com/path") == 200


@pytest.mark.parametrize(("status", "words"), [("403 Forbidden canary", "(HTTP 403)"), ("502 canary", "(HTTP 502)")])
def test_a_proxy_that_refuses_is_named_with_its_status(authority: Authority, status: str, words: str) -> None:
    error = refused(authority, "", status)
    assert error.kind == "network"
    assert str(error) == f"The proxy refused to connect to the host {words}."


def test_a_proxy_that_wants_a_password_is_told_apart_from_one_that_refuses_it(authority: Authority) -> None:
    status = "407 Proxy Authentication Required canary"
    none, wrong = refused(authority, "", status), refused(authority, "user:canary@", status)
    assert none.kind == wrong.kind == "configuration"
    assert str(none) == "The proxy requires a user name and password (HTTP 407)."
    assert "http://user:password@proxy:port" in none.hint
    assert str(wrong) == "The proxy rejected the user name and password (HTTP 407)."
    assert wrong.hint.startswith("Check the user name and password")


def refused(authority: Authority, login: str, status: str) -> TransportError:
    refusal = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
    with serving(Proxy(0, refusal)) as server:
        return failure(transport(authority, f"http://{login}127.0.0.1:{server.port}"))


def test_a_proxy_that_is_not_there_is_named(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    assert str(failure(transport(authority, f"http://127.0.0.1:{port}"))) == "The proxy refused the connection."


def test_a_proxy_that_drips_is_not_read_for_ever(authority: Authority) -> None:
    def talk(sock: socket.socket) -> None:
        read_request(sock)
        drip(sock, b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 10_000, threading.Event())

    with serving(talk) as server:
        error = failure(transport(authority, f"http://127.0.0.1:{server.port}", seconds=0.3))
    assert error.kind == "timeout"


def test_an_unsupported_kind_of_proxy_is_a_configuration_error(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url, words in (("socks5h://127.0.0.1:9", "SOCKS"), ("http:///", "not valid"), ("ftp://127.0.0.1", "not valid")):
        monkeypatch.setenv("HTTPS_PROXY", url)
        error = failure(transport(authority))
        assert error.kind == "configuration"
        assert words in str(error)


@pytest.mark.parametrize(
    ("user", "kind"),
    [("a%20user:%E2%82%AC", "configuration"), ("%E2%82%AC:a", "configuration"), ("user", "network"), (":", "network")],
)
def test_a_proxy_password_that_cannot_be_sent_is_a_configuration_error(
    authority: Authority, user: str, kind: str
) -> None:
    assert failure(transport(authority, f"http://{user}@127.0.0.1:9")).kind == kind


def test_one_tunnel_serves_many_requests(authority: Authority) -> None:
    with serving(answers(*[http()] * 5), authority.context("eu-api.mimecast.com")) as host:
        proxy = Proxy(host.port)
        with serving(proxy) as server:
            wire = transport(authority, f"http://127.0.0.1:{server.port}")
            for _ in range(5):
                assert wire("POST", "https://eu-api.mimecast.com/path", {}, BODY).status == 200
            wire.close()
    assert len(proxy.asked) == 1


def test_no_file_of_the_user_is_read_for_a_proxy(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login canary password canary\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    with serving(answers(http()), authority.context("eu-api.mimecast.com")) as host:
        proxy = Proxy(host.port)
        with serving(proxy) as server:
            post(transport(authority, f"http://127.0.0.1:{server.port}"), "https://eu-api.mimecast.com/path")
    assert b"authorization" not in proxy.asked[0].lower()
