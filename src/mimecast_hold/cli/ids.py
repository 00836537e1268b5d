"""Ids as they are handed over: as arguments, or on standard input from a list or from find."""

import json
import sys
from collections.abc import Iterator, Sequence

import click

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.json_text import read_json

STANDARD_INPUT = "-"


def gathered(arguments: Sequence[str]) -> list[str]:
    """The ids, with standard input's in the place of `-`."""
    if arguments.count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input (-) can be read only once.")
    ids: list[str] = []
    for argument in arguments:
        ids.extend(_read() if argument == STANDARD_INPUT else [argument])
    return ids


def _read() -> Iterator[str]:
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            raise click.UsageError(f"Line {number} of standard input is not UTF-8.") from None
        if text.startswith("{"):
            yield from _in_json(text, number)
        elif text:
            yield text


def _in_json(text: str, number: int) -> Iterator[str]:
    """The id in a line of `find --jsonl`, or all those in the envelope of `find --json`."""
    try:
        item = read_json(text)
    except InputError:
        item = None
    found = item.get("messages", [item]) if isinstance(item, dict) else [item]
    for one in found if isinstance(found, list) else [None]:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise click.UsageError(
                f"Line {number} of standard input is JSON without an id: {json.dumps(text[:60])}.\n"
                "Give one id a line, or the output of `mimecast-hold find` with --ids, --jsonl or --json."
            )
        yield one["id"]
