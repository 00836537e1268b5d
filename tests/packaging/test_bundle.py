from pathlib import Path

import pytest

from mimecast_hold.errors import InternalError
from mimecast_hold.plugin.bundle import PLUGIN_UUID, find_bundle

ROOT = Path(__file__).parents[2]
OURS = f"name: any\nuuid: {PLUGIN_UUID}\nversion: 9.9.9\n"


def folder_with(parent: Path, manifest: str) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    (parent / "plugin.yaml").write_text(manifest, encoding="utf-8")
    return parent


def test_a_checkout_is_its_own_bundle() -> None:
    assert find_bundle().root == ROOT


def test_the_first_place_with_our_uuid_is_the_bundle(tmp_path: Path) -> None:
    wheel, checkout = folder_with(tmp_path / "a", OURS), folder_with(tmp_path / "b", OURS)
    assert find_bundle((wheel, checkout)).root == wheel
    assert find_bundle((tmp_path / "missing", checkout)).root == checkout


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "uuid: 00000000-0000-4000-8000-000000000000\n",
        f"description: not {PLUGIN_UUID}\n",
        f"# uuid: {PLUGIN_UUID}\n",
        f"actions:\n  - uuid: {PLUGIN_UUID}\n",
    ],
)
def test_the_manifest_of_another_project_is_skipped(tmp_path: Path, manifest: str) -> None:
    other = folder_with(tmp_path / "other", manifest)
    ours = folder_with(tmp_path / "ours", OURS)
    assert find_bundle((other, ours)).root == ours


def test_a_manifest_that_is_not_text_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "plugin.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(InternalError):
        find_bundle((tmp_path,))


def test_without_a_bundle_the_error_says_where_it_looked_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InternalError, match="were not found in") as caught:
        find_bundle((tmp_path / "here", tmp_path / "there"))
    assert str(tmp_path / "here") in str(caught.value)
    assert str(tmp_path / "there") in str(caught.value)
    assert "Install mimecast-hold again" in caught.value.hint


def test_a_bundle_knows_the_paths_of_its_files() -> None:
    bundle = find_bundle()
    assert bundle.manifest == ROOT / "plugin.yaml"
    assert bundle.action("release_held_message") == ROOT / "actions" / "release_held_message.py"
    assert bundle.schema("connection") == ROOT / "schemas" / "connection.json"
