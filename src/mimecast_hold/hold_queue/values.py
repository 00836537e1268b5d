"""Values of an answer's items in whatever plain form they come. Pure.

Each reader gives None for a value that is missing and for one that it cannot read; `was_given` tells the two apart.
"""

import re
import unicodedata
from collections.abc import Mapping

_COUNT = re.compile(r"(?a)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.0{1,15})?")
_NUMBER = re.compile(r"(?a)[+-]?\d{1,15}(?:\.\d{1,15})?")
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_BOUND = 10**15  # no size, count or score is larger; an integer of hundreds of digits could not even be shown
# Address objects as the hold list, the release log and other pages of Mimecast's show them.
_ADDRESS_NAMES = ("emailAddress", "address", "email")
_NAME_NAMES = ("displayableName", "displayName", "name")


def was_given(value: object) -> bool:
    """Whether a value says anything at all."""
    pending = [value]  # and no recursion: how deep an answer goes is not ours to choose
    while pending:
        one = pending.pop()
        if isinstance(one, Mapping):
            pending += one.values()
        elif isinstance(one, list | tuple | set | frozenset):
            pending += one
        elif one is not None and not (isinstance(one, str) and not one.strip()):
            return True
    return False


def single(value: object) -> object:
    """A list of one as its item; anything else as it is."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def text(value: object) -> str | None:
    """Text, or a number as text."""
    value = single(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_BOUND < value < _BOUND:
        return None
    return str(value)


def count(value: object) -> int | None:
    """A whole number that is not negative: `8`, `8.0`, `"8"` or `"1,473"`."""
    value = single(value)
    if isinstance(value, str):
        found = _COUNT.fullmatch(value.strip())
        return int(found[1].replace(",", "")) if found else None
    found_number = number(value)
    return int(found_number) if found_number is not None and found_number >= 0 and found_number % 1 == 0 else None


def number(value: object) -> float | None:
    """A number, or one in digits as text."""
    value = single(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_BOUND < value < _BOUND:
        return None
    return value


def flag(value: object) -> bool | None:
    """True or False, also as 1 or 0, or as text."""
    value = single(value)
    if isinstance(value, str):
        return _FLAGS.get(value.strip().lower())
    return bool(value) if isinstance(value, int | float) and value in (0, 1) else None


def address(value: object) -> str | None:
    """A bare address: text, or an object such as `{"emailAddress"}`, `{"address", "domain"}` or `{"email"}`."""
    value = single(value)
    if not isinstance(value, Mapping):
        return (value.strip() or None) if isinstance(value, str) else None
    said = [found.strip() for name in _ADDRESS_NAMES if isinstance(found := value.get(name), str) and found.strip()]
    domain = value.get("domain")
    domain = domain.strip() if isinstance(domain, str) else ""
    if domain:
        said = [one if "@" in one else f"{one}@{domain}" for one in said]
    agree = len({one.lower() for one in said}) == 1
    if not agree or (domain and said[0].rpartition("@")[2].lower() != domain.lower()):
        return None  # it says nothing, or more than one thing
    return said[0]


def display_name(value: object) -> str | None:
    """The display name of an address object, on one line."""
    value = single(value)
    found = _first_text(value, _NAME_NAMES) if isinstance(value, Mapping) else None
    return one_line(found) or None if found else None


def one_line(value: str) -> str:
    """Text without line breaks, folding, control characters and half surrogates."""
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    folded = " ".join(value.split())
    return "".join(letter for letter in folded if unicodedata.category(letter) not in ("Cc", "Cs"))


def addresses(value: object) -> tuple[str, ...]:
    """Every address that can be read, of a list or of one item."""
    items = value if isinstance(value, list) else [value]
    return tuple(found for found in map(address, items) if found)


def _first_text(item: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    """The first of the fields that says something."""
    for name in names:
        found = item.get(name)
        if isinstance(found, str) and found.strip():
            return found.strip()
    return None
