"""Every export is what its golden files say: a change of the manifest shows where it is seen."""

import json
import re
from pathlib import Path

import pytest

from mimecast_hold.cli.commands.export import PLATFORMS
from mimecast_hold.plugin import manifest
from tests.exporters.golden import comparable, exported, golden

ROOT = Path(__file__).resolve().parents[2]
FORMS = {
    "splunk-soar": "src/app.py",
    "xsoar": "Packs/MimecastHold/Integrations/MimecastHold/MimecastHold.yml",
    "insightconnect": "plugin.spec.yaml",
    "sekoia": "manifest.json",
}
_PLACEHOLDER = re.compile(rb"@@[A-Z0-9_]+@@")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_export_equals_its_golden_files(platform: str) -> None:
    made, expected = comparable(exported(platform)), golden(platform)
    assert sorted(made) == sorted(expected), "make golden"
    assert [path for path in made if made[path] != expected[path]] == [], "make golden"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_archive_is_reproducible(platform: str) -> None:
    assert exported(platform).archive() == exported(platform).archive()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_export_has_no_placeholder_and_no_path_of_this_machine(platform: str) -> None:
    for path, data in exported(platform).files.items():
        assert not _PLACEHOLDER.search(data), path
        assert str(ROOT).encode() not in data, path


@pytest.mark.parametrize("platform", PLATFORMS)
def test_json_of_an_export_is_json(platform: str) -> None:
    for path, data in exported(platform).files.items():
        if path.endswith(".json"):
            json.loads(data)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_export_carries_the_version_of_the_plugin(platform: str) -> None:
    version = manifest.load().version.encode()
    assert any(version in data for data in exported(platform).files.values())


@pytest.mark.parametrize(("platform", "path"), FORMS.items())
def test_an_exports_connection_form_has_every_field_of_the_schema(platform: str, path: str) -> None:
    text = exported(platform).files[path].decode()
    for name in manifest.schema("connection")["properties"]:
        assert re.search(rf"\b{name}\b", text), name


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_export_says_that_there_is_no_deadline(platform: str) -> None:
    assert [path for path, data in comparable(exported(platform)).items() if b"no deadline" in data] == []
