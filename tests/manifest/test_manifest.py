import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.bundle import PLUGIN_UUID, find_bundle
from mimecast_hold.plugin.manifest import Action, load, schema

BUNDLE = find_bundle()
ACTIONS = load().actions

# Platforms use these as keys. Never change one, and never give one to another action.
UUIDS = {
    "test_connection": "117f5bcc-c397-430d-814c-c7fb9d3e28df",
    "find_held_messages": "86176d8c-4835-4bc9-adeb-b1a2af6c9e74",
    "get_hold_summary": "ae9fdbbe-3395-490e-9be3-bc7def0bbb9f",
    "release_held_message": "d24982a5-e135-4e7a-b204-004c240472c6",
    "release_matching_held_messages": "52c99f62-4429-48d3-8e2e-cdb435c1271e",
    "reject_held_message": "1248766f-9461-4965-b067-c816155a10bd",
    "get_release_log": "c3f1e3c8-84be-48fa-b920-5a13a4b18604",
}

every_action = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)


def data() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(BUNDLE.manifest.read_text(encoding="utf-8"))
    return read


def test_the_manifest_matches_its_schema() -> None:
    errors = Draft202012Validator(schema("plugin")).iter_errors(data())
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("uuid", "6F0D4C0E-2F0B-4F53-9A52-6D3A1F7F3F10"),
        ("version", "0.1"),
        ("version", "0.1.0\n"),
        ("actions", []),
        ("connection", "connection.json"),
        ("more", "x"),
    ],
)
def test_an_invalid_manifest_is_refused(field: str, value: object) -> None:
    assert not Draft202012Validator(schema("plugin")).is_valid(data() | {field: value})


def test_the_uuids_never_change() -> None:
    assert load().uuid == PLUGIN_UUID == "6f0d4c0e-2f0b-4f53-9a52-6d3a1f7f3f10"
    assert {action.id: action.uuid for action in ACTIONS} == UUIDS


def test_the_build_can_read_the_version() -> None:
    text = BUNDLE.manifest.read_text(encoding="utf-8")
    assert re.findall(r"(?m)^version: ([0-9.]+)$", text) == [load().version]


def test_every_action_has_a_module_and_schemas_and_there_are_no_others() -> None:
    ids = {action.id for action in ACTIONS}
    modules = {path.stem for path in Path(BUNDLE.root, "actions").glob("*.py")} - {"__init__"}
    schemas = {path.stem for path in Path(BUNDLE.root, "schemas").glob("*.json")}
    assert modules == ids
    assert schemas == {"plugin", "connection"} | {f"{name}.{end}" for name in ids for end in ("input", "output")}


@every_action
def test_an_action_names_its_own_files(action: Action) -> None:
    assert action.module == f"actions/{action.id}.py"
    assert action.input == f"schemas/{action.id}.input.json"
    assert action.output == f"schemas/{action.id}.output.json"
    assert Path(BUNDLE.root, action.input).is_file()
    assert Path(BUNDLE.root, action.output).is_file()


@every_action
def test_an_action_module_has_a_docstring_and_a_run_function(action: Action) -> None:
    tree = ast.parse(Path(BUNDLE.root, action.module).read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert "run" in functions


@every_action
def test_actions_that_change_messages_have_a_dry_run(action: Action) -> None:
    assert ("dry_run" in action.input_schema["properties"]) == action.changes_anything
    assert ("dry_run" in action.output_schema["properties"]) == action.changes_anything


@every_action
def test_every_action_has_a_deadline(action: Action) -> None:
    assert list(action.input_schema["properties"])[-1] == "deadline_seconds"


@every_action
def test_an_action_names_its_permissions_and_products(action: Action) -> None:
    assert action.permissions
    assert any(need.when == "always" for need in action.products)
    assert action.title == action.input_schema["title"].removesuffix(": parameters")
    assert action.title == action.output_schema["title"].removesuffix(": result")


@every_action
def test_a_description_is_an_imperative_sentence(action: Action) -> None:
    assert not action.description.split()[0].endswith("s")
    assert action.description.endswith(".")


def test_an_action_is_found_by_its_id() -> None:
    assert load().action("release_held_message").title == "Release Held Message"


@pytest.mark.parametrize("wrong", ["release_held_messages", "", "Release Held Message", "x" * 9999])
def test_an_unknown_action_is_refused_with_a_list_of_the_ids(wrong: str) -> None:
    with pytest.raises(InputError) as caught:
        load().action(wrong)
    assert len(str(caught.value)) < 200
    assert all(action.id in caught.value.hint for action in ACTIONS)


def test_a_misspelt_action_is_refused_with_the_right_name() -> None:
    with pytest.raises(InputError) as caught:
        load().action("release-held-message")
    assert 'Did you mean "release_held_message"?' in caught.value.hint
