"""An export from an installed wheel, with no checkout about: the templates travel in it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mimecast_hold.cli.commands.export import PLATFORMS, package

pytestmark = pytest.mark.platforms


@pytest.fixture(name="site", scope="module")
def _site(installed: Callable[[Path], Path]) -> Path:
    return installed(Path(sys.executable))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_installed_wheel_exports_what_a_checkout_does(
    platform: str, site: Path, wheel_file: Path, tmp_path: Path
) -> None:
    command: list[str | Path] = [sys.executable, "-m", "mimecast_hold", "export", platform, "--archive"]
    command += ["--out", tmp_path, "--wheel", wheel_file]
    environ = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).read_bytes() == package(platform, str(wheel_file)).archive()
    # The archive is all there is; what to do next is said where no script reads it.
    assert done.stderr


def test_without_a_checkout_the_wheel_has_to_be_given(site: Path, tmp_path: Path) -> None:
    command: list[str | Path] = [sys.executable, "-m", "mimecast_hold", "export", "sekoia", "--out", tmp_path / "out"]
    environ = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Give --wheel" in done.stderr
