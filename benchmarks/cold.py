"""Cold: a new process for one message, as a platform starts one for each click."""

from benchmarks.comparison import Samples
from benchmarks.contenders import BARE, OURS
from benchmarks.tenant import simulated

_WARM_UP = 2


def one_message(rounds: int) -> Samples:
    ours, bare = [], []
    with simulated(held=2 * (rounds + _WARM_UP)) as tenant:
        for _ in range(rounds + _WARM_UP):
            ours.append(OURS.release(tenant.connection, tenant.take(1)))
            bare.append(BARE.release(tenant.connection, tenant.take(1)))
    return Samples(tuple(ours[_WARM_UP:]), tuple(bare[_WARM_UP:]))
