"""`mimecast-hold`: finds the command by the first word, and imports nothing that another one needs."""

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from mimecast_hold.cli.streams import ClosedStream, usable

_PLAIN = ("run", "simulate", "demo", "export", "mcp")  # as in the catalogue, which to load takes longer than this here
_COMPLETE = "_MIMECAST_HOLD_COMPLETE"


def console() -> NoReturn:
    """The command as a process of its own, which a platform starts for each click."""
    # A start makes many objects and no garbage: looking for some took a twentieth of it.
    gc.set_threshold(100_000)
    try:
        status = main()
        if sys.stdout:
            sys.stdout.flush()
    except OSError as error:
        status = _unprinted(error)
    except KeyboardInterrupt:  # before a command catches it itself
        sys.stderr.write("Cancelled.\n")
        status = 130
    # All is told: neither a thread that a server holds up nor the taking apart of modules is waited for.
    with contextlib.suppress(AttributeError, OSError, ValueError):  # closed, or none at all
        sys.stderr.flush()
    os._exit(status)


def _unprinted(error: OSError) -> int:
    """Standard output has no room or no reader; the latter is not worth a word."""
    if not isinstance(error, BrokenPipeError):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            sys.stderr.write(f"The result could not be printed: {error.strerror or type(error).__name__}.\n")
    return 1


def main(argv: Sequence[str] | None = None) -> int:
    """The command's exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] != ["run"]:  # which tells whether its envelope was read
        _prepare_streams()
    if _COMPLETE in os.environ and not given:  # as a shell asks; whatever else is typed is meant
        return _for_people(given)
    if given[:1] in (["--help"], ["-h"], []):
        return _overview(status=0 if given else 2)
    if given == ["--version"]:
        return _version()
    try:
        return _plain(given[0], given[1:]) if given[0] in _PLAIN else _for_people(given)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("click", "rich"):
            raise
        sys.stderr.write("The commands for people, and demo, need an extra: pip install 'mimecast-hold[cli]'\n")
        return 2


def _prepare_streams() -> None:
    """Standard streams that can be used: those that whoever started us has closed, too, and whatever the encoding."""
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115, PTH123 - for as long as the process lives
    sys.stdout = usable(sys.stdout) or ClosedStream()
    sys.stderr = usable(sys.stderr) or open(os.devnull, "w")  # noqa: SIM115, PTH123


def _plain(name: str, rest: Sequence[str]) -> int:
    if name == "run":
        from mimecast_hold.cli.signals import Interruption

        interruption = Interruption()
        interruption.install()  # before all else is imported: an envelope is owed from here on

        from mimecast_hold.cli import run

        return run.main(rest, interruption)
    import argparse

    parser = argparse.ArgumentParser(prog=f"mimecast-hold {name}")
    module = importlib.import_module(f"mimecast_hold.cli.commands.{name}")
    module.add_arguments(parser)
    known, unknown = parser.parse_known_args(rest)
    if unknown:  # not repeated: a secret may be among them, and standard error is often kept
        sys.stderr.write(
            f"mimecast-hold {name}: error: unknown arguments. Secrets have no option: give them in a connection file "
            f"or in the environment. See mimecast-hold {name} --help.\n"
        )
        return 2
    return int(module.main(known))


def _for_people(given: Sequence[str]) -> int:
    from mimecast_hold.cli import application

    return application.main(given)


def _overview(status: int) -> int:
    from mimecast_hold.cli.catalogue import overview

    (sys.stderr if status else sys.stdout).write(overview())
    return status


def _version() -> int:
    from mimecast_hold.plugin.manifest import load

    sys.stdout.write(f"mimecast-hold {load().version}\n")
    return 0


if __name__ == "__main__":
    console()
