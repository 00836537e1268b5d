"""Quote values in error messages, short and escaped, and recognize misspelt names."""

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
    from difflib import get_close_matches

    return bool(get_close_matches(name[:_MAX_LENGTH].lower(), names, n=1, cutoff=0.8))
