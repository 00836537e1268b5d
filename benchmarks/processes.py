"""Whole processes: the plugin and the bare script, measured by time or by peak memory."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.tenant import COMMAND, Connection, environment

Measure = Callable[[Sequence[str], str], tuple[float, str]]
"""Runs a command with a text on standard input, and returns the figure and the output."""

_HERE = Path(__file__).parent
# Small and without site: the memory of the parent counts into the peak.
_PEAK = (sys.executable, "-I", "-S", str(_HERE / "peak.py"))
_PER_KIBIBYTE = 1024 if sys.platform == "darwin" else 1


def milliseconds(command: Sequence[str], text: str) -> tuple[float, str]:
    start = time.perf_counter()
    done = _run(command, text)
    return (time.perf_counter() - start) * 1000, done.stdout


def peak_mebibytes(command: Sequence[str], text: str) -> tuple[float, str]:
    done = _run((*_PEAK, *command), text)
    return int(done.stderr.splitlines()[-1]) / _PER_KIBIBYTE / 1024, done.stdout


def _run(command: Sequence[str], text: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, env=environment(), cwd=_HERE.parent
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stdout[:2000]}{done.stderr}")
    return done


@dataclass(frozen=True, slots=True)
class Program:
    """A program that releases ids and exits."""

    command: tuple[str, ...]
    input: Callable[[Connection, Sequence[str]], dict[str, Any]]
    released: Callable[[str], int]
    """Counts the released messages in the output."""

    def release(self, connection: Connection, ids: Sequence[str], measure: Measure = milliseconds) -> tuple[float, str]:
        """Return the figure and the output. Every message must have been released."""
        figure, output = measure(self.command, json.dumps(self.input(connection, ids)))
        if (released := self.released(output)) != len(ids):
            raise SystemExit(f"{self.command[-1]} released {released} of {len(ids)}: {output[:2000]}")
        return figure, output


def _script(*options: str) -> Program:
    return Program(
        (sys.executable, str(_HERE / "bare_script.py"), *options),
        lambda connection, ids: {"connection": connection, "ids": ids},
        lambda output: output.count('"release": true'),
    )


PLUGIN = Program(
    (COMMAND, "run", "release_held_message"),
    lambda connection, ids: {"connection": connection, "parameters": {"ids": ids}},
    lambda output: int(json.loads(output)["summary"]["released"]),
)
SCRIPT = _script()
SCRIPT_NEW_CONNECTIONS = _script("--new-connections")
