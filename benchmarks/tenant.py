"""A simulated tenant, over TLS on loopback, in its own process: it shares no lock with us."""

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

COMMAND = str(Path(sys.executable).with_name("mimecast-hold"))
_QUEUE = "/api/gateway/get-hold-message-list"


@dataclass(frozen=True, slots=True)
class Tenant:
    """Where the tenant is, and its held ids: each is handed out once, since it is released once."""

    connection: dict[str, Any]
    ids: Iterator[str]

    def take(self, count: int) -> list[str]:
        return [next(self.ids) for _ in range(count)]


def environment() -> dict[str, str]:
    """Ours, less what would change what is measured: settings, proxies, and no compiled code."""
    unwanted = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in unwanted and not name.startswith("MIMECAST_") and not name.upper().endswith("_PROXY")
    }


@contextmanager
def simulated(held: int, latency_ms: int = 0, options: Sequence[str] = ()) -> Iterator[Tenant]:
    """A tenant that ends with the block; two of them hold the same ids, since their mail is made from the same seed."""
    # No quota: what is measured is the client, and not the service's limit.
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


def _connection(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What the simulator prints first: where it is, and with which keys."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise SystemExit("The simulator did not start: mimecast-hold simulate --tls")
    connection: dict[str, Any] = json.loads(line)
    return connection


def _held_ids(connection: dict[str, Any]) -> Iterator[str]:
    """Every held id, as the tenant lists them: all are read before the first is used, since then the list changes."""
    with requests.Session() as session:
        session.trust_env = False
        return iter([message["id"] for answer in pages(session, connection) for message in answer["data"]])


def pages(session: requests.Session, connection: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The hold queue, page by page, as a bare reader reads it."""
    pagination: dict[str, Any] = {"pageSize": 500}
    item = {"admin": True, "start": "2000-01-01T00:00:00+0000"}
    while True:
        asked = json.dumps({"meta": {"pagination": pagination}, "data": [item]}).encode()
        answer = bare_script.post(session, connection, _QUEUE, asked)
        yield answer
        token = answer["meta"]["pagination"].get("next")
        if not token:
            return
        pagination = {"pageSize": 500, "pageToken": token}
