"""Check arguments from Python as strictly as schemas check parameters: a slip could release too much. Pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.values import one_line

_LONGEST_DEADLINE = 86_400


def invalid(name: str, why: str, hint: str) -> InputError:
    return InputError(f"$.{name}: {why}.", hint=hint, field=name)


def check_choice(name: str, value: object, choices: Collection[str]) -> None:
    if value not in choices:
        raise invalid(name, f"{str(value)[:40]!r} is not a valid value", f"Use one of {', '.join(choices)}.")


def check_keywords(arguments: Mapping[str, object], known: Collection[str]) -> None:
    """Raise `InputError` for an unknown keyword: a misspelt filter must not be ignored."""
    for name in arguments:
        if name not in known:
            hint = f"{did_you_mean(name, known)} The keywords are: {', '.join(known)}.".strip()
            raise InputError(f"$.{name[:80]}: there is no such parameter. Nothing was sent.", hint=hint, field=name)


def check_flags(**flags: object) -> None:
    """Raise `InputError` for anything but True and False: None and 0 are often what a lost value becomes."""
    for name, value in flags.items():
        if not isinstance(value, bool):
            raise invalid(name, "it is neither True nor False", f"Give {name} as True or False, or leave it out.")


def check_limit(name: str, value: object, least: int, most: int) -> None:
    """Raise `InputError` for anything but a whole number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise invalid(name, f"it is not a whole number from {least:,} to {most:,}", f"Give {name} as such a number.")


def check_text(**texts: object) -> None:
    for name, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise invalid(name, "it is not text", f"Give {name} as text, or leave it out.")


def check_deadline(value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _LONGEST_DEADLINE
    if value is not None and not number:
        raise invalid(
            "deadline_seconds",
            f"it is not a number of seconds up to {_LONGEST_DEADLINE:,}",
            "Give deadline_seconds as a number, or leave it out.",
        )


def search(arguments: Mapping[str, Any], fields: Collection[str]) -> tuple[str, str | None]:
    """Return the field to search and the text.

    Raises `InputError` for a field without a text, because such a search would match everything.
    """
    field, text = arguments.get("search_field", "all"), arguments.get("search_text")
    check_choice("search_field", field, fields)
    check_text(search_text=text)
    text = text if text and text.strip() else None
    if text and not one_line(text):
        raise invalid("search_text", "it has no printable characters", "Give a text that can be read.")
    if field != "all" and text is None:
        raise invalid("search_field", "there is no text to search for", "Give search_text too, or leave both out.")
    return field, text


def words(name: str, values: object) -> frozenset[str]:
    """Return a list's values; raises `InputError` for a single text in place of a list, and for a blank value."""
    if isinstance(values, str):
        raise invalid(name, "it is one text, not a list", "Give a list, even for a single value.")
    if not isinstance(values, Iterable):
        raise invalid(name, "it is not a list", "Give a list, or leave it out.")
    found = list(values)
    if not all(isinstance(value, str) and value.strip() for value in found):
        raise invalid(name, "it has a value that is blank or not text", "Leave that value out.")
    return frozenset(found)


def lowered(text: str) -> str:
    """Return the text in lower case, but keep letters that would turn into ASCII: the Kelvin sign is not a k."""
    if text.isascii():
        return text.lower()
    return "".join(letter if letter.lower().isascii() and not letter.isascii() else letter.lower() for letter in text)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `Did you mean ...?`, or an empty text."""
    import difflib

    near = difflib.get_close_matches(name[:80].lower(), list(known), n=1)
    return f"Did you mean {near[0]}?" if near else ""
