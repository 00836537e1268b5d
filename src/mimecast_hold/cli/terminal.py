"""Tables, colours and progress on a terminal, and the same plainly where there is none."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.table import Table as RichTable
from rich.text import Text

from mimecast_hold.hold_queue.results import OnRecord
from mimecast_hold.presentation.tables import Cell, Column, Mood, Row, Table, shared

_STYLES: dict[Mood, str] = {
    "": "",
    "good": "green",
    "bad": "bold red",
    "doubtful": "yellow",
    "quiet": "dim",
}
_GAP = 2
_USUAL = 80  # columns
_UNBOUNDED = 100_000  # columns of what is no terminal: nothing is cut
cell_len("\u754c")  # rich loads its table of wide letters with the first of them: not after messages were released


def console(stream: TextIO, *, colour: bool = True) -> Console:
    """A console on `stream`; colours only on a terminal, and not where NO_COLOR is set (no-color.org)."""
    terminal = is_terminal(stream)
    plain = not (terminal and colour) or bool(os.environ.get("NO_COLOR"))
    on = Console(
        file=stream,
        force_terminal=terminal,
        color_system=None if plain else "auto",
        no_color=plain,
        width=None if terminal else _UNBOUNDED,
        markup=False,
        emoji=False,
        highlight=False,
    )
    if on.width < 1:  # COLUMNS=0, as some terminals set it before they know
        on.width = _USUAL
    return on


def is_terminal(stream: TextIO) -> bool:
    """Whether a person looks at `stream`."""
    return not stream.closed and stream.isatty()


def print_table(on: Console, shown: Table, *, ids: bool = True) -> None:
    """On a terminal an id stands whole below its row, to be copied; elsewhere it is the last column."""
    if on.is_terminal:
        _print_stacked(on, shown, ids=ids)
    else:
        _print_plain(on, shown)


def _print_stacked(on: Console, shown: Table, *, ids: bool) -> None:
    header, *lines = map(_line, on.render_lines(_grid(shown, on.width), pad=False))
    on.print(header, no_wrap=True, crop=False)
    for line, row in zip(lines, shown.rows, strict=True):
        on.print(line, no_wrap=True, crop=False)
        if ids and row.needs_id and row.id:
            # Wrapped by the terminal and not by us, so that a copy of it is one line.
            on.print(Text(row.id, "dim"), soft_wrap=True)


def _print_plain(on: Console, shown: Table) -> None:
    with_ids = Table(
        (*shown.columns, Column("id")),
        tuple(Row((*row.cells, Cell(row.id))) for row in shown.rows),
    )
    grid = _grid(with_ids if any(row.id for row in shown.rows) else shown, _UNBOUNDED)
    for line in on.render_lines(grid, pad=False):
        on.file.write(_line(line).plain.rstrip() + "\n")


def _grid(shown: Table, width: int) -> RichTable:
    grid = RichTable(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, show_edge=False)
    for column, room in zip(shown.columns, _widths(shown, width), strict=True):
        grid.add_column(Text(column.title), no_wrap=True, overflow="ellipsis", width=room)
    for row in shown.rows:
        grid.add_row(*(Text(cell.text, _STYLES[cell.mood]) for cell in row.cells))
    return grid


def _widths(shown: Table, width: int) -> list[int]:
    """What each column gets; rich itself would cut short columns, too, and drop the last one's end."""
    wanted = [
        max(cell_len(text) for text in (column.title, *(row.cells[number].text for row in shown.rows)))
        for number, column in enumerate(shown.columns)
    ]
    yielding = [number for number, column in enumerate(shown.columns) if column.yields]
    rigid = sum(wanted) - sum(wanted[number] for number in yielding)
    room = width - rigid - _GAP * (len(wanted) - 1)
    for number, given in zip(yielding, shared([wanted[number] for number in yielding], room), strict=True):
        wanted[number] = given
    return wanted


def _line(segments: list[Segment]) -> Text:
    line = Text()
    for segment in segments:
        line.append(segment.text, segment.style)
    line.rstrip()
    return line


@contextmanager
def progress(what: str, total: int | None, *, colour: bool = True) -> Iterator[OnRecord | None]:
    """A bar on standard error while something long runs; nothing where that is no terminal."""
    if not is_terminal(sys.stderr):
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(sys.stderr, colour=colour), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda _: bar.advance(task)
