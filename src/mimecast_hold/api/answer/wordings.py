"""Interpret the text of an error whose code is unknown. Pure.

The codes and texts of hold-release are not published, so a text counts only if it is about a message: "Message not
found" is, "IP address not found in the permitted ranges" is not. An unrecognized text costs only a hint, but a misread
one could report a message as gone that is still held.
"""

import re
from typing import Literal

Meaning = Literal["not_found", "already_released", "already_rejected", "permission", "wrong_id"]

_AFTER_NO_PREPOSITION = r"(?<!for )(?<!of )(?<!in )(?<!to )(?<!by )(?<!from )(?<!with )"
_ARTICLE = r"(?:the|this|that|such|no|an?|unknown|requested|specified|given|held|on hold|queued)"
_FIRST = rf"(?:^|[.;:,(] ?|{_AFTER_NO_PREPOSITION}\b{_ARTICLE} )"
_NOUN = r"(?:held |hold |on hold |queued )*(?:(?:message|mail|email|e-mail|item|object)s?)(?! address)"
_ID = r"(?: (?:with |of |for )?(?:the |this |that |given |specified )*ids?\b)?(?: [^\s0-9_=-]*[0-9_=-]\S*+)?"
_MESSAGE = rf"(?:{_NOUN}{_ID}|ids?)"
_AUXILIARY = (
    r"(?: (?:was|is|were|are|has|have|had|could|can|do|does|did|be|been|that|which|you|we|requested|specified|given))*"
)
_NOT_THERE = r"not (?:be |been )?(?:found|exist|exists|known|held|on hold)\b|no longer (?:held|on hold|exists?|found)\b"
_END = r"(?=$| ?[.;:,!?)]| (?:was|is|were|could|can|has|in|with|for|found|exists?)\b)"

# Compiled at first use, since most runs meet no error.
_NOT_FOUND = (
    rf"{_FIRST}{_MESSAGE}{_AUXILIARY} (?:{_NOT_THERE})"
    rf"|\b(?:no such|unknown|nonexistent|not find(?: the| any| a| this| that)?) {_MESSAGE}{_END}"
    rf"|\bno {_NOUN}(?: was| is| were| could be)? (?:found|exists?)\b"
    r"|\b(?:not|no longer) (?:found |present |currently )*in (?:the |your )?(?:hold|held|quarantine)(?: message)? queue"
)
_BARE_NOT_FOUND = rf"(?: it| this)?{_AUXILIARY} (?:{_NOT_THERE}) ?[.!]?"
_ALREADY = (
    rf"(?:{_FIRST}{_MESSAGE}|^|[.;:,] ?|\b(?:it|this))"
    rf"{_AUXILIARY} ?(?:already(?: been)? (?P<after>released|rejected)"
    r"|(?P<before>released|rejected)(?: by \S++)? already)\b"
)
_NO_PERMISSION = (
    r"\b(?:no|not have|lacks?|missing|without|insufficient)(?: the| any)?(?: required| necessary| sufficient)?"
    r" permissions?\b|\bforbidden to perform\b"
)
_FORBIDDEN = r"\b(?:permissions?|not permitted|forbidden|access denied|not authori[sz]ed|insufficient)\b"
_THROTTLED = r"\bover throttling limit\b"
_WRONG_ID = r"\binvalid token\b"
_TOKEN_EXPIRED = r"\btoken.{0,20}\bexpired\b"  # noqa: S105 - not a password
_KEY_EXPIRED = r"\b(?:binding|key).{0,20}\bexpired\b"


def meaning_of(message: str, code: str, *, names_message: bool) -> Meaning | None:
    """Return what an error's message or, failing that, its code means.

    If the error names the message that it is about (`names_message`), "Not found" alone is enough.
    """
    for text in (plain(message), plain(code).removeprefix("err ")):
        # "Already released" first: such a text may say "not found" as well.
        if found := re.search(_ALREADY, text):
            return "already_released" if "released" in (found["after"], found["before"]) else "already_rejected"
        if re.search(_NOT_FOUND, text) or (names_message and re.fullmatch(_BARE_NOT_FOUND, f" {text}")):
            return "not_found"
        if re.search(_NO_PERMISSION, text):
            return "permission"
        if re.search(_WRONG_ID, text):
            return "wrong_id"
    return None


def is_rate_limit(message: str) -> bool:
    """Return whether a gateway reports too many calls, as in "Over throttling limit (10000/hour)"."""
    return bool(re.search(_THROTTLED, plain(message)))


def is_forbidden(message: str) -> bool:
    """Return whether the message of an HTTP 403 gives no other reason than a missing permission."""
    return bool(re.search(_FORBIDDEN, plain(message)))


def expired(message: str) -> Literal["token", "key"] | None:
    """Return what has expired according to the message: an access token or an access key."""
    text = plain(message)
    if re.search(_TOKEN_EXPIRED, text):
        return "token"
    return "key" if re.search(_KEY_EXPIRED, text) else None


_SPELLINGS = (("_", " "), ("\u2019", "'"), ("can't", "can not"), ("cannot", "can not"), ("n't", " not"), ("'s ", " "))


def plain(text: str) -> str:
    """Return the text in lower case, without quotes and contractions, with single spaces."""
    text = text.lower()
    for old, new in (*_SPELLINGS, ('"', ""), ("'", "")):
        text = text.replace(old, new)
    return " ".join(text.split())
