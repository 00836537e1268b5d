"""Read message ids from arguments or from standard input: one per line, or the output of find."""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence

import click

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.validation.json_text import read_json
from mimecast_hold.plugin.validation.quoting import quoted

STANDARD_INPUT = "-"
_TRIMMED = " \t\r\n"  # any other white space is refused: text copied from a document may have more of it inside
_ONE_EACH = "Give each id as a separate argument, or one per line on standard input."
_HEADERS = {"id", "ids", "messageid", "secureid", "heldmessageid"}
_MISTAKES = (
    (r"[\[\](){}]", "looks like a list written as text", f"Remove the brackets. {_ONE_EACH}"),
    (r"[\"'`\u2018-\u201f]", "contains quotation marks", f"Remove them. {_ONE_EACH}"),
    (r"[;,|]", "looks like several ids in one text", _ONE_EACH),
    (r"\s", "contains spaces", _ONE_EACH),
)


def collect(arguments: Sequence[str]) -> list[str]:
    """Return the ids, with those on standard input in place of `-`; raise `InputError` for text that is not an id."""
    if arguments.count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    ids: list[str] = []
    for number, argument in enumerate(arguments, start=1):
        ids.extend(_read() if argument == STANDARD_INPUT else [_checked(argument, f"ID {number}")])
    return ids


def _checked(text: str, where: str) -> str:
    """Return an id; raise `InputError` for common copy-and-paste mistakes."""
    invisible = next((char for char in text if (char.isspace() or not char.isprintable()) and char not in _TRIMMED), "")
    if invisible:
        name = unicodedata.name(invisible, "a control character") if invisible.strip() else "white space"
        message = f"{where} contains an invisible character (U+{ord(invisible):04X}, {name}): {quoted(text)}."
        raise InputError(message, hint="Copy the id again.", field="ids")
    for pattern, mistake, hint in _MISTAKES:
        if re.search(pattern, text):
            raise InputError(f"{where} {mistake}: {quoted(text)}.", hint=hint, field="ids")
    return text


def _read() -> Iterator[str]:
    """Read ids from standard input, in UTF-8 or in the UTF-16 that PowerShell pipes."""
    data = sys.stdin.buffer.read()
    try:
        lines = data.decode(json.detect_encoding(data)).split("\n")
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        raise click.UsageError(f"Line {number} of standard input is not UTF-8.") from None
    found = [(number, text) for number, line in enumerate(lines, start=1) if (text := line.strip(_TRIMMED))]
    for position, (number, text) in enumerate(found):
        where = f"Line {number} of standard input"
        if text.startswith("{"):
            yield from _in_json(text, where)
        elif not position and re.sub(r"[\W_]", "", text).lower() in _HEADERS:
            hint = "Remove it, or use the output of `mimecast-hold find --ids`."
            raise InputError(f"{where} is a column header, not an id: {quoted(text)}.", hint=hint, field="ids")
        else:
            yield _checked(text, where)


def _in_json(text: str, where: str) -> Iterator[str]:
    """Yield the id in a line of `find --jsonl`, or all ids in the envelope of `find --json`."""
    try:
        item = read_json(text)
    except InputError:
        item = None
    if isinstance(item, dict) and isinstance(error := item.get("error"), dict) and "messages" in item:
        raise InputError(
            f"{where} is the result of a search that failed: {quoted(error.get('message'))}.",
            hint="Run the search again, then release the messages that it lists.",
            field="ids",
        )
    messages = item.get("messages", [item]) if isinstance(item, dict) else [item]
    for message in messages if isinstance(messages, list) else [None]:
        if not isinstance(message, dict) or not isinstance(message.get("id"), str):
            raise click.UsageError(
                f"{where} is JSON without an id: {json.dumps(text[:60])}.\n"
                "Give one id per line, or the output of `mimecast-hold find` with --ids, --jsonl or --json."
            )
        yield message["id"]
