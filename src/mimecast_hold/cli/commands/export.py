"""`mimecast-hold export`: write a platform's native package."""

import importlib
from pathlib import Path

import click

from mimecast_hold.exporters.package import Package
from mimecast_hold.exporters.wheel import wheel
from mimecast_hold.plugin import manifest

PLATFORMS = ("splunk-soar", "xsoar", "insightconnect", "sekoia")
"""Each has a module in `mimecast_hold.exporters` with a function `package(plugin, wheel)`."""


def command() -> click.Command:
    """Return the command."""
    return click.Command(
        "export",
        callback=_export,
        params=[
            click.Argument(["platform"], metavar="PLATFORM", type=click.Choice(PLATFORMS)),
            click.Option(
                ["--out"],
                metavar="DIR",
                required=True,
                type=click.Path(path_type=Path),
                help="A new or empty folder for the package.",
            ),
            click.Option(["--archive"], is_flag=True, help="Write one archive instead of files."),
            click.Option(
                ["--wheel", "wheel_file"],
                metavar="FILE",
                type=click.Path(),
                help="The wheel of this version to include. Default: build one.",
            ),
        ],
        help=f"Write the native package for a platform: {', '.join(PLATFORMS)}.",
        short_help="Write the native package for a platform.",
        epilog="Example: mimecast-hold export splunk-soar --out package",
    )


def _export(platform: str, out: Path, *, archive: bool, wheel_file: str | None) -> None:
    made = package(platform, wheel_file)
    try:
        if archive:
            out.mkdir(parents=True, exist_ok=True)
            place = out / made.archive_name
            place.write_bytes(made.archive())
        else:
            made.write(out)
            place = out
    except OSError as error:
        raise click.UsageError(f"The package could not be written: {error}") from None
    click.echo(place)
    click.echo(made.next_step, err=True)


def package(platform: str, wheel_file: str | None = None) -> Package:
    """Return a platform's package."""
    plugin = manifest.load()
    exporter = importlib.import_module(f"mimecast_hold.exporters.{platform.replace('-', '_')}")
    made: Package = exporter.package(plugin, wheel(wheel_file, plugin.version))
    return made
