"""Checks that demisto-sdk's validations do not make."""

import re
import struct
from typing import Any

import pytest

from mimecast_hold.exporters import xsoar
from mimecast_hold.plugin.forms import connection_form
from mimecast_hold.plugin.manifest import Action, load
from tests.exporters.golden import ROOT, stand_in_wheel

PLUGIN = load()
WHEEL = stand_in_wheel()
FILES = xsoar.package(PLUGIN, WHEEL).files
INTEGRATION: dict[str, Any] = xsoar.integration(PLUGIN)
COMMANDS: list[dict[str, Any]] = INTEGRATION["script"]["commands"]
PLACE = f"Packs/{xsoar.NAME}/Integrations/{xsoar.NAME}"


def test_exactly_the_secrets_are_credentials() -> None:
    fields = {field["name"]: field for field in INTEGRATION["configuration"]}
    secrets = {name for name, field in fields.items() if field["type"] == 9}
    assert secrets == {field.name for field in connection_form() if field.secret}
    assert secrets >= {"access_key", "secret_key", "app_key", "client_secret", "proxy_url"}
    for name in secrets:
        assert fields[name]["hiddenusername"]
        assert fields[name]["displaypassword"]


def test_tls_verification_cannot_be_switched_off() -> None:
    assert not {"insecure", "unsecure"} & {field["name"] for field in INTEGRATION["configuration"]}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command["name"]))
def test_context_paths_begin_with_capitals_and_are_listed_once(command: dict[str, Any]) -> None:
    paths = [output["contextPath"] for output in command["outputs"]]
    assert len(paths) == len(set(paths))
    for path in paths:
        assert re.fullmatch(r"MimecastHold(\.[A-Z][A-Za-z]*)+", path), path
    (name,) = {path.split(".")[1] for path in paths}
    assert {f"MimecastHold.{name}.{one}" for one in ("Branch", "Warnings", "ErrorCategory")} <= set(paths)


def test_every_command_has_its_own_context_path() -> None:
    names = [xsoar.context(action) for action in PLUGIN.actions]
    assert len(names) == len(set(names))
    assert {"Find", "Release", "Reject", "ReleaseMatching"} <= set(names)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command["name"]))
def test_every_argument_and_output_is_described(command: dict[str, Any]) -> None:
    for one in (command, *command["arguments"], *command["outputs"]):
        assert one["description"]


def test_a_person_is_asked_before_exactly_the_commands_that_change_something() -> None:
    asked = {command["name"]: command["execution"] for command in COMMANDS}
    assert asked == {xsoar.command(action): action.changes_anything for action in PLUGIN.actions}


def test_every_command_has_a_default_deadline_below_the_platforms_five_minutes() -> None:
    for command in COMMANDS:
        (deadline,) = [one for one in command["arguments"] if one["name"] == "deadline_seconds"]
        assert float(deadline["defaultValue"]) == xsoar.DEADLINE_SECONDS < 300


def test_there_are_an_image_a_description_and_an_example_of_each_command() -> None:
    image = FILES[f"{PLACE}/{xsoar.NAME}_image.png"]
    assert struct.unpack(">II", image[16:24]) == (120, 50)
    assert len(image) < 10_000
    assert FILES[f"{PLACE}/{xsoar.NAME}_description.md"].startswith(b"## ")
    examples = FILES[f"{PLACE}/command_examples"].decode().splitlines()
    assert [line.split()[0] for line in examples] == [f"!{command['name']}" for command in COMMANDS]


def test_the_script_names_context_fields_as_the_exporter_does() -> None:
    names: dict[str, Any] = {}
    source = FILES[f"{PLACE}/{xsoar.NAME}.py"].decode()
    found = re.search(r"def context_name.*?\n\n", source, re.DOTALL)
    assert found
    exec(found[0], names)  # noqa: S102 - our own script
    for name in ("id", "ids", "request_id", "from_envelope", "ok"):
        assert names["context_name"](name) == xsoar.context_name(name)


def test_the_script_has_the_wheel_with_its_hash_and_never_sleeps() -> None:
    source = FILES[f"{PLACE}/{xsoar.NAME}.py"].decode()
    assert f'WHEEL_SHA256 = "{WHEEL.sha256}"' in source
    assert WHEEL.name in source
    assert "sleep" not in source


@pytest.mark.parametrize("action", PLUGIN.actions, ids=lambda action: action.id)
def test_the_page_names_the_path_and_rows_of_every_command(action: Action) -> None:
    page = (ROOT / "docs/platforms/xsoar.md").read_text(encoding="utf-8")
    line = f"| `{xsoar.command(action)}` | `{xsoar.NAME}.{xsoar.context(action)}` | `{xsoar.row_name(action)}`"
    assert line in page
