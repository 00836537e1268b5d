"""Text that others wrote (subjects, senders, an error's message), made safe to show. Pure.

A subject may carry terminal escapes, line breaks, bidi overrides, Markdown, HTML and links: whoever sent the mail chose
it. Shown text keeps what can be read and nothing that acts.
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
_MARKS = 3  # combining marks on one character; living scripts need no more, and piled up they cover other lines
_MOST_READ = 10_000  # characters looked at where only the first of them are shown
_DEFANGED = {"http": "hxxp", "https": "hxxps", "ftp": "fxp"}
# Before anything that may be the end of a domain's name: `example.org` is made a link without any scheme.
# Whatever is no blank can stand in such a name: an emoji, a mark that combines with a letter.
_DOTS = r"(?i)(?<=[^\s.])\.(?=[^\s.\d][\w\-\u0080-\U0010ffff])|(?<=www)\.|(?<=[^\s\d.])\.(?=\d)"
_SLASHES = r"(:)?//"  # `//localhost` is a link by itself
_LIST_ITEM = r"\A(\d*)([-+.)])"


def one_line(text: object, longest: int | None = _LONGEST) -> str:
    """Text on one line, with what does not print (controls, escapes, bidi and other format characters) replaced."""
    given = str(text) if longest is None else str(text)[: max(_MOST_READ, longest + 1)]
    flat = re.sub(_BREAKS, " ", given).strip()
    if not flat.isprintable():
        flat = "".join(char if char.isprintable() else _REPLACED for char in flat)
    return flat if longest is None or len(flat) <= longest else f"{flat[: longest - 1]}…"


def whole(value: object) -> Any:  # noqa: ANN401 - of the value's own form
    """The value, with half characters (lone surrogates) in its texts replaced: nothing could print or send them."""
    if isinstance(value, str):
        # Two halves that belong together become one character.
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {whole(name): whole(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [whole(inner) for inner in value]
    return value


def displayed(text: object, longest: int | None = _LONGEST) -> str:
    """One line for a terminal: nothing in it acts, and no pile of combining marks reaches into other lines."""
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
    """Links that nothing will make clickable: `hxxps[:]//example[.]com`, `user[@]example[.]org`."""
    text = re.sub(_LINK, lambda found: _DEFANGED.get(found[1].lower(), f"{found[1]}[.]"), text)
    text = re.sub(_SLASHES, lambda found: "[:]//" if found[1] else "[//]", text)
    return re.sub(_DOTS, "[.]", text.replace("@", "[@]"))


def markdown(text: object, longest: int = _LONGEST) -> str:
    """One line for a Markdown table's cell: nothing in it is markup, HTML or a link."""
    escaped = re.sub(_MARKDOWN, r"\\\1", defanged(displayed(text, longest)))
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(_LIST_ITEM, r"\1\\\2", escaped)


def code(text: object, longest: int | None = _LONGEST) -> str:
    """One line as Markdown code, for ids and addresses: shown to the letter, and no link."""
    flat = displayed(text, longest).replace("`", _REPLACED).replace("|", _REPLACED)
    return f"`{flat}`" if flat else ""
