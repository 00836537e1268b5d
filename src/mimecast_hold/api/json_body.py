"""An answer's body as JSON, read to the letter. Pure."""

import json
import math
from collections.abc import Sequence
from typing import NoReturn


class UnreadableError(ValueError):
    """A body that is not JSON of the form Mimecast answers in."""


def parse_json(body: bytes) -> object:
    """JSON, strictly: no NaN, no member twice, no nesting that exhausts the stack; raises `UnreadableError`."""
    try:
        # Not loads(bytes), which would also guess at UTF-16 and UTF-32. RFC 8259 lets a byte order mark be ignored.
        return json.loads(
            body.decode("utf-8-sig"),
            object_pairs_hook=_members,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
    except UnreadableError:
        raise
    except (ValueError, RecursionError):
        raise UnreadableError(_why_unreadable(body)) from None


def _why_unreadable(body: bytes) -> str:
    if is_page(body):
        return "The answer is a web page, as a proxy or a login page sends, and not Mimecast's."
    return "The answer is not JSON that can be read." if body.strip() else "The answer is empty."


def is_page(body: bytes) -> bool:
    """Whether it looks like HTML."""
    return body[:256].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def whole(value: object) -> int | None:
    """A count: a whole number that is not negative, or its digits as text, as some services write it; else None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15 else None


def _members(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise UnreadableError("The answer's JSON has a member twice.")
    return members


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise UnreadableError("The answer's JSON carries a number too large.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise UnreadableError(f"The answer's JSON carries {name}.")
