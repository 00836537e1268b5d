"""What others wrote, shown in a refusal: short, escaped, and what may have been meant."""

import json
from collections.abc import Collection, Sequence

_SHOWN = 80  # characters


def quoted(value: object) -> str:
    """Show a value on one line, without its escape sequences; a list or object by its size."""
    if isinstance(value, list | dict):
        return f"{'a list' if isinstance(value, list) else 'an object'} of {len(value):,}"
    text = json.dumps(value[:_SHOWN] if isinstance(value, str) else value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def resembles(name: str, names: Collection[str]) -> bool:
    """Whether it is one of the names but for a slip or two."""
    import difflib

    return bool(difflib.get_close_matches(name[:_SHOWN].lower(), names, n=1, cutoff=0.8))


def closest(name: str, names: Sequence[str]) -> str:
    """`Did you mean ...?`, or nothing."""
    import difflib

    near = difflib.get_close_matches(name[:_SHOWN].lower(), names, n=1)
    return f'Did you mean "{near[0]}"?' if near else ""
