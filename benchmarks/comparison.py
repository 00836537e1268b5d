"""Ours against a reference: what was measured, the ratio, and how far it scatters."""

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio should reach."""

    bound: float
    side: Literal["at most", "at least"] = "at most"

    def reached_by(self, ratio: float) -> bool:
        return ratio <= self.bound if self.side == "at most" else ratio >= self.bound

    def used_by(self, ratio: float) -> float:
        """How much of what is allowed a ratio takes up, as a percentage: up to 100 it is reached, on either side."""
        return 100 * (ratio / self.bound if self.side == "at most" else self.bound / ratio)

    def __str__(self) -> str:
        return f"{'<=' if self.side == 'at most' else '>='} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Samples:
    """What was measured in turn: the n-th of ours stands beside the n-th of the reference."""

    ours: tuple[float, ...]
    reference: tuple[float, ...]
    unit: str = "ms"

    def ratios(self, target: Target) -> list[float]:
        """Ours by the reference; where more is better, the reference by ours: times faster."""
        pairs = zip(self.ours, self.reference, strict=True)
        if target.side == "at most":
            return [ours / reference for ours, reference in pairs]
        return [reference / ours for ours, reference in pairs]


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table. `measure` is given the number of rounds."""

    name: str
    what: str
    reference: str
    target: Target
    rounds: int
    measure: Callable[[int], Samples]


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """A quarter lies below the first, half below the second, a quarter above the third."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def result(case: Case, samples: Samples) -> dict[str, object]:
    """What a case gave, as data."""
    ratios = samples.ratios(case.target)
    _, ratio, _ = quartiles(ratios)
    return {
        "case": case.name,
        "what": case.what,
        "reference": case.reference,
        "rounds": len(samples.ours),
        "unit": samples.unit,
        "ours": _spread(samples.ours),
        "reference_measured": _spread(samples.reference),
        "ratio": _spread(ratios),
        "to_reach": str(case.target),
        "reached": case.target.reached_by(ratio),
        "percent_of_allowed": _spread([case.target.used_by(one) for one in ratios]),
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    low, middle, high = quartiles(values)
    return {"low": round(low, 3), "median": round(middle, 3), "high": round(high, 3)}


def machine() -> dict[str, str | int | None]:
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }
