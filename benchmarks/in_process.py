"""The library in a running process: one release, and reading the whole hold queue."""

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import requests

from benchmarks import bare_script
from benchmarks.comparison import Samples
from benchmarks.tenant import pages, simulated
from mimecast_hold import ApiKeys, HoldQueue

T = TypeVar("T")

_KEYS = ("access_key", "secret_key", "app_id", "app_key")


def queue_of(connection: Mapping[str, Any]) -> HoldQueue:
    keys = ApiKeys(**{name: connection[name] for name in _KEYS})
    return HoldQueue(keys, **{name: value for name, value in connection.items() if name not in _KEYS})


def warm(rounds: int, warm_up: int = 50) -> Samples:
    """One release by the library, and one exchange of the same bytes over a kept connection."""
    ours, bare = [], []
    with simulated(held=2 * (rounds + warm_up)) as tenant, requests.Session() as session:
        session.trust_env = False
        queue, connection = queue_of(tenant.connection), tenant.connection
        for _ in range(rounds + warm_up):
            first, second = tenant.take(2)
            took, records = _timed(lambda *ids: list(queue.release(ids)), first)
            if records[0].outcome != "released":
                raise SystemExit(f"Not released: {records}")
            ours.append(took)
            # Sign beforehand, so that only the exchange is measured.
            headers = bare_script.signed_headers(connection, bare_script.RELEASE)
            took, response = _timed(
                session.post,
                connection["base_url"] + bare_script.RELEASE,
                data=bare_script.release_body(second),
                headers=headers,
                verify=connection["ca_bundle"],
                timeout=30,
            )
            response.raise_for_status()
            bare.append(took)
    return Samples(tuple(ours[warm_up:]), tuple(bare[warm_up:]))


def find(rounds: int, count: int = 10_000, warm_up: int = 2) -> Samples:
    """The whole hold queue read by the library, and by a bare reader of the same pages."""
    ours: list[float] = []
    bare: list[float] = []
    with simulated(held=count) as tenant, queue_of(tenant.connection) as queue, requests.Session() as session:
        session.trust_env = False

        def found() -> int:
            return sum(1 for _ in queue.find(max_messages=count))

        def parsed() -> int:
            return sum(len(answer["data"]) for answer in pages(session.post, tenant.connection))

        for _ in range(rounds + warm_up):
            for samples, read in ((ours, found), (bare, parsed)):
                took, messages = _timed(read)
                if messages != count:
                    raise SystemExit(f"{messages} of {count} messages were read")
                samples.append(took)
    return Samples(tuple(ours[warm_up:]), tuple(bare[warm_up:]))


def _timed(work: Callable[..., T], *args: object, **options: object) -> tuple[float, T]:
    """Return the milliseconds and the result."""
    start = time.perf_counter()
    result = work(*args, **options)
    return (time.perf_counter() - start) * 1000, result
