"""Check whether a text contains another, as a search would. Pure.

The check is generous because it only confirms what Mimecast listed: letters compare composed and without case, white
space and line folding count as one blank, international domains compare decoded, and `*` matches anything.
"""

import re
import unicodedata
from collections.abc import Iterable

from mimecast_hold.hold_queue.search.addresses import unicode_label

_A_LABEL = re.compile(r"(?ai)\bxn--[a-z0-9-]+")


def is_found(needle: str, texts: Iterable[str]) -> bool:
    """Return whether one of the texts contains the parts of `needle` between its `*`, in order."""
    parts = [part for part in _searchable(needle).split("*") if part]
    return any(_contains(_searchable(text), parts) for text in texts)


def _searchable(text: str) -> str:
    if not text.isascii() or "xn--" in text.lower():
        text = _A_LABEL.sub(lambda label: unicode_label(label[0]) or label[0], text)
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(
            letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cc") or letter.isspace()
        )
    return " ".join(text.casefold().split())


def _contains(text: str, parts: Iterable[str]) -> bool:
    start = 0
    for part in parts:
        found = text.find(part, start)
        if found < 0:
            return False
        start = found + len(part)
    return True
