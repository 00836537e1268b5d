"""Print the result of a command: a table for people, or JSON, JSON Lines, CSV or ids for scripts."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any, TextIO

from mimecast_hold.cli.streams import write_stderr
from mimecast_hold.cli.terminal import console, is_terminal, print_table
from mimecast_hold.presentation.problems import problem_lines, warning_lines
from mimecast_hold.presentation.spreadsheet import csv_lines, items
from mimecast_hold.presentation.tables import headline, table

Envelope = Mapping[str, Any]
FORMATS: Mapping[str, str] = {
    "json": "Print the envelope, as `run` does.",
    "jsonl": "Print one JSON object per line for each message.",
    "csv": "Print CSV, one line for each message. Spreadsheet formulas are disarmed.",
    "ids": "Print only ids, one per line.",
}
_MAX_LISTED = 50  # with more records, a terminal lists only those that failed
_BRIEF_NOTE = " (only failures are listed; --jsonl lists all)"
_ONE_LINE_ID = re.compile(r"[A-Za-z0-9_=+/.~:][A-Za-z0-9_=+/.~:-]{0,1023}")  # does not begin like an option


@dataclass(frozen=True, slots=True)
class View:
    """How to print a result: in one of `FORMATS`, or as a table."""

    format: str | None = None
    color: bool = True
    reword: Callable[[str], str] = str
    """Replaces JSON paths in a message by the names of options."""

    def show(self, envelope: Envelope) -> None:
        """Print the result to standard output and problems to standard error."""
        try:
            self.print_result(sys.stdout, envelope)
            sys.stdout.flush()
        finally:
            self.print_problems(envelope)

    def print_result(self, stream: TextIO, envelope: Envelope) -> None:
        """Print the result."""
        if self.format is None:
            self._print_table(stream, envelope)
        elif self.format == "json":
            indent = 2 if is_terminal(stream) else None
            stream.write(json.dumps(envelope, allow_nan=False, indent=indent) + "\n")
        else:
            if self.format == "csv" and isinstance(stream, TextIOWrapper):
                stream.reconfigure(newline="")  # RFC 4180: lines end in CRLF on every system
            stream.writelines(_LINES[self.format](envelope))

    def print_problems(self, envelope: Envelope) -> None:
        """Print warnings, errors and what to do next."""
        for line in (*warning_lines(envelope), *problem_lines(envelope)):
            write_stderr(self.reword(line))
        if self.format in _LINES and envelope.get("truncated") and not envelope["error"]:
            more = "--max-entries" if "entries" in envelope else "--max-messages"
            write_stderr(f"Warning: only the first {len(items(envelope)):,} were printed; raise {more} to see more.")

    def _print_table(self, stream: TextIO, envelope: Envelope) -> None:
        on = console(stream, color=self.color)
        records = envelope["records"]
        brief = on.is_terminal and len(records) > _MAX_LISTED
        listed = {**envelope, "records": [record for record in records if record["error"]]} if brief else envelope
        if shown := table(listed):
            print_table(on, shown)
        if not envelope["error"] or items(envelope):
            stream.write(f"{headline(envelope)}{_BRIEF_NOTE if brief else ''}\n")


def _json_lines(envelope: Envelope) -> Iterator[str]:
    return (json.dumps(item, allow_nan=False) + "\n" for item in items(envelope))


def _id_lines(envelope: Envelope) -> Iterator[str]:
    for item in items(envelope):
        if _ONE_LINE_ID.fullmatch(item["id"]):
            yield f"{item['id']}\n"
        else:
            write_stderr(f"Warning: left out an id that is not safe to print: {json.dumps(item['id'][:80])}")


_LINES: Mapping[str, Callable[[Envelope], Iterator[str]]] = {
    "jsonl": _json_lines,
    "csv": csv_lines,
    "ids": _id_lines,
}
