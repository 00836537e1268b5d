"""`mimecast-hold keyring`: store and delete connections in the operating system's keyring."""

import sys

import click

from mimecast_hold.api.connection import REGIONS
from mimecast_hold.cli.keyring_store import as_file, delete, require_keyring, store
from mimecast_hold.plugin.connection.layers import API_KEYS, CLIENT_CREDENTIALS
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.manifest import schema
from mimecast_hold.plugin.validation.json_text import read_json

_CREDENTIALS = {"2.0": CLIENT_CREDENTIALS, "1.0": API_KEYS}


@click.group()
def keyring() -> None:
    """Store a connection in the operating system's keyring.

    Use it with --keyring NAME. Needs an extra: pip install 'mimecast-hold[keyring]'
    """


@keyring.command("set")
@click.argument("name")
@click.option(
    "--api",
    type=click.Choice(list(_CREDENTIALS)),
    default="2.0",
    show_default=True,
    help="The API version whose credentials to ask for.",
)
def set_connection(name: str, api: str) -> None:
    """Ask for a connection and store it as NAME.

    Secrets are not echoed. If standard input is not a terminal, it is read as a JSON object with the connection's
    fields.
    """
    require_keyring()
    values = _prompt(api) if sys.stdin.isatty() else read_json(sys.stdin.buffer.read())
    if not isinstance(values, dict):
        raise click.UsageError("Standard input is not a JSON object with the connection's fields.")
    connection_from(None, as_file(name, values), {})
    store(name, values)
    click.echo(f"Stored. Try it: mimecast-hold test --keyring {name}", err=True)


@keyring.command("delete")
@click.argument("name")
def delete_connection(name: str) -> None:
    """Delete the connection NAME."""
    delete(name)
    click.echo("Deleted.", err=True)


def _prompt(api: str) -> dict[str, object]:
    fields = schema("connection")["properties"]
    regions = click.Choice(list(REGIONS["2.0" if api == "2.0" else "1.0"]))
    default = "global" if api == "2.0" else None
    values: dict[str, object] = {
        "region": click.prompt(fields["region"]["title"], type=regions, default=default, err=True)
    }
    for field in _CREDENTIALS[api]:
        secret = bool(fields[field].get("writeOnly"))
        values[field] = click.prompt(fields[field]["title"], hide_input=secret, err=True).strip()
    return values
