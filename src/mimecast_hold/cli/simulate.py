"""mimecast-hold simulate: a Mimecast tenant on loopback, until it is interrupted."""

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
from mimecast_hold.simulator.certificates import CertificatesUnavailableError
from mimecast_hold.simulator.service import ENDPOINT_NAMES

DESCRIPTION: Final = """\
Run a Mimecast tenant on loopback, for trying things out: a hold queue with mail that looks real,
which checks every signature and token, and goes wrong on request. Its connection is printed as one
JSON object on standard output; it serves until it is interrupted.

examples:
  mimecast-hold simulate --show-ids 3
  mimecast-hold simulate --api 2.0 --held 500 --quota 100/60
  mimecast-hold simulate --fault reset:after:hold-release:every=5:times=2
  mimecast-hold simulate --fault status:status=504 --fault late:hold-release:seconds=3
"""
_FAULT_HELP: Final = (
    "let something go wrong (may be repeated): KIND[:before|after][:ENDPOINT][:NAME=VALUE...]; "
    "names are every, first, probability, times, status, seconds, size, id, body, location"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = DESCRIPTION
    _add_serving(parser.add_argument_group("serving"))
    options.add_arguments(parser)


_Group = argparse._ArgumentGroup  # noqa: SLF001  # argparse gives the type no public name


def _add_serving(group: _Group) -> None:
    group.add_argument("--seed", type=int, default=7, help="what the mail is made from (7)")
    group.add_argument("--held", type=options.count, default=20, help="how many messages are held (20)")
    group.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (a free one)")
    group.add_argument("--tls", action="store_true", help="https, with a CA made for this run")
    group.add_argument("--api", choices=("1.0", "2.0"), default="1.0", help="whose credentials to print (1.0)")
    group.add_argument(
        "--latency-ms", type=float, default=0, metavar="MS", help="answer each request that long after it came"
    )
    group.add_argument("--fault", action="append", type=_fault, default=[], help=_FAULT_HELP)
    group.add_argument(
        "--show-ids", type=options.count, default=0, metavar="N",
        help="print N held ids and one that is not held, on standard error",
    )  # fmt: skip
    group.add_argument("--verbose", action="store_true", help="print a line for each request")


def main(arguments: argparse.Namespace) -> int:
    tenant = Tenant(
        arguments.seed,
        arguments.held,
        rules=options.rules(arguments),
        visibility=options.visibility(arguments),
    )
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
