"""Answers as files: what came over HTTP, and what it is to be taken for.

A file has `status`, `headers` and one of `body` (text), `base64` (bytes) or `json`; `expect` names what is tested of
the `Answer`, of its problem, and `verdict`: what a request to release the message "A" alone is told by it.
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
