"""`mimecast-hold run ACTION`: the door for platforms: JSON in, exactly one envelope out."""

import contextlib
import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from mimecast_hold.cli import log_output
from mimecast_hold.cli.signals import Interruption
from mimecast_hold.cli.streams import read_whole, write_whole
from mimecast_hold.errors import InputError, StoppedError
from mimecast_hold.plugin.connection.file import read_file
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.plugin.validation.json_text import SIZE_LIMIT, read_json

_FILES = ("connection", "parameters", "journal")
_HELP = """usage: mimecast-hold run ACTION [--connection FILE] [--parameters FILE] [--journal FILE]

Run an action for a platform: one JSON object on standard input, {"connection": {...}, "parameters": {...}}, of which
either may be left out; exactly one envelope on standard output, whatever happens.

  ACTION             an action's id, such as release_held_message
  --connection FILE  a YAML or JSON file with the connection's fields
  --parameters FILE  a JSON file with the action's parameters; standard input is not read then
  --journal FILE     keep what happens to each message in FILE, so that a run that was killed can be continued

exit status: 0 success; 1 partial or failure; 2 nothing was sent, since what was given is wrong; 130, 143 or
129 after SIGINT, SIGTERM or SIGHUP
"""
_KEYS = ("connection", "parameters")
_AT_ONCE = 64 * 1024  # characters of the envelope that are written at once


class Arguments(NamedTuple):
    """What stands on the command line; `wrong` is what is wrong with it, for which an envelope is owed, too."""

    action: str = ""
    files: Mapping[str, str] = {}
    wrong: str | None = None


def arguments_in(words: Sequence[str]) -> Arguments:
    """Read the command line: an action and options with a file, `--journal FILE` or `--journal=FILE`."""
    action, rest = "", list(words)
    files: dict[str, str] = {}
    while rest:
        word, given, file = rest.pop(0).partition("=")
        name = word.removeprefix("--")
        if not word.startswith("-") and not action and not given:
            action = word
        elif not word.startswith("--") or name not in _FILES:
            return Arguments(action, files, f"There is no argument {json.dumps(word)[:80]}.")
        elif not given and (not rest or rest[0].startswith("--")):
            return Arguments(action, files, f"--{name} is given without a file.")
        else:
            files[name] = file if given else rest.pop(0)
    return Arguments(action, files)


def main(words: Sequence[str], interruption: Interruption) -> int:
    """Run the action; the envelope goes to standard output, all else to standard error. `interruption` is installed."""
    if "-h" in words or "--help" in words:
        return 0 if _print([_HELP]) else 1
    arguments = arguments_in(words)
    runner = Runner(arguments.action, os.environ, begun=interruption.begun, journal=arguments.files.get("journal"))
    with log_output.kept():
        finished = runner.run(lambda: interruption.reading(lambda: _given(arguments)))
        printed = _print(finished.written())
    return interruption.exit_status(finished.exit_status if printed else 1)


def _given(arguments: Arguments) -> ActionInput:
    if arguments.wrong:
        raise InputError(arguments.wrong, hint="mimecast-hold run --help tells what may be given.")
    connection, parameters = arguments.files.get("connection"), arguments.files.get("parameters")
    file = read_file(connection) if connection else None
    if parameters:
        return ActionInput(parameters=_read_parameters(parameters), file=file)
    request = _request(_standard_input())
    return ActionInput(request.get("connection"), request.get("parameters"), file)


def _standard_input() -> bytes:
    try:
        return read_whole(sys.stdin.buffer, SIZE_LIMIT) if sys.stdin else b""
    except StoppedError:  # by a signal; it is an OSError, too
        raise
    except OSError as error:
        raise InputError(
            f"Standard input cannot be read: {error.strerror}.", hint="Give it one JSON object, or close it."
        ) from None


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
            from mimecast_hold.plugin.manifest import may_be_shown

            shown = json.dumps(name) if may_be_shown(name) else "a member"
            raise InputError(
                f"$: standard input has {shown}, which is neither connection nor parameters.",
                hint='Give {"connection": {...}, "parameters": {...}}; either may be left out.',
            )
    return request


def _read_parameters(path: str) -> object:
    try:
        with Path(path).open("rb") as file:
            return read_json(read_whole(file, SIZE_LIMIT))
    except StoppedError:
        raise
    except OSError as error:
        raise InputError(
            f"The parameters file cannot be read: {error.strerror}.",
            hint="Give --parameters a JSON file that this user may read.",
            field="parameters",
        ) from None


def _print(pieces: Iterable[str]) -> bool:
    """Print the envelope, in ASCII whatever the locale; False where it could not be printed as a whole."""
    try:
        if sys.stdout is None:  # closed by whoever started us
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))  # noqa: TRY301 - as a write to it would
        descriptor = sys.stdout.fileno()
        for piece in _gathered(pieces):
            write_whole(descriptor, piece.encode("ascii"))
    except BrokenPipeError:  # nobody reads it, which needs no words
        return False
    except OSError as error:
        with contextlib.suppress(AttributeError, OSError, ValueError):
            sys.stderr.write(f"The result could not be printed: {error.strerror}.\n")
        return False
    return True


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces in larger ones, for fewer writes."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _AT_ONCE:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)
