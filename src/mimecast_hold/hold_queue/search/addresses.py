"""Addresses and domains in the form in which they are compared. Pure.

A domain compares as Unicode labels: an A-label (`xn--...`) is decoded by Punycode alone (RFC 3492), letters are
composed and put into lower case, and an ideographic full stop is a dot. No mapping table is used: those of IDNA 2003
and UTS 46 make one domain of two that can belong to two people (`ß` becomes `ss`), which a guard must not.

What is not exactly one plain address has no such form, and so fits no guard: `x@evil.example,billing@example.com` ends
in a domain that is not its only one.
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
# Letters that are composed into plain ASCII: a Kelvin sign is no k.
_SINGLETONS = re.compile("([\u037e\u1fef\u212a])")


def plain_address(text: str) -> str | None:
    """One plain address as it is compared; None for anything else. `<>` is the null sender."""
    if text == NULL_SENDER:
        return text
    local, at, domain = text.partition("@")
    known = plain_domain(domain) if at and len(text) <= _LONGEST else None
    if known is None or not _is_local(local):
        return None
    return f"{comparable(local)}@{known}"


def plain_domain(text: str) -> str | None:
    """One plain domain as it is compared; None for anything else."""
    labels = [_label(label) for label in text.translate(_OTHER_DOTS).split(".")]
    known = [label for label in labels if label]
    return ".".join(known) if len(known) == len(labels) else None


def domain_of(address: str) -> str | None:
    """The domain of what `plain_address` gave; None for the null sender."""
    return address.partition("@")[2] or None


def comparable(text: str) -> str:
    """Composed and in lower case, with no letter that turns into another script's."""
    if text.isascii():
        return text.lower()
    parts = _SINGLETONS.split(text)
    composed = [one if _SINGLETONS.match(one) else unicodedata.normalize("NFC", one) for one in parts]
    folded = lowered("".join(composed))
    return folded if _SINGLETONS.search(folded) else unicodedata.normalize("NFC", folded)


def unicode_label(label: str) -> str | None:
    """An A-label as its U-label; None if it does not decode to one that would be encoded so."""
    encoded = label.lower().removeprefix("xn--")
    if len(label) > _LONGEST_LABEL or not encoded.isascii():
        return None
    try:
        decoded = encoded.encode("ascii").decode("punycode")
        again = decoded.encode("punycode").decode("ascii")
    except (UnicodeError, ValueError, OverflowError):
        return None
    plain = not decoded.isascii() and comparable(decoded) == decoded and _is_word(decoded)
    return decoded if plain and again == encoded else None


def _label(label: str) -> str | None:
    known = comparable(label)
    if known.isascii():
        if not _LABEL.fullmatch(known):
            return None
        return (unicode_label(known) or known) if known.startswith("xn--") else known
    return known if _is_word(known) else None


def _is_local(local: str) -> bool:
    if local.isascii():
        return bool(_LOCAL.fullmatch(local))
    # What is not ASCII is a word of any script; the ASCII in it is as above.
    plain = "".join("x" if _is_letter(letter) else letter for letter in local)
    return bool(_LOCAL.fullmatch(plain))


def _is_word(label: str) -> bool:
    return all(letter == "-" or _is_letter(letter) for letter in label) and label[0] != "-" != label[-1]


def _is_letter(letter: str) -> bool:
    """Whether it is a letter, a mark or a digit of any script, and no sign that could be taken for another."""
    return unicodedata.category(letter)[0] in "LMN"
