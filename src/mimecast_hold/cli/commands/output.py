"""What a command prints: a table for people, or JSON, JSON lines, CSV or ids for scripts."""

import contextlib
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any, TextIO

from mimecast_hold.cli.terminal import console, is_terminal, print_table
from mimecast_hold.presentation.problems import problem_lines, warning_lines
from mimecast_hold.presentation.spreadsheet import csv_lines, items
from mimecast_hold.presentation.tables import headline, table

Envelope = Mapping[str, Any]
FORMATS: Mapping[str, str] = {
    "json": "Print the envelope, as `run` does.",
    "jsonl": "Print one JSON object a line, for each message.",
    "csv": "Print CSV, one line for each message; what a spreadsheet would run is disarmed.",
    "ids": "Print ids alone, one a line.",
}
_LISTED = 50  # records that are listed one and all on a terminal
_BRIEFLY = " (what went well is not listed; --jsonl lists all)"
_WHOLE_ID = re.compile(r"[A-Za-z0-9_=+/.~:][A-Za-z0-9_=+/.~:-]{0,1023}")  # and no option


@dataclass(frozen=True, slots=True)
class View:
    """How a person wants to see it: one of `FORMATS`, or a table."""

    format: str | None = None
    colour: bool = True
    words: Callable[[str], str] = str
    """Puts a message about JSON paths into the command line's words."""

    def show(self, envelope: Envelope) -> bool:
        """The result on standard output, problems on standard error; False where nobody reads any more."""
        try:
            self.show_on(sys.stdout, envelope)
            sys.stdout.flush()
        except BrokenPipeError:
            leave_quietly()
            return False
        finally:
            self.tell_problems(envelope)
        return True

    def show_on(self, stream: TextIO, envelope: Envelope) -> None:
        """The result alone."""
        if self.format is None:
            self._show_table(stream, envelope)
        elif self.format == "json":
            indent = 2 if is_terminal(stream) else None
            stream.write(json.dumps(envelope, allow_nan=False, indent=indent) + "\n")
        else:
            if self.format == "csv" and isinstance(stream, TextIOWrapper):
                stream.reconfigure(newline="")  # RFC 4180's line ends, on every system
            stream.writelines(_LINES[self.format](envelope))

    def tell_problems(self, envelope: Envelope) -> None:
        """What happened, to which messages, what to do next."""
        for line in (*warning_lines(envelope), *problem_lines(envelope)):
            tell(self.words(line))
        if self.format in _LINES and envelope.get("truncated") and not envelope["error"]:
            more = "--max-entries" if "entries" in envelope else "--max-messages"
            tell(f"Warning: there are more than the {len(items(envelope)):,} that were printed; raise {more}.")

    def _show_table(self, stream: TextIO, envelope: Envelope) -> None:
        on = console(stream, colour=self.colour)
        brief = on.is_terminal and len(envelope["records"]) > _LISTED
        listed = {**envelope, "records": list(filter(_went_wrong, envelope["records"]))} if brief else envelope
        if shown := table(listed):
            print_table(on, shown)
        if not envelope["error"] or items(envelope):
            stream.write(f"{headline(envelope)}{_BRIEFLY if brief else ''}\n")


def _went_wrong(record: Mapping[str, Any]) -> bool:
    return record["error"] is not None


def tell(line: str) -> None:
    """A line on standard error; where nobody can read it, the result is not held up by that."""
    with contextlib.suppress(OSError):
        sys.stderr.write(line + "\n")


def leave_quietly() -> None:
    """Nobody reads standard output any more; Python would complain again when it closes it."""
    with contextlib.suppress(OSError, ValueError):  # it is closed, or nothing can be opened any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _json_lines(envelope: Envelope) -> Iterator[str]:
    return (json.dumps(item, allow_nan=False) + "\n" for item in items(envelope))


def _id_lines(envelope: Envelope) -> Iterator[str]:
    """Ids that can be handed on by the line; one that could pass for two is left out, and told."""
    for item in items(envelope):
        if _WHOLE_ID.fullmatch(item["id"]):
            yield f"{item['id']}\n"
        else:
            tell(f"Warning: left out an id that does not fit on a line: {json.dumps(item['id'][:80])}")


_LINES: Mapping[str, Callable[[Envelope], Iterator[str]]] = {
    "jsonl": _json_lines,
    "csv": csv_lines,
    "ids": _id_lines,
}
