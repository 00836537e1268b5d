"""Make untrusted text safe to show: subjects, senders, error messages. Pure.

The sender of a mail may put terminal escapes, line breaks, bidi overrides, Markdown, HTML and links into its subject.
All of them become plain text.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_LONGEST = 160  # characters of one text in a table
_REPLACED = "\ufffd"
_BREAKS = r"[\s\x1c-\x1f\x85\u2028\u2029]+"
_LINK = r"(?i)\b(https?|ftp|file|javascript|data|mailto|tel|sms|vbscript)(?=\s*:)"
_MARKDOWN = r"([\\`*_{\[\]#|~$])"
_MARKS = 3  # combining marks on one character: scripts need no more, and more of them cover other lines
_MOST_READ = 10_000  # characters that are read if only the first of them are shown
_DEFANGED = {"http": "hxxp", "https": "hxxps", "ftp": "fxp"}
# A dot within anything that may be a domain name, since `example.org` becomes a link without a scheme.
# A name may contain everything but blanks: emoji, combining marks.
_DOTS = r"(?i)(?<=[^\s.])\.(?=[^\s.\d][\w\-\u0080-\U0010ffff])|(?<=www)\.|(?<=[^\s\d.])\.(?=\d)"
_SLASHES = r"(:)?//"  # `//localhost` is a link by itself
_LIST_ITEM = r"\A(\d*)([-+.)])"


def one_line(text: object, longest: int | None = _LONGEST) -> str:
    """Return text on one line, with unprintable characters (controls, escapes, bidi characters) replaced."""
    read = str(text) if longest is None else str(text)[: max(_MOST_READ, longest + 1)]
    flat = re.sub(_BREAKS, " ", read).strip()
    if not flat.isprintable():
        flat = "".join(char if char.isprintable() else _REPLACED for char in flat)
    return flat if longest is None or len(flat) <= longest else f"{flat[: longest - 1]}…"


def whole(value: object) -> Any:  # noqa: ANN401 - of the value's own type
    """Return a copy with lone surrogates replaced, which cannot be printed or sent."""
    if isinstance(value, str):
        # Two halves that belong together become one character.
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {whole(name): whole(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [whole(inner) for inner in value]
    return value


def displayed(text: object, longest: int | None = _LONGEST) -> str:
    """Return one line for a terminal, without escapes, and without piles of combining marks."""
    flat = one_line(text, longest)
    if flat.isascii():
        return flat
    kept: list[str] = []
    marks = 0
    for char in flat:
        marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
        if marks <= _MARKS:
            kept.append(char)
    return "".join(kept)


def defanged(text: str) -> str:
    """Return text with links that cannot be clicked: `hxxps[:]//example[.]com`, `user[@]example[.]org`."""
    text = re.sub(_LINK, lambda found: _DEFANGED.get(found[1].lower(), f"{found[1]}[.]"), text)
    text = re.sub(_SLASHES, lambda found: "[:]//" if found[1] else "[//]", text)
    return re.sub(_DOTS, "[.]", text.replace("@", "[@]"))


def markdown(text: object, longest: int = _LONGEST) -> str:
    """Return one line for a cell of a Markdown table, without markup, HTML or links."""
    escaped = re.sub(_MARKDOWN, r"\\\1", defanged(displayed(text, longest)))
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(_LIST_ITEM, r"\1\\\2", escaped)


def code(text: object, longest: int | None = _LONGEST) -> str:
    """Return one line as Markdown code, for ids and addresses: exact, and no link."""
    flat = displayed(text, longest).replace("`", _REPLACED).replace("|", _REPLACED)
    return f"`{flat}`" if flat else ""
