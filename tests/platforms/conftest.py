"""What the platforms' tests share: our wheel, built once, and each platform's own software, where it is installed."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mimecast_hold.exporters.wheel import wheel
from mimecast_hold.plugin import manifest
from mimecast_hold.simulator import Simulator, Tenant

ROOT = Path(__file__).resolve().parents[2]
# As it is before the tests' own rules empty it: a network may have authorities and proxies of its own.
_OUTSIDE = dict(os.environ)


@pytest.fixture(name="outside", scope="session")
def _environment_of_whoever_runs_this() -> dict[str, str]:
    """For what asks a package index."""
    return _OUTSIDE


@pytest.fixture(name="wheel_file", scope="session")
def _wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    built = wheel(None, manifest.load().version)
    path = tmp_path_factory.mktemp("wheel") / built.name
    path.write_bytes(built.data)
    return path


@pytest.fixture(name="platform_python", scope="session")
def _platform_python() -> Callable[[str], Path]:
    """The interpreter that has a platform's own software; skips where there is none."""

    def found(platform: str) -> Path:
        python = ROOT / ".tools" / platform / "bin/python"
        if not python.exists():
            pytest.skip(f"{platform}: its own software is not installed here (make test-platforms, and its Python)")
        return python

    return found


@pytest.fixture(name="installed", scope="session")
def _installed(wheel_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """A folder with nothing but our wheel, unpacked by a platform's pip: what goes onto its path."""

    def install(python: Path) -> Path:
        folder = tmp_path_factory.mktemp("site")
        command: list[str | Path] = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            folder,
            wheel_file,
        ]
        subprocess.run(command, check=True)
        return folder

    return install


@pytest.fixture(name="simulator")
def _simulator() -> Iterator[Simulator]:
    with Simulator(Tenant()) as simulator:
        yield simulator
