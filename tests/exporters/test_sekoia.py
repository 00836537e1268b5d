"""What a Sekoia.io module promises, and its SDK does not look at."""

import json
import re

import pytest
from jsonschema import Draft7Validator

from mimecast_hold.exporters.outputs import envelope_example
from mimecast_hold.plugin import manifest
from tests.exporters.golden import exported

FILES = exported("sekoia").files
every_action = pytest.mark.parametrize("action", manifest.load().actions, ids=lambda action: action.id)


def test_the_module_has_the_plugins_uuid_and_a_slug_that_sekoia_accepts() -> None:
    told = json.loads(FILES["manifest.json"])
    assert told["uuid"] == manifest.load().uuid == "6f0d4c0e-2f0b-4f53-9a52-6d3a1f7f3f10"
    assert re.fullmatch("[a-z-]+", told["slug"])


def test_every_secret_is_listed_and_has_no_default_or_example() -> None:
    told = json.loads(FILES["manifest.json"])["configuration"]
    assert set(told["secrets"]) == {"client_secret", "access_key", "secret_key", "app_key", "proxy_url"}
    assert all(set(told["properties"][name]) == {"title", "description", "type"} for name in told["secrets"])


@every_action
def test_an_action_has_its_uuid_its_schemas_and_its_branches(action: manifest.Action) -> None:
    told = json.loads(FILES[f"action_{action.id}.json"])
    assert (told["uuid"], told["docker_parameters"], told["name"]) == (action.uuid, action.id, action.title)
    for name in ("arguments", "results"):
        Draft7Validator.check_schema(told[name])
    Draft7Validator(told["results"]).validate(envelope_example(action))
    can_be_dry = "dry_run" in told["arguments"]["properties"]
    assert ("dry_run" in told["outputs"]) is can_be_dry
    assert {"success", "partial", "failure"} <= set(told["outputs"])
    assert {"warnings", "error_category"} <= set(told["results"]["properties"])


@every_action
def test_the_entry_point_runs_the_actions_in_the_manifests(action: manifest.Action) -> None:
    assert f', "{action.id}")' in FILES["main.py"].decode()


def test_the_image_runs_as_an_unprivileged_user() -> None:
    lines = FILES["Dockerfile"].decode().splitlines()
    assert lines[-1] == 'ENTRYPOINT [ "python", "./main.py" ]'
    assert "USER sekoiaio-runtime" in lines
