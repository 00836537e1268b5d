"""mimecast-hold simulate: run a simulated Mimecast tenant on loopback until it is interrupted."""

import argparse
import json
import signal
import socket
import sys
from itertools import islice
from types import FrameType
from typing import Final

from mimecast_hold.simulator import (
    Fault,
    FaultError,
    Request,
    Simulator,
    Tenant,
    options,
    parse_fault,
)
from mimecast_hold.simulator.http.certificates import CertificatesUnavailableError
from mimecast_hold.simulator.service import ENDPOINT_NAMES

DESCRIPTION: Final = """\
Run a simulated Mimecast tenant on this machine, for trials and tests. It has a hold queue with realistic mail, checks
every signature and token, and can be made to fail. It prints its connection as one JSON object on standard output and
runs until it is interrupted.

examples:
  mimecast-hold simulate --show-ids 3
  mimecast-hold simulate --api 2.0 --held 500 --quota 100/60
  mimecast-hold simulate --fault reset:after:hold-release:every=5:times=2
  mimecast-hold simulate --fault status:status=504 --fault late:hold-release:seconds=3
  mimecast-hold simulate --fault developer-key:probability=0.1
  mimecast-hold simulate --fault status:later:hold-release:status=503:form=json:delay=4:times=1
  mimecast-hold simulate --twins --log-ids own --log-delay 3

faults (--fault KIND[:before|after|later][:ENDPOINT][:NAME=VALUE...]):
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
  body, location and header hold any text and go last.

forms (--form NAME):
  text-numbers, float-numbers         sizes and counts as "1,473" or 8.0
  text-booleans, number-booleans      "true" or 1 for true
  text-confirmations                  "release": "true" in the answer to a release
  single-items, listed-items          an object for a list of one; a list for one sender or recipient
  other-wrapper, null-lists           rows under another name; null for an empty list
  action-rows                         rows of a release's answer in the hold list
"""
_FAULT_HELP: Final = "make requests fail, as described above (repeat for several)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = DESCRIPTION
    _add_serving(parser.add_argument_group("serving"))
    options.add_arguments(parser)


_Group = argparse._ArgumentGroup  # noqa: SLF001  # argparse gives the type no public name


def _add_serving(group: _Group) -> None:
    group.add_argument("--seed", type=int, default=7, help="seed of the generated mail and keys (default: 7)")
    group.add_argument(
        "--held", type=options.argument_type(options.count), default=20, help="number of held messages (default: 20)"
    )
    group.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free port)")
    group.add_argument("--tls", action="store_true", help="serve https with a certificate authority made for this run")
    group.add_argument(
        "--api", choices=("1.0", "2.0"), default="1.0", help="API version of the printed credentials (default: 1.0)"
    )
    group.add_argument("--latency-ms", type=float, default=0, metavar="MS", help="delay each answer by this much")
    group.add_argument("--fault", action="append", type=_fault, default=[], help=_FAULT_HELP)
    group.add_argument(
        "--show-ids", type=options.argument_type(options.count), default=0, metavar="N",
        help="print N held ids and one that is not held, on standard error",
    )  # fmt: skip
    group.add_argument("--verbose", action="store_true", help="print a line for each request")


def main(arguments: argparse.Namespace) -> int:
    tenant = Tenant(
        arguments.seed,
        arguments.held,
        rules=options.rules(vars(arguments)),
        visibility=options.visibility(vars(arguments)),
    )
    bad_subject = getattr(arguments, "bad_subject", None)
    if bad_subject and tenant.held:
        tenant.spoil_subject(tenant.newest()[0].id, bad_subject)
    simulator = Simulator(
        tenant,
        tls=arguments.tls,
        port=arguments.port,
        latency_ms=arguments.latency_ms,
        faults=arguments.fault,
        record=False,
        observer=_print_request if arguments.verbose else None,
    )
    try:
        simulator.start()
    except (CertificatesUnavailableError, OSError, OverflowError) as error:
        _say(f"mimecast-hold simulate: {error}")
        return 2
    try:
        return _serve(simulator, arguments)
    finally:
        simulator.close()


def _serve(simulator: Simulator, arguments: argparse.Namespace) -> int:
    # A socket, and no Event: a handler that sets an Event can meet its lock held by the waiter.
    waiter, waker = socket.socketpair()

    def on_signal(_: int, __: FrameType | None) -> None:
        waker.send(b"!")

    earlier = {number: signal.signal(number, on_signal) for number in _SIGNALS}
    try:
        sys.stdout.write(json.dumps(simulator.connection(arguments.api)) + "\n")
        sys.stdout.flush()
        held = len(simulator.tenant.held)
        _say(f"A simulated tenant holds {held} messages at {simulator.base_url}; Ctrl-C ends it.")
        _show_ids(simulator.tenant, arguments.show_ids)
        waiter.recv(1)
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
        waiter.close()
        waker.close()
    return 0


_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def _show_ids(tenant: Tenant, count: int) -> None:
    if count:
        for mail in islice(tenant.newest(), count):
            _say(f"held: {mail.id}  {mail.subject!a}")
        _say(f"not held: {tenant.unknown_id()}")


def _print_request(request: Request, status: int) -> None:
    # The path comes from the other side of the wire: shown as text that cannot act.
    _say(f"{ascii(request.method)[1:-1]} {ascii(request.path)[1:-1]} {status}")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _fault(text: str) -> Fault:
    try:
        return parse_fault(text, ENDPOINT_NAMES)
    except FaultError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
