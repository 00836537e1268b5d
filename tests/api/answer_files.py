"""Responses as files, and how they must be classified.

A file has `status`, `headers` and one of `body` (text), `base64` (bytes) or `json`. `expect` lists fields of the
`Answer` and its problem, and `verdict`: what the response means for a request to release only the message "A".
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api.wires import Reply


@dataclass(frozen=True)
class Case:
    name: str
    reply: Reply
    expect: dict[str, Any]


def _case(path: Path) -> Case:
    said = json.loads(path.read_text())
    if "json" in said:
        body = json.dumps(said["json"]).encode()
    else:
        body = base64.b64decode(said["base64"]) if "base64" in said else said["body"].encode()
    return Case(path.stem, Reply(said["status"], said.get("headers", {}), body), said["expect"])


CASES = [_case(path) for path in sorted((Path(__file__).parent / "answers").glob("*.json"))]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
each_verdict = pytest.mark.parametrize(
    "case", [case for case in CASES if "verdict" in case.expect], ids=lambda case: case.name
)
