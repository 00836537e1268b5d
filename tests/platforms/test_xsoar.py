"""The XSOAR pack, validated, unified and zipped by the platform's own demisto-sdk.

Its commands run as they were unified, against stand-ins of ours: the platform's script library is not published.
"""

import base64
import io
import json
import os
import re
import subprocess
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from mimecast_hold.exporters import xsoar
from mimecast_hold.exporters.wheel import Wheel, wheel
from mimecast_hold.plugin.forms import connection_form
from mimecast_hold.plugin.manifest import Action, load
from mimecast_hold.simulator import Simulator
from tests.platforms.xsoar_stand_in.context import equals, merge
from tests.platforms.xsoar_stand_in.context import value as context_value

pytestmark = pytest.mark.platforms

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools/xsoar/bin"
RUN = Path(__file__).with_name("xsoar_command.py")
PACK = f"Packs/{xsoar.NAME}"
SECRETS = ("access_key", "secret_key", "app_key", "client_secret")
WRONG_KEY = {"secret_key": "bm90IHRoZSBrZXk="}
FIND, RELEASE = "mimecast-hold-find-held-messages", "mimecast-hold-release-held-message"
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


@pytest.fixture(name="temporary")
def _temporary(tmp_path: Path) -> Path:
    """Where the container keeps what is temporary."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@dataclass
class Incident:
    """An incident: its context takes in every command's entries, as the server merges them."""

    script: str = field(repr=False)
    simulator: Simulator
    temporary: Path
    context: dict[str, Any] = field(default_factory=dict)

    def run(self, command: str, /, _connection: dict[str, str] | None = None, **args: object) -> Any:
        """One command in a process of its own: its entry."""
        (found,) = self.run_all(self.asked(command, args, _connection or {}))
        (given,) = found["entries"]
        return given

    def asked(self, command: str, args: dict[str, object], changed: dict[str, str]) -> dict[str, Any]:
        fields = {**self.simulator.connection(), **changed}
        params = {
            name: {"identifier": "", "password": value} if name in SECRETS else value for name, value in fields.items()
        }
        blank: dict[str, object] = {one.name: "" for one in connection_form() if one.name not in params}
        return {"script": self.script, "command": command, "params": {**blank, **params}, "args": args}

    def run_all(self, *asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Commands in one process, one after the other."""
        done = subprocess.run(
            [TOOLS / "python", RUN],
            input=json.dumps(asked),
            env={"PATH": os.environ["PATH"], "TMPDIR": str(self.temporary)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        for name in SECRETS:
            assert getattr(self.simulator.tenant.credentials, name) not in done.stdout + done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        for one in (given for each in found for given in each["entries"] if isinstance(given, dict)):
            merge(self.context, one["EntryContext"] or {})
        return found

    def value(self, path: str) -> Any:
        """What a playbook's `${MimecastHold.path}` is."""
        return context_value(self.context, f"MimecastHold.{path}")


@pytest.fixture(name="incident")
def _incident(unified: dict[str, Any], simulator: Simulator, temporary: Path) -> Incident:
    return Incident(unified["script"]["script"], simulator, temporary)


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


def test_the_connections_test(incident: Incident) -> None:
    assert incident.run("test-module") == "ok"
    assert "Test Connection: failure" in incident.run("test-module", WRONG_KEY)


def test_a_release_that_succeeds(incident: Incident) -> None:
    ids = _held(incident, 2)
    found = incident.run(RELEASE, ids=",".join(ids))
    assert found["Type"] == NOTE
    assert incident.value("Release.Branch") == "success"
    assert incident.value("Release.Record.Released") == [True, True]
    assert {incident.simulator.tenant.fate(one) for one in ids} == {"released"}


def test_a_partial_release_is_an_error_with_the_whole_context(incident: Incident) -> None:
    found = incident.run(RELEASE, ids=[*_held(incident, 1), incident.simulator.tenant.unknown_id()])
    assert found["Type"] == ERROR
    assert incident.value("Release.Branch") == "partial"
    assert incident.value("Release.ErrorCategory") == "not_found"
    assert incident.value("Release.Record.Outcome") == ["released", "failed"]
    assert found["HumanReadable"].startswith("**Release Held Message: partial**")


def test_the_contents_of_an_error_are_text_which_the_platforms_scripts_join(incident: Incident) -> None:
    ids = [*_held(incident, 1), incident.simulator.tenant.unknown_id()]
    (found,) = incident.run_all(incident.asked(RELEASE, {"ids": ids}, {}))
    assert found["error"].startswith("Release Held Message: partial. 2 requested, 1 released, 1 failed.")
    assert found["entries"][0]["ContentsFormat"] == "text"


def test_a_wrong_key_is_an_error_that_says_so(incident: Incident) -> None:
    (held,) = _held(incident, 1)
    assert incident.run(RELEASE, WRONG_KEY, ids=held)["Type"] == ERROR
    assert incident.value("Release.ErrorCategory") == "authentication"
    assert incident.simulator.tenant.fate(held) == "held"


def test_a_dry_run_never_has_the_branch_of_a_release(incident: Incident) -> None:
    (held,) = _held(incident, 1)
    found = incident.run(RELEASE, ids=held, dry_run="true")
    assert found["Type"] == NOTE
    assert incident.value("Release.Branch") == "dry_run"
    assert found["HumanReadable"].startswith("Dry run: nothing was changed.")
    assert incident.simulator.tenant.fate(held) == "held"


def test_a_step_releases_what_the_last_search_found_and_nothing_of_an_earlier_one(incident: Incident) -> None:
    earlier = _held(incident, 3)
    incident.run(FIND, max_messages="3")
    assert incident.value("Find.IDs") == earlier
    assert incident.value("Find.Truncated") is True
    incident.run(FIND, search_field="subject", search_text=_subject_of_one(incident))
    (wanted,) = incident.value("Find.IDs")
    assert wanted not in earlier
    incident.run(RELEASE, ids=incident.value("Find.IDs"))
    assert (incident.value("Release.Requested"), incident.simulator.tenant.fate(wanted)) == (1, "released")
    assert {incident.simulator.tenant.fate(one) for one in earlier} == {"held"}


@pytest.mark.parametrize("how", ["nothing found", "wrong key", "refused input", "broken pack"])
def test_a_search_that_finds_nothing_or_fails_leaves_no_id_of_an_earlier_one(incident: Incident, how: str) -> None:
    incident.run(FIND, max_messages="3")
    assert len(incident.value("Find.IDs")) == 3
    if how == "broken pack":
        incident.script = re.sub(r'(?m)^WHEEL_SHA256 = "..', 'WHEEL_SHA256 = "zz', incident.script)
    args: dict[str, object] = {"search_text": "no subject has this"} if how == "nothing found" else {}
    args |= {"start": "no date"} if how == "refused input" else {}
    incident.run(FIND, WRONG_KEY if how == "wrong key" else None, **args)
    assert (incident.value("Find.IDs"), incident.value("Find.Message.ID")) == ([], [])
    assert incident.value("Find.Branch") == ("success" if how == "nothing found" else "failure")
    assert not incident.value("Find.Found")


def test_a_partial_release_after_a_success_is_not_taken_for_one(incident: Incident) -> None:
    first, second = _held(incident, 2)
    incident.run(RELEASE, ids=first)
    assert equals(incident.value("Release.Branch"), "success")
    incident.run(RELEASE, ids=[second, incident.simulator.tenant.unknown_id()])
    assert not equals(incident.value("Release.Branch"), "success")
    assert equals(incident.value("Release.Branch"), "partial")


def test_a_command_that_crashes_after_a_success_is_not_taken_for_one(incident: Incident) -> None:
    incident.run(RELEASE, ids=_held(incident, 1))
    incident.script = re.sub(r'(?m)^WHEEL_SHA256 = "..', 'WHEEL_SHA256 = "zz', incident.script)
    found = incident.run(RELEASE, ids=_held(incident, 1))
    assert (found["Type"], incident.value("Release.Branch")) == (ERROR, "failure")
    assert "Install the pack again" in found["Contents"]
    assert (incident.value("Release.Released"), incident.value("Release.Record")) == ("", [])


def test_every_key_of_the_context_is_one_that_overwrites(incident: Incident) -> None:
    for action in load().actions:
        found = incident.run(xsoar.command(action), ids="unknown") if "ids" in _arguments(action) else None
        found = found or incident.run(xsoar.command(action))
        assert list(found["EntryContext"]) == [f"MimecastHold.{xsoar.context(action)}(true)"]


def test_every_run_gives_every_field_so_that_none_of_an_earlier_run_stays(incident: Incident) -> None:
    good = incident.run(RELEASE, ids=_held(incident, 1))
    refused = incident.run(RELEASE, ids="")
    wrong = incident.run(RELEASE, WRONG_KEY, ids=_held(incident, 1))
    incident.script = re.sub(r'(?m)^WHEEL_SHA256 = "..', 'WHEEL_SHA256 = "zz', incident.script)
    crashed = incident.run(RELEASE, ids=_held(incident, 1))
    fields = [set(one["EntryContext"]["MimecastHold.Release(true)"]) for one in (good, refused, wrong, crashed)]
    assert fields[1:] == fields[:1] * 3


@pytest.mark.parametrize("blank", ["", "  ", ",", "[]"])
def test_a_guard_that_arrives_blank_releases_nothing(incident: Incident, blank: str) -> None:
    (held,) = _held(incident, 1)
    assert incident.run(RELEASE, ids=held, only_if_sender_domains=blank)["Type"] == ERROR
    assert incident.value("Release.ErrorCategory") == "invalid_input"
    assert incident.simulator.requests == []


def test_commands_of_one_process_share_a_folder_that_goes_with_it(incident: Incident) -> None:
    asked = incident.asked("test-module", {}, {})
    found = incident.run_all(asked, incident.asked(FIND, {}, {}), asked)
    assert [one["entries"][0] for one in found[::2]] == ["ok", "ok"]
    (folders,) = {tuple(one["folders"]) for one in found}
    assert len(folders) == 1
    assert list(incident.temporary.iterdir()) == []


def test_an_upgraded_pack_answers_with_its_own_library_in_the_same_process(incident: Incident, ours: Wheel) -> None:
    old, new = (incident.asked(FIND, {}, {}) for _ in range(2))
    later = _of_version(ours, "99.0.0")
    new["script"] = xsoar.package(load(), later).files[f"{PACK}/Integrations/{xsoar.NAME}/{xsoar.NAME}.py"].decode()
    found = incident.run_all(old, new, new, old)
    versions = [one["entries"][0]["Contents"]["plugin"]["version"] for one in found]
    assert versions == [load().version, "99.0.0", "99.0.0", load().version]
    assert [len(one["folders"]) for one in found] == [1, 1, 1, 1]
    assert list(incident.temporary.iterdir()) == []


def test_every_path_in_the_context_is_declared(unified: dict[str, Any], incident: Incident) -> None:
    for action in load().actions:
        if action.changes_anything:
            continue
        found = incident.run(xsoar.command(action))
        assert found["Type"] == NOTE
        declared = next(one for one in unified["script"]["commands"] if one["name"] == xsoar.command(action))
        paths = {one["contextPath"] for one in declared["outputs"]}
        assert _paths(found["EntryContext"]) <= paths


def test_an_error_has_the_same_words_without_jsonschema(incident: Incident) -> None:
    found = incident.run(RELEASE, ids="x", dry_run="perhaps")
    assert found["Type"] == ERROR
    assert "$[.]dry_run: expected true or false, got text." in found["HumanReadable"].replace("\\", "")
    assert incident.simulator.requests == []


def _held(incident: Incident, count: int) -> list[str]:
    return [mail.id for mail in incident.simulator.tenant.newest()[:count]]


def _subject_of_one(incident: Incident) -> str:
    """The subject of a message that no other message has, and that is not among the newest three."""
    subjects = [mail.subject for mail in incident.simulator.tenant.newest()]
    return next(one for one in subjects[3:] if sum(one in other for other in subjects) == 1)


def _arguments(action: Action) -> set[str]:
    return set(action.input_schema["properties"])


def _of_version(found: Wheel, version: str) -> Wheel:
    """The wheel of a later version: the manifest in it says so."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(found.data)) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("plugin/generated/manifest.json"):
                content = content.replace(f'"version": "{load().version}"'.encode(), f'"version": "{version}"'.encode())
            new.writestr(name, content)
    return Wheel(found.name, data.getvalue())


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
