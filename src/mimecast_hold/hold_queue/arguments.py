"""Check arguments from Python as strictly as the schemas check parameters. Pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.values import one_line

_LONGEST_DEADLINE = 86_400


def invalid(name: str, rule: str, hint: str) -> InputError:
    return InputError(f"$.{name}: {rule}.", hint=hint, field=name)


def check_choice(name: str, value: object, choices: Collection[str]) -> None:
    if value not in choices:
        raise invalid(name, f"{str(value)[:40]!r} is not a valid choice", f"Use one of {', '.join(choices)}.")


def check_keywords(arguments: Mapping[str, object], known: Collection[str]) -> None:
    """Raise `InputError` for an unknown keyword: a misspelt filter must not be ignored."""
    for name in arguments:
        if name not in known:
            hint = f"{did_you_mean(name, known)} Known parameters: {', '.join(known)}.".strip()
            raise InputError(f"$.{name[:80]}: unknown parameter. Nothing was sent.", hint=hint, field=name)


def check_flags(**flags: object) -> None:
    """Raise `InputError` for anything but True and False: None or 0 may stand for a value that got lost."""
    for name, value in flags.items():
        if not isinstance(value, bool):
            raise invalid(name, "must be True or False", "Use True or False, or leave it out.")


def check_limit(name: str, value: object, least: int, most: int) -> None:
    """Raise `InputError` for anything but a whole number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise invalid(name, f"must be a whole number from {least:,} to {most:,}", "Use a number in this range.")


def check_text(**texts: object) -> None:
    for name, value in texts.items():
        if value is not None and not isinstance(value, str):
            raise invalid(name, "must be text", "Use text, or leave it out.")


def check_deadline(value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _LONGEST_DEADLINE
    if value is not None and not number:
        raise invalid(
            "deadline_seconds",
            f"must be a number of seconds, above 0 and at most {_LONGEST_DEADLINE:,}",
            "Use a number in this range, or leave it out.",
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
        raise invalid("search_text", "contains no printable characters", "Use text with printable characters.")
    if field != "all" and text is None:
        raise invalid("search_field", "needs search_text", "Set search_text too, or leave both out.")
    return field, text


def words(name: str, values: object) -> frozenset[str]:
    """Return the values of a list of texts; raises `InputError` for anything else, and for a blank value."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise invalid(name, "must be a list", "Use a list, even for a single value, or leave it out.")
    texts = list(values)
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise invalid(name, "contains a value that is blank or not text", "Leave that value out.")
    return frozenset(texts)


def lowered(text: str) -> str:
    """Return the text in lower case, but keep letters that would turn into ASCII: the Kelvin sign is not a k."""
    if text.isascii():
        return text.lower()
    return "".join(letter if letter.lower().isascii() and not letter.isascii() else letter.lower() for letter in text)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `Did you mean ...?`, or "" if no known name is close."""
    import difflib

    close = difflib.get_close_matches(name[:80].lower(), list(known), n=1)
    return f'Did you mean "{close[0]}"?' if close else ""
