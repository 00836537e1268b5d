"""What Python gives for a search: checked as the schemas check it elsewhere, since a slip would release more. Pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.values import one_line


def check_choice(name: str, value: object, choices: Collection[str]) -> None:
    """Raise `InputError` for a word that is none of the `choices`."""
    if value not in choices:
        raise _wrong(name, f"{str(value)[:40]!r} is none of its words", f"Give one of {', '.join(choices)}.")


def search(given: Mapping[str, Any], fields: Collection[str]) -> tuple[str, str | None]:
    """The field that is searched and the text; raises `InputError` for a field without one, which would find all."""
    field, text = given.get("search_field", "all"), given.get("search_text")
    check_choice("search_field", field, fields)
    if text is not None and not isinstance(text, str):
        raise _wrong("search_text", "it is no text", "Give search_text as text, or leave it out.")
    if text and text.strip() and not one_line(text):
        raise _wrong("search_text", "it has no character that can be searched for", "Give text that can be read.")
    text = text if text and text.strip() else None
    if field != "all" and text is None:
        raise _wrong("search_field", "there is no text to search for", "Give search_text too, or leave both out.")
    return field, text


def words(name: str, values: object) -> frozenset[str]:
    """The values; raises `InputError` for a single text in place of a list, and for what is blank or no text."""
    if isinstance(values, str):
        raise _wrong(name, "one text is given where a list belongs", "Give a list, even of a single value.")
    if not isinstance(values, Iterable):
        raise _wrong(name, "it is no list", "Give a list, or leave it out.")
    found = list(values)
    if not all(isinstance(value, str) and value.strip() for value in found):
        raise _wrong(name, "it has a value that is blank or no text", "Leave that value out.")
    return frozenset(str(value) for value in found)


def lowered(text: str) -> str:
    """Lower case, in which no letter becomes another script's: the Kelvin sign's is a plain k."""
    if text.isascii():
        return text.lower()
    return "".join(letter if letter.lower().isascii() and not letter.isascii() else letter.lower() for letter in text)


def flag(name: str, value: object) -> bool | None:
    """True, False or None; raises `InputError` for anything else."""
    if value is None or isinstance(value, bool):
        return value
    raise _wrong(name, "it is neither True nor False", f"Give {name} as True or False, or leave it out.")


def misspelt(name: str, known: Iterable[str]) -> str:
    """`Did you mean ...?`, or nothing."""
    import difflib

    near = difflib.get_close_matches(name[:80].lower(), list(known), n=1)
    return f"Did you mean {near[0]}?" if near else ""


def check_keywords(given: Mapping[str, object], known: Collection[str]) -> None:
    """Raise `InputError` for a keyword that there is not: a misspelt filter must not vanish."""
    for name in given:
        if name not in known:
            hint = f"{misspelt(name, known)} The keywords are: {', '.join(known)}.".strip()
            raise InputError(f"$.{name[:80]}: there is no such parameter. Nothing was sent.", hint=hint, field=name)


def check_flags(**given: object) -> None:
    """Raise `InputError` for a flag that is neither True nor False: None and 0 are often what a lost value becomes."""
    for name, value in given.items():
        if not isinstance(value, bool):
            raise _wrong(name, "it is neither True nor False", f"Give {name} as True or False, or leave it out.")


def check_limit(name: str, value: object, least: int, most: int) -> None:
    """Raise `InputError` for a limit that is no whole number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _wrong(name, f"it is no whole number from {least:,} to {most:,}", f"Give {name} as such a number.")


def check_text(name: str, value: object) -> None:
    """Raise `InputError` for what is neither text nor None."""
    if value is not None and not isinstance(value, str):
        raise _wrong(name, "it is no text", f"Give {name} as text, or leave it out.")


def check_deadline(value: object) -> None:
    """Raise `InputError` for a deadline that is no number of seconds."""
    known = value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    if not known or (value is not None and not 0 < value <= _LONGEST_DEADLINE):  # type: ignore[operator]
        raise _wrong(
            "deadline_seconds",
            f"it is no number of seconds up to {_LONGEST_DEADLINE:,}",
            "Give deadline_seconds as a number, or leave it out.",
        )


_LONGEST_DEADLINE = 86_400


def _wrong(name: str, what: str, hint: str) -> InputError:
    return InputError(f"$.{name}: {what}.", hint=hint, field=name)
