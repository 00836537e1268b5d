"""The Sekoia.io module, run by the platform's own SDK through its real entry point, against a callback on loopback."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from mimecast_hold.cli.commands.export import package
from mimecast_hold.plugin import manifest
from mimecast_hold.simulator import Simulator

pytestmark = pytest.mark.platforms

RELEASE = "release_held_message"


@dataclass(frozen=True)
class Told:
    """What the platform was told, in the order of the calls, and what was printed."""

    calls: list[dict[str, Any]]
    printed: str

    @property
    def last(self) -> dict[str, Any]:
        return self.calls[-1]


@dataclass(frozen=True)
class Module:
    """The module's folder, our wheel unpacked beside it, and the interpreter with the SDK."""

    python: Path
    folder: Path
    site: Path

    def run(self, command: str, connection: dict[str, Any], arguments: dict[str, Any]) -> Told:
        """Run a command as the platform does: secrets come by the callback alone."""
        secrets = json.loads((self.folder / "manifest.json").read_text())["configuration"]["secrets"]
        public = {name: value for name, value in connection.items() if name not in secrets}
        with _callback(connection) as (url, calls):
            environ = {
                **os.environ,
                "PYTHONPATH": str(self.site),
                "ARGUMENTS": json.dumps(arguments),
                "MODULE_CONFIGURATION": json.dumps(public),
                "URL_CALLBACK": url,
                "TOKEN": "made-up-token",
            }
            line: list[str | Path] = [self.python, "main.py", command]
            done = subprocess.run(line, cwd=self.folder, env=environ, capture_output=True, text=True, check=False)
        assert len(calls) == 2, done.stderr[-2000:]
        return Told(calls, done.stdout + done.stderr)


@contextmanager
def _callback(connection: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The platform's side: it is told what happens, and answers with the module's configuration."""
    calls: list[dict[str, Any]] = []

    class Callback(BaseHTTPRequestHandler):
        def do_PATCH(self) -> None:
            calls.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            answer = json.dumps({"module_configuration": {"value": connection}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Callback) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/callback", calls
        server.shutdown()


@pytest.fixture(name="module", scope="module")
def _module(
    platform_python: Callable[[str], Path],
    wheel_file: Path,
    installed: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Module:
    python = platform_python("sekoia")
    folder = tmp_path_factory.mktemp("sekoia") / "MimecastHold"
    package("sekoia", str(wheel_file)).write(folder)
    return Module(python, folder, installed(python))


def _held(simulator: Simulator) -> list[str]:
    return [mail.id for mail in simulator.tenant.newest()]


def _opened(told: Told) -> list[str]:
    return [branch for branch, is_open in told.last["outputs"].items() if is_open]


def test_a_release_succeeds_with_secrets_from_the_callback(module: Module, simulator: Simulator) -> None:
    held = _held(simulator)[0]
    told = module.run(RELEASE, simulator.connection(), {"ids": [held]})
    assert told.calls[0] == {"status": "running", "need_secrets": True}
    assert (told.last["status"], "error" in told.last) == ("finished", False)
    assert told.last["results"]["summary"]["released"] == 1
    assert _opened(told) == ["success"]
    assert simulator.tenant.fate(held) == "released"


def test_a_partial_release_ends_with_an_error_and_keeps_every_record(module: Module, simulator: Simulator) -> None:
    ids = [_held(simulator)[0], simulator.tenant.unknown_id()]
    told = module.run(RELEASE, simulator.connection("2.0"), {"ids": ids})
    assert [record["outcome"] for record in told.last["results"]["records"]] == ["released", "failed"]
    assert "1 released, 1 failed" in told.last["error"]
    assert told.last["results"]["error_category"] == "not_found"
    assert _opened(told) == ["partial"]
    assert "| outcome |" in told.last["results"]["readable"]


@pytest.mark.parametrize("blank", ["", "  ", ",", [], [""]])
def test_a_guard_that_arrives_blank_releases_nothing(module: Module, simulator: Simulator, blank: object) -> None:
    arguments = {"ids": [_held(simulator)[0]], "only_if_sender_domains": blank}
    told = module.run(RELEASE, simulator.connection(), arguments)
    assert (_opened(told), told.last["results"]["error_category"]) == (["failure"], "invalid_input")
    assert simulator.requests == []


def test_a_dry_run_opens_a_branch_of_its_own(module: Module, simulator: Simulator) -> None:
    held = _held(simulator)[0]
    told = module.run(RELEASE, simulator.connection(), {"ids": [held], "dry_run": True})
    assert (_opened(told), "error" in told.last) == (["dry_run"], False)
    assert held in simulator.tenant.held


def test_a_wrong_key_fails_and_shows_no_secret(module: Module, simulator: Simulator) -> None:
    canary = "canary-4f1d9a-secret"
    told = module.run(RELEASE, {**simulator.connection("2.0"), "client_secret": canary}, {"ids": ["a", "b"]})
    assert [record["outcome"] for record in told.last["results"]["records"]] == ["not_attempted", "not_attempted"]
    assert told.last["results"]["error"]["category"] == "authentication"
    assert _opened(told) == ["failure"]
    assert canary not in json.dumps(told.calls) + told.printed


def test_an_account_is_validated(module: Module, simulator: Simulator) -> None:
    right = module.run("validate_module_configuration", simulator.connection("2.0"), {})
    assert right.last == {"status": "finished", "results": {"success": True}}
    wrong = {**simulator.connection("2.0"), "client_secret": "wrong"}
    told = module.run("validate_module_configuration", wrong, {})
    assert told.last["results"] == {"success": False}
    assert "Check client_id and client_secret." in told.last["error"]


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("test_connection", {"check_release_permission": True}),
        ("find_held_messages", {"max_messages": 3, "include_raw": True}),
        ("get_hold_summary", {}),
        ("get_release_log", {"start": "7d"}),
        ("release_matching_held_messages", {"max_messages": 50, "route": "inbound"}),
    ],
)
def test_arguments_and_results_are_as_the_manifests_say(
    module: Module, simulator: Simulator, action: str, arguments: dict[str, Any]
) -> None:
    told = module.run(action, simulator.connection("2.0"), arguments)
    said = json.loads((module.folder / f"action_{action}.json").read_text())
    Draft7Validator(said["arguments"]).validate(arguments)
    Draft7Validator(said["results"]).validate(told.last["results"])
    assert set(told.last["outputs"]) == set(said["outputs"])
    assert told.last["results"]["status"] == "success"


def test_manifests_are_those_of_the_plugin(module: Module) -> None:
    plugin = manifest.load()
    told = json.loads((module.folder / "manifest.json").read_text())
    assert (told["uuid"], told["version"]) == (plugin.uuid, plugin.version)
    assert set(told["configuration"]["secrets"]) == {
        "client_secret",
        "access_key",
        "secret_key",
        "app_key",
        "proxy_url",
    }
    actions = [json.loads(path.read_text()) for path in module.folder.glob("action_*.json")]
    assert {one["uuid"]: one["docker_parameters"] for one in actions} == {one.uuid: one.id for one in plugin.actions}


def test_the_module_runs_from_what_its_lock_file_installs(
    module: Module, simulator: Simulator, outside: dict[str, str], tmp_path: Path
) -> None:
    """As in its image: nothing but what uv.lock names, our wheel by its hash."""
    folder = tmp_path / "module"
    shutil.copytree(module.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    # uv has authorities of its own, where the rest of a machine may have others.
    environ = {**outside, "UV_SYSTEM_CERTS": "1", "UV_PYTHON": str(module.python)}
    command: list[str | Path] = [module.python.with_name("uv"), "sync", "--frozen", "--no-install-project", "--no-dev"]
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    locked = Module(folder / ".venv/bin/python", folder, tmp_path / "nothing")
    told = locked.run(RELEASE, simulator.connection(), {"ids": [_held(simulator)[0]]})
    assert _opened(told) == ["success"]
