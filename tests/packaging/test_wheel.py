"""The wheel as a stranger gets it: what it holds, and that it works with no checkout near."""

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[2]
BUNDLE = "mimecast_hold/bundle_data/"
ENVIRONMENT = dict(os.environ)  # before the tests' own is emptied: pip may need what it says


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(project: Path, target: str, into: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", into, folder=project)
    (built,) = into.iterdir()
    return built


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("source")
    archive = build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    (unpacked,) = folder.iterdir()
    return unpacked


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a Python with the wheel and no extra finds, away from the checkout."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "venv", with_pip=True)
    python = place / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", wheel, folder=place)
    run(python, "-m", "pip", "check", folder=place)
    check = Path(__file__).with_name("wheel_check.py")
    found: dict[str, Any] = json.loads(run(python, "-I", check, folder=place))
    return found | {"place": str(place)}


def test_the_wheel_holds_one_package_and_its_metadata(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in contents(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"mimecast_hold"}
    assert len(tops) == 2
    assert "mimecast_hold/py.typed" in contents(wheel)


def test_the_wheel_carries_the_bundle_as_the_checkout_has_it(wheel: Path) -> None:
    held = contents(wheel)
    carried = {name.removeprefix(BUNDLE): data for name, data in held.items() if name.startswith(BUNDLE)}
    paths = [ROOT / "plugin.yaml", *ROOT.glob("actions/*.py"), *ROOT.glob("schemas/*.json")]
    assert carried == {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, source: Path, tmp_path: Path) -> None:
    assert contents(build(source, "wheel", tmp_path)) == contents(wheel)


def test_the_source_distribution_carries_tests_and_papers_and_nothing_that_was_made(
    source: Path,
) -> None:
    names = {path.relative_to(source).as_posix() for path in source.rglob("*")}
    assert {"LICENSE", "Makefile", "README.md", "tests/conftest.py"} <= names
    assert not [name for name in names if "__pycache__" in name or ".venv" in name]


def test_the_installed_bundle_is_inside_the_package(installed: dict[str, Any]) -> None:
    bundle = Path(installed["bundle"])
    assert bundle.is_relative_to(installed["place"])
    assert bundle.parts[-3:] == ("site-packages", "mimecast_hold", "bundle_data")


def test_actions_and_schemas_are_not_importable(installed: dict[str, Any]) -> None:
    assert installed["importable"] == []


def test_an_installed_wheel_alone_releases_a_held_message(installed: dict[str, Any]) -> None:
    release = installed["release"]
    outcomes = [record["outcome"] for record in release["envelope"]["records"]]
    assert outcomes == ["released", "failed"]
    assert release["fates"] == ["released", "never"]
    assert release["status"] == 1
