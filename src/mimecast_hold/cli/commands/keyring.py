"""`mimecast-hold keyring`."""

import sys

import click

from mimecast_hold.api.connection import REGIONS
from mimecast_hold.cli.keyring_store import as_file, delete, require_keyring, store
from mimecast_hold.plugin.connection.layers import API_KEYS, CLIENT_CREDENTIALS
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.manifest import schema
from mimecast_hold.plugin.validation.json_text import read_json

_CREDENTIALS = {"2.0": CLIENT_CREDENTIALS, "1.0": API_KEYS}


def keyring() -> click.Group:
    """Return `keyring set` and `keyring delete`."""
    name = click.Argument(["name"])
    api = click.Option(
        ["--api"],
        type=click.Choice(list(_CREDENTIALS)),
        default="2.0",
        show_default=True,
        help="The API version whose credentials to ask for.",
    )
    set_help = (
        "Ask for a connection, without echoing secrets, and store it as NAME. If standard input is not a terminal, "
        "read it from there as a JSON object with the connection's fields."
    )
    return click.Group(
        "keyring",
        commands=[
            click.Command("set", callback=_set, params=[name, api], help=set_help),
            click.Command("delete", callback=_delete, params=[name], help="Delete the connection NAME."),
        ],
        help="Store a connection in the operating system's keyring.\n\n"
        "Use it with --keyring NAME. Needs an extra: pip install 'mimecast-hold[keyring]'",
        short_help="Store a connection in the operating system's keyring.",
    )


def _set(name: str, api: str) -> None:
    require_keyring()
    values = _prompt(api) if sys.stdin.isatty() else read_json(sys.stdin.buffer.read())
    if not isinstance(values, dict):
        raise click.UsageError("Standard input is not a JSON object with the connection's fields.")
    connection_from(None, as_file(name, values), {})
    store(name, values)
    click.echo(f"Stored. Try it: mimecast-hold test --keyring {name}", err=True)


def _delete(name: str) -> None:
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
