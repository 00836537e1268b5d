"""Redact secrets that a response quotes, as gateways quote requests, before anything reads the response. Pure.

A secret is found in any spelling: with JSON, percent or HTML escapes, also nested, as base64 or hex, in either case.
Every escape stands for one byte. So a text is unescaped level by level, and each level is searched. A match is replaced
from the beginning of its first escape to the end of its last, so that JSON stays JSON.
"""

import base64
import contextlib
import html
import itertools
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote

from mimecast_hold.api.answer.reply import Reply
from mimecast_hold.api.secret import Secret

_MIN_LENGTH = 8  # bytes; shorter texts occur in other words
_MIN_PREFIX = 16  # bytes of a truncated secret; fewer reveal too little to be redacted
_TO_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_FROM_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_REPLACEMENT = b"[secret]"
_MAX_LEVELS = 8  # of nested escapes; a run of one kind is one level
# Escapes of printable ASCII in a lower-case text. No secret needs more, and a page of subjects in another script stays
# fast. Each pattern begins with a literal byte, for which `re` scans quickly.
_ESCAPES = tuple(
    map(
        re.compile,
        (
            rb"%(?:25)*(?:u00)?(?P<percent>[2-7][0-9a-f])",
            rb"\\\\*(?:(?:u00|u\{0*|u000000|x)(?P<backslash>[2-7][0-9a-f])\}?|(?P<itself>[!#-/:-@\[\]-`{-~]))",
            rb"&(?:amp;)*(?:#(?:0*(?P<decimal>[0-9]{2,3})|x0*(?P<hexadecimal>[2-7][0-9a-f]))|(?P<entity>[a-z]{2,8}));",
        ),
    )
)


class Redactor:
    """Removes secrets from responses: those given here, and the `Authorization` of the request."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._forms = _Forms(form for secret in secrets for form in _forms(secret.reveal()))
        self._token = (Secret(""), _Forms(()))  # the last token with its forms: it serves many requests

    def redact(self, reply: Reply, sent: Mapping[str, str]) -> Reply:
        """Return the response to a request with the headers `sent`, without secrets in its headers and body."""
        forms = (self._forms, self._authorization_forms(sent.get("Authorization", "")))
        headers = reply.headers
        if _matches(forms, _bytes("\n".join(headers.values()))):
            headers = {name: _redacted(forms, _bytes(value)).decode() for name, value in headers.items()}
        return reply._replace(headers=headers, body=_redacted(forms, reply.body))

    def _authorization_forms(self, header: str) -> "_Forms":
        """Return the forms of a token, or of a signature, which is used only once, so only as it was sent."""
        scheme, _, value = header.partition(" ")
        if scheme != "Bearer":
            return _Forms((value.encode(), value.rpartition(":")[2].encode()))
        token, forms = self._token
        if token != Secret(value):
            forms = _Forms(_forms(value))
            self._token = (Secret(value), forms)
        return forms


def proxy_secrets(proxy_url: Secret) -> tuple[Secret, ...]:
    """Return the secrets in a proxy's URL: the password, and user and password as they are sent."""
    login = proxy_url.reveal().partition("://")[2].rpartition("@")[0]
    user, _, password = login.partition(":")
    return (Secret(password), Secret(unquote(password)), Secret(f"{unquote(user)}:{unquote(password)}"))


def _bytes(header: str) -> bytes:
    return header.encode("utf-8", "replace")


def _forms(text: str) -> Iterator[bytes]:
    """Yield the text and its encodings other than escapes."""
    raw = text.encode()
    percent = quote(text, safe="").encode()
    yield from (raw, raw.replace(b" ", b"+"), json.dumps(text)[1:-1].encode(), _levels(raw.lower())[-1].text)
    if not text.isascii():
        quoted = json.dumps(text, ensure_ascii=False)[1:-1].encode()
        yield from (percent, quoted, text.encode("ascii", "backslashreplace"))
    for spelling in {raw, percent}:
        yield from (*_base64(spelling), spelling.hex().encode())
    # Without its padding, and in base64's other alphabet.
    for spelling in {raw.rstrip(b"="), percent.rstrip(b"%3D").rstrip(b"=")}:
        yield from (spelling, spelling.translate(_TO_URL_SAFE), spelling.translate(_FROM_URL_SAFE))
    with contextlib.suppress(ValueError):
        packed = base64.b64decode(raw.translate(_FROM_URL_SAFE) + b"=" * (-len(raw) % 4), validate=True)
        yield from (packed, packed.hex().encode())


def _base64(raw: bytes) -> Iterator[bytes]:
    """Yield the base64 of `raw` at each of the three offsets, without the characters that depend on its neighbours."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + raw)
        whole = (before + len(raw)) * 8 // 6  # characters that do not depend on the bytes after it
        core = encoded[-(-before * 8 // 6) : whole]
        yield from (core, core.replace(b"+", b"-").replace(b"/", b"_"))


class _Forms:
    """Forms of secrets to search for in a lower-case text, in full or truncated to at least `_MIN_PREFIX` bytes."""

    def __init__(self, forms: Iterable[bytes]) -> None:
        self._by_prefix: dict[bytes, list[bytes]] = {}
        for form in {form.lower() for form in forms if len(form) >= _MIN_LENGTH}:
            self._by_prefix.setdefault(form[:_MIN_PREFIX], []).append(form)

    def spans(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Yield start and end of each match."""
        for prefix, forms in self._by_prefix.items():
            start = text.find(prefix)
            while start >= 0:
                yield start, start + max(_common_length(form, text[start : start + len(form)]) for form in forms)
                start = text.find(prefix, start + len(prefix))


def _common_length(form: bytes, text: bytes) -> int:
    common = bytes(
        ours for ours, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(form, text, strict=False))
    )
    # A truncated form must not take away half of a JSON escape.
    return len(form) if common == form else len(common.rstrip(b"\\"))


class _Level(NamedTuple):
    """A text without the escapes of the level below; each escape as its index here, its start and its end there."""

    text: bytes
    escapes: Sequence[tuple[int, int, int]]

    def below(self, index: int) -> tuple[int, int]:
        """Return start and end on the level below of the byte at `index`."""
        nearest = bisect_right(self.escapes, index, key=lambda escape: escape[0]) - 1
        if nearest < 0:
            return index, index + 1
        here, start, end = self.escapes[nearest]
        return (start, end) if here == index else (end + index - here - 1, end + index - here)


def _levels(text: bytes) -> Sequence[_Level]:
    """Return a lower-case text as it is, then unescaped once, then twice, and so on."""
    levels = [_Level(text, ())]
    while len(levels) <= _MAX_LEVELS:
        level = _unescaped(levels[-1].text)
        if not level.escapes:
            break
        levels.append(level)
    return levels


def _unescaped(text: bytes) -> _Level:
    pieces: list[bytes] = []
    escapes: list[tuple[int, int, int]] = []
    size = end = 0
    for match in sorted((match for pattern in _ESCAPES for match in pattern.finditer(text)), key=re.Match.start):
        # An escape inside another one is none: a backslash may stand before a percent sign.
        if match.start() >= end and (byte := _escaped_byte(match)):
            size += match.start() - end
            escapes.append((size, *match.span()))
            pieces += (text[end : match.start()], byte)
            size, end = size + 1, match.end()
    return _Level(b"".join((*pieces, text[end:])), escapes)


def _escaped_byte(escape: re.Match[bytes]) -> bytes:
    """Return the byte that an escape stands for, in lower case, or nothing if it is not ASCII."""
    kind, digits = escape.lastgroup, escape[escape.lastgroup or 0]
    if kind == "itself":
        return digits
    if kind == "entity":
        char = html.unescape(f"&{digits.decode()};").encode()
        return char if len(char) == 1 else b""
    number = int(digits, 10 if kind == "decimal" else 16)
    return bytes((number,)).lower() if number < 128 else b""


def _matches(searches: Iterable[_Forms], text: bytes) -> Sequence[tuple[int, int]]:
    """Return start and end of each secret on any level, as positions in the text itself."""
    levels = _levels(text.lower())
    found = []
    for depth, level in enumerate(levels):
        for start, end in (span for forms in searches for span in forms.spans(level.text)):
            span = (start, end)
            for upper in reversed(levels[1 : depth + 1]):
                span = (upper.below(span[0])[0], upper.below(span[1] - 1)[1])
            found.append(span)
    return sorted(found)


def _redacted(forms: Iterable[_Forms], text: bytes) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for start, end in _matches(forms, text):
        if start >= done:
            pieces += (text[done:start], _REPLACEMENT)
        done = max(done, end)
    return b"".join((*pieces, text[done:]))
