"""Find: the hold queue read whole by the library, beside a bare reader of the same pages."""

import time
from collections.abc import Callable

import requests

from benchmarks.comparison import Samples
from benchmarks.library import queue_of
from benchmarks.tenant import pages, simulated

_MESSAGES, _WARM_UP = 10_000, 2


def ten_thousand_messages(rounds: int) -> Samples:
    with simulated(held=_MESSAGES) as tenant, queue_of(tenant.connection) as queue, requests.Session() as session:
        session.trust_env = False

        def found() -> int:
            return sum(1 for _ in queue.find(max_messages=_MESSAGES))

        def parsed() -> int:
            return sum(len(answer["data"]) for answer in pages(session, tenant.connection))

        taken = [(_milliseconds(found), _milliseconds(parsed)) for _ in range(rounds + _WARM_UP)][_WARM_UP:]
    return Samples(tuple(ours for ours, _ in taken), tuple(bare for _, bare in taken))


def _milliseconds(read: Callable[[], int]) -> float:
    start = time.perf_counter()
    count = read()
    took = (time.perf_counter() - start) * 1000
    if count != _MESSAGES:
        raise SystemExit(f"{count} of {_MESSAGES} messages were read")
    return took
