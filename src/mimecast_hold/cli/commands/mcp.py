"""`mimecast-hold mcp`: serve the actions as tools for an AI agent over standard input and output."""

import importlib
import logging
import os
import signal
from collections.abc import Callable
from types import FrameType

import click

from mimecast_hold.api.client import Client
from mimecast_hold.cli import log_output
from mimecast_hold.cli.commands.options import completer
from mimecast_hold.cli.signals import SIGNALS
from mimecast_hold.cli.streams import write_stderr
from mimecast_hold.plugin.connection.file import read_file
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.manifest import load


def _changing_actions() -> list[str]:
    return [action.id for action in load().actions if action.changes_anything]


@click.command(epilog="Example: mimecast-hold mcp --connection connection.yaml --allow-changes release_held_message")
@click.option(
    "--connection",
    "connection_file",
    metavar="FILE",
    help="A YAML or JSON file with the connection's fields. Default: the environment.",
)
@click.option(
    "--allow-changes",
    metavar="ACTION",
    multiple=True,
    shell_complete=completer(_changing_actions),
    help="An action that may change messages, such as release_held_message. May be repeated.",
)
@click.option(
    "--only-if",
    "guard_file",
    metavar="FILE",
    help="A JSON file with a guard in the form of the parameter only_if. It applies to every change.",
)
@click.option(
    "--max-changes",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many messages may be changed before the server must be restarted.",
)
@click.option(
    "--deadline-seconds",
    type=click.FloatRange(1, 86400),
    default=50,
    show_default=True,
    help="The time limit for a call that sets none. Clients commonly give up after 60 seconds.",
)
def mcp(
    connection_file: str | None,
    allow_changes: tuple[str, ...],
    guard_file: str | None,
    max_changes: int,
    deadline_seconds: float,
) -> int:
    """Serve the actions as tools for an AI agent.

    The tools follow the Model Context Protocol. The connection and all limits are read at start, and no tool accepts
    any of them: an agent reads text that attackers wrote. Without --allow-changes the agent can only read.
    """
    from mimecast_hold.mcp_server.bounds import Budget, bounds, read_guard
    from mimecast_hold.mcp_server.lines import Output, standard_input
    from mimecast_hold.mcp_server.session import Session, Source

    with log_output.in_background():
        manifest = load()
        source = Source(read_file(connection_file) if connection_file else None, dict(os.environ))
        settings = connection_from(None, source.file, source.environ)
        for warning in settings.warnings:
            write_stderr(f"Warning: {warning}")
        guard = read_guard(guard_file, manifest) if guard_file else None
        allowed = bounds(manifest, allow_changes, guard, deadline_seconds)
        session = Session(manifest, source, Client(settings.connection), allowed, Budget(max_changes))
        try:
            server = importlib.import_module("mimecast_hold.mcp_server.server")
        except ImportError:
            raise click.UsageError("This command needs an extra: pip install 'mimecast-hold[mcp]'") from None
        # Without a handler, Python prints other libraries' warnings, which may quote secrets.
        logging.getLogger().addHandler(logging.NullHandler())
        lines = standard_input()
        received = _handle_signals(lines.end)
        server.serve(session, lines, Output())
        return 128 + received[0] if received else 0


def _handle_signals(end: Callable[[], None]) -> list[int]:
    """End the session on a signal, and return a list that collects the signals' numbers."""
    numbers: list[int] = []

    def handle(number: int, _: FrameType | None) -> None:
        numbers.append(number)
        end()

    for number in SIGNALS:
        signal.signal(number, handle)
    return numbers
