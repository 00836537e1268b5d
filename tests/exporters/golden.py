"""Writes the exports' golden files again: python -m tests.exporters.golden (make golden).

A wheel is another with each change of the code: a stand-in with a fixed content takes its place here. Lock files
are left out: they are long, and the exporters' templates to all but three names.
"""

import importlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from mimecast_hold.cli.commands.export import PLATFORMS
from mimecast_hold.exporters.package import Package
from mimecast_hold.exporters.pages import fields_table
from mimecast_hold.exporters.wheel import Wheel
from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.forms import connection_form

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).with_name("golden")
_LEFT_OUT = (".whl", "uv.lock")


def stand_in_wheel() -> Wheel:
    """A wheel by its name, with nothing in it but a licence."""
    license_text = {"mimecast_hold.dist-info/licenses/LICENSE": b"The licence, as the wheel has it.\n"}
    data = Package(files=license_text, archive_name="wheel.zip", next_step="").archive()
    return Wheel(f"mimecast_hold-{manifest.load().version}-py3-none-any.whl", data)


def exported(platform: str) -> Package:
    """A platform's package, with the stand-in."""
    exporter = importlib.import_module(f"mimecast_hold.exporters.{platform.replace('-', '_')}")
    made: Package = exporter.package(manifest.load(), stand_in_wheel())
    return made


def comparable(made: Package) -> dict[str, bytes]:
    """The files that are compared."""
    return {path: data for path, data in made.files.items() if not path.endswith(_LEFT_OUT)}


def golden(platform: str) -> dict[str, bytes]:
    """The files that are expected."""
    folder = FOLDER / platform
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def with_fields(page: str) -> str:
    """A page with the connection's table where it says that the table goes."""
    between = re.compile("(<!-- fields: [^>]*-->\n).*?(<!-- end of fields -->)", re.DOTALL)
    return between.sub(lambda found: f"{found[1]}{fields_table(connection_form())}{found[2]}", page)


def renew() -> None:
    """Write all of them."""
    for platform in PLATFORMS:
        folder = FOLDER / platform
        made = exported(platform)
        shutil.rmtree(folder, ignore_errors=True)
        for path, data in comparable(made).items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    for page in (ROOT / "docs/platforms").glob("*.md"):
        page.write_text(with_fields(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    renew()
