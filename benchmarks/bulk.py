"""Bulk: many messages by one process, beside what the service's latency alone would take."""

from benchmarks.cold import release_by_run
from benchmarks.comparison import Samples
from benchmarks.tenant import simulated

_MESSAGES, _LATENCY_MS, _AT_ONCE = 1_000, 50, 8


def thousand_messages(rounds: int) -> Samples:
    limit = _MESSAGES * _LATENCY_MS / _AT_ONCE
    with simulated(held=_MESSAGES * rounds, latency_ms=_LATENCY_MS) as tenant:
        connection = tenant.connection | {"concurrency": _AT_ONCE, "messages_per_request": 1}
        ours = tuple(release_by_run(connection, tenant.take(_MESSAGES)) for _ in range(rounds))
    return Samples(ours, (limit,) * rounds)
