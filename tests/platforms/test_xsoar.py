"""The XSOAR pack, validated, unified and zipped by the platform's own demisto-sdk.

Its commands run as they were unified, against stand-ins of ours: the platform's script library is not published.
"""

import base64
import json
import os
import re
import subprocess
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mimecast_hold.exporters import xsoar
from mimecast_hold.exporters.mapping import connection_form
from mimecast_hold.exporters.wheel import Wheel, wheel
from mimecast_hold.plugin.manifest import load
from mimecast_hold.simulator import Simulator

pytestmark = pytest.mark.platforms

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools/xsoar/bin"
RUN = Path(__file__).with_name("xsoar_command.py")
PACK = f"Packs/{xsoar.NAME}"
SECRETS = ("access_key", "secret_key", "app_key", "client_secret")
NOTE, ERROR = 1, 4

# Those that need a graph of all content, or Docker's hub.
_LEFT_OUT = ("PA124", "DO101", "DO103", "DO105", "DO106")


@pytest.fixture(name="ours", scope="module")
def _ours(platform_python: Callable[[str], Path], wheel_file: Path) -> Wheel:
    """The wheel of this checkout."""
    platform_python("xsoar")
    return wheel(str(wheel_file), load().version)


@pytest.fixture(name="content", scope="module")
def _content(ours: Wheel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository as demisto-sdk wants it, with the pack in it."""
    folder = tmp_path_factory.mktemp("content")
    xsoar.package(load(), ours).write(folder)
    for name in ("categories", "usecases", "tags"):
        place = folder / f"Config/approved_{name}.json"
        place.parent.mkdir(exist_ok=True)
        place.write_text('{"approved_list": ["Email"]}\n', encoding="utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=test", "-c", "user.email=test@example.com"]
    for command in (
        ["init", "--quiet"],
        ["add", "Config"],
        ["commit", "--quiet", "--no-gpg-sign", "-m", "Configuration"],
    ):
        subprocess.run([*git, *command], check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture(name="unified", scope="module")
def _unified(content: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The integration as it is uploaded: one YAML with its script."""
    out = tmp_path_factory.mktemp("unified")
    sdk(content, "prepare-content", "-i", f"{PACK}/Integrations/{xsoar.NAME}", "-o", str(out))
    found: dict[str, Any] = yaml.safe_load((out / f"integration-{xsoar.NAME}.yml").read_text(encoding="utf-8"))
    return found


def sdk(content: Path, *arguments: str, check: bool = True) -> str:
    environ = {
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(content.parent),
        "DEMISTO_SDK_SKIP_VERSION_CHECK": "1",
        "DEMISTO_SDK_IGNORE_CONTENT_WARNING": "1",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        [TOOLS / "demisto-sdk", *arguments],
        cwd=content,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    said = done.stdout + done.stderr
    assert not check or done.returncode == 0, said
    return said


def validations(tmp_path: Path) -> tuple[Path, int]:
    """The SDK's own list, strictly: as errors, less those that cannot run alone."""
    place = next(
        (TOOLS.parent / "lib").glob("python*/site-packages/demisto_sdk/commands/validate/sdk_validation_config.toml")
    )
    listed = tomllib.loads(place.read_text(encoding="utf-8"))["path_based_validations"]["select"]
    chosen = [code for code in listed if not code.startswith("GR") and code not in _LEFT_OUT]
    config = tmp_path / "strict.toml"
    config.write_text(
        f"[path_based_validations]\nselect = {json.dumps(chosen)}\nwarning = []\n[use_git]\nselect = []\n",
        encoding="utf-8",
    )
    return config, len(chosen)


def entry(unified: dict[str, Any], simulator: Simulator, command: str, /, **args: object) -> Any:
    return entry_of(unified, simulator, command, args, {})


def entry_of(
    unified: dict[str, Any], simulator: Simulator, command: str, args: dict[str, object], changed: dict[str, str]
) -> Any:
    fields = {**simulator.connection(), **changed}
    params = {
        name: {"identifier": "", "password": value} if name in SECRETS else value for name, value in fields.items()
    }
    blank: dict[str, object] = {field.name: "" for field in connection_form() if field.name not in params}
    asked = {"script": unified["script"]["script"], "command": command, "params": {**blank, **params}, "args": args}
    done = subprocess.run(
        [TOOLS / "python", RUN],
        input=json.dumps(asked),
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    for name in SECRETS:
        assert getattr(simulator.tenant.credentials, name) not in done.stdout + done.stderr
    (found,) = json.loads(done.stdout)
    return found


def context(found: dict[str, Any], name: str) -> Any:
    return next(value for path, value in found["EntryContext"].items() if path.startswith(f"MimecastHold.{name}("))


def test_the_strict_validations_pass(content: Path, tmp_path: Path) -> None:
    config, count = validations(tmp_path)
    assert count > 180
    assert "All validations passed" in sdk(content, "validate", "-i", PACK, "--config-path", str(config))


def test_a_validation_that_is_to_fail_does(content: Path, tmp_path: Path) -> None:
    place = content / PACK / "Integrations" / xsoar.NAME / f"{xsoar.NAME}.yml"
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("category: Email", "category: Nothing"), encoding="utf-8")
    try:
        said = sdk(content, "validate", "-i", PACK, "--config-path", str(validations(tmp_path)[0]), check=False)
    finally:
        place.write_text(text, encoding="utf-8")
    assert "All validations passed" not in said


def test_the_pack_is_zipped(content: Path, tmp_path: Path) -> None:
    sdk(content, "zip-packs", "-i", PACK, "-o", str(tmp_path))
    (place,) = tmp_path.rglob(f"{xsoar.NAME}.zip")
    with zipfile.ZipFile(place) as archive:
        names = archive.namelist()
    assert any(name.endswith(f"integration-{xsoar.NAME}.yml") for name in names)


def test_the_unified_integration_carries_our_wheel_whole(unified: dict[str, Any], ours: Wheel) -> None:
    packed = re.search(r'WHEEL = """\n(.*?)\n"""', unified["script"]["script"], re.DOTALL)
    assert packed
    assert base64.b64decode(packed[1]) == ours.data
    assert ours.sha256 in unified["script"]["script"]


def test_the_connections_test(unified: dict[str, Any], simulator: Simulator) -> None:
    assert entry(unified, simulator, "test-module") == "ok"
    wrong = entry_of(unified, simulator, "test-module", {}, {"secret_key": "bm90IHRoZSBrZXk="})
    assert "Test Connection: failure" in wrong


def test_a_release_that_succeeds(unified: dict[str, Any], simulator: Simulator) -> None:
    ids = [mail.id for mail in simulator.tenant.newest()[:2]]
    found = entry(unified, simulator, "mimecast-hold-release-held-message", ids=",".join(ids))
    assert found["Type"] == NOTE
    assert context(found, "Run")["Branch"] == "success"
    assert [one["Released"] for one in context(found, "Release")] == [True, True]
    assert {simulator.tenant.fate(one) for one in ids} == {"released"}


def test_a_partial_release_is_an_error_with_the_whole_context(unified: dict[str, Any], simulator: Simulator) -> None:
    ids = [simulator.tenant.newest()[0].id, simulator.tenant.unknown_id()]
    found = entry(unified, simulator, "mimecast-hold-release-held-message", ids=ids)
    assert found["Type"] == ERROR
    assert context(found, "Run")["Branch"] == "partial"
    assert [one["Outcome"] for one in context(found, "Release")] == ["released", "failed"]
    assert found["HumanReadable"].startswith("**Release Held Message: partial**")


def test_a_wrong_key_is_an_error_that_says_so(unified: dict[str, Any], simulator: Simulator) -> None:
    held = simulator.tenant.newest()[0].id
    args: dict[str, object] = {"ids": held}
    changed = {"secret_key": "bm90IHRoZSBrZXk="}
    found = entry_of(unified, simulator, "mimecast-hold-release-held-message", args, changed)
    assert found["Type"] == ERROR
    assert context(found, "Run")["ErrorCategory"] == "authentication"
    assert simulator.tenant.fate(held) == "held"


def test_a_dry_run_never_has_the_branch_of_a_release(unified: dict[str, Any], simulator: Simulator) -> None:
    held = simulator.tenant.newest()[0].id
    found = entry(unified, simulator, "mimecast-hold-release-held-message", ids=held, dry_run="true")
    assert found["Type"] == NOTE
    assert context(found, "Run")["Branch"] == "dry_run"
    assert found["HumanReadable"].startswith("Dry run: nothing was changed.")
    assert simulator.tenant.fate(held) == "held"


def test_every_path_in_the_context_is_declared(unified: dict[str, Any], simulator: Simulator) -> None:
    for action in load().actions:
        if action.changes_anything:
            continue
        found = entry(unified, simulator, xsoar.command(action))
        assert found["Type"] == NOTE
        declared = next(one for one in unified["script"]["commands"] if one["name"] == xsoar.command(action))
        paths = {one["contextPath"] for one in declared["outputs"]}
        assert _paths(found["EntryContext"]) <= paths


def test_what_is_wrong_is_said_without_jsonschema_too(unified: dict[str, Any], simulator: Simulator) -> None:
    found = entry(unified, simulator, "mimecast-hold-release-held-message", ids="x", dry_run="perhaps")
    assert found["Type"] == ERROR
    assert "$.dry_run: must be boolean" in found["HumanReadable"].replace("\\", "")
    assert simulator.requests == []


def _paths(entry_context: dict[str, Any]) -> set[str]:
    """Every path of the context that holds something."""
    found: set[str] = set()
    for name, value in entry_context.items():
        _add_paths(name.partition("(")[0], value, found)
    return found


def _add_paths(path: str, value: object, found: set[str]) -> None:
    if isinstance(value, dict) and not path.endswith(".Raw"):
        for name, inner in value.items():
            _add_paths(f"{path}.{name}", inner, found)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            _add_paths(path, inner, found)
    elif value is not None and value != []:
        found.add(path)
