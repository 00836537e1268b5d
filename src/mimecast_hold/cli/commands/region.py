"""`mimecast-hold discover-region`: find the region of an API 1.0 tenant."""

import json
import os
from contextlib import closing

import click

from mimecast_hold.api.base_url import checked_base_url, is_loopback
from mimecast_hold.api.connection import ca_variables, checked_proxy_url
from mimecast_hold.api.discovery import URL, discover
from mimecast_hold.errors import ConfigurationError


@click.command(
    "discover-region",
    epilog="Example: mimecast-hold discover-region you@example.com --app-id 0f8fad5b-d9cb-469f-a165-70867728950e",
)
@click.argument("address")
@click.option(
    "--app-id",
    required=True,
    envvar="MIMECAST_APP_ID",
    show_envvar=True,
    metavar="ID",
    help="The id of the registered API application.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option("--base-url", default=URL, hidden=True)
def discover_region(address: str, app_id: str, base_url: str, *, as_json: bool) -> None:
    """Find the region of an API 1.0 tenant.

    ADDRESS is an e-mail address of the tenant. Only the address and the application id are sent.
    """
    from mimecast_hold.api.wire.transport import HttpTransport

    url = checked_base_url(base_url)
    if url != URL and not is_loopback(url):
        raise ConfigurationError(f"base_url must be {URL}, or a simulator on this machine.", field="base_url")
    proxy = os.environ.get("MIMECAST_PROXY_URL", "").strip()
    own_bundle = os.environ.get("MIMECAST_CA_BUNDLE", "").strip()
    bundles = [own_bundle] if own_bundle else [path for _, path in ca_variables(os.environ)]
    wire = HttpTransport(
        proxy_url=checked_proxy_url(proxy) if proxy else None,
        ca_bundle=bundles[0] if bundles else None,
        local=is_loopback(url),
    )
    with closing(wire):
        region = discover(address, app_id.strip(), wire=wire, url=url)
    if as_json:
        click.echo(json.dumps({"region": region.name, "base_url": region.base_url}))
        return
    if region.name:
        click.echo(f"region: {region.name}")
    click.echo(f"base_url: {region.base_url}")
