"""A process that is run once for what it takes: time, or memory at its peak."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.tenant import environment

Measure = Callable[[Sequence[str], str], tuple[float, str]]
"""Runs a command with a text on its standard input: what it took, and what it printed."""

_HERE = Path(__file__).parent
# Small, and without site: what starts a process counts into the peak of it.
_STARTER = (sys.executable, "-I", "-S", str(_HERE / "peak.py"))
_KIBIBYTES = 1024 if sys.platform == "darwin" else 1


def milliseconds(command: Sequence[str], text: str) -> tuple[float, str]:
    start = time.perf_counter()
    done = _run(command, text)
    return (time.perf_counter() - start) * 1000, done.stdout


def peak_mebibytes(command: Sequence[str], text: str) -> tuple[float, str]:
    done = _run((*_STARTER, *command), text)
    return int(done.stderr.splitlines()[-1]) / _KIBIBYTES / 1024, done.stdout


def _run(command: Sequence[str], text: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, env=environment(), cwd=_HERE.parent
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended {done.returncode}: {done.stdout[:2000]}{done.stderr}")
    return done
