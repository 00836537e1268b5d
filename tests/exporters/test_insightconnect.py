"""Checks that Rapid7's own validators do not make, and those that need none of Rapid7's tools."""

import hashlib
import json
import struct
from typing import Any

import yaml

from mimecast_hold.exporters import insightconnect
from mimecast_hold.plugin.forms import connection_form
from mimecast_hold.plugin.manifest import load
from tests.exporters.golden import stand_in_wheel

PLUGIN = load()
WHEEL = stand_in_wheel()
SPEC: dict[str, Any] = yaml.safe_load(insightconnect.spec_text(PLUGIN))


def _hash(text: str) -> str:
    # Rapid7's .CHECKSUM is made of these.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def test_the_generated_files_come_from_the_current_spec() -> None:
    sums = json.loads(insightconnect.generated()[".CHECKSUM"])
    assert sums["spec"] == _hash(insightconnect.spec_text(PLUGIN)), "make golden"


def test_the_generated_files_are_unchanged() -> None:
    files = insightconnect.generated()
    sums = json.loads(files[".CHECKSUM"])
    assert sums["setup"] == _hash(files["setup.py"])
    assert sums["manifest"] == _hash(files["bin/icon_mimecast_hold"])
    schemas = {path: _hash(text) for path, text in files.items() if path.endswith("schema.py")}
    assert sorted(one["hash"] for one in sums["schemas"]) == sorted(schemas.values())


def test_exactly_the_secrets_are_credentials() -> None:
    credentials = {name for name, rules in SPEC["connection"].items() if rules["type"].startswith("credential")}
    assert credentials == {field.name for field in connection_form() if field.secret}
    assert credentials >= {"access_key", "secret_key", "app_key", "client_secret", "proxy_url"}


def test_partial_and_dry_run_are_branches_of_their_own() -> None:
    branch = SPEC["actions"]["release_held_message"]["output"]["branch"]
    assert branch["required"]
    assert branch["enum"] == ["success", "partial", "dry_run"]


def test_warnings_truncated_and_error_category_are_outputs() -> None:
    outputs = {name: action["output"] for name, action in SPEC["actions"].items()}
    assert all({"warnings", "error_category"} <= set(one) for one in outputs.values())
    assert outputs["find_held_messages"]["truncated"]["type"] == "boolean"
    assert outputs["release_held_message"]["warnings"]["type"] == "[]string"


def test_the_example_of_a_list_is_a_list() -> None:
    fields = [rules for kind in SPEC["types"].values() for rules in kind.values()]
    fields += [rules for action in SPEC["actions"].values() for rules in action["output"].values()]
    lists = [rules["example"] for rules in fields if rules["type"].startswith("[]") and "example" in rules]
    assert lists
    assert all(isinstance(one, list) for one in lists)


def test_every_action_has_a_default_deadline_below_the_platforms_own() -> None:
    for action in SPEC["actions"].values():
        assert action["input"]["deadline_seconds"]["default"] == insightconnect.DEADLINE_SECONDS


def test_a_nullable_field_is_not_required_since_the_runtime_knows_no_null() -> None:
    record = SPEC["types"]["release_record"]
    assert [name for name in ("released", "message", "error", "request_id") if record[name]["required"]] == []
    assert record["id"]["required"]


def test_samples_contain_no_credential() -> None:
    sample = json.loads(insightconnect.package(PLUGIN, WHEEL).files["tests/release_held_message.json"])
    secrets = [value["secretKey"] for value in sample["body"]["connection"].values() if isinstance(value, dict)]
    assert set(secrets) == {""}


def test_the_package_has_the_wheel_and_its_hash() -> None:
    files = insightconnect.package(PLUGIN, WHEEL).files
    name = WHEEL.name
    assert files[f"wheels/{name}"] == WHEEL.data
    assert files["wheels/SHA256SUMS"].decode() == f"{WHEEL.sha256}  {name}\n"
    assert b"sha256sum -c SHA256SUMS" in files["Dockerfile"]


def test_the_versions_major_is_one_ahead_of_ours() -> None:
    ours, theirs = PLUGIN.version.split("."), SPEC["version"].split(".")
    assert int(theirs[0]) == int(ours[0]) + 1
    assert theirs[1:] == ours[1:]
    assert SPEC["connection_version"] == int(theirs[0])


def test_the_pictures_have_the_sizes_that_the_platform_asks_for() -> None:
    files = insightconnect.package(PLUGIN, WHEEL).files
    for name, size in (("icon.png", 128), ("extension.png", 256)):
        assert files[name].startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", files[name][16:24]) == (size, size)
