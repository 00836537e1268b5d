"""The plugin against a reference: samples, their ratio and its spread."""

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Target:
    """The ratio to reach."""

    bound: float
    side: Literal["at most", "at least"] = "at most"

    def reached_by(self, ratio: float) -> bool:
        return ratio <= self.bound if self.side == "at most" else ratio >= self.bound

    def __str__(self) -> str:
        return f"{self.side} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Samples:
    """Figures measured in turn: the n-th of the plugin belongs to the n-th of the reference."""

    ours: tuple[float, ...]
    reference: tuple[float, ...]
    unit: str = "ms"

    def ratios(self, target: Target) -> list[float]:
        """Return plugin / reference, or for an "at least" target reference / plugin: how many times faster it is."""
        pairs = zip(self.ours, self.reference, strict=True)
        if target.side == "at most":
            return [ours / reference for ours, reference in pairs]
        return [reference / ours for ours, reference in pairs]


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table. `measure` takes the number of rounds."""

    name: str
    what: str
    reference: str
    target: Target
    rounds: int
    measure: Callable[[int], Samples]


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def result(case: Case, samples: Samples) -> dict[str, object]:
    """Return the result of a case as data."""
    ratios = samples.ratios(case.target)
    return {
        "case": case.name,
        "what": case.what,
        "reference": case.reference,
        "rounds": len(samples.ours),
        "unit": samples.unit,
        "ours": _spread(samples.ours),
        "reference_measured": _spread(samples.reference),
        "ratio": _spread(ratios),
        "target": str(case.target),
        "reached": case.target.reached_by(quartiles(ratios)[1]),
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
