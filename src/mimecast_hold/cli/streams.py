"""Prepare the standard streams, however the process was started, and write to standard error."""

import contextlib
import os
import sys
from io import TextIOWrapper


def prepare_streams() -> None:
    """Replace closed standard streams, make reads and writes block, and replace characters that cannot be encoded."""
    sys.stdin = sys.stdin or open(os.devnull)  # noqa: SIM115, PTH123 - open until the process ends
    # Opened read-only, so that printing a result fails as it does on a closed stream.
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115, PTH123 - as above
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(os, "set_blocking"):  # on Windows since Python 3.12
            with contextlib.suppress(OSError, ValueError):  # not a file
                os.set_blocking(stream.fileno(), True)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def write_stderr(line: str) -> None:
    """Write a line to standard error; ignore a stream that cannot be written."""
    with contextlib.suppress(OSError):
        sys.stderr.write(line + "\n")
