"""Shared helpers: a fast clock, and a queue over a simulated tenant."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Any, TypeVar

from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
from mimecast_hold.api.client import Client
from mimecast_hold.api.connection import Connection
from mimecast_hold.api.deadline import Clock, Deadline
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.simulator import Request, Simulator, Tenant

T = TypeVar("T")

RELEASE = "/api/gateway/hold-release"
REJECT = "/api/gateway/hold-reject"
LIST = "/api/gateway/get-hold-message-list"
LOG = "/api/gateway/get-held-release-logs"
TOKEN = "/oauth/token"


class FastClock:
    """A clock whose waits are `factor` times shorter; the time of day is real."""

    def __init__(self, factor: float = 50) -> None:
        self._factor = factor
        self.takes = 0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic() * self._factor

    def take(self, queue: "SimpleQueue[T]", seconds: float) -> T:
        self.takes += 1
        return queue.get(timeout=max(0.0, min(seconds, 3600.0)) / self._factor)


def connection_to(sim: Simulator, api: str = "1.0", **settings: Any) -> Connection:
    """Return a connection to the simulated tenant: two seconds per exchange, three attempts, four requests at once."""
    known = sim.connection("2.0" if api == "2.0" else "1.0")
    credentials: ApiKeys | ClientCredentials
    if api == "2.0":
        secret = settings.pop("client_secret", known["client_secret"])
        credentials = ClientCredentials(known["client_id"], secret)
    else:
        app_key = settings.pop("app_key", known["app_key"])
        credentials = ApiKeys(known["access_key"], known["secret_key"], known["app_id"], app_key)
    given = {"base_url": sim.base_url, "timeout_seconds": 2, "max_attempts": 3, "concurrency": 4}
    return Connection(credentials=credentials, **{**given, **settings})


def client_of(sim: Simulator, api: str = "1.0", clock: Clock | None = None, **settings: Any) -> Client:
    return Client(connection_to(sim, api, **settings), clock=clock or FastClock(), chance=lambda: 0.0)


def queue_of(sim: Simulator, api: str = "1.0", deadline: Deadline | None = None, **settings: Any) -> HoldQueue:
    """Return the hold queue of the simulated tenant."""
    return HoldQueue.over(client_of(sim, api, **settings), deadline)


@contextmanager
def served(tenant: Tenant, *faults: Any, **serving: Any) -> Iterator[Simulator]:
    """Serve the tenant on loopback."""
    with Simulator(tenant, faults=faults, **serving) as sim:
        yield sim


def sent_ids(sim: Simulator, path: str = RELEASE) -> list[tuple[str, ...]]:
    """Return the ids of each release or reject request, in order of arrival."""
    return [ids_in(request) for request in sim.requests if request.path == path]


def ids_in(request: Request) -> tuple[str, ...]:
    items = json.loads(request.body)["data"]
    return tuple(one for item in items for one in item.get("ids", [item.get("id")]))


def count(sim: Simulator, path: str) -> int:
    return sum(request.path == path for request in sim.requests)


def outcomes(records: Any) -> list[str]:
    return [one.outcome for one in records]


def category(record: Any) -> str | None:
    return record.error.category if record.error else None


def shown(record: Any) -> Mapping[str, Any]:
    """Return a record as the envelope shows it."""
    shown = record.as_dict()
    assert isinstance(shown, dict)
    return shown
