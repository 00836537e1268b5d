"""The results as a table for people's eyes."""

from collections.abc import Sequence
from typing import Any

_HEAD = ("case", "ours", "reference", "ratio", "spread", "to reach", "rounds")


def lines(results: Sequence[dict[str, Any]]) -> list[str]:
    rows = [_HEAD, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    padded = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [padded[0], "  ".join("-" * width for width in widths), *padded[1:]]


def _row(result: dict[str, Any]) -> tuple[str, ...]:
    ratio, unit = result["ratio"], result["unit"]
    return (
        result["case"],
        f"{result['ours']['median']:.2f} {unit}",
        f"{result['reference_measured']['median']:.2f} {unit}",
        f"{ratio['median']:.3f}",
        f"{ratio['low']:.3f} to {ratio['high']:.3f}",
        f"{result['to_reach']} {'reached' if result['reached'] else 'missed'}",
        str(result["rounds"]),
    )
