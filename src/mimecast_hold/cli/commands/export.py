"""`mimecast-hold export`: write a platform's native package."""

import importlib
from pathlib import Path

import click

from mimecast_hold.exporters.package import Package
from mimecast_hold.exporters.wheel import wheel
from mimecast_hold.plugin import manifest

PLATFORMS = ("splunk-soar", "xsoar", "insightconnect", "sekoia")
"""Each has a module in `mimecast_hold.exporters` with a function `package(plugin, wheel)`."""


@click.command(epilog="Example: mimecast-hold export splunk-soar --out package")
@click.argument("platform", metavar="PLATFORM", type=click.Choice(PLATFORMS))
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="A new or empty folder for the package.",
)
@click.option("--archive", is_flag=True, help="Write one archive instead of files.")
@click.option("--wheel", "wheel_file", metavar="FILE", help="The wheel of this version to include. Default: build one.")
def export(platform: str, out: Path, *, archive: bool, wheel_file: str | None) -> None:
    """Write the native package for a platform.

    PLATFORM is splunk-soar, xsoar, insightconnect or sekoia.
    """
    exported = package(platform, wheel_file)
    path = out / exported.archive_name if archive else out
    try:
        if archive:
            out.mkdir(parents=True, exist_ok=True)
            path.write_bytes(exported.archive())
        else:
            exported.write(out)
    except OSError as error:
        raise click.UsageError(f"The package could not be written: {error}") from None
    click.echo(path)
    click.echo(exported.next_step, err=True)


def package(platform: str, wheel_file: str | None = None) -> Package:
    """Return a platform's package."""
    plugin = manifest.load()
    exporter = importlib.import_module(f"mimecast_hold.exporters.{platform.replace('-', '_')}")
    exported: Package = exporter.package(plugin, wheel(wheel_file, plugin.version))
    return exported
