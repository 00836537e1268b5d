"""Connections: how many a bulk release opens, counted by the tenant that accepts them."""

from benchmarks.comparison import Samples
from benchmarks.contenders import OURS
from mimecast_hold.simulator import Simulator, Tenant

_MESSAGES, _LATENCY_MS, _AT_ONCE = 400, 10, 8


def opened(rounds: int) -> Samples:
    return Samples(tuple(_opened() for _ in range(rounds)), (_AT_ONCE,) * rounds, unit="connections")


def _opened() -> float:
    """The tenant is served from this very process: what is counted is not timed."""
    with Simulator(Tenant(held=_MESSAGES), tls=True, latency_ms=_LATENCY_MS, record=False) as simulator:
        OURS.release(simulator.connection() | {"concurrency": _AT_ONCE}, list(simulator.tenant.held))
        return simulator.connections_opened
