"""Spellings in which a service may quote a text, and an independent reader that undoes them all."""

import base64
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote, unquote

Spelling = Callable[[str], str]
"""Functions that spell a text. Their result goes into a JSON string unchanged."""


def _each(form: str) -> Spelling:
    return lambda text: "".join(form.format(ord(char)) for char in text)


def _marks_only(form: str) -> Spelling:
    return lambda text: "".join(char if char.isalnum() else form.format(ord(char)) for char in text)


def _by_turns(*forms: str) -> Spelling:
    return lambda text: "".join(forms[n % len(forms)].format(ord(char), char) for n, char in enumerate(text))


def _inner(text: str) -> str:
    return json.dumps(text)[1:-1]


def _named(text: str) -> str:
    names = {"=": "&equals;", "+": "&plus;", "/": "&sol;", "-": "&#45;", ":": "&colon;"}
    return "".join(names.get(char, char) for char in text)


SPELLINGS: Mapping[str, Spelling] = {
    "plain": lambda text: text,
    "capitals": str.upper,
    "within words": lambda text: f"Bearer {text}; a={text}&b",
    "slashes": lambda text: text.replace("/", "\\/"),
    "json": _each("\\u{:04x}"),
    "json in capitals": _each("\\u{:04X}"),
    "json, marks": _marks_only("\\u{:04X}"),
    "json twice": lambda text: _inner(_each("\\u{:04x}")(text)),
    "json three times": lambda text: _inner(_inner(_marks_only("\\u{:04x}")(text))),
    "a backslash by its number": _marks_only("\\u005cu{:04x}"),
    "percent": _each("%{:02x}"),
    "percent in capitals": _each("%{:02X}"),
    "percent where needed": lambda text: quote(text, safe=""),
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent three times": lambda text: quote(quote(_each("%{:02x}")(text), safe=""), safe=""),
    "percent by json": lambda text: _each("\\u{:04x}")(_each("%{:02x}")(text)),
    "json by percent": lambda text: quote(_each("\\u{:04x}")(text), safe=""),
    "percent as old servers have it": _each("%u{:04X}"),
    "numbers of html": _each("&#{};"),
    "numbers of html with zeros": _each("&#{:05d};"),
    "hexadecimal numbers of html": _each("&#x{:x};"),
    "hexadecimal numbers of html in capitals": _each("&#X{:04X};"),
    "names of html": _named,
    "html twice": lambda text: _each("&#{};")(text).replace("&", "&amp;"),
    "html by json": lambda text: _each("&#{};")(text).replace("&", "\\u0026"),
    "percent by html": lambda text: _each("%{:02x}")(text).replace("%", "&#37;"),
    "python": lambda text: _inner(_each("\\x{:02x}")(text)),
    "rust": lambda text: _inner(_each("\\u{{{:x}}}")(text)),
    "by turns": _by_turns("\\u{0:04x}", "%{0:02X}", "{1}", "&#{0};", "\\\\u{0:04X}"),
    "base64": lambda text: base64.b64encode(f"a:{text}".encode()).decode(),
    "base64, moved": lambda text: base64.b64encode(f"ab:{text}:c".encode()).decode(),
    "base64, moved again": lambda text: base64.b64encode(f"abc:{text}:cd".encode()).decode(),
    "base64 for urls": lambda text: base64.urlsafe_b64encode(f"{text}:c".encode()).decode().rstrip("="),
    "base64 of a form": lambda text: base64.b64encode(f"client_secret={quote(text, safe='')}&a=b".encode()).decode(),
    "base64 by json": lambda text: _each("\\u{:04x}")(base64.b64encode(text.encode()).decode()),
    "hexadecimal": lambda text: text.encode().hex(),
}


def _readings(text: str) -> Iterator[str]:
    """Yield the text, then undo one kind of escape after another until none is left."""
    for _ in range(20):
        yield text
        undone = html.unescape(unquote(re.sub(r"%u00(..)", r"%\1", text)))
        undone = re.sub(r"\\+(?:u\{?0*|x)([2-7][0-9a-fA-F])\}?", lambda found: chr(int(found[1], 16)), undone)
        undone = undone.replace("\\/", "/")
        if undone == text:
            return
        text = undone


def _within(text: str) -> Iterator[str]:
    for run in re.findall(r"[A-Za-z0-9+/_-]{11,}", text):
        for start in range(4):
            part = run[start:].replace("-", "+").replace("_", "/")
            yield base64.b64decode(part[: len(part) // 4 * 4]).decode("latin-1")
    for run in re.findall(r"(?:[0-9a-fA-F]{2}){8,}", text):
        yield bytes.fromhex(run).decode("latin-1")


def is_told(secret: str, text: str) -> bool:
    """Return whether the secret is found once every escape is undone. The last base64 characters may be missing."""
    small = secret.lower()
    for reading in _readings(text):
        if small in reading.lower():
            return True
        for inner in _within(reading):
            if any(small[:-2] in each.lower() for each in _readings(inner)):
                return True
    return False
