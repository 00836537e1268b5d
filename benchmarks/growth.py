"""Growth: whether time and memory grow with the number of messages and no faster, for a consumer that keeps none."""

import json
import sys
from dataclasses import dataclass
from functools import cache

from benchmarks.comparison import Samples
from benchmarks.contenders import Connection
from benchmarks.processes import peak_mebibytes
from benchmarks.tenant import simulated

_SMALL, _MIDDLE, _LARGE = 100, 10_000, 100_000
_PROCESS = (sys.executable, "-m", "benchmarks.streaming")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took for so many ids."""

    processor_ms: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Growth:
    """One round: each size in a process of its own, released; the larger two once more, only held."""

    small: Cost
    middle: Cost
    large: Cost
    middle_held: Cost
    large_held: Cost

    @property
    def foretold_ms(self) -> float:
        """What the line through the two smaller sizes says of the largest."""
        slope = (self.middle.processor_ms - self.small.processor_ms) / (_MIDDLE - _SMALL)
        return self.small.processor_ms + slope * (_LARGE - _SMALL)


def time(rounds: int) -> Samples:
    """Processor time of the process itself, so that it is no matter how fast the tenant is."""
    measured = _measured(rounds)
    return Samples(tuple(one.large.processor_ms for one in measured), tuple(one.foretold_ms for one in measured))


def memory(rounds: int) -> Samples:
    measured = _measured(rounds)
    return Samples(
        tuple(one.large.peak_mib - one.middle.peak_mib for one in measured),
        tuple(one.large_held.peak_mib - one.middle_held.peak_mib for one in measured),
        unit="MiB",
    )


@cache  # both figures come of the same runs
def _measured(rounds: int) -> tuple[Growth, ...]:
    return tuple(_round() for _ in range(rounds))


def _round() -> Growth:
    with simulated(held=_SMALL + _MIDDLE + _LARGE) as tenant:
        connection = tenant.connection | {"messages_per_request": 20}
        small, middle, large = (tenant.take(size) for size in (_SMALL, _MIDDLE, _LARGE))
        return Growth(
            _cost(connection, small),
            _cost(connection, middle),
            _cost(connection, large),
            _cost(connection, middle, "--only-hold"),
            _cost(connection, large, "--only-hold"),
        )


def _cost(connection: Connection, ids: list[str], *options: str) -> Cost:
    given = "\n".join((json.dumps(connection), *ids))
    peak, printed = peak_mebibytes((*_PROCESS, *options), given)
    told = json.loads(printed)
    if told["count"] != len(ids):
        raise SystemExit(f"{told['count']} of {len(ids)} were dealt with")
    return Cost(told["processor_ms"], peak)
