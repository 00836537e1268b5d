"""`mimecast-hold run ACTION`: the door for platforms: JSON in, exactly one envelope out."""

import argparse
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from mimecast_hold.cli.signals import Interruption
from mimecast_hold.errors import InputError
from mimecast_hold.plugin.connection_file import read_file
from mimecast_hold.plugin.json_text import read_json
from mimecast_hold.plugin.runner import Given, Runner

_FILES = {
    "connection": "a YAML or JSON file with the connection's fields",
    "parameters": "a JSON file with the action's parameters; standard input is not read then",
    "journal": "keep what happens to each message in FILE, so that a run that was killed can be continued",
}
_KEYS = ("connection", "parameters")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments, none of which argparse itself refuses: an envelope is owed for a wrong one, too."""
    parser.add_argument(
        "action", metavar="ACTION", nargs="?", default="", help="an action's id, such as release_held_message"
    )
    for name, text in _FILES.items():
        parser.add_argument(f"--{name}", metavar="FILE", nargs="?", const="", help=text)
    parser.set_defaults(unknown=[])


def main(arguments: argparse.Namespace) -> int:
    """Run the action; the envelope goes to standard output, all else to standard error."""
    interruption = Interruption()
    interruption.install()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    runner = Runner(arguments.action, os.environ, begun=interruption.begun, journal=arguments.journal or None)
    finished = runner.run(lambda: interruption.reading(lambda: _given(arguments)))
    printed = _print(finished.envelope)
    return interruption.exit_status(finished.exit_status if printed else 1)


def _given(arguments: argparse.Namespace) -> Given:
    _check(arguments)
    file = read_file(arguments.connection) if arguments.connection else None
    if arguments.parameters:
        return Given(parameters=_read_parameters(arguments.parameters), file=file)
    request = _request(sys.stdin.buffer.read() if sys.stdin else b"")
    return Given(request.get("connection"), request.get("parameters"), file)


def _check(arguments: argparse.Namespace) -> None:
    hint = "mimecast-hold run --help tells what may be given."
    if arguments.unknown:
        raise InputError(f"There is no argument {json.dumps(arguments.unknown[0])[:80]}.", hint=hint)
    for name in _FILES:
        if getattr(arguments, name) == "":
            raise InputError(f"--{name} is given without a file.", hint=hint, field=name)


def _request(text: bytes) -> dict[str, Any]:
    """What stands on standard input; nothing at all is an empty request."""
    request = read_json(text) if text.strip() else {}
    if not isinstance(request, dict):
        raise InputError(
            "$: standard input is no JSON object.",
            hint='Give {"connection": {...}, "parameters": {...}}; either may be left out.',
        )
    for name in request:
        if name not in _KEYS:
            raise InputError(
                f"$: standard input has {json.dumps(name)[:80]}, which is neither connection nor parameters.",
                hint='Give {"connection": {...}, "parameters": {...}}; either may be left out.',
            )
    return request


def _read_parameters(path: str) -> object:
    try:
        return read_json(Path(path).read_bytes())
    except OSError as error:
        raise InputError(
            f"The parameters file cannot be read: {error.strerror}.",
            hint="Give --parameters a JSON file that this user may read.",
            field="parameters",
        ) from None


def _print(envelope: dict[str, Any]) -> bool:
    """Print the envelope, in ASCII whatever the locale; False where nobody reads it any more."""
    if sys.stdout is None:  # closed by whoever started us
        return False
    try:
        sys.stdout.write(json.dumps(envelope, allow_nan=False) + "\n")
        sys.stdout.flush()
    except OSError:
        # Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True
