import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.cli.main import main
from mimecast_hold.simulator import Simulator, Tenant


@dataclass(frozen=True)
class Ended:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ended]


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(held=40)


@pytest.fixture
def simulator(tenant: Tenant) -> Iterator[Simulator]:
    with Simulator(tenant) as running:
        yield running


@pytest.fixture
def connection_file(simulator: Simulator, tmp_path: Path) -> str:
    path = tmp_path / "connection.json"
    path.write_text(json.dumps(simulator.connection()))
    path.chmod(0o600)
    return str(path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, with `stdin` piped in."""

    def command(*arguments: str, stdin: str | bytes = b"") -> Ended:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capsys.readouterr()
        status = main(arguments)
        return Ended(status, *capsys.readouterr())

    return command


@pytest.fixture
def ask(run: Run, connection_file: str) -> Run:
    """Run a command with the connection to the simulated tenant."""

    def command(name: str, *arguments: str, stdin: str | bytes = b"") -> Ended:
        return run(name, "--connection", connection_file, *arguments, stdin=stdin)

    return command
