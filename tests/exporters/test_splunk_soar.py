"""What a Splunk SOAR app promises, and the SDK does not look at."""

import ast
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from mimecast_hold.plugin import manifest
from tests.exporters.golden import exported, stand_in_wheel

FILES = exported("splunk-soar").files
APP = FILES["src/app.py"].decode()
ROOT = Path(__file__).resolve().parents[2]


def _classes() -> dict[str, ast.ClassDef]:
    return {node.name: node for node in ast.parse(APP).body if isinstance(node, ast.ClassDef)}


def _calls(name: str) -> dict[str, ast.Call]:
    fields = (node for node in _classes()[name].body if isinstance(node, ast.AnnAssign))
    return {ast.unparse(node.target): node.value for node in fields if isinstance(node.value, ast.Call)}


def _options(call: ast.Call) -> dict[str, object]:
    return {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}


def test_the_app_has_the_plugins_uuid() -> None:
    assert f'appid="{manifest.load().uuid}"' in APP
    assert 'appid="6f0d4c0e-2f0b-4f53-9a52-6d3a1f7f3f10"' in APP, "SOAR takes another one for another app"


def test_exactly_the_secrets_of_the_asset_are_sensitive() -> None:
    sensitive = {name for name, call in _calls("Asset").items() if _options(call).get("sensitive")}
    assert sensitive == {"client_secret", "access_key", "secret_key", "app_key", "proxy_url"}


@pytest.mark.parametrize("action", manifest.load().actions, ids=lambda action: action.id)
def test_every_action_is_a_function_with_parameters_a_summary_and_a_table(action: manifest.Action) -> None:
    functions = {node.name: node for node in ast.parse(APP).body if isinstance(node, ast.FunctionDef)}
    (decorator,) = functions[action.id].decorator_list
    assert isinstance(decorator, ast.Call)
    named = {str(one.arg): ast.unparse(one.value) for one in decorator.keywords}
    assert named["read_only"] == str(not action.changes_anything)
    assert named["render_as"] == "'table'"
    assert named["output_class"] in _classes()
    assert {"status", "readable", "warnings", "error_category"} <= set(_calls(named["summary_type"]))
    assert ("truncated" in _calls(named["summary_type"])) is ("truncated" in action.output_schema["properties"])


def test_a_found_id_can_be_passed_to_the_actions_that_take_ids() -> None:
    kinds = [_options(_calls(name)["id"]).get("cef_types") for name in ("FoundMessage", "ReleaseRecord", "HeldMessage")]
    taken = _options(_calls("ReleaseHeldMessageParams")["ids"])
    assert kinds == [taken["cef_types"]] * 3
    assert (taken["primary"], taken["allow_list"]) == (True, True)


def test_no_example_of_an_output_is_empty() -> None:
    outputs = [_options(call) for name in _classes() if name != "Asset" for call in _calls(name).values()]
    assert all(options["example_values"] for options in outputs if "example_values" in options)


@pytest.mark.parametrize("name", ["logo.svg", "logo_dark.svg"])
def test_logos_are_plain_svg_with_a_size(name: str) -> None:
    assert b"<!ENTITY" not in FILES[name]
    root = ET.fromstring(FILES[name])  # noqa: S314 - drawn by us
    assert {"width", "height"} <= set(root.attrib)


@pytest.mark.parametrize("platform", ["splunk-soar", "sekoia"])
def test_our_wheel_has_its_hash_and_comes_from_no_index(platform: str) -> None:
    files = exported(platform).files
    wheel = stand_in_wheel()
    assert files[f"wheels/{wheel.name}"] == wheel.data
    locked = tomllib.loads(files["uv.lock"].decode())["package"]
    ours = next(one for one in locked if one["name"] == "mimecast-hold")
    assert ours["source"] == {"path": f"wheels/{wheel.name}"}
    assert ours["wheels"] == [{"filename": wheel.name, "hash": f"sha256:{wheel.sha256}"}]
    assert ours["version"] == manifest.load().version


@pytest.mark.parametrize("platform", ["splunk-soar", "sekoia"])
def test_the_lock_file_has_the_dependencies_of_our_wheel(platform: str) -> None:
    locked = tomllib.loads(exported(platform).files["uv.lock"].decode())["package"]
    ours = next(one for one in locked if one["name"] == "mimecast-hold")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {name.partition(">")[0].lower() for name in project["dependencies"]}
    assert {one["name"] for one in ours["dependencies"]} == declared, "make locks"
