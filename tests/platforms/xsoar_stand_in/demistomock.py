"""A stand-in of ours for the platform's `demisto` object: what the script is given, and what it gives back."""

import json
import sys
from typing import Any

_ASKED: dict[str, Any] = {}
RESULTS: list[Any] = []


def begin(asked: dict[str, Any]) -> None:
    _ASKED.update(asked)


def command() -> str:
    return str(_ASKED["command"])


def params() -> dict[str, Any]:
    return dict(_ASKED["params"])


def args() -> dict[str, Any]:
    return dict(_ASKED["args"])


def debug(*lines: object) -> None:
    sys.stderr.write(f"{lines}\n")


error = info = debug


def results(given: Any) -> None:
    json.dumps(given)  # as the platform does, which keeps nothing else
    RESULTS.append(given)
