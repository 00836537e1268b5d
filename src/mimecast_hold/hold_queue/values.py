"""Read the values in Mimecast's items, in any plain form. Pure.

Each reader returns None both for a missing and for an unreadable value; `has_content` tells the two apart.
"""

import re
import unicodedata
from collections.abc import Mapping

_COUNT = re.compile(r"(?a)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.0{1,15})?")
_NUMBER = re.compile(r"(?a)[+-]?\d{1,15}(?:\.\d{1,15})?")
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_BOUND = 10**15  # no size, count or score is larger; an integer of hundreds of digits cannot even be printed

# Address objects in the hold list, the release log and other Mimecast documentation.
_ADDRESS_NAMES = ("emailAddress", "address", "email")
_NAME_NAMES = ("displayableName", "displayName", "name")


def has_content(value: object) -> bool:
    """Return whether a value contains anything but None, blank text and empty collections."""
    pending = [value]  # no recursion: the service chooses how deep an answer is nested
    while pending:
        item = pending.pop()
        if isinstance(item, Mapping):
            pending += item.values()
        elif isinstance(item, list | tuple | set | frozenset):
            pending += item
        elif item is not None and not (isinstance(item, str) and not item.strip()):
            return True
    return False


def single(value: object) -> object:
    """Return the item of a list of one, any other value unchanged."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def text(value: object) -> str | None:
    """Read text, or a number as text."""
    value = single(value)
    if isinstance(value, str):
        return value
    return str(value) if _is_number(value) else None


def count(value: object) -> int | None:
    """Read a whole number that is not negative: `8`, `8.0`, `"8"` or `"1,473"`."""
    value = single(value)
    if isinstance(value, str):
        match = _COUNT.fullmatch(value.strip())
        return int(match[1].replace(",", "")) if match else None
    found = number(value)
    return int(found) if found is not None and found >= 0 and found % 1 == 0 else None


def number(value: object) -> float | None:
    """Read a number, or its digits as text."""
    value = single(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    return value if _is_number(value) else None  # type: ignore[return-value]  # an int or a float


def flag(value: object) -> bool | None:
    """Read true or false, also as 1 or 0, or as text."""
    value = single(value)
    if isinstance(value, str):
        return _FLAGS.get(value.strip().lower())
    return bool(value) if isinstance(value, int | float) and value in (0, 1) else None


def address(value: object) -> str | None:
    """Read a bare address: text, or an object such as `{"emailAddress"}`, `{"address", "domain"}` or `{"email"}`."""
    value = single(value)
    if not isinstance(value, Mapping):
        return (value.strip() or None) if isinstance(value, str) else None
    domain = value.get("domain")
    domain = domain.strip() if isinstance(domain, str) else ""
    found = _texts(value, _ADDRESS_NAMES)
    if domain:
        found = [part if "@" in part else f"{part}@{domain}" for part in found]
    agree = len({part.lower() for part in found}) == 1
    if not agree or (domain and found[0].rpartition("@")[2].lower() != domain.lower()):
        return None  # no address, or several different ones
    return found[0]


def addresses(value: object) -> tuple[str, ...]:
    """Read every readable address of a list or of one item."""
    items = value if isinstance(value, list) else [value]
    return tuple(found for found in map(address, items) if found)


def display_name(value: object) -> str | None:
    """Read the display name of an address object, on one line."""
    value = single(value)
    names = _texts(value, _NAME_NAMES) if isinstance(value, Mapping) else ()
    return one_line(names[0]) or None if names else None


def one_line(value: str) -> str:
    """Return text without line breaks, folding, control characters and lone surrogates."""
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    folded = " ".join(value.split())
    return "".join(letter for letter in folded if unicodedata.category(letter) not in ("Cc", "Cs"))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -_BOUND < value < _BOUND


def _texts(item: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    """Return the texts of the named fields that are not blank."""
    values = map(item.get, names)
    return [value.strip() for value in values if isinstance(value, str) and value.strip()]
