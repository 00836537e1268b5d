"""`mimecast-hold run` as a platform runs it: in a new process, JSON in, one envelope out."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from mimecast_hold.plugin.runner import ActionInput, Runner

SCHEMAS = Path(__file__).parents[2] / "schemas"
RUN = (sys.executable, "-m", "mimecast_hold", "run")


def environ(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MIMECAST_")}
    return {**kept, **more}


@dataclass(frozen=True)
class Ran:
    status: int
    stdout: str
    stderr: str
    envelope: dict[str, Any]

    @property
    def records(self) -> list[dict[str, Any]]:
        found = self.envelope["records"]
        assert isinstance(found, list)
        return found

    @property
    def outcomes(self) -> list[str]:
        return [one["outcome"] for one in self.records]

    @property
    def error(self) -> dict[str, Any]:
        found = self.envelope["error"]
        assert isinstance(found, dict)
        return found


def started(
    action: str, *arguments: str, env: Mapping[str, str] | None = None, **more: Any
) -> "subprocess.Popen[bytes]":
    pipe = subprocess.PIPE
    given = {"stdin": pipe, "stdout": pipe, "stderr": pipe, **more}
    return subprocess.Popen([*RUN, action, *arguments], env=environ(**(env or {})), **given)


def finished(process: "subprocess.Popen[bytes]", given: bytes | None = None) -> Ran:
    """Wait for its end; exactly one envelope must have come, of the action's own form."""
    out, err = process.communicate(given, timeout=60)
    assert b"Traceback" not in err
    return checked(process.returncode, out.decode("ascii"), err.decode())


def checked(status: int, stdout: str, stderr: str) -> Ran:
    """What came, once it has the form that is promised: one line, one object, of the action's own schema."""
    assert stdout.endswith("\n"), stderr
    assert stdout.count("\n") == 1
    envelope = json.loads(stdout)
    schema = SCHEMAS / f"{envelope['action']}.output.json"
    if schema.is_file():
        Draft202012Validator(json.loads(schema.read_text())).validate(envelope)
    return Ran(status, stdout, stderr, envelope)


def run(action: str, given: object = None, *arguments: str, env: Mapping[str, str] | None = None) -> Ran:
    """Run an action on a request: JSON, or text or bytes as they are."""
    text = given if isinstance(given, str | bytes) else json.dumps({} if given is None else given)
    process = started(action, *arguments, env=env)
    return finished(process, text.encode() if isinstance(text, str) else text)


def run_here(action: str, given: dict[str, Any], env: Mapping[str, str] | None = None) -> Ran:
    """The same without a process of its own, for long tables of cases."""
    runner = Runner(action, env or {})
    done = runner.run(lambda: ActionInput(given.get("connection"), given.get("parameters")))
    return checked(done.exit_status, json.dumps(done.envelope, allow_nan=False) + "\n", "")


def release(connection: Mapping[str, object], ids: object, **parameters: object) -> Ran:
    return run("release_held_message", {"connection": connection, "parameters": {"ids": ids, **parameters}})
