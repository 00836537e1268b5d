"""The commands that help to set up: find the region, keep a connection in a keyring, complete in a shell."""

import json
import os
import sys
from contextlib import closing
from typing import Any

import click
from click.shell_completion import get_completion_class

from mimecast_hold.api.base_url import checked_base_url, is_loopback
from mimecast_hold.api.connection import REGIONS, ca_variables, checked_proxy_url
from mimecast_hold.api.discovery import URL, Region, discover
from mimecast_hold.cli.catalogue import SETUP
from mimecast_hold.cli.commands.examples import EXAMPLES
from mimecast_hold.cli.keyring_store import as_file, forget, require_keyring, store
from mimecast_hold.errors import ConfigurationError
from mimecast_hold.plugin.connection.layers import API_KEYS, CLIENT_CREDENTIALS
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.manifest import schema
from mimecast_hold.plugin.validation.json_text import read_json

_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_SETS = {"2.0": CLIENT_CREDENTIALS, "1.0": API_KEYS}


def discover_region() -> click.Command:
    """`mimecast-hold discover-region`."""

    def run(address: str, app_id: str, base_url: str, *, as_json: bool) -> int:
        with closing(_wire(base_url)) as wire:
            found = discover(address, app_id.strip(), wire=wire, url=_checked(base_url))
        told = {"region": found.name, "base_url": found.base_url}
        click.echo(json.dumps(told) if as_json else _lines(found))
        return 0

    example = EXAMPLES["discover-region"][0][1]
    return click.Command(
        "discover-region",
        callback=run,
        help=f"{SETUP['discover-region']} Nothing but the address and the application id is sent.",
        epilog=f"Example: {example}",
        context_settings=_SETTINGS,
        params=[
            click.Argument(["address"], metavar="ADDRESS"),
            click.Option(
                ["--app-id"],
                required=True,
                envvar="MIMECAST_APP_ID",
                show_envvar=True,
                metavar="ID",
                help=schema("connection")["properties"]["app_id"]["description"],
            ),
            click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON object."),
            click.Option(["--base-url"], default=URL, hidden=True),
        ],
    )


def _lines(found: Region) -> str:
    region = f"region: {found.name}\n" if found.name else ""
    return f"{region}base_url: {found.base_url}"


def _checked(url: str) -> str:
    checked = checked_base_url(url)
    if checked != URL and not is_loopback(checked):
        raise ConfigurationError(f"base_url must be {URL}, or this machine's for a simulator.", field="base_url")
    return checked


def _wire(url: str) -> Any:  # noqa: ANN401 - a Wire, whose module loads urllib3
    from mimecast_hold.api.wire.transport import HttpTransport

    own = os.environ.get("MIMECAST_CA_BUNDLE", "").strip()
    bundles = [own] if own else [path for _, path in ca_variables(os.environ)]
    proxy = os.environ.get("MIMECAST_PROXY_URL", "").strip()
    return HttpTransport(
        proxy_url=checked_proxy_url(proxy) if proxy else None,
        ca_bundle=bundles[0] if bundles else None,
        local=is_loopback(_checked(url)),
    )


def keyring() -> click.Group:
    """`mimecast-hold keyring set` and `delete`."""
    name = click.Argument(["name"], metavar="NAME")
    api = click.Option(
        ["--api"],
        type=click.Choice(list(_SETS)),
        default="2.0",
        show_default=True,
        help="Whose credentials to ask for.",
    )
    commands = [
        click.Command(
            "set",
            callback=_set,
            params=[name, api],
            help="Ask for a connection, without echo where it is secret, and keep it as NAME. "
            "Where standard input is no terminal, it is one JSON object with the connection's fields.",
        ),
        click.Command("delete", callback=_delete, params=[name], help="Forget the connection kept as NAME."),
    ]
    return click.Group(
        "keyring",
        commands=commands,
        help=f"{SETUP['keyring']} Use it with --keyring NAME. Needs: pip install 'mimecast-hold[keyring]'",
        context_settings=_SETTINGS,
    )


def _set(name: str, api: str) -> int:
    require_keyring()  # before anything is asked for
    values = _asked_for(api) if sys.stdin.isatty() else read_json(sys.stdin.buffer.read())
    if not isinstance(values, dict):
        raise click.UsageError("Standard input is no JSON object with the connection's fields.")
    connection_from(None, as_file(name, values), {})
    store(name, values)
    click.echo(f"Kept. Use it: mimecast-hold test --keyring {name}", err=True)
    return 0


def _delete(name: str) -> int:
    forget(name)
    click.echo("Forgotten.", err=True)
    return 0


def _asked_for(api: str) -> dict[str, object]:
    fields = schema("connection")["properties"]
    regions = REGIONS["2.0" if api == "2.0" else "1.0"]
    default = "global" if api == "2.0" else None
    values: dict[str, object] = {
        "region": click.prompt(fields["region"]["title"], type=click.Choice(list(regions)), default=default, err=True)
    }
    for field in _SETS[api]:
        secret = bool(fields[field].get("writeOnly"))
        values[field] = click.prompt(fields[field]["title"], hide_input=secret, err=True).strip()
    return values


def completion() -> click.Command:
    """`mimecast-hold completion`."""

    def run(shell: str) -> int:
        found = get_completion_class(shell)
        if found is not None:
            script = found(click.Group(), {}, "mimecast-hold", "_MIMECAST_HOLD_COMPLETE")
            # Not source(), which starts a bash to ask for its version.
            click.echo(script.source_template % script.source_vars())
        return 0

    return click.Command(
        "completion",
        callback=run,
        help=SETUP["completion"],
        epilog='Example: eval "$(mimecast-hold completion bash)" in ~/.bashrc',
        context_settings=_SETTINGS,
        params=[click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"]))],
    )
