"""Normalise addresses and domains for comparison. Pure.

A domain is compared as Unicode labels: an A-label (`xn--...`) is decoded by Punycode alone (RFC 3492), letters are
composed and in lower case, and an ideographic full stop is a dot. There is no mapping table: those of IDNA 2003 and
UTS 46 merge two domains that can have different owners (`ß` becomes `ss`), which a guard must not do.

Only a single plain address has a normal form. Anything else matches no guard: `x@evil.example,billing@example.com` does
not count as an address at example.com.
"""

import re
import unicodedata

from mimecast_hold.hold_queue.arguments import lowered

NULL_SENDER = "<>"
_LONGEST = 320  # characters of an address: 64, the @ and 255

# RFC 5321's dot-string, without the % and ! of source routes, which name a second host, and without wildcards.
_LOCAL = re.compile(r"[A-Za-z0-9#$&'+/=^_`{|}~-]+(?:\.[A-Za-z0-9#$&'+/=^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LONGEST_LABEL = 63

# The dots of RFC 3490, section 3.1: ideographic, full-width and half-width.
_OTHER_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")

# Composing turns these letters into plain ASCII, but a Kelvin sign is not a k.
_SINGLETONS = re.compile("([\u037e\u1fef\u212a])")


def plain_address(text: str) -> str | None:
    """Return the normal form of one plain address; None for anything else. `<>` is the null sender."""
    if text == NULL_SENDER:
        return text
    local, at, domain = text.partition("@")
    normal = plain_domain(domain) if at and len(text) <= _LONGEST else None
    return f"{comparable(local)}@{normal}" if normal and _is_local(local) else None


def plain_domain(text: str) -> str | None:
    """Return the normal form of one plain domain; None for anything else."""
    labels = [_label(label) for label in text.translate(_OTHER_DOTS).split(".")]
    return ".".join(filter(None, labels)) if all(labels) else None


def domain_of(address: str) -> str | None:
    """Return the domain of an address from `plain_address`; None for the null sender."""
    return address.partition("@")[2] or None


def comparable(text: str) -> str:
    """Return the text composed and in lower case, without turning a letter into another script's."""
    if text.isascii():
        return text.lower()
    parts = _SINGLETONS.split(text)
    composed = [part if _SINGLETONS.match(part) else unicodedata.normalize("NFC", part) for part in parts]
    folded = lowered("".join(composed))
    return folded if _SINGLETONS.search(folded) else unicodedata.normalize("NFC", folded)


def unicode_label(label: str) -> str | None:
    """Return the U-label of an A-label; None if it does not decode to one that encodes to the same A-label."""
    encoded = label.lower().removeprefix("xn--")
    if len(label) > _LONGEST_LABEL or not encoded.isascii():
        return None
    try:
        decoded = encoded.encode("ascii").decode("punycode")
        again = decoded.encode("punycode").decode("ascii")
    except (ValueError, OverflowError):
        return None
    plain = not decoded.isascii() and comparable(decoded) == decoded and _is_word(decoded)
    return decoded if plain and again == encoded else None


def _label(label: str) -> str | None:
    normal = comparable(label)
    if not normal.isascii():
        return normal if _is_word(normal) else None
    if not _LABEL.fullmatch(normal):
        return None
    return (unicode_label(normal) or normal) if normal.startswith("xn--") else normal


def _is_local(local: str) -> bool:
    # Letters of any script are allowed; the ASCII among them must have RFC 5321's form.
    plain = "".join("x" if not letter.isascii() and _is_letter(letter) else letter for letter in local)
    return bool(_LOCAL.fullmatch(plain))


def _is_word(label: str) -> bool:
    return all(letter == "-" or _is_letter(letter) for letter in label) and label[0] != "-" != label[-1]


def _is_letter(letter: str) -> bool:
    """Return whether it is a letter, mark or digit of any script, not a sign that could be mistaken for another."""
    return unicodedata.category(letter)[0] in "LMN"
