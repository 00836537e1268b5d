"""`mimecast-hold export`: writes a platform's native package."""

import argparse
import importlib
import sys
from pathlib import Path

from mimecast_hold.errors import MimecastHoldError
from mimecast_hold.exporters.package import Package
from mimecast_hold.exporters.wheel import wheel
from mimecast_hold.plugin import manifest

PLATFORMS = ("splunk-soar", "xsoar", "insightconnect", "sekoia")
"""Each is a module of `mimecast_hold.exporters` with one function, `package(plugin, wheel)`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("platform", metavar="PLATFORM", choices=PLATFORMS, help=", ".join(PLATFORMS))
    parser.add_argument("--out", metavar="DIR", required=True, type=Path, help="a new or empty folder to write into")
    parser.add_argument("--archive", action="store_true", help="write one archive into DIR, instead of its files")
    parser.add_argument("--wheel", metavar="FILE", help="the wheel of this version to carry; else it is built here")


def main(arguments: argparse.Namespace) -> int:
    """0, or 2 where nothing could be written."""
    try:
        made = package(arguments.platform, arguments.wheel)
        place = _write(made, arguments.out, archive=arguments.archive)
    except (MimecastHoldError, OSError) as error:
        hint = error.hint if isinstance(error, MimecastHoldError) else ""
        sys.stderr.write(f"mimecast-hold export: {error} {hint}".rstrip() + "\n")
        return 2
    sys.stdout.write(f"{place}\n")
    sys.stderr.write(f"{made.next_step}\n")
    return 0


def package(platform: str, wheel_file: str | None = None) -> Package:
    """A platform's package, in memory."""
    plugin = manifest.load()
    exporter = importlib.import_module(f"mimecast_hold.exporters.{platform.replace('-', '_')}")
    made: Package = exporter.package(plugin, wheel(wheel_file, plugin.version))
    return made


def _write(made: Package, out: Path, *, archive: bool) -> Path:
    if not archive:
        made.write(out)
        return out
    out.mkdir(parents=True, exist_ok=True)
    place = out / made.archive_name
    place.write_bytes(made.archive())
    return place
