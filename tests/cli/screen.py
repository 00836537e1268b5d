"""Run a command in a pseudo-terminal, type, and read what it shows."""

import os
import re
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Self

COMMAND = str(Path(sys.executable).with_name("mimecast-hold"))
_SECONDS = 30
# A separate process, since pty.spawn forks: it passes on what is typed and shown.
_TERMINAL = """
import os, pty, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored in background jobs
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
"""


def environment(**more: str) -> dict[str, str]:
    unwanted = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TERM", "COLUMNS", "LINES")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return kept | {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"} | more


class Screen:
    """Runs `arguments` of mimecast-hold, or a whole `line` of a shell's, in a pseudo-terminal."""

    def __init__(self, arguments: Sequence[str] = (), *, line: str = "", env: Mapping[str, str] | None = None) -> None:
        argv = ["/bin/sh", "-c", line] if line else [COMMAND, *arguments]
        self.shown = ""
        self._process = subprocess.Popen(
            [sys.executable, "-c", _TERMINAL, *argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(**(env or {})),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def wait_for(self, text: str) -> None:
        ends = monotonic() + _SECONDS
        while text not in self.shown:
            assert monotonic() < ends, self.shown
            assert self._read(), self.shown

    def type(self, keys: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(keys.encode())
        self._process.stdin.flush()

    def end(self) -> int:
        """Wait for the end, and give the exit status."""
        while self._read():
            pass
        return self._process.wait(_SECONDS)

    def _read(self) -> bool:
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], _SECONDS)
        assert ready, self.shown
        piece = os.read(self._process.stdout.fileno(), 65536)
        self.shown += piece.decode(errors="replace")
        return bool(piece)


def without_escapes(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def escapes_in(text: str) -> set[str]:
    return set(re.findall(r"\x1b\[[0-9;?]*[A-Za-z]", text))
