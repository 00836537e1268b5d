"""Quote the text of others in an error, short and escaped, and suggest what was meant."""

import json
from collections.abc import Collection

_MAX_LENGTH = 80


def quoted(value: object) -> str:
    """Return a value on one line, without escape sequences; a list or object by its size."""
    if isinstance(value, list | dict):
        return f"{'a list' if isinstance(value, list) else 'an object'} of {len(value):,}"
    text = json.dumps(value[:_MAX_LENGTH] if isinstance(value, str) else value)
    return text if len(text) <= _MAX_LENGTH else f"{text[: _MAX_LENGTH - 3]}..."


def resembles(name: str, names: Collection[str]) -> bool:
    """Return whether the name is one of the names with a typing error or two."""
    return bool(_similar(name, names, cutoff=0.8))


def closest(name: str, names: Collection[str]) -> str:
    """Return `Did you mean ...?`, or "" if no name is close."""
    found = _similar(name, names, cutoff=0.6)
    return f'Did you mean "{found[0]}"?' if found else ""


def _similar(name: str, names: Collection[str], cutoff: float) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(name[:_MAX_LENGTH].lower(), names, n=1, cutoff=cutoff)
