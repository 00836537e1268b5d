"""Write an envelope's items as CSV (RFC 4180), without formulas that a spreadsheet would run. Pure."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mimecast_hold.presentation.safe_text import one_line

Item = Mapping[str, Any]

_LISTS = ("records", "messages", "entries", "holds")
# A cell that begins with one of these is a formula to some spreadsheet; the last four are full-width forms
# (OWASP: CSV Injection). Blanks and quotation marks may stand before it.
_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
_BEFORE = " \"'"  # on one line every white space is a blank
# In many locales, spreadsheets split cells at `;` or `|`, so a cell may begin inside ours.
_WITHIN = re.compile(f"([;|])(?=[{_BEFORE}]*[{re.escape(_FORMULA)}])")


def items(envelope: Item) -> list[Item]:
    """Return the envelope's records, messages, entries or holds."""
    found: list[Item] = next((envelope[name] for name in _LISTS if envelope.get(name)), [])
    return found


def csv_lines(envelope: Item) -> Iterator[str]:
    """Yield a header and a line for each item; nothing if there are none."""
    rows = [_flat(item) for item in items(envelope)]
    if not rows:
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    for values in (names, *([row.get(name, "") for name in names] for row in rows)):
        line = io.StringIO()
        csv.writer(line).writerow(values)
        yield line.getvalue()


def cell(value: object) -> str:
    """Return a value as a cell: text on one line, with an apostrophe before anything that would be a formula."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    text = value if isinstance(value, str) else json.dumps(value)
    line = _WITHIN.sub(r"\1'", one_line(text, None))
    return f"'{line}" if line.lstrip(_BEFORE).startswith(tuple(_FORMULA)) else line


def _flat(item: Item, above: str = "") -> dict[str, str]:
    """Return an item's columns; an object within it has columns of its own: `message_subject`, `error_hint`."""
    row: dict[str, str] = {}
    for name, value in item.items():
        if isinstance(value, Mapping) and name != "raw":
            row |= _flat(value, f"{above}{name}_")
        elif isinstance(value, list) and all(isinstance(text, str) for text in value):
            row[above + name] = cell(" ".join(value))
        else:
            row[above + name] = cell(value)
    return row
