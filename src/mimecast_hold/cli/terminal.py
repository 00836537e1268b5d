"""Tables, colors and progress bars on a terminal; plain text elsewhere."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment, Segments
from rich.table import Table as RichTable
from rich.text import Text

from mimecast_hold.presentation.tables import Table, Tone

_STYLES: dict[Tone, str] = {"": "", "good": "green", "bad": "bold red", "doubtful": "yellow", "quiet": "dim"}
_DEFAULT_WIDTH = 80
_UNLIMITED_WIDTH = 100_000
cell_len("\u754c")  # make rich load its table of wide characters now, not after messages were released


def console(stream: TextIO, *, color: bool = True) -> Console:
    """Return a console; it has colors only on a terminal, and none if NO_COLOR is set (no-color.org)."""
    terminal = is_terminal(stream)
    plain = not (terminal and color) or bool(os.environ.get("NO_COLOR"))
    result = Console(
        file=stream,
        force_terminal=terminal,
        color_system=None if plain else "auto",
        no_color=plain,
        width=None if terminal else _UNLIMITED_WIDTH,
        markup=False,
        emoji=False,
        highlight=False,
    )
    if result.width < 1:  # some terminals set COLUMNS=0 at first
        result.width = _DEFAULT_WIDTH
    return result


def is_terminal(stream: TextIO) -> bool:
    """Return whether a stream is an open terminal."""
    return not stream.closed and stream.isatty()


def print_table(on: Console, shown: Table, *, ids: bool = True) -> None:
    """Print a table. On a terminal, whole ids are below their rows, to be copied; elsewhere in the last column."""
    terminal = on.is_terminal
    id_column = not terminal and any(row.id for row in shown.rows)
    grid = RichTable(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for column in shown.columns:
        grid.add_column(Text(column.title), no_wrap=not column.can_shrink)
    if id_column:
        grid.add_column("id", no_wrap=True)
    for row in shown.rows:
        cells = [Text(cell.text, _STYLES[cell.tone], no_wrap=True, overflow="ellipsis") for cell in row.cells]
        grid.add_row(*cells, *([Text(row.id)] if id_column else []))
    header, *lines = on.render_lines(grid, pad=False)
    _print_line(on, header)
    for line, row in zip(lines, shown.rows, strict=True):
        _print_line(on, line)
        if terminal and ids and row.needs_id and row.id:
            on.print(Text(row.id, "dim"), soft_wrap=True)  # wrapped by the terminal, so that a copy is one line


def _print_line(on: Console, line: list[Segment]) -> None:
    on.print(Segments([*line, Segment.line()]), crop=False, end="")


@contextmanager
def progress(title: str, total: int | None, *, color: bool = True) -> Iterator[Callable[[object], None] | None]:
    """Show a progress bar on standard error, if that is a terminal."""
    if not is_terminal(sys.stderr):
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(sys.stderr, color=color), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda _: bar.advance(task)
