"""Memory: what ten thousand messages take at the peak, beside a bare script that releases a few."""

from benchmarks.comparison import Samples
from benchmarks.contenders import BARE, OURS
from benchmarks.processes import peak_mebibytes
from benchmarks.tenant import simulated

_MANY, _FEW = 10_000, 20


def peak(rounds: int) -> Samples:
    ours, bare = [], []
    with simulated(held=(_MANY + _FEW) * rounds) as tenant:
        for _ in range(rounds):
            ours.append(OURS.release(tenant.connection, tenant.take(_MANY), peak_mebibytes))
            bare.append(BARE.release(tenant.connection, tenant.take(_FEW), peak_mebibytes))
    return Samples(tuple(ours), tuple(bare), unit="MiB")
