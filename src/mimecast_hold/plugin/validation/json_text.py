"""Parse JSON from people and platforms strictly, with clear errors."""

import json
import math
from collections import Counter

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.validation.quoting import quoted

SIZE_LIMIT = 64 * 1024 * 1024
"""The longest text, in characters; ten thousand ids need about 10 million at most."""


_HINT = "Give one JSON object (RFC 8259), in UTF-8."


def read_json(text: str | bytes) -> object:
    """Read one JSON text: no NaN, no duplicate key, no lone surrogate. A byte order mark is allowed."""
    if len(text) > SIZE_LIMIT:
        raise InputError(f"The JSON is larger than {SIZE_LIMIT >> 20} MiB.", hint=_HINT)
    decoded = (_decoded(text) if isinstance(text, bytes) else text).removeprefix("\ufeff")
    try:
        value = _DECODER.decode(decoded)
    except json.JSONDecodeError as error:
        # The error has the whole text, secrets included, so it must not become the cause or context.
        message = f"Not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}."
    except InputError as error:
        message = str(error)
    except RecursionError:
        message = "The JSON is nested too deeply."
    except ValueError:
        message = "The JSON has a number with too many digits."
    else:
        if isinstance(text, str) or "\\u" in decoded:
            refuse_lone_surrogates(value)
        return value
    raise InputError(message, hint=_HINT)


def _decoded(data: bytes) -> str:
    try:
        # PowerShell pipes UTF-16, which the first characters reveal.
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        before = data[: error.start]
    line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    raise InputError(f"The JSON is not UTF-8 at line {line}, byte {column}.", hint=_HINT)


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    (duplicate, _), *_ = Counter(name for name, _ in pairs).most_common(1)
    from mimecast_hold.plugin.manifest import may_be_shown

    shown = f"the duplicate key {quoted(duplicate)}" if may_be_shown(duplicate) else "a duplicate key"
    raise InputError(f"The JSON has {shown} in one object.", hint=_HINT)


def _constant(name: str) -> object:
    raise InputError(f"The JSON has {name}, which is not a JSON number.", hint=_HINT)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise InputError("The JSON has a number that is too large.", hint=_HINT)
    return number


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_finite)


def refuse_lone_surrogates(value: object) -> None:
    """Raise `InputError` for a lone surrogate, half of a character, which cannot be printed or sent."""
    if _has_lone_surrogate(value):
        raise InputError("The text contains a lone surrogate, half of a character.", hint=_HINT)


def _has_lone_surrogate(value: object) -> bool:
    # A function of its own: the error contains the whole text, so it must not become another error's context.
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False
