"""A service that quotes back what it was sent, or knows, in all its answers: none of it comes out anywhere."""

import json
import logging
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.plugin.runner import ActionInput, Runner
from tests.api.raw_server import http, read_request, serving
from tests.api.spellings import SPELLINGS, is_told
from tests.run.command import run

pytestmark = pytest.mark.slow

KEYS = {
    "access_key": "Canary/access+key==",
    "secret_key": "Q2FuYXJ5L3NlY3JldCtrZXk9",
    "app_id": "an-app-id",
    "app_key": "canary-app-key:3f2a",
}
CLIENT = {"client_id": "a-client-id", "client_secret": "Canary/client+secret=="}
TOKEN = "canary.TOKEN/of+the-run=="
OF_KEYS = tuple(KEYS[name] for name in ("access_key", "secret_key", "app_key"))
OF_CLIENT = (CLIENT["client_secret"], TOKEN)
PADDING = "x" * 70_000

Quoting = Callable[[str], bytes]
"""An answer in which a text is quoted as it stands."""


def _refusal(text: str) -> bytes:
    said = f'{{"code": "err_{text}", "message": "Header: {text}"}}'
    return f'{{"meta": {{"status": 200}}, "data": [], "fail": [{{"errors": [{said}]}}]}}'.encode()


def _large_refusal(text: str) -> bytes:
    said = f'{{"code": "err_any", "message": "{text}", "field": "{PADDING}"}}'
    return f'{{"meta": {{"status": 403}}, "data": [], "fail": [{{"errors": [{said}]}}]}}'.encode()


def _cut_refusal(text: str) -> bytes:
    """A message that is shown in part: the cut goes through the secret."""
    return f'{{"fail": [{{"code": "a", "message": "{"y" * 1985}{text}"}}]}}'.encode()


def _gateway(text: str) -> bytes:
    return f'{{"message": "{text}", "detail": "{text}", "code": "{text}"}}'.encode()


def _items(text: str) -> bytes:
    item = f'{{"id": "A", "subject": "{text}", "accountName": "{text}", "{text}": "{text}", "fromHeader": "{text}"}}'
    return f'{{"meta": {{"status": 200}}, "data": [{item}], "fail": []}}'.encode()


QUOTING: Mapping[str, Quoting] = {
    "a refusal": _refusal,
    "a large refusal": _large_refusal,
    "a refusal that is cut": _cut_refusal,
    "a gateway": _gateway,
    "items": _items,
    "a page": lambda text: f"<html><title>{text}</title><body>{text}</body></html>".encode(),
    "nonsense": lambda text: f'{{"a": "{text}'.encode(),
}


@contextmanager
def quoting(spelling: str, form: Quoting, status: str, *headers: str) -> Iterator[str]:
    spell = SPELLINGS[spelling]

    def talk(sock: socket.socket) -> None:
        while request := read_request(sock):
            if b"/oauth/token" in request and status != "token":
                sock.sendall(http(json.dumps({"access_token": TOKEN, "expires_in": 1800}).encode()))
                continue
            sent = [line.partition(b": ")[2] for line in request.split(b"\r\n") if line.lower().startswith(b"authoriz")]
            known = OF_KEYS if b"x-mc-app-id" in request else OF_CLIENT[:1]  # a token is told by whom it was sent to
            known = (*known, *(one.decode().partition(" ")[2] for one in sent))
            body = form(" ; ".join(map(spell, known)))
            sock.sendall(http(body, "401 Unauthorized" if status == "token" else status, *headers))

    with serving(talk) as server:
        yield f"http://127.0.0.1:{server.port}"


def requests(url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for credentials in (KEYS, CLIENT):
        connection = {**credentials, "base_url": url, "max_attempts": 1}
        yield "release_held_message", {"connection": connection, "parameters": {"ids": ["A", "B"], "look_first": True}}
        yield "find_held_messages", {"connection": connection, "parameters": {"include_raw": True}}
        yield "test_connection", {"connection": connection, "parameters": {}}


def told(*texts: str) -> list[str]:
    return [secret for secret in (*OF_KEYS, *OF_CLIENT) for text in texts if is_told(secret, text)]


@pytest.mark.parametrize("form", QUOTING)
@pytest.mark.parametrize(
    "spelling", ["plain", "json", "json, marks", "percent where needed", "by turns", "base64, moved"]
)
def test_nothing_that_is_quoted_back_comes_out(spelling: str, form: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for status in ("200 OK", "403 Forbidden", "500 Internal Server Error", "token"):
        with quoting(spelling, QUOTING[form], status) as url:
            for action, request in requests(url):
                done = Runner(action, {}).run(lambda request=request: ActionInput(**request))  # type: ignore[misc]
                assert told(json.dumps(done.envelope, ensure_ascii=False), done.envelope["readable"], caplog.text) == []
                caplog.clear()


def test_a_process_its_log_and_its_journal_show_nothing_of_it(tmp_path: Path) -> None:
    for number, spelling in enumerate(list(SPELLINGS)[::4]):
        journal = tmp_path / f"{number}.journal"
        with quoting(spelling, _large_refusal if number % 2 else _refusal, "500 Internal Server Error") as url:
            action, request = next(requests(url))
            ran = run(action, request, "--journal", str(journal))
        kept = [path.read_bytes().decode("latin-1") for path in tmp_path.glob(f"{number}.journal*")]
        assert kept
        assert told(ran.stdout, ran.stderr, *kept) == [], spelling


ODD_HEADERS = (" {}", ": {}", "From {}", "X-Echo: {}", "X Echo: {}", "{}", "Retry-After: {}", "Location: https://{}/")


@pytest.mark.parametrize("header", ODD_HEADERS)
@pytest.mark.parametrize("first", [True, False])
def test_no_library_logs_a_header_in_which_a_secret_is_quoted(
    header: str, first: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    def talk(sock: socket.socket) -> None:
        sent = next(line for line in read_request(sock).split(b"\r\n") if line.startswith(b"Authorization"))
        odd = header.encode().replace(b"{}", sent.partition(b": ")[2])
        lines = [odd, b"Content-Length: 2"] if first else [b"Content-Length: 2", odd]
        sock.sendall(b"HTTP/1.1 302 " + sent + b"\r\n" + b"\r\n".join(lines) + b"\r\n\r\n{}")

    with serving(talk) as server:
        action, request = next(requests(f"http://127.0.0.1:{server.port}"))
        ran = run(action, request)
        done = Runner(action, {}).run(lambda: ActionInput(**request))
    assert told(ran.stdout, ran.stderr, json.dumps(done.envelope), caplog.text) == []
    assert "urllib3" not in ran.stderr


def test_only_our_own_lines_are_on_standard_error(tmp_path: Path) -> None:
    """Whatever another library of the process logs, it may quote what it was given."""
    (tmp_path / "sitecustomize.py").write_text(
        "import logging, threading\n"
        "def loud():\n"
        "    for _ in range(400):\n"
        "        logging.getLogger('other').info('canary')\n"
        "        logging.getLogger('urllib3.connectionpool').warning('canary')\n"
        "        threading.Event().wait(0.002)\n"
        "threading.Thread(target=loud, daemon=True).start()\n"
    )
    with quoting("plain", _items, "200 OK") as url:
        action, request = next(requests(url))
        ran = run(action, request, env={"PYTHONPATH": str(tmp_path)})
    assert "action=release_held_message" in ran.stderr
    assert [line for line in ran.stderr.splitlines() if "mimecast_hold" not in line and line != "canary"] == []
