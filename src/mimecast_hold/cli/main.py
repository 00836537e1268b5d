"""The entry point of the command `mimecast-hold`."""

import contextlib
import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from mimecast_hold.cli.signals import SIGNALS, Interruption
from mimecast_hold.cli.streams import prepare_streams, write_stderr

_CANCELLED = 130


def console() -> NoReturn:
    """Run the command line and exit the process."""
    # A start makes many objects and no garbage. Collecting took a tenth of it, and taking the modules apart another.
    gc.set_threshold(100_000)
    status = main()
    with contextlib.suppress(ValueError):
        for number in SIGNALS:  # everything is printed; Python's own exit would restore the default handlers
            signal.signal(number, signal.SIG_IGN)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # already reported; otherwise Python would flush again at exit and report it once more
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    os._exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    try:
        status = _dispatch(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except KeyboardInterrupt:
        write_stderr("Cancelled.")
        return _CANCELLED
    except BrokenPipeError:  # nobody reads the output any more
        return 1
    except OSError as error:
        write_stderr(f"Error: the result could not be printed ({error.strerror or type(error).__name__}).")
        write_stderr("  Next: the command itself may have succeeded. Check with `mimecast-hold log`.")
        return 1
    return status


def _dispatch(words: list[str]) -> int:
    if words[:1] == ["run"]:
        interruption = Interruption()
        interruption.install()  # before the slow imports: from here on, even a signal must print an envelope
        prepare_streams()

        from mimecast_hold.cli import run

        return run.main(words[1:], interruption)
    prepare_streams()
    try:
        from mimecast_hold.cli import application
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich"):
            raise
        extra = "mcp" if words[:1] == ["mcp"] else "cli"
        write_stderr(f"Error: this command needs an extra: pip install 'mimecast-hold[{extra}]'")
        write_stderr("  Without extras, only `mimecast-hold run` is available.")
        return 2
    return application.main(words)


if __name__ == "__main__":
    console()
