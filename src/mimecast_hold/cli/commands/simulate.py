"""`mimecast-hold simulate`: run a simulated Mimecast tenant on loopback until it is interrupted."""

import json
import signal
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import click

from mimecast_hold.cli.streams import write_stderr
from mimecast_hold.simulator import Request, Simulator, Tenant, options, parse_fault
from mimecast_hold.simulator.http.certificates import CertificatesUnavailableError
from mimecast_hold.simulator.service import ENDPOINT_NAMES

_EPILOG = """\
\b
Examples:
  mimecast-hold simulate --show-ids 3
  mimecast-hold simulate --api 2.0 --held 500 --quota 100/60
  mimecast-hold simulate --fault reset:after:hold-release:every=5:times=2
  mimecast-hold simulate --fault status:status=504 --fault late:hold-release:seconds=3
  mimecast-hold simulate --fault developer-key:probability=0.1
  mimecast-hold simulate --fault status:later:hold-release:status=503:form=json:delay=4:times=1
  mimecast-hold simulate --twins --log-ids own --log-delay 3

\b
Faults (--fault KIND[:before|after|later][:ENDPOINT][:NAME=VALUE...]):
  before, after, later
                 the request is not carried out (the default), is carried out before the answer, or DELAY seconds
                 after it
  ENDPOINT       the end of a path, such as hold-release (default: any endpoint)
  every, first, times, probability, id
                 every Nth request, only the first N, at most N times, at random, or only requests with this message id
  developer-key  err_developer_key over HTTP 200, as the service sometimes answers for a valid application id
  status         an error of a gateway or cache (form=html or json) or of Mimecast itself (form=mimecast);
                 status=503, retry_after=SECONDS
  late           a gateway error (with status=504) or a reset; carried out SECONDS later
  html           a web gateway's login page; status=200, or 401, 403, 400 for a page that refuses
  throttle       429 with a reset after SECONDS
  framing        half of an answer (or SIZE bytes) without a usable length; header="Transfer-Encoding: gzip, chunked"
  reset, hang, truncate, drip-header, drip-body, huge, bomb
                 a broken or endless connection or body
  garbage, deep, body, redirect, cookie
                 an unreadable body, deep nesting, your own body=TEXT, a redirect to location=URL, a cookie
  other-id, duplicated, differing, contradictory, refusing-meta
                 an answer for another id, given twice, given twice differently, both done and failed, or done under
                 meta.status 403
  body, location and header contain any text and go last.

\b
Forms (--form NAME):
  text-numbers, float-numbers         sizes and counts as "1,473" or 8.0
  text-booleans, number-booleans      "true" or 1 for true
  text-confirmations                  "release": "true" in the answer to a release
  single-items, listed-items          an object for a list of one; a list for one sender or recipient
  other-wrapper, null-lists           rows under another name; null for an empty list
  action-rows                         rows of a release's answer in the hold list"""


def _converter(parse: Callable[[str], object]) -> Callable[[str], object]:
    """Return a click type that shows the message of a `ValueError`."""

    def convert(text: str) -> object:
        try:
            return parse(text)
        except ValueError as error:
            raise click.BadParameter(f"{error}.") from None

    return convert


_TENANT = [option for group in options.GROUPS.values() for option in group]


def _parameter(option: options.Option) -> click.Option:
    names, text = [option.flag, option.name], f"{option.help[:1].upper()}{option.help[1:]}."
    if option.choices:
        return click.Option(names, type=click.Choice(option.choices), multiple=option.multiple, help=text)
    if option.parse:
        return click.Option(names, type=_converter(option.parse), metavar=option.metavar, help=text)
    return click.Option(names, is_flag=True, default=None, help=text)


def tenant_options(values: dict[str, Any]) -> dict[str, Any]:
    """Return the tenant's options that the user set, as the simulator expects them."""
    flags = {option.name: option.value for option in _TENANT if not (option.choices or option.parse)}
    names = [option.name for option in _TENANT if values[option.name] not in (None, ())]
    return {name: flags.get(name, values[name]) for name in names}


@click.command(epilog=_EPILOG)
@click.option("--seed", type=int, default=7, show_default=True, help="Seed of the generated mail and keys.")
@click.option("--held", type=click.IntRange(min=0), default=20, show_default=True, help="Number of held messages.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1. Default: any free port.")
@click.option("--tls", is_flag=True, help="Serve https with a certificate authority made for this run.")
@click.option(
    "--api",
    type=click.Choice(["1.0", "2.0"]),
    default="1.0",
    show_default=True,
    help="API version of the printed credentials.",
)
@click.option("--latency-ms", type=float, default=0, metavar="MS", help="Delay each answer by this much.")
@click.option(
    "--fault",
    "faults",
    type=_converter(lambda text: parse_fault(text, ENDPOINT_NAMES)),
    metavar="FAULT",
    multiple=True,
    help="Make requests fail, as described below. May be repeated.",
)
@click.option(
    "--show-ids",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Print N held ids and one that is not held, on standard error.",
)
@click.option("--verbose", is_flag=True, help="Print a line for each request.")
def simulate(**values: Any) -> int:  # noqa: ANN401 - the values of all options
    """Run a simulated Mimecast tenant on this machine.

    For trials and tests. The tenant has a hold queue with realistic mail, checks every signature and token, and can be
    made to fail. The command prints its connection as a JSON object and runs until it is interrupted.
    """
    chosen = tenant_options(values)
    tenant = Tenant(values["seed"], values["held"], rules=options.rules(chosen), visibility=options.visibility(chosen))
    if values["bad_subject"] and tenant.held:
        tenant.spoil_subject(tenant.newest()[0].id, values["bad_subject"])
    try:
        simulator = Simulator(
            tenant,
            tls=values["tls"],
            port=values["port"],
            latency_ms=values["latency_ms"],
            faults=values["faults"],
            record=False,
            observer=_print_request if values["verbose"] else None,
        )
        simulator.start()
    except (CertificatesUnavailableError, OSError) as error:
        raise click.UsageError(str(error)) from None
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        write_stderr(
            f"A simulated tenant holds {len(tenant.held)} messages at {simulator.base_url}; press Ctrl-C to stop."
        )
        _show_ids(tenant, values["show_ids"])
        click.echo(json.dumps(simulator.connection(values["api"])))
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return 0
    finally:
        simulator.close()


simulate.params.extend(map(_parameter, _TENANT))


def _show_ids(tenant: Tenant, count: int) -> None:
    if count:
        for mail in islice(tenant.newest(), count):
            write_stderr(f"held: {mail.id}  {mail.subject!a}")
        write_stderr(f"not held: {tenant.unknown_id()}")


def _print_request(request: Request, status: int) -> None:
    # Escaped: the client chooses the path.
    write_stderr(f"{ascii(request.method)[1:-1]} {ascii(request.path)[1:-1]} {status}")
