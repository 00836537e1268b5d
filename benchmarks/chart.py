"""The results as a picture: how much of what is allowed each case takes up, on one scale for all."""

from dataclasses import dataclass
from html import escape
from typing import Any

from benchmarks.table import figure

_WIDTH, _LEFT, _RIGHT = 860, 150, 600
_TOP, _ROW = 84, 30
_STEP, _FURTHEST = 25, 300  # percent: between two lines of the grid; what lies beyond is drawn as an arrow

_STYLE = """\
    text { font: 13px -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: #1f2328; }
    .heading { font-size: 16px; font-weight: 600; }
    .faint { fill: #59636e; }
    .paper { fill: #ffffff; }
    .grid { stroke: #d1d9e0; }
    .bound { stroke: #1f2328; stroke-width: 2; }
    .reached { fill: #1a7f37; stroke: #1a7f37; }
    .missed { fill: #ffffff; stroke: #bc4c00; stroke-width: 2; }
    .missed.spread { fill: #bc4c00; }
    rect.spread { opacity: 0.4; stroke: none; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      .faint { fill: #9198a1; }
      .paper { fill: #0d1117; }
      .grid { stroke: #3d444d; }
      .bound { stroke: #f0f6fc; }
      .reached { fill: #3fb950; stroke: #3fb950; }
      .missed { fill: #0d1117; stroke: #db6d28; }
      .missed.spread { fill: #db6d28; }
    }"""


@dataclass(frozen=True, slots=True)
class Scale:
    """Percentages to places across the picture."""

    end: int

    @classmethod
    def of(cls, run: dict[str, Any]) -> "Scale":
        most = max(result["percent_of_allowed"]["high"] for result in run["results"])
        return cls(min(_FURTHEST, max(125, _STEP * (int(most // _STEP) + 1))))

    def place(self, percent: float) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * min(percent, self.end) / self.end, 1)

    @property
    def lines(self) -> range:
        return range(0, self.end + 1, _STEP if self.end <= 200 else 2 * _STEP)


def drawn(run: dict[str, Any]) -> str:
    scale, results = Scale.of(run), run["results"]
    bottom = _TOP + _ROW * len(results)
    height = bottom + 62
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- Drawn from benchmarks/results.json by `make bench` (benchmarks/chart.py). -->",
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="t d">',
        '  <title id="t">Benchmarks: how much of what is allowed each case takes up</title>',
        f'  <desc id="d">{escape(_spoken(results))}</desc>',
        f"  <style>\n{_STYLE}\n  </style>",
        f'  <rect class="paper" width="{_WIDTH}" height="{height}" rx="6"/>',
        *_head(run),
        *_grid(scale, bottom),
        *(line for number, result in enumerate(results) for line in _case(scale, number, result)),
        *_legend(bottom + 44),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _spoken(results: list[dict[str, Any]]) -> str:
    """All that the picture shows, in words."""
    told = (
        f"{one['case']}: {figure(one['ratio']['median'])}, to reach {one['to_reach']}, "
        f"{'reached' if one['reached'] else 'missed'} at {one['percent_of_allowed']['median']:.0f}% of what is allowed."
        for one in results
    )
    return " ".join(told)


def _head(run: dict[str, Any]) -> list[str]:
    machine = run["machine"]
    about = f"{run['measured_at']}, Python {machine['python']}, {machine['system']}, {machine['cores']} cores"
    return [
        _text(20, 28, "Ratio to the reference, as a percentage of what is allowed (less is better)", "heading"),
        _text(20, 50, f"At 100% a target is just reached; where more is better, it is turned round. {about}", "faint"),
    ]


def _grid(scale: Scale, bottom: int) -> list[str]:
    drawn_lines = []
    for percent in scale.lines:
        x, kind = scale.place(percent), "bound" if percent == 100 else "grid"
        drawn_lines.append(f'  <line class="{kind}" x1="{x}" x2="{x}" y1="{_TOP - 6}" y2="{bottom}"/>')
        drawn_lines.append(_text(x, bottom + 16, f"{percent}%", "faint", anchor="middle"))
    return drawn_lines


def _case(scale: Scale, number: int, result: dict[str, Any]) -> list[str]:
    y = _TOP + _ROW * number + _ROW // 2
    percent, kind = result["percent_of_allowed"], "reached" if result["reached"] else "missed"
    low, high = sorted(scale.place(percent[name]) for name in ("low", "high"))
    told = f"{figure(result['ratio']['median'])} (to reach {result['to_reach']}: {kind})"
    return [
        _text(20, y + 4, result["case"]),
        f'  <rect class="{kind} spread" x="{low}" y="{y - 8}" width="{max(high - low, 2):.1f}" height="16"/>',
        _mark(scale, y, percent["median"], kind),
        _text(_RIGHT + 20, y + 4, told),
    ]


def _mark(scale: Scale, y: int, percent: float, kind: str) -> str:
    x = scale.place(percent)
    if percent > scale.end:
        return f'  <path class="{kind}" d="M{x - 8} {y - 6}L{x + 4} {y}L{x - 8} {y + 6}Z"/>'
    return f'  <circle class="{kind}" cx="{x}" cy="{y}" r="4"/>'


def _legend(y: int) -> list[str]:
    return [
        f'  <circle class="reached" cx="26" cy="{y - 4}" r="5"/>',
        _text(38, y, "median, target reached"),
        f'  <circle class="missed" cx="206" cy="{y - 4}" r="5"/>',
        _text(218, y, "median, target missed"),
        f'  <rect class="reached spread" x="380" y="{y - 11}" width="24" height="14"/>',
        _text(412, y, "from the first quartile to the third"),
    ]


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'  <text{named} x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
