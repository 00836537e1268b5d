"""`mimecast-hold mcp`: the actions as tools for an agent, over standard input and output."""

import argparse
import importlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from mimecast_hold.api.client import Client
from mimecast_hold.cli import log_output
from mimecast_hold.errors import MimecastHoldError
from mimecast_hold.mcp_server.bounds import Budget, bounds, read_guard
from mimecast_hold.mcp_server.lines import Output, standard_input
from mimecast_hold.mcp_server.session import Session, Source
from mimecast_hold.plugin.connection.file import read_file
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.manifest import load

_DESCRIPTION = """\
Serve the actions as tools of the Model Context Protocol. The connection and all bounds are read at start, and no tool
takes any of them: an agent reads text that attackers wrote. Without --allow-changes it can only read.
"""
_EXTRA = "mimecast-hold mcp needs its extra: pip install 'mimecast-hold[mcp]'"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.description = _DESCRIPTION
    parser.add_argument(
        "--connection", metavar="FILE", help="a YAML or JSON file with the connection's fields; else the environment"
    )
    parser.add_argument(
        "--allow-changes",
        metavar="ACTION",
        action="append",
        default=[],
        help="an action that may change messages, such as release_held_message; may be repeated",
    )
    parser.add_argument(
        "--only-if",
        metavar="FILE",
        help="a JSON file with a guard in the form of the parameter only_if: every change is held to it",
    )
    parser.add_argument(
        "--max-changes",
        metavar="N",
        type=_count,
        default=20,
        help="how many messages may be changed before the server has to be started again (20)",
    )
    parser.add_argument(
        "--deadline-seconds",
        metavar="S",
        type=_seconds,
        default=50.0,
        help="how long a call may take unless it says otherwise (50: clients commonly give up after 60)",
    )


def main(arguments: argparse.Namespace) -> int:
    """Serve until the client goes or a signal comes; 2 where what was given is wrong."""
    with log_output.kept():
        return _serve(arguments)


def _serve(arguments: argparse.Namespace) -> int:
    try:
        session = _session(arguments)
    except MimecastHoldError as error:
        sys.stderr.write(f"mimecast-hold mcp: {error} {error.hint}".rstrip() + "\n")
        return 2
    try:
        server = importlib.import_module("mimecast_hold.mcp_server.server")
    except ImportError:
        sys.stderr.write(_EXTRA + "\n")
        return 2
    # Python itself would put out the warnings of libraries that nobody listens to, and what they quote.
    logging.getLogger().addHandler(logging.NullHandler())
    lines = standard_input()
    caught = _caught(lines.end)
    server.serve(session, lines, Output())
    return 128 + caught[0] if caught else 0


def _caught(end: Callable[[], None]) -> list[int]:
    """Have signals end the session, and collect them: until the log is written, none may end the process itself."""
    numbers: list[int] = []

    def heed(number: int, _: FrameType | None) -> None:
        numbers.append(number)
        end()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # Windows has no SIGHUP
            signal.signal(getattr(signal, name), heed)
    return numbers


def _session(arguments: argparse.Namespace) -> Session:
    declared = load()
    file = read_file(arguments.connection) if arguments.connection else None
    source = Source(file, dict(os.environ))
    settings = connection_from(None, source.file, source.environ)
    for warning in settings.warnings:
        sys.stderr.write(f"mimecast-hold mcp: {warning}\n")
    guard = read_guard(arguments.only_if, declared) if arguments.only_if else None
    allowed = bounds(declared, arguments.allow_changes, guard, arguments.deadline_seconds)
    return Session(declared, source, Client(settings.connection), allowed, Budget(arguments.max_changes))


def _count(text: str) -> int:
    count = int(text)
    if count < 0:
        raise argparse.ArgumentTypeError("0 or more")
    return count


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 1 <= seconds <= 86400:
        raise argparse.ArgumentTypeError("1 to 86400")
    return seconds
