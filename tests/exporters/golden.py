"""Regenerate the golden files of the exports: python -m tests.exporters.golden (make golden).

The wheel changes with every change of the code, so a stand-in with fixed content replaces it. Lock files are left out:
they are long, and almost identical to their templates.
"""

import importlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from mimecast_hold.cli.commands.export import PLATFORMS
from mimecast_hold.exporters.package import Package
from mimecast_hold.exporters.wheel import Wheel
from mimecast_hold.plugin import manifest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).with_name("golden")
_LEFT_OUT = (".whl", "uv.lock")


def stand_in_wheel() -> Wheel:
    """Return a wheel with the current name that contains only a license."""
    license_text = {"mimecast_hold.dist-info/licenses/LICENSE": b"The licence, as the wheel has it.\n"}
    data = Package(files=license_text, archive_name="wheel.zip", next_step="").archive()
    return Wheel(f"mimecast_hold-{manifest.load().version}-py3-none-any.whl", data)


def exported(platform: str) -> Package:
    """Return a platform's package with the stand-in wheel."""
    exporter = importlib.import_module(f"mimecast_hold.exporters.{platform.replace('-', '_')}")
    made: Package = exporter.package(manifest.load(), stand_in_wheel())
    return made


def comparable(made: Package) -> dict[str, bytes]:
    """Return the files to compare."""
    return {path: data for path, data in made.files.items() if not path.endswith(_LEFT_OUT)}


def golden(platform: str) -> dict[str, bytes]:
    """Return the expected files."""
    folder = FOLDER / platform
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def renew() -> None:
    """Write all golden files."""
    for platform in PLATFORMS:
        folder = FOLDER / platform
        made = exported(platform)
        shutil.rmtree(folder, ignore_errors=True)
        for path, data in comparable(made).items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)


if __name__ == "__main__":
    renew()
