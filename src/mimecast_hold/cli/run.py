"""`mimecast-hold run ACTION`, the entry point for platforms: JSON in, exactly one envelope out."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mimecast_hold.cli import log_output
from mimecast_hold.cli.signals import Interruption
from mimecast_hold.errors import InputError, StoppedError
from mimecast_hold.plugin.connection.file import read_file
from mimecast_hold.plugin.manifest import may_be_shown
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.plugin.validation.json_text import SIZE_LIMIT, read_json

SUMMARY = "Run an action for a platform: JSON in, one envelope out."
DESCRIPTION = """\
Read one JSON object, {"connection": {...}, "parameters": {...}}, from standard input (both keys are optional), run an
action, and print exactly one envelope, whatever happens."""
EXIT_STATUS = """\
exit status: 0 success; 1 partial or failure; 2 invalid input, nothing was sent; 130, 143 or 129 after SIGINT, SIGTERM
or SIGHUP"""

FILES = {
    "connection": "YAML or JSON file with the connection's fields",
    "parameters": "JSON file with the action's parameters; standard input is then not read",
    "journal": "file that records what happens to each message, so that an interrupted run can be continued",
}
_REQUEST_HINT = 'Give {"connection": {...}, "parameters": {...}}; both keys are optional.'


def main(words: Sequence[str], interruption: Interruption) -> int:
    """Run an action, print its envelope, and return the exit status."""
    arguments, problem = _parse(words)
    if arguments.help:
        sys.stdout.write(_parser().format_help())
        return 0

    def read() -> ActionInput:
        if problem:
            raise InputError(problem, hint="See mimecast-hold run --help.")
        return _read_input(arguments)

    runner = Runner(arguments.action, os.environ, on_start=interruption.on_start, journal=arguments.journal)
    with log_output.in_background():
        result = runner.run(lambda: interruption.reading(read))
        for chunk in result.json_chunks():
            sys.stdout.buffer.write(chunk.encode("ascii"))  # whatever the encoding of the stream
        sys.stdout.buffer.flush()
    return interruption.exit_status(result.exit_status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "mimecast-hold run",
        description=DESCRIPTION,
        epilog=EXIT_STATUS,
        add_help=False,  # argparse would ignore an output that cannot be written
        allow_abbrev=False,
        exit_on_error=False,
    )
    action_help = "id of the action, such as release_held_message"
    parser.add_argument("action", metavar="ACTION", nargs="?", default="", help=action_help)
    for name, text in FILES.items():
        parser.add_argument(f"--{name}", metavar="FILE", help=text)
    parser.add_argument("-h", "--help", action="store_true", help="show this help and exit")
    return parser


def _parse(words: Sequence[str]) -> tuple[argparse.Namespace, str | None]:
    """Parse the arguments, and return what is wrong with them, without any value: it may be a secret."""
    parser = _parser()
    try:
        arguments, unknown = parser.parse_known_args(words)
    except argparse.ArgumentError as error:
        arguments, problem = parser.parse_args([]), f"{error.argument_name} needs a value."
    else:
        if not unknown:
            return arguments, None
        option = unknown[0].partition("=")[0]
        problem = f"Unknown option {json.dumps(option)}." if option.startswith("--") else "Unexpected extra arguments."
    arguments.action = words[0] if not words[0].startswith("-") else ""  # any other may be an unknown option's value
    return arguments, problem


def _read_input(arguments: argparse.Namespace) -> ActionInput:
    file = read_file(arguments.connection) if arguments.connection else None
    if arguments.parameters:
        return ActionInput(parameters=_read_parameters(arguments.parameters), file=file)
    request = _read_request()
    return ActionInput(request.get("connection"), request.get("parameters"), file)


def _read_request() -> dict[str, Any]:
    """Read the request on standard input; no input at all is an empty request."""
    try:
        text = sys.stdin.buffer.read(SIZE_LIMIT + 1)
    except StoppedError:  # also an OSError
        raise
    except OSError as error:
        raise InputError(
            f"Standard input cannot be read: {error.strerror}.", hint="Give it one JSON object, or close it."
        ) from None
    request = read_json(text) if text.strip() else {}
    if not isinstance(request, dict):
        raise InputError("$: standard input is not a JSON object.", hint=_REQUEST_HINT)
    for name in request:
        if name not in ("connection", "parameters"):
            shown = json.dumps(name) if may_be_shown(name) else "a key"
            message = f"$: standard input has {shown}; only connection and parameters are allowed."
            raise InputError(message, hint=_REQUEST_HINT)
    return request


def _read_parameters(path: str) -> object:
    try:
        with Path(path).open("rb") as file:
            return read_json(file.read(SIZE_LIMIT + 1))
    except StoppedError:
        raise
    except OSError as error:
        raise InputError(
            f"The parameters file cannot be read: {error.strerror}.",
            hint="Give --parameters a JSON file that this user may read.",
            field="parameters",
        ) from None
