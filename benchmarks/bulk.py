"""Bulk: many messages by one process, beside what latency alone would take, and beside one after the other."""

from benchmarks.comparison import Samples
from benchmarks.contenders import BARE, OURS
from benchmarks.tenant import simulated

_LATENCY_MS, _AT_ONCE = 50, 8
_SINGLE = 1_000
_GROUPED, _ONE_BY_ONE = 10_000, 200
"""How many ours releases in groups; how many the bare script does, from which its time for all is extrapolated."""


def thousand_messages(rounds: int) -> Samples:
    limit = _SINGLE * _LATENCY_MS / _AT_ONCE
    with simulated(held=_SINGLE * rounds, latency_ms=_LATENCY_MS) as tenant:
        connection = tenant.connection | {"concurrency": _AT_ONCE, "messages_per_request": 1}
        ours = tuple(OURS.release(connection, tenant.take(_SINGLE)) for _ in range(rounds))
    return Samples(ours, (limit,) * rounds)


def ten_thousand_messages(rounds: int, at_once: int = _AT_ONCE) -> Samples:
    ours, bare = [], []
    with simulated(held=(_GROUPED + _ONE_BY_ONE) * rounds, latency_ms=_LATENCY_MS) as tenant:
        connection = tenant.connection | {"concurrency": at_once, "messages_per_request": 20}
        for _ in range(rounds):
            ours.append(OURS.release(connection, tenant.take(_GROUPED)))
            some = BARE.release(tenant.connection, tenant.take(_ONE_BY_ONE))
            bare.append(some * _GROUPED / _ONE_BY_ONE)
    return Samples(tuple(ours), tuple(bare))
