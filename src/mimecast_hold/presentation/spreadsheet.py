"""An envelope's items as CSV (RFC 4180): one line each, with nothing in it that a spreadsheet would run. Pure."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mimecast_hold.presentation.safe_text import one_line

Item = Mapping[str, Any]

_LISTS = ("records", "messages", "entries", "holds")
# A cell that begins so is a formula to one spreadsheet or another, full-width twins included
# (OWASP: CSV Injection). What stands before it may be a blank or a quotation mark.
_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
_BEFORE = " \"'"  # on one line every white space is a blank
# Where `;` or `|` divides, as in many countries, a cell begins within ours; a tab has become a blank.
_WITHIN = re.compile(f"([;|])(?=[{_BEFORE}]*[{re.escape(_FORMULA)}])")


def items(envelope: Item) -> list[Item]:
    """What the envelope lists, whatever it is."""
    found: list[Item] = next((envelope[name] for name in _LISTS if envelope.get(name)), [])
    return found


def csv_lines(envelope: Item) -> Iterator[str]:
    """A header, then a line for each item; nothing where there are none."""
    rows = [_flat(item) for item in items(envelope)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    for values in [names, *([row.get(name, "") for name in names] for row in rows)][: len(rows) + bool(rows)]:
        line = io.StringIO()
        csv.writer(line).writerow(values)
        yield line.getvalue()


def cell(value: object) -> str:
    """A value as a cell: text on one line, and an apostrophe before what would be a formula, wherever cells divide."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    text = value if isinstance(value, str) else json.dumps(value)
    line = _WITHIN.sub(r"\1'", one_line(text, None))
    shown = line.lstrip(_BEFORE)
    risky = bool(shown) and shown[0] in _FORMULA
    return f"'{line}" if risky else line


def _flat(item: Item, above: str = "") -> dict[str, str]:
    """An object within an item as columns of its own: `message_subject`, `error_hint`."""
    row: dict[str, str] = {}
    for name, value in item.items():
        if isinstance(value, Mapping) and name != "raw":
            row |= _flat(value, f"{above}{name}_")
        elif isinstance(value, list) and all(isinstance(one, str) for one in value):
            row[above + name] = cell(" ".join(value))
        else:
            row[above + name] = cell(value)
    return row
