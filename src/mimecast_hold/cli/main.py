"""`mimecast-hold`: finds the command by the first word, and imports nothing that another one needs."""

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

_PLAIN = ("run", "simulate", "demo", "export", "mcp")  # as in the catalogue, which to load takes longer than this here
_COMPLETE = "_MIMECAST_HOLD_COMPLETE"


def console() -> NoReturn:
    """The command as a process of its own, which a platform starts for each click."""
    # A start makes many objects and no garbage: looking for some took a twentieth of it.
    gc.set_threshold(100_000)
    status = main()
    # All is told: neither a thread that a server holds up nor the taking apart of modules is waited for.
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, OSError, ValueError):  # closed, or none at all
            stream.flush()
    os._exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """The command's exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] != ["run"]:  # which tells whether its envelope was read
        _open_what_is_closed()
    if _COMPLETE in os.environ:
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


def _open_what_is_closed() -> None:
    """Standard streams that whoever started us has closed: nothing is read from them, and nobody reads them."""
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115, PTH123 - for as long as the process lives
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115, PTH123
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123


def _plain(name: str, rest: Sequence[str]) -> int:
    if name == "run":
        from mimecast_hold.cli.signals import Interruption

        interruption = Interruption()
        interruption.install()  # before all else is imported: an envelope is owed from here on

        from mimecast_hold.cli import run

        return run.main(rest, interruption)
    import argparse

    parser = argparse.ArgumentParser(prog=f"mimecast-hold {name}")
    module = importlib.import_module(f"mimecast_hold.cli.{name}")
    module.add_arguments(parser)
    return int(module.main(parser.parse_args(rest)))


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
