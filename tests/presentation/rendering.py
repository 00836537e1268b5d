"""Markdown as a platform renders it: tables, strike-through, HTML, and links made of whatever looks like one."""

from importlib.util import find_spec

from markdown_it import MarkdownIt
from markdown_it.token import Token

if find_spec("linkify_it"):
    RENDERER = MarkdownIt("gfm-like", {"html": True, "linkify": True})
else:
    RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def cells(text: str) -> list[list[list[Token]]]:
    """The inline tokens of each cell of each row of the only table in `text`, its head left out."""
    rows: list[list[list[Token]]] = []
    body = False
    for token in RENDERER.parse(text):
        body = (body or token.type == "tbody_open") and token.type != "tbody_close"
        if token.type == "tr_open" and body:
            rows.append([])
        elif token.type == "inline" and body:
            rows[-1].append(token.children or [])
    return rows


def plain(tokens: list[Token]) -> str:
    """What stands there, where nothing but text does."""
    assert {token.type for token in tokens} <= {"text", "text_special"}
    return "".join(token.content for token in tokens)
