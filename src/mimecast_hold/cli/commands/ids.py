"""Ids as they are handed over: as arguments, or on standard input from a list or from find."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence

import click

from mimecast_hold.cli.streams import read_whole
from mimecast_hold.errors import InputError
from mimecast_hold.plugin.validation.json_text import read_json
from mimecast_hold.plugin.validation.quoting import quoted

STANDARD_INPUT = "-"
_BLANKS = " \t\r\n"
"""What is taken off an id; any other white space came from a document, and more with it."""

_ONE_A_LINE = "Give each id as an argument of its own, or one a line on standard input."
_HEADERS = {"id", "ids", "messageid", "secureid", "heldmessageid"}
_TEXT_FORMS = (
    (r"[\[\](){}]", "looks like a list written as text", f"Leave the brackets out. {_ONE_A_LINE}"),
    (r"[\"'`\u2018-\u201f]", "has quotation marks in it", f"Leave them out. {_ONE_A_LINE}"),
    (r"[;,|]", "looks like several ids in one text", _ONE_A_LINE),
    (r"\s", "has blanks in it", _ONE_A_LINE),
)


def gathered(arguments: Sequence[str]) -> list[str]:
    """The ids, with standard input's in the place of `-`; what is plainly a list in text form is refused."""
    if arguments.count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    ids: list[str] = []
    for number, argument in enumerate(arguments, start=1):
        ids.extend(_read() if argument == STANDARD_INPUT else [_plain(argument, f"ID {number}")])
    return ids


def _plain(text: str, where: str) -> str:
    """The id itself; what no id has, and people often paste, is refused with what to do about it."""
    if odd := next((char for char in text if (char.isspace() or not char.isprintable()) and char not in _BLANKS), ""):
        shown = unicodedata.name(odd, "a control character") if odd.isprintable() or odd.strip() else "white space"
        raise _refused(text, where, f"contains an invisible character (U+{ord(odd):04X}, {shown})", "Copy it anew.")
    for pattern, what, hint in _TEXT_FORMS:
        if re.search(pattern, text):
            raise _refused(text, where, what, hint)
    return text


def _refused(text: str, where: str, what: str, hint: str) -> InputError:
    return InputError(f"{where} {what}: {quoted(text)}.", hint=hint, field="ids")


def _read() -> Iterator[str]:
    """The ids on standard input, in UTF-8 or, as PowerShell pipes them, in UTF-16."""
    data = read_whole(sys.stdin.buffer)
    encoding = json.detect_encoding(data)
    try:
        lines = data.decode(encoding).split("\n")
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        raise click.UsageError(f"Line {number} of standard input is not UTF-8.") from None
    found = [(number, text) for number, line in enumerate(lines, start=1) if (text := line.strip(_BLANKS))]
    for position, (number, text) in enumerate(found):
        if text.startswith("{"):
            yield from _in_json(text, number)
        elif not position and re.sub(r"[\W_]", "", text).lower() in _HEADERS:
            raise InputError(
                f"Line {number} of standard input is a column's title and no id: {quoted(text)}.",
                hint="Leave it out, or give the output of `mimecast-hold find --ids`.",
                field="ids",
            )
        else:
            yield _plain(text, f"Line {number} of standard input")


def _in_json(text: str, number: int) -> Iterator[str]:
    """The id in a line of `find --jsonl`, or all those in the envelope of `find --json`."""
    try:
        item = read_json(text)
    except InputError:
        item = None
    if isinstance(item, dict) and isinstance(error := item.get("error"), dict) and "messages" in item:
        raise InputError(
            f"Line {number} of standard input is the result of a search that failed: {quoted(error.get('message'))}.",
            hint="Run the search again, and release what it lists.",
            field="ids",
        )
    found = item.get("messages", [item]) if isinstance(item, dict) else [item]
    for one in found if isinstance(found, list) else [None]:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise click.UsageError(
                f"Line {number} of standard input is JSON without an id: {json.dumps(text[:60])}.\n"
                "Give one id a line, or the output of `mimecast-hold find` with --ids, --jsonl or --json."
            )
        yield one["id"]
