"""The canary: a secret put into every field that may hold one, and looked for in all that comes out."""

import base64
import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from mimecast_hold.api.client import Client
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.simulator import Fault, Simulator, Tenant
from tests.run.command import run, started

ACTION = "release_held_message"
WORD = "Canary/7+tweet=="
CANARY = base64.b64encode(WORD.encode()).decode()  # base64, so that it can be a secret key, too
LETTERS = "CanaryOfLettersOnly"
FIELDS = ("access_key", "secret_key", "app_key", "client_secret", "proxy_url")


def shapes(secret: str) -> set[str]:
    """The secret in the forms in which it could leak."""
    encoded = base64.b64encode(secret.encode()).decode()
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        encoded,
        encoded.rstrip("="),
        repr(secret)[1:-1],
    }


def clean(*texts: str) -> None:
    for text in texts:
        for shape in shapes(CANARY) | shapes(WORD) | {LETTERS}:
            assert shape not in text, f"{shape} is in {text[:2000]}"


@contextmanager
def refusing_proxy(status: bytes) -> Iterator[str]:
    """A proxy that lets nothing through."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with peer:
                peer.recv(65536)
                peer.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def connection(sim: Simulator, field: str) -> dict[str, Any]:
    """The tenant's own connection with the canary in one of its fields."""
    known: dict[str, Any] = dict(sim.connection("2.0" if field == "client_secret" else "1.0"))
    secret = f"http://user:{quote(CANARY, safe='')}@127.0.0.1:9" if field == "proxy_url" else CANARY
    return {**known, field: secret, "max_attempts": 1}


@pytest.fixture(autouse=True)
def _every_line_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.mark.parametrize("field", FIELDS)
def test_no_secret_comes_out_of_a_process(field: str) -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant) as sim:
        ran = run(ACTION, {"connection": connection(sim, field), "parameters": {"ids": list(tenant.held)}})
    assert ran.status == 1
    clean(ran.stdout, ran.stderr)


@pytest.mark.parametrize("field", FIELDS)
def test_no_secret_comes_out_of_the_environment_or_a_file(field: str, tmp_path: Path) -> None:
    tenant = Tenant(held=1)
    path = tmp_path / "connection.json"
    with Simulator(tenant) as sim:
        known = connection(sim, field)
        path.write_text(json.dumps(known))
        env = {f"MIMECAST_{name.upper()}": str(value) for name, value in known.items()}
        request = {"parameters": {"ids": list(tenant.held)}}
        by_file = run(ACTION, request, "--connection", str(path))
        by_environment = run(ACTION, request, env=env)
    clean(by_file.stdout, by_file.stderr, by_environment.stdout, by_environment.stderr)


WRONG: dict[str, Any] = {
    "half a set": lambda known: {"access_key": CANARY, "secret_key": CANARY},
    "both sets": lambda known: {**known, "client_id": "a", "client_secret": CANARY},
    "not base64": lambda known: {**known, "secret_key": CANARY + "!"},
    "line break": lambda known: {**known, "app_key": CANARY + "\n" + CANARY},
    "a number": lambda known: {**known, "app_key": [CANARY]},
    "user info": lambda known: {**known, "base_url": f"https://user:{CANARY}@eu-api.mimecast.com"},
    "a query": lambda known: {**known, "base_url": f"https://eu-api.mimecast.com/?key={CANARY}"},
    "a proxy that is none": lambda known: {**known, "proxy_url": f"socks5://user:{CANARY}@proxy.example:1"},
    "a secret in another field": lambda known: {**known, "region": CANARY, "base_url": None},
    "a secret for a number": lambda known: {**known, "timeout_seconds": CANARY},
    "a secret as a field's name": lambda known: {**known, CANARY: "x"},
    "a secret of letters as a field's name": lambda known: {**known, LETTERS: "x"},
    "a secret as the CA": lambda known: {**known, "ca_bundle": f"/nowhere/{CANARY}"},
    "beyond ASCII": lambda known: {**known, "access_key": CANARY + "ü"},
}


@pytest.mark.parametrize("name", WRONG)
def test_no_secret_is_told_by_a_refusal_of_the_connection(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with Simulator(Tenant(held=1)) as sim:
        runner = Runner(ACTION, {})
        done = runner.run(lambda: ActionInput(WRONG[name](sim.connection()), {"ids": ["a"]}))
    assert done.exit_status == 2
    clean(json.dumps(done.envelope), caplog.text, repr(done))


@pytest.mark.parametrize("name", ["broken", "twice", "twice, letters", "beside", "among the parameters", "NaN"])
def test_no_secret_is_told_by_a_refusal_of_the_text(name: str) -> None:
    texts = {
        "broken": f'{{"connection": {{"secret_key": "{CANARY}" "app_key": 1}}}}',
        "twice": f'{{"connection": {{"secret_key": "{CANARY}", "secret_key": "{CANARY}"}}}}',
        "twice, letters": f'{{"connection": {{"{LETTERS}": "{CANARY}", "{LETTERS}": "{CANARY}"}}}}',
        "beside": f'{{"{LETTERS}": {{}}}}',
        "among the parameters": f'{{"parameters": {{"ids": ["a"], "{LETTERS}": 1}}}}',
        "NaN": f'{{"connection": {{"secret_key": "{CANARY}", "timeout_seconds": NaN}}}}',
    }
    ran = run(ACTION, texts[name])
    assert ran.status == 2
    clean(ran.stdout, ran.stderr)


@pytest.mark.parametrize("status", [b"407 Proxy Authentication Required", b"403 Forbidden", b"502 Bad Gateway"])
def test_a_proxy_that_refuses_gives_nothing_away(status: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with refusing_proxy(status) as proxy, Simulator(Tenant(held=1)) as sim:
        keys = {name: value for name, value in sim.connection().items() if name != "base_url"}
        keys["secret_key"] = CANARY
        proxied = {"proxy_url": f"http://user:{quote(CANARY, safe='')}@{proxy}", "region": "eu", "max_attempts": 1}
        done = Runner(ACTION, {}).run(lambda: ActionInput({**keys, **proxied}, {"ids": ["a"]}))
    assert done.envelope["error"] is not None
    assert done.envelope["records"][0]["outcome"] == "not_attempted"
    clean(json.dumps(done.envelope), caplog.text)


ANSWERS = ("html", "garbage", "reset", "truncate", "deep", "redirect", "differing")


@pytest.mark.parametrize("kind", ANSWERS)
def test_no_answer_however_odd_brings_a_secret_out(kind: Any, caplog: pytest.LogCaptureFixture) -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant, faults=[Fault(kind, size=3000 if kind == "deep" else None)]) as sim:
        known = {**connection(sim, "secret_key"), "access_key": CANARY}
        done = Runner(ACTION, {}).run(lambda: ActionInput(known, {"ids": list(tenant.held)}))
    clean(json.dumps(done.envelope), caplog.text)


def test_a_service_that_echoes_the_token_is_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    token = f'{{"access_token":"{CANARY}","token_type":"Bearer","expires_in":1800}}'
    tenant = Tenant(held=1)
    with Simulator(tenant, faults=[Fault("body", endpoint="token", body=token)]) as sim:
        known = {**sim.connection("2.0"), "max_attempts": 2}
        done = Runner(ACTION, {}).run(lambda: ActionInput(known, {"ids": list(tenant.held)}))
    assert any(f"Bearer {CANARY}" == request.headers.get("authorization") for request in sim.requests)
    clean(json.dumps(done.envelope), caplog.text)


def test_an_unexpected_exception_is_reported_without_its_text(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError(CANARY)

    tenant = Tenant(held=2)
    with Simulator(tenant) as sim:
        known = {**sim.connection(), "secret_key": CANARY}
        monkeypatch.setattr(Client, "attempt", crash)
        in_a_thread = Runner(ACTION, {}).run(lambda: ActionInput(known, {"ids": list(tenant.held)}))
        monkeypatch.setattr(Client, "request_id", crash, raising=False)
        monkeypatch.setattr(Client, "__init__", crash)
        before_it = Runner(ACTION, {}).run(lambda: ActionInput(known, {"ids": list(tenant.held)}))
    assert in_a_thread.exit_status == before_it.exit_status == 1
    assert before_it.envelope["error"]["category"] == "internal"
    assert "ZeroDivisionError" in before_it.envelope["error"]["message"]
    assert [one["outcome"] for one in before_it.envelope["records"]] == ["not_attempted"] * 2
    clean(json.dumps(in_a_thread.envelope), json.dumps(before_it.envelope))
    assert "crash:" in caplog.text
    clean(caplog.text)


def test_nothing_that_holds_a_secret_shows_it() -> None:
    with Simulator(Tenant(held=1)) as sim:
        settings = [connection_from(connection(sim, field), None, {}) for field in FIELDS]
    for one in settings:
        client = Client(one.connection)
        given = one.connection.credentials
        transport = client._open_wire()  # noqa: SLF001 - to look everywhere
        clean(repr(vars(transport)), repr(vars(client._redactor)))  # noqa: SLF001 - as above
        clean(repr(one), str(one), f"{one}", repr(client), repr(given), repr(vars(client)), repr(one.connection))


def test_a_killed_process_shows_nothing_either() -> None:
    tenant = Tenant(held=1)
    with Simulator(tenant, faults=[Fault("hang")]) as sim:
        process = started(ACTION)
        request = {
            "connection": connection(sim, "secret_key"),
            "parameters": {"ids": list(tenant.held), "deadline_seconds": 1},
        }
        out, err = process.communicate(json.dumps(request).encode(), timeout=30)
    assert process.returncode == 1
    clean(out.decode(), err.decode())


def test_subjects_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    tenant = Tenant(held=4)
    subjects = [mail.subject for mail in tenant.held.values()]
    with Simulator(tenant) as sim:
        parameters = {"ids": list(tenant.held), "look_first": True}
        done = Runner(ACTION, {}).run(lambda: ActionInput(sim.connection(), parameters))
    assert [one["message"]["subject"] for one in done.envelope["records"]] == subjects
    assert not any(subject in caplog.text for subject in subjects)
