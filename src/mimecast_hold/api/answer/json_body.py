"""An answer's body as JSON: one bad character hides nothing, anything that could mean two things is refused. Pure."""

import json
import math
import re
from collections.abc import Sequence
from typing import NamedTuple, NoReturn


class UnreadableError(ValueError):
    """A body that is not JSON of the form Mimecast answers in."""


class JsonBody(NamedTuple):
    """What a body says. `replaced`: a character that no text can carry became U+FFFD somewhere in it."""

    value: object
    replaced: bool = False


def parse_json(body: bytes) -> object:
    """The value of `read_json`; raises `UnreadableError`."""
    return read_json(body).value


def read_json(body: bytes) -> JsonBody:
    """JSON with any characters in its texts, but no NaN, no member twice, no nesting that exhausts the stack.

    Bytes that are no UTF-8, and halves of surrogate pairs, become U+FFFD, so that every text can be written again.
    Raises `UnreadableError`.
    """
    text, replaced = _decoded(body)
    try:
        value = _DECODER.decode(text)
        # Only an escape can make half of a pair: UTF-8 has none.
        if b"\\ud" in body or b"\\uD" in body:
            cleaned = _without_half_pairs(value)
            return JsonBody(cleaned, replaced or cleaned != value)
    except UnreadableError:
        raise
    except (ValueError, RecursionError):
        raise UnreadableError(_why_unreadable(body)) from None
    return JsonBody(value, replaced)


def _decoded(body: bytes) -> tuple[str, bool]:
    """The text, and whether any of its bytes had to be replaced."""
    # Not loads(bytes), which would also guess at UTF-16 and UTF-32. RFC 8259 lets a byte order mark be ignored.
    try:
        return body.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return body.decode("utf-8-sig", "replace"), True


def _without_half_pairs(value: object) -> object:
    if isinstance(value, str):
        return _whole_characters(value)
    if isinstance(value, list):
        return [_without_half_pairs(one) for one in value]
    if isinstance(value, dict):
        return {_whole_characters(name): _without_half_pairs(one) for name, one in value.items()}
    return value


def _whole_characters(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _why_unreadable(body: bytes) -> str:
    if is_page(body):
        return "The answer is a web page, as a proxy or a login page sends, and not Mimecast's."
    return "The answer is not JSON that can be read." if body.strip() else "The answer is empty."


def is_page(body: bytes) -> bool:
    """Whether it looks like HTML."""
    return _start(body).startswith(b"<")


def is_object(body: bytes) -> bool:
    """Whether it looks like a JSON object, cut off or not."""
    return _start(body).startswith(b"{")


def _start(body: bytes) -> bytes:
    return body[:256].removeprefix(b"\xef\xbb\xbf").lstrip()


_COUNT = r"([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.0+)?"


def whole(value: object) -> int | None:
    """A count, in whichever plain form a service writes it: 8, 8.0, "8", "1,473"; None where it is none."""
    if isinstance(value, str):
        found = re.fullmatch(_COUNT, value.strip())
        return int(found[1].replace(",", "")) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**15:
        return None
    return int(value) if value == int(value) else None


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


# Not strict: control characters stand in a text as they are, since one raw tab must not hide a page of messages.
_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_float=_finite, parse_constant=_no_constant, strict=False)
