"""Whether a text is found in another as a search would find it. Pure.

Generous, since it only tells whether what Mimecast listed is what was asked for: letters compare composed and without
case, white space and line folding count as one blank, international domains as what they stand for, `*` as anything.
"""

import re
import unicodedata
from collections.abc import Iterable

from mimecast_hold.hold_queue.search.addresses import unicode_label

_A_LABEL = re.compile(r"(?ai)\bxn--[a-z0-9-]+")


def searchable(text: str) -> str:
    """The text as it is compared."""
    if not text.isascii() or "xn--" in text.lower():
        text = _A_LABEL.sub(lambda found: unicode_label(found[0]) or found[0], text)
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(
            letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cc") or letter.isspace()
        )
    return " ".join(text.casefold().split())


def is_found(needle: str, texts: Iterable[str]) -> bool:
    """Whether the parts of `needle` between its `*` stand in one of the texts, in their order."""
    parts = [part for part in searchable(needle).split("*") if part]
    return any(_in_order(parts, searchable(text)) for text in texts)


def _in_order(parts: Iterable[str], text: str) -> bool:
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True
