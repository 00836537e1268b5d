# ruff: noqa: INP001  # a script, not part of a package
"""Draw docs/terminal.svg, a real run of find and release against the simulator (`make picture`).

Time, mail and ids are fixed, so the picture changes only if the tables do.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from mimecast_hold.api.deadline import SystemClock
from mimecast_hold.cli.terminal import print_table
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.presentation.problems import problem_lines
from mimecast_hold.presentation.tables import headline, table
from mimecast_hold.simulator import Simulator, Tenant

_NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_PLACE = Path(__file__).with_name("terminal.svg")
_FIND = {"search_field": "subject", "search_text": "order", "start": "14d"}
# rich's own template loads a font from a CDN. This one loads nothing.
_FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
  <style>
    .{unique_id}-matrix {{
      font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
      font-size: {char_height}px; line-height: {line_height}px;
    }}
    .{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
    {styles}
  </style>
  <defs>
    <clipPath id="{unique_id}-clip-terminal">
      <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
    </clipPath>
    {lines}
  </defs>
  {chrome}
  <g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
    {backgrounds}
    <g class="{unique_id}-matrix">{matrix}</g>
  </g>
</svg>
"""


class _StoppedClock(SystemClock):
    """A clock whose time of day never changes. Waiting still takes real time."""

    def now(self) -> datetime:
        return _NOW


def drawn() -> str:
    """Return the picture as SVG."""
    screen = Console(
        record=True, width=110, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    tenant = Tenant(seed=7, held=60, now=lambda: _NOW)
    with Simulator(tenant) as simulator:
        connection = simulator.connection()
        _type(screen, "mimecast-hold find --search-field subject --search-text order --start 14d")
        found = _run("find_held_messages", connection, _FIND)
        _show(screen, found)
        _type(screen, "mimecast-hold find --search-field subject --search-text order --start 14d --ids \\")
        _type(screen, "| mimecast-hold release - --look-first --reason 'Case 4711: false alarm'", prompt="  ")
        parameters = {"ids": [one["id"] for one in found["messages"]], "look_first": True, "reason": "Case 4711"}
        _show(screen, _run("release_held_message", connection, parameters))
        _type(screen, f"mimecast-hold release {tenant.unknown_id()[:40]}...")
        _show(screen, _run("release_held_message", connection, {"ids": [tenant.unknown_id()]}))
    return screen.export_svg(title="mimecast-hold", code_format=_FRAME, unique_id="terminal")


def _run(action: str, connection: dict[str, str], parameters: dict[str, Any]) -> dict[str, Any]:
    return Runner(action, {}, clock=_StoppedClock()).run(lambda: ActionInput(connection, parameters)).envelope


def _type(screen: Console, line: str, prompt: str = "$ ") -> None:
    screen.print(Text.assemble((prompt, "bold green"), (line, "bold")))


def _show(screen: Console, envelope: dict[str, Any]) -> None:
    if shown := table(envelope):
        print_table(screen, shown)
    screen.print(Text(headline(envelope)))
    for line in problem_lines(envelope):
        screen.print(Text(line), overflow="ellipsis", no_wrap=True)
    screen.print()


if __name__ == "__main__":
    _PLACE.write_text(drawn(), encoding="utf-8")
    sys.stdout.write(f"{_PLACE}\n")
