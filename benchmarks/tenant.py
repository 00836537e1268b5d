"""A simulated tenant over TLS on loopback, in its own process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from benchmarks import bare_script

Connection = dict[str, Any]

COMMAND = str(Path(sys.executable).with_name("mimecast-hold"))
_QUEUE = "/api/gateway/get-hold-message-list"


@dataclass(frozen=True, slots=True)
class Tenant:
    """The connection and the held ids. Each id is used once."""

    connection: Connection
    ids: Iterator[str]

    def take(self, count: int) -> list[str]:
        return [next(self.ids) for _ in range(count)]


def environment() -> dict[str, str]:
    """Return the environment without settings and proxies, and with compiled code."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in unwanted and not name.startswith("MIMECAST_") and not name.upper().endswith("_PROXY")
    }


@contextmanager
def simulated(held: int, latency_ms: int = 0, options: Sequence[str] = ()) -> Iterator[Tenant]:
    """Run a tenant. Two tenants hold the same ids, because the seed of their mail is the same."""
    # No quota: the client is measured, not the limit.
    unlimited = ("--quota", "1000000/1")
    command = [COMMAND, "simulate", "--tls", "--latency-ms", str(latency_ms), "--held", str(held), *unlimited, *options]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            connection = _connection(process)
            yield Tenant(connection, _held_ids(connection))
        finally:
            process.send_signal(signal.SIGINT)


def _connection(process: subprocess.Popen[str]) -> Connection:
    """Read the connection, which the simulator prints first."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise SystemExit("The simulator did not start: mimecast-hold simulate --tls")
    connection: Connection = json.loads(line)
    return connection


def _held_ids(connection: Connection) -> Iterator[str]:
    """Read all held ids before the first is used, since a release changes the list."""
    with requests.Session() as session:
        session.trust_env = False
        return iter([message["id"] for answer in pages(session.post, connection) for message in answer["data"]])


def pages(post: bare_script.Post, connection: Connection) -> Iterator[dict[str, Any]]:
    """Read the hold queue page by page, as a script does."""
    pagination: dict[str, Any] = {"pageSize": 500}
    item = {"admin": True, "start": "2000-01-01T00:00:00+0000"}
    while True:
        body = json.dumps({"meta": {"pagination": pagination}, "data": [item]}).encode()
        answer = bare_script.call(post, connection, _QUEUE, body)
        yield answer
        token = answer["meta"]["pagination"].get("next")
        if not token:
            return
        pagination = {"pageSize": 500, "pageToken": token}
