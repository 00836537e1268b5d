"""The InsightConnect plugin, regenerated, validated and run by Rapid7's own tools (insight-plugin and the runtime)."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.exporters import insightconnect
from mimecast_hold.plugin.manifest import load
from mimecast_hold.simulator import Simulator
from tests.exporters.golden import stand_in_wheel
from tests.platforms.insightconnect_tree import created

pytestmark = pytest.mark.platforms

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ROOT / ".tools/insightconnect/bin/python"
TOOLING = ROOT / ".tools/insightconnect-tooling/bin/python"
VALIDATORS = Path(__file__).with_name("insightconnect_validators.py")
SECRETS = ("access_key", "secret_key", "app_key", "client_secret")


@pytest.fixture(name="plugin", scope="module")
def _plugin(platform_python: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export in a repository such as Rapid7's, whose main branch does not have it yet."""
    for needed in ("insightconnect", "insightconnect-tooling"):
        platform_python(needed)
    repository = tmp_path_factory.mktemp("repository")
    other = repository / "plugins/other/plugin.spec.yaml"
    other.parent.mkdir(parents=True)
    other.write_text("name: other\n", encoding="utf-8")
    git = ["git", "-C", str(repository), "-c", "user.name=test", "-c", "user.email=test@example.com"]
    for command in (
        ["init", "--quiet"],
        ["add", "."],
        ["commit", "--quiet", "--no-gpg-sign", "-m", "Another plugin"],
        ["remote", "add", "origin", "."],
        ["update-ref", "refs/remotes/origin/master", "HEAD"],
    ):
        subprocess.run([*git, *command], check=True, capture_output=True, timeout=60)
    folder = repository / "plugins" / insightconnect.NAME
    insightconnect.package(load(), stand_in_wheel()).write(folder)
    return folder


def connection(simulator: Simulator, **changed: str) -> dict[str, object]:
    """The connection as the platform hands it over: secrets as credentials."""
    fields = {**simulator.connection(), **changed}
    return {name: {"secretKey": value} if name in SECRETS else value for name, value in fields.items()}


def start(simulator: Simulator, action: str, given: dict[str, Any], **changed: str) -> dict[str, Any]:
    body = {"action": action, "connection": connection(simulator, **changed), "input": given, "meta": {}}
    return {"version": "v1", "type": "action_start", "body": body}


def environ(plugin: Path) -> dict[str, str]:
    # Our package from the checkout; the runtime, and all that it depends on, from Rapid7's environment.
    return {"PATH": os.environ["PATH"], "PYTHONPATH": f"{plugin}{os.pathsep}{ROOT / 'src'}"}


def event(plugin: Path, simulator: Simulator, mode: str, message: dict[str, Any]) -> dict[str, Any]:
    """The body of the event that a step ends with, from the plugin's own command."""
    command: list[str | Path] = [RUNTIME, "bin/icon_mimecast_hold", mode]
    done = subprocess.run(
        command,
        cwd=plugin,
        env=environ(plugin),
        input=json.dumps(message),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    for canary in _canaries(simulator):
        assert canary not in done.stdout + done.stderr
    body: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])["body"]
    return body


def _canaries(simulator: Simulator) -> list[str]:
    return [getattr(simulator.tenant.credentials, name) for name in SECRETS]


def test_regeneration_equals_our_files(plugin: Path) -> None:
    assert dict(created()) == insightconnect.generated()
    for path, text in created().items():
        assert (plugin / path).read_text(encoding="utf-8") == text


def test_the_validators_pass(plugin: Path) -> None:
    done = subprocess.run(
        [TOOLING, VALIDATORS, plugin], capture_output=True, text=True, check=False, timeout=120, env=environ(plugin)
    )
    assert "validators: 39" in done.stdout
    assert done.returncode == 0, done.stdout


def test_a_validator_that_is_to_fail_does(plugin: Path, tmp_path: Path) -> None:
    broken = tmp_path / "plugins" / insightconnect.NAME
    insightconnect.package(load(), stand_in_wheel()).write(broken)
    (broken / "help.md").write_text("# Description\n", encoding="utf-8")
    done = subprocess.run(
        [TOOLING, VALIDATORS, broken], capture_output=True, text=True, check=False, timeout=120, env=environ(plugin)
    )
    assert done.returncode != 0


def test_the_plugin_tells_its_actions(plugin: Path) -> None:
    command: list[str | Path] = [RUNTIME, "bin/icon_mimecast_hold", "info"]
    done = subprocess.run(command, cwd=plugin, env=environ(plugin), capture_output=True, text=True, check=True)
    for action in load().actions:
        assert action.id in done.stdout


def test_a_release_that_succeeds(plugin: Path, simulator: Simulator) -> None:
    ids = [mail.id for mail in simulator.tenant.newest()[:2]]
    body = event(plugin, simulator, "run", start(simulator, "release_held_message", {"ids": ids}))
    assert body["status"] == "ok"
    assert body["output"]["branch"] == "success"
    assert {simulator.tenant.fate(one) for one in ids} == {"released"}


def test_a_partial_release_keeps_its_records_and_has_another_branch(plugin: Path, simulator: Simulator) -> None:
    ids = [simulator.tenant.newest()[0].id, simulator.tenant.unknown_id()]
    body = event(plugin, simulator, "run", start(simulator, "release_held_message", {"ids": ids}))
    assert (body["output"]["branch"], body["output"]["error_category"]) == ("partial", "not_found")
    assert [record["outcome"] for record in body["output"]["records"]] == ["released", "failed"]


def test_a_failure_is_an_error_whose_data_has_the_records(plugin: Path, simulator: Simulator) -> None:
    message = start(simulator, "release_held_message", {"ids": [simulator.tenant.unknown_id()]})
    body = event(plugin, simulator, "run", message)
    assert body["status"] == "error"
    assert json.loads(body["exception"]["data"])["records"][0]["outcome"] == "failed"


def test_a_wrong_key_is_an_error_that_says_so(plugin: Path, simulator: Simulator) -> None:
    held = simulator.tenant.newest()[0].id
    message = start(simulator, "release_held_message", {"ids": [held]}, secret_key="bm90IHRoZSBrZXk=")
    body = event(plugin, simulator, "run", message)
    assert body["status"] == "error"
    assert json.loads(body["exception"]["data"])["error"]["category"] == "authentication"
    assert simulator.tenant.fate(held) == "held"


def test_a_dry_run_has_a_branch_of_its_own(plugin: Path, simulator: Simulator) -> None:
    held = simulator.tenant.newest()[0].id
    message = start(simulator, "release_held_message", {"ids": [held], "dry_run": True})
    body = event(plugin, simulator, "run", message)
    assert body["output"]["branch"] == "dry_run"
    assert body["output"]["readable"].startswith("Dry run: nothing was changed.")
    assert simulator.tenant.fate(held) == "held"


@pytest.mark.parametrize("action", [one.id for one in load().actions if not one.changes_anything])
def test_what_reads_answers_as_the_runtime_has_it_checked(plugin: Path, simulator: Simulator, action: str) -> None:
    body = event(plugin, simulator, "run", start(simulator, action, {}))
    assert body["status"] == "ok"
    assert body["output"]["branch"] == "success"


def test_held_messages_are_found_and_the_guard_holds(plugin: Path, simulator: Simulator) -> None:
    found = event(plugin, simulator, "run", start(simulator, "find_held_messages", {"max_messages": 3}))
    assert len(found["output"]["messages"]) == 3
    held = simulator.tenant.newest()[0].id
    given = {"ids": [held], "only_if_senders": ["nobody@example.com"]}
    body = event(plugin, simulator, "run", start(simulator, "release_held_message", given))
    assert json.loads(body["exception"]["data"])["records"][0]["outcome"] == "skipped"
    assert simulator.tenant.fate(held) == "held"


def test_a_guard_with_a_blank_value_releases_nothing(plugin: Path, simulator: Simulator) -> None:
    given = {"ids": [simulator.tenant.newest()[0].id], "only_if_sender_domains": [" "]}
    body = event(plugin, simulator, "run", start(simulator, "release_held_message", given))
    assert json.loads(body["exception"]["data"])["error_category"] == "invalid_input"
    assert simulator.requests == []


def test_empty_lists_are_fields_left_empty_and_a_release_without_any_guard_says_so(
    plugin: Path, simulator: Simulator
) -> None:
    """The platform sends [] for a list that was left empty: the step must work, and say that nothing was guarded."""
    given = {"ids": [simulator.tenant.newest()[0].id], "only_if_senders": [], "only_if_sender_domains": []}
    output = event(plugin, simulator, "run", start(simulator, "release_held_message", given))["output"]
    assert output["branch"] == "success"
    assert any(warning.startswith("No guard was applied") for warning in output["warnings"])
    found = event(plugin, simulator, "run", start(simulator, "find_held_messages", {"reason_codes": []}))
    assert found["output"]["branch"] == "success"


def test_the_connections_test(plugin: Path, simulator: Simulator) -> None:
    good = event(plugin, simulator, "test", start(simulator, "release_held_message", {"ids": ["x"]}))
    assert good["output"]["success"] is True
    wrong = start(simulator, "release_held_message", {"ids": ["x"]}, secret_key="bm90IHRoZSBrZXk=")
    assert event(plugin, simulator, "test", wrong)["status"] == "error"


def test_it_runs_as_a_server(plugin: Path, simulator: Simulator) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command: list[str | Path] = [RUNTIME, "bin/icon_mimecast_hold", "http", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=plugin, env=environ(plugin), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            ids = [simulator.tenant.newest()[0].id, simulator.tenant.unknown_id()]
            message = start(simulator, "release_held_message", {"ids": ids})
            answer = _posted(f"http://127.0.0.1:{port}/actions/release_held_message", message)
        finally:
            server.terminate()
    assert answer["body"]["output"]["branch"] == "partial"


def _posted(url: str, message: dict[str, Any]) -> dict[str, Any]:
    """The server's answer, as soon as it listens."""
    request = urllib.request.Request(url, json.dumps(message).encode(), {"Content-Type": "application/json"})  # noqa: S310 - loopback
    for _ in range(300):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
                found: dict[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not begin to listen")
