"""Parse the body of a response as JSON. Pure.

A bad character does not make the rest unreadable, but ambiguous JSON is rejected.
"""

import json
import math
import re
from collections.abc import Sequence
from typing import NamedTuple, NoReturn


class UnreadableError(ValueError):
    """The body is not JSON in the form that Mimecast sends."""


class JsonBody(NamedTuple):
    """A parsed body. `replaced`: U+FFFD stands for a character that could not be decoded."""

    value: object
    replaced: bool = False


def read_json(body: bytes) -> JsonBody:
    """Parse JSON, but without NaN, duplicate names or nesting that exhausts the stack.

    Bytes that are not UTF-8 and unpaired surrogates become U+FFFD, so that every text can be encoded again.
    Raises `UnreadableError`.
    """
    # json.loads(bytes) would also guess at UTF-16 and UTF-32. RFC 8259 allows a byte order mark to be ignored.
    try:
        text, replaced = body.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        text, replaced = body.decode("utf-8-sig", "replace"), True
    try:
        value = _DECODER.decode(text)
        # UTF-8 has no surrogates: only an escape can make one.
        if b"\\ud" in body or b"\\uD" in body:
            cleaned = _without_surrogates(value)
            return JsonBody(cleaned, replaced or cleaned != value)
    except UnreadableError:
        raise
    except (ValueError, RecursionError):
        raise UnreadableError(_why_unreadable(body)) from None
    return JsonBody(value, replaced)


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(item) for name, item in value.items()}
    return value


def _why_unreadable(body: bytes) -> str:
    if is_page(body):
        return "The response is a web page, such as a proxy or a login page sends, and not Mimecast's."
    return "The response is not valid JSON." if body.strip() else "The response is empty."


def is_page(body: bytes) -> bool:
    """Return whether the body looks like HTML."""
    return _start(body).startswith(b"<")


def is_object(body: bytes) -> bool:
    """Return whether the body looks like a JSON object, complete or not."""
    return _start(body).startswith(b"{")


def _start(body: bytes) -> bytes:
    return body[:256].removeprefix(b"\xef\xbb\xbf").lstrip()


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise UnreadableError("The response's JSON has a duplicate name.")
    return members


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise UnreadableError("The response's JSON has a number that is too large.")
    return number


def _no_constant(name: str) -> NoReturn:
    raise UnreadableError(f"The response's JSON contains {name}.")


# Not strict: one raw tab in a subject must not hide a page of messages.
_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant, strict=False)
