"""Growth of time and memory with the number of messages, for a program that keeps no records."""

import json
import sys
from dataclasses import dataclass
from functools import cache

from benchmarks.comparison import Samples
from benchmarks.processes import peak_mebibytes
from benchmarks.tenant import Connection, simulated

_SMALL, _MIDDLE, _LARGE = 100, 10_000, 100_000
_PROCESS = (sys.executable, "-m", "benchmarks.streaming")


@dataclass(frozen=True, slots=True)
class Cost:
    processor_ms: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Growth:
    """One round: each size in its own process, released; the larger two also only kept in a set."""

    small: Cost
    middle: Cost
    large: Cost
    middle_held: Cost
    large_held: Cost

    @property
    def linear_ms(self) -> float:
        """The time for the largest size, extrapolated from the other two."""
        slope = (self.middle.processor_ms - self.small.processor_ms) / (_MIDDLE - _SMALL)
        return self.small.processor_ms + slope * (_LARGE - _SMALL)


def time(rounds: int) -> Samples:
    """Compare processor time, which does not depend on the tenant's speed."""
    measured = _measured(rounds)
    return Samples(tuple(one.large.processor_ms for one in measured), tuple(one.linear_ms for one in measured))


def memory(rounds: int) -> Samples:
    measured = _measured(rounds)
    return Samples(
        tuple(one.large.peak_mib - one.middle.peak_mib for one in measured),
        tuple(one.large_held.peak_mib - one.middle_held.peak_mib for one in measured),
        unit="MiB",
    )


@cache  # both figures come from the same runs
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
    peak, output = peak_mebibytes((*_PROCESS, *options), "\n".join((json.dumps(connection), *ids)))
    result = json.loads(output)
    if result["count"] != len(ids):
        raise SystemExit(f"{result['count']} of {len(ids)} messages were released")
    return Cost(result["processor_ms"], peak)
