"""The Splunk SOAR app, built and run by the platform's own SDK."""

import json
import os
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.cli.commands.export import package
from mimecast_hold.plugin import manifest
from mimecast_hold.simulator import Simulator

pytestmark = pytest.mark.platforms

DRIVER = Path(__file__).with_name("soar_action.py")
RELEASE = "release_held_message"
# Splunk: what the platform itself has, and no app brings along.
PROVIDED = ("requests", "urllib3", "certifi", "idna", "charset_normalizer")


@dataclass(frozen=True)
class Soar:
    """An app's folder, what is on the path beside it, and the interpreter with the SDK."""

    python: Path
    folder: Path
    site: Path

    def run(self, action: str, asset: dict[str, Any], parameters: dict[str, Any], files: Path) -> tuple[list[Any], str]:
        """Run an action: status, message, summary and data of its result, and all that was printed."""
        (files / "asset.json").write_text(json.dumps(asset))
        (files / "parameters.json").write_text(json.dumps(parameters))
        command: list[str | Path] = [
            self.python,
            DRIVER,
            self.folder,
            action,
            files / "asset.json",
            files / "parameters.json",
        ]
        environ = {**os.environ, "PYTHONPATH": str(self.site)}
        done = subprocess.run(command, cwd=files, env=environ, capture_output=True, text=True, check=False)
        printed = done.stdout + done.stderr
        assert "\nRESULTS " in done.stdout, printed[-2000:]
        (result,) = json.loads(done.stdout.rpartition("\nRESULTS ")[2])
        return result, printed


@pytest.fixture(name="python", scope="module")
def _python(platform_python: Callable[[str], Path]) -> Path:
    return platform_python("splunk-soar")


@pytest.fixture(name="project", scope="module")
def _project(python: Path, wheel_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("soar") / "mimecast_hold_app"
    package("splunk-soar", str(wheel_file)).write(folder)
    return folder


@pytest.fixture(name="soar", scope="module")
def _soar(python: Path, project: Path, installed: Callable[[Path], Path]) -> Soar:
    return Soar(python, project, installed(python))


@pytest.fixture(name="built", scope="module")
def _built(python: Path, project: Path, outside: dict[str, str]) -> Path:
    return _make(python, project, outside, project.parent / "app.tgz")


def _make(python: Path, project: Path, environ: dict[str, str], output: Path) -> Path:
    command: list[str | Path] = [python, "make_app.py", output]
    done = subprocess.run(command, cwd=project, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return output


@pytest.fixture(name="unpacked", scope="module")
def _unpacked(python: Path, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Soar:
    """The app as SOAR installs it: unpacked, its wheels installed, and nothing else."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(built) as archive:
        archive.extractall(folder, filter="data")
    (app,) = folder.iterdir()
    listed = json.loads((app / "manifest.json").read_text())["pip313_dependencies"]["wheel"]
    wheels = [app / one["input_file"] for one in listed]
    site = folder / "site"
    command: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        site,
        *wheels,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return Soar(python, app, site)


def _held(simulator: Simulator) -> list[str]:
    return [mail.id for mail in simulator.tenant.newest()]


def test_a_release_succeeds(soar: Soar, simulator: Simulator, tmp_path: Path) -> None:
    ids = _held(simulator)[:2]
    (status, message, summary, data), _ = soar.run(RELEASE, simulator.connection(), {"ids": ", ".join(ids)}, tmp_path)
    assert (status, message) == (True, "Release Held Message: success. 2 requested, 2 released.")
    assert [(row["id"], row["outcome"]) for row in data] == [(one, "released") for one in ids]
    assert [simulator.tenant.fate(one) for one in ids] == ["released", "released"]
    assert summary["status"] == "success"
    assert "| outcome |" in summary["readable"]


def test_a_partial_release_is_a_failure_that_keeps_every_record(
    soar: Soar, simulator: Simulator, tmp_path: Path
) -> None:
    ids = [_held(simulator)[0], simulator.tenant.unknown_id()]
    given, printed = soar.run(RELEASE, simulator.connection("2.0"), {"ids": ",".join(ids)}, tmp_path)
    status, message, summary, data = given
    assert (status, summary["branch"], summary["released"]) == (False, "partial", 1)
    assert summary["error_category"] == "not_found"
    assert all(isinstance(warning, str) for warning in summary["warnings"])
    assert summary["warnings"], "the host is not Mimecast's"
    assert [row["outcome"] for row in data] == ["released", "failed"]
    assert "1 released, 1 failed" in message
    assert "Action success: False" in printed


@pytest.mark.parametrize("blank", ["", "  ", ","])
def test_a_guard_that_arrives_blank_releases_nothing(
    unpacked: Soar, simulator: Simulator, tmp_path: Path, blank: str
) -> None:
    parameters = {"ids": _held(simulator)[0], "only_if_sender_domains": blank}
    (status, _, summary, data), _ = unpacked.run(RELEASE, simulator.connection(), parameters, tmp_path)
    assert (status, summary["error_category"], data) == (False, "invalid_input", [])
    assert simulator.requests == []


def test_a_guard_that_was_not_filled_in_is_no_guard(soar: Soar, simulator: Simulator, tmp_path: Path) -> None:
    """The SDK gives None for a parameter that SOAR left out."""
    parameters = {"ids": _held(simulator)[0], "only_if_senders": None}
    (status, *_), _ = soar.run(RELEASE, simulator.connection(), parameters, tmp_path)
    assert status is True


def test_a_dry_run_says_so_and_releases_nothing(soar: Soar, simulator: Simulator, tmp_path: Path) -> None:
    held = _held(simulator)[0]
    given, _ = soar.run(RELEASE, simulator.connection(), {"ids": held, "dry_run": True}, tmp_path)
    status, message, summary, data = given
    assert (status, summary["dry_run"], summary["released"], data[0]["outcome"]) == (True, True, 0, "skipped")
    assert summary["branch"] == "dry_run"
    assert message.startswith("Dry run: nothing was changed.")
    assert held in simulator.tenant.held


def test_a_wrong_key_fails_and_shows_no_secret(soar: Soar, simulator: Simulator, tmp_path: Path) -> None:
    canary = "canary-4f1d9a-secret"
    asset = {**simulator.connection("2.0"), "client_secret": canary}
    given, printed = soar.run(RELEASE, asset, {"ids": "a,b"}, tmp_path)
    status, message, summary, data = given
    assert (status, summary["status"], summary["error_category"]) == (False, "failure", "authentication")
    assert [row["outcome"] for row in data] == ["not_attempted", "not_attempted"]
    assert "client_secret" in message
    assert canary not in printed


def test_connectivity_is_tested_both_ways(soar: Soar, simulator: Simulator, tmp_path: Path) -> None:
    (status, *_), printed = soar.run("test_connectivity", simulator.connection(), {}, tmp_path)
    assert (status, "authentication: ok." in printed) == (True, True)
    wrong = {**simulator.connection("2.0"), "client_secret": "wrong"}
    (status, message, *_), _ = soar.run("test_connectivity", wrong, {}, tmp_path)
    assert (status, "Check client_id and client_secret." in message) == (False, True)


def test_what_is_found_can_be_released(soar: Soar, simulator: Simulator, tmp_path: Path) -> None:
    (status, _, summary, data), _ = soar.run(
        "find_held_messages", simulator.connection(), {"max_messages": 2}, tmp_path
    )
    assert (status, summary["found"], len(data), summary["truncated"]) == (True, 2, 2, True)
    ids = ",".join(row["id"] for row in data)
    (status, *_), _ = soar.run(RELEASE, simulator.connection(), {"ids": ids}, tmp_path)
    assert status is True


def test_every_value_of_a_result_has_a_data_path_in_the_manifest(
    soar: Soar, built: Path, simulator: Simulator, tmp_path: Path
) -> None:
    with tarfile.open(built) as archive:
        name = next(name for name in archive.getnames() if name.endswith("/manifest.json"))
        member = archive.extractfile(name)
        assert member is not None
        actions = {one["identifier"]: one for one in json.load(member)["actions"]}
    parameters = {"ids": f"{_held(simulator)[0]},{simulator.tenant.unknown_id()}", "look_first": True}
    (_, _, summary, data), _ = soar.run(RELEASE, simulator.connection(), parameters, tmp_path)
    paths = {one["data_path"] for one in actions[RELEASE]["output"]}
    found = {f"action_result.data.*.{path}" for row in data for path in _paths(row)}
    assert found | {f"action_result.summary.{path}" for path in _paths(summary)} <= paths


def _paths(value: object) -> list[str]:
    if isinstance(value, list):
        return [f"*.{path}".rstrip(".") for inner in value for path in _paths(inner)]
    if not isinstance(value, dict):
        return [""]
    pairs = ((name, path) for name, inner in value.items() if inner is not None for path in _paths(inner))
    return [f"{name}.{path}".rstrip(".") for name, path in pairs]


def test_the_manifest_is_the_sdks_own_and_says_what_ours_says(python: Path, project: Path, soar: Soar) -> None:
    command: list[str | Path] = [python.with_name("soarapps"), "manifests", "create", "made.json", "."]
    environ = {**os.environ, "PYTHONPATH": str(soar.site)}
    subprocess.run(command, cwd=project, env=environ, check=True, capture_output=True)
    made = json.loads((project / "made.json").read_text())
    (project / "made.json").unlink()
    plugin = manifest.load()
    assert (made["appid"], made["app_version"], made["python_version"]) == (plugin.uuid, plugin.version, "3.13")
    secrets = {name for name, field in made["configuration"].items() if field["data_type"] == "password"}
    assert secrets == {"client_secret", "access_key", "secret_key", "app_key", "proxy_url"}
    assert not any(field["required"] for field in made["configuration"].values())
    _check_actions(made["actions"], plugin)


def _check_actions(actions: list[dict[str, Any]], plugin: manifest.Manifest) -> None:
    """What the platform's own checks leave out for apps of this kind: order, `contains`, and who changes anything."""
    assert {one["identifier"] for one in actions} == {action.id for action in plugin.actions} | {"test_connectivity"}
    for one in actions:
        orders = [field["order"] for field in one["parameters"].values()]
        assert orders == list(range(len(orders)))
        columns = [path["column_order"] for path in one["output"] if "column_order" in path]
        assert columns == list(range(len(columns)))
        if one["identifier"] != "test_connectivity":
            assert one["read_only"] is not plugin.action(one["identifier"]).changes_anything
            assert columns, "an analyst sees a table"
    given = {kind for one in actions for path in one["output"] for kind in path.get("contains", ())}
    taken = {kind for one in actions for field in one["parameters"].values() for kind in field.get("contains", ())}
    assert "mimecast held message id" in given & taken
    release = next(one for one in actions if one["identifier"] == RELEASE)
    required = [name for name, field in release["parameters"].items() if field["required"]]
    assert (required, release["parameters"]["ids"]["allow_list"]) == (["ids"], True)


def test_the_app_is_the_same_to_the_byte_each_time(
    python: Path, project: Path, built: Path, outside: dict[str, str]
) -> None:
    again = _make(python, project, outside, project.parent / "again.tgz")
    assert again.read_bytes() == built.read_bytes()


def test_the_app_carries_our_wheel_and_none_that_the_platform_has(unpacked: Soar) -> None:
    names = [path.name for path in unpacked.folder.rglob("*.whl")]
    assert f"mimecast_hold-{manifest.load().version}-py3-none-any.whl" in names
    assert not any(name.startswith(tuple(f"{one}-" for one in PROVIDED)) for name in names)


def test_the_app_runs_as_soar_installs_it(unpacked: Soar, simulator: Simulator, tmp_path: Path) -> None:
    ids = [_held(simulator)[0], simulator.tenant.unknown_id()]
    given, _ = unpacked.run(RELEASE, simulator.connection(), {"ids": ",".join(ids)}, tmp_path)
    status, _, summary, data = given
    assert (status, summary["status"], len(data)) == (False, "partial", 2)
