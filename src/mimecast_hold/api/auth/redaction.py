"""Secrets that come back in an answer, as gateways quote a request: taken out before anything is made of it. Pure.

A secret is found in whatever spelling: JSON, percent or HTML escapes, one within the other, base64 or hex, in capitals
or not. Every escape stands for one byte, so that a text is unescaped level by level, and each level is searched. What
is found is replaced from the beginning of its first escape to the end of its last: JSON stays JSON.
"""

import base64
import contextlib
import functools
import html
import json
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote

from mimecast_hold.api.answer.classification import HttpReply
from mimecast_hold.api.secret import Secret

_SHORTEST = 8  # bytes; what is shorter stands in other words, too
_SHORTEST_BEGINNING = 16  # bytes of a secret that is cut short; the rest of a secret cannot be guessed from fewer
_TO_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_FROM_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_SHOWN = b"[secret]"
_DEEPEST = 8  # levels of escapes within escapes; a run of one kind is one level
# Printable ASCII alone: no secret needs more, and a page of subjects in another script is not slowed down.
# By the byte that they begin with.
_ESCAPES = tuple(
    map(
        re.compile,
        (
            rb"%(?:25)*(?:u00)?(?P<percent>[2-7][0-9a-f])",
            rb"\\+(?:(?:u00|u\{0*|u000000|x)(?P<backslash>[2-7][0-9a-f])\}?|(?P<itself>[!#-/:-@\[\]-`{-~]))",
            rb"&(?:amp;)*(?:#(?:0*(?P<decimal>[0-9]{2,3})|x0*(?P<hexadecimal>[2-7][0-9a-f]))|(?P<entity>[a-z]{2,8}));",
        ),
    )
)
_RARE = 100  # bytes from one to the next, on average
_PAGE = 8192  # bytes; in less a form is searched for at once
_FEW = 5  # forms, to search for each of which takes no longer
_WORD = 8  # bytes that a memoryview reads as one number


class _Cleaned(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Redactor:
    """Takes a client's secrets, and what a request was authorized by, out of the replies that it gets."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        """`secrets` are those that every request is made with."""
        self._spellings = _Spellings(form for one in secrets for form in _forms(one.reveal()))
        self._token: tuple[Secret, _Spellings] = (Secret(""), _Spellings(()))  # the last one: it serves many requests

    def cleaned(self, reply: HttpReply, sent: Mapping[str, str]) -> HttpReply:
        """The reply to a request with the headers `sent`, without a secret in its headers or its body."""
        spellings = (self._spellings, self._of_authorization(sent.get("Authorization", "")))
        body = _without(spellings, reply.body)
        headers = reply.headers
        if _places(spellings, _bytes("\n".join(headers.values()))):
            headers = {name: _without(spellings, _bytes(value)).decode() for name, value in headers.items()}
        return reply if body is reply.body and headers is reply.headers else _Cleaned(reply.status, headers, body)

    def _of_authorization(self, header: str) -> "_Spellings":
        """A signature serves once, and is looked for as it was sent; a token in every spelling."""
        scheme, _, given = header.partition(" ")
        if scheme != "Bearer":
            return _Spellings((given.encode(), given.rpartition(":")[2].encode()))
        token, spellings = self._token
        if token != Secret(given):
            spellings = _Spellings(_forms(given))
            self._token = (Secret(given), spellings)
        return spellings


def proxy_secrets(proxy_url: Secret) -> tuple[Secret, ...]:
    """What is secret in a proxy's URL: the password, and the user and password as they are sent."""
    login = proxy_url.reveal().partition("://")[2].rpartition("@")[0]
    user, _, password = login.partition(":")
    return (Secret(password), Secret(unquote(password)), Secret(f"{unquote(user)}:{unquote(password)}"))


def _bytes(header: str) -> bytes:
    return header.encode("utf-8", "replace")


def _forms(text: str) -> Iterator[bytes]:
    """The text itself, and its encodings that are no escapes."""
    raw = text.encode()
    percent = quote(text, safe="").encode()
    yield from (raw, raw.replace(b" ", b"+"), json.dumps(text)[1:-1].encode(), _levels(raw.lower())[-1].text)
    if not text.isascii():
        yield from (percent, text.encode("ascii", "backslashreplace"))
    for each in {raw, percent}:
        yield from (*_base64(each), each.hex().encode())
    # As it is cut short, without its padding, and in base64's other alphabet.
    yield from (raw[:size] for size in range(_SHORTEST_BEGINNING, len(raw)))
    for each in {raw.rstrip(b"="), percent.rstrip(b"%3D").rstrip(b"=")}:
        yield from (each, each.translate(_TO_URL_SAFE), each.translate(_FROM_URL_SAFE))
    with contextlib.suppress(ValueError):
        packed = base64.b64decode(raw.translate(_FROM_URL_SAFE) + b"=" * (-len(raw) % 4), validate=True)
        yield from (packed, packed.hex().encode())


def _base64(raw: bytes) -> Iterator[bytes]:
    """What base64 makes of it wherever it stands in a text, without the characters that its neighbours decide on."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + raw)
        whole = (before + len(raw)) * 8 // 6  # characters that no byte after it has a part in
        core = encoded[-(-before * 8 // 6) : whole]
        yield from (core, core.replace(b"+", b"-").replace(b"/", b"_"))


class _Spellings:
    """Forms of secrets, looked for in a text of small letters."""

    def __init__(self, forms: Iterable[bytes]) -> None:
        self._forms = {form.lower() for form in forms if len(form) >= _SHORTEST}
        # Every form covers at least one of the words that stand this many words apart, wherever it is in a text.
        self._apart = (min(map(len, self._forms), default=0) - _WORD + 1) // _WORD

    @functools.cached_property
    def _words(self) -> set[int]:
        return {
            int.from_bytes(form[start : start + _WORD], sys.byteorder)
            for form in self._forms
            for start in range(len(form) - _WORD + 1)
        }

    def places(self, text: bytes) -> Iterator[tuple[int, int]]:
        """Where they are."""
        for form in self._forms if self._may_be_in(text) else ():
            start = text.find(form)
            while start >= 0:
                yield start, start + len(form)
                start = text.find(form, start + len(form))

    def _may_be_in(self, text: bytes) -> bool:
        """Whether a search is worth it: a page of messages is passed over in a tenth of the time."""
        if self._apart < 1 or len(text) < _PAGE or len(self._forms) < _FEW:
            return True
        words = memoryview(text)[: len(text) // _WORD * _WORD].cast("Q")[:: self._apart]
        return not self._words.isdisjoint(words.tolist())


class _Level(NamedTuple):
    """A text, and its escapes in the text of the level before: where each stands here, began and ended there."""

    text: bytes
    escapes: Sequence[tuple[int, int, int]]

    def before(self, index: int) -> tuple[int, int]:
        """Where the byte at `index` began and ended on the level before."""
        nearest = bisect_right(self.escapes, index, key=lambda escape: escape[0]) - 1
        if nearest < 0:
            return index, index + 1
        here, start, end = self.escapes[nearest]
        return (start, end) if here == index else (end + index - here - 1, end + index - here)


def _levels(text: bytes) -> Sequence[_Level]:
    """A text of small letters as it is, then without its escapes, then without those that came of that, and so on."""
    levels = [_Level(text, ())]
    while len(levels) <= _DEEPEST:
        level = _unescaped(levels[-1].text)
        if not level.escapes:
            break
        levels.append(level)
    return levels


def _unescaped(text: bytes) -> _Level:
    pieces: list[bytes] = []
    escapes: list[tuple[int, int, int]] = []
    size = end = 0
    for found in sorted((found for each in _ESCAPES for found in _matches(each, text)), key=re.Match.start):
        # One that begins within another is none: a backslash may stand before a percent sign.
        if found.start() >= end and (meant := _meant(found)):
            size += found.start() - end
            escapes.append((size, *found.span()))
            pieces += (text[end : found.start()], meant)
            size, end = size + 1, found.end()
    return _Level(b"".join((*pieces, text[end:])), escapes)


def _matches(pattern: re.Pattern[bytes], text: bytes) -> Iterator[re.Match[bytes]]:
    """As `finditer` does, and much faster where the byte that the pattern begins with is rare, as on a page of mail."""
    first = pattern.pattern[:1]
    left = len(text) // _RARE
    start = text.find(first)
    while start >= 0:
        left -= 1
        if left < 0:
            yield from pattern.finditer(text, start)
            return
        found = pattern.match(text, start)
        if found:
            yield found
        start = text.find(first, found.end() if found else start + 1)


def _meant(escape: re.Match[bytes]) -> bytes:
    """The byte that an escape stands for, as a small letter; nothing where it stands for none in ASCII."""
    kind, digits = escape.lastgroup, escape[escape.lastgroup or 0]
    if kind == "itself":
        return digits
    if kind == "entity":
        meant = html.unescape(f"&{digits.decode()};").encode()
        return meant if len(meant) == 1 else b""
    number = int(digits, 10 if kind == "decimal" else 16)
    return bytes((number,)).lower() if number < 128 else b""


def _places(spellings: Iterable[_Spellings], text: bytes) -> Sequence[tuple[int, int]]:
    """Where a secret stands, on any level, as places in the text itself."""
    levels = _levels(text.lower())
    found = []
    for depth, level in enumerate(levels):
        for start, end in (place for each in spellings for place in each.places(level.text)):
            place = (start, end)
            for lower in reversed(levels[1 : depth + 1]):
                place = (lower.before(place[0])[0], lower.before(place[1] - 1)[1])
            found.append(place)
    return sorted(found)


def _without(spellings: Iterable[_Spellings], text: bytes) -> bytes:
    """The very same text where no secret is in it."""
    places = _places(spellings, text)
    if not places:
        return text
    pieces: list[bytes] = []
    done = 0
    for start, end in places:
        if start >= done:
            pieces += (text[done:start], _SHOWN)
        done = max(done, end)
    return b"".join((*pieces, text[done:]))
