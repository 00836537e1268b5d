"""What the words of a refusal say of one message, where no code is known. Pure.

hold-release's own codes and texts are not published, so a text counts only where it speaks of a message: "Message not
found" does, and "IP address not found in the permitted ranges" does not. A text that is missed costs a hint; one that
is misread would tell an analyst that a message is gone which is still held.
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

_NOT_FOUND = re.compile(
    rf"{_FIRST}{_MESSAGE}{_AUXILIARY} (?:{_NOT_THERE})"
    rf"|\b(?:no such|unknown|nonexistent|not find(?: the| any| a| this| that)?) {_MESSAGE}{_END}"
    rf"|\bno {_NOUN}(?: was| is| were| could be)? (?:found|exists?)\b"
    r"|\b(?:not|no longer) (?:found |present |currently )*in (?:the |your )?(?:hold|held|quarantine)(?: message)? queue"
)
_BARE_NOT_FOUND = re.compile(rf"(?: it| this)?{_AUXILIARY} (?:{_NOT_THERE}) ?[.!]?")
_ALREADY = re.compile(
    rf"(?:{_FIRST}{_MESSAGE}|^|[.;:,] ?|\b(?:it|this))"
    rf"{_AUXILIARY} ?(?:already(?: been)? (?P<fate>released|rejected)"
    r"|(?P<before>released|rejected)(?: by \S++)? already)\b"
)
_PERMISSION = re.compile(
    r"\b(?:no|not have|lacks?|missing|without|insufficient)(?: the| any)?(?: required| necessary| sufficient)?"
    r" permissions?\b|\bforbidden to perform\b"
)
_PERMITTED = re.compile(r"\b(?:permissions?|not permitted|forbidden|access denied|not authori[sz]ed|insufficient)\b")
_THROTTLED = re.compile(r"\bover throttling limit\b")
_WRONG_ID = re.compile(r"\binvalid token\b")
_SIGNED_OUT = re.compile(r"\btoken.{0,20}\bexpired\b")
_LAPSED = re.compile(r"\b(?:binding|key).{0,20}\bexpired\b")


def meaning_of(message: str, code: str, *, of_one: bool) -> Meaning | None:
    """What a message and its code say; `of_one`: the refusal names the message, so that "Not found" is enough."""
    return _meaning(plain(message), of_one=of_one) or _meaning(plain(code).removeprefix("err "), of_one=of_one)


def _meaning(text: str, *, of_one: bool) -> Meaning | None:
    # "Already released" first, since a text may say "not found" as well.
    if found := _ALREADY.search(text):
        return "already_released" if "released" in (found["fate"], found["before"]) else "already_rejected"
    if _NOT_FOUND.search(text) or (of_one and _BARE_NOT_FOUND.fullmatch(f" {text}")):
        return "not_found"
    if _PERMISSION.search(text):
        return "permission"
    return "wrong_id" if _WRONG_ID.search(text) else None


def throttles(message: str) -> bool:
    """Whether it is a gateway's word for too many calls, as in "Over throttling limit (10000/hour)"."""
    return bool(_THROTTLED.search(plain(message)))


def names_permission(message: str) -> bool:
    """Whether a refusal under 403 says no more than that something is not permitted."""
    return bool(_PERMITTED.search(plain(message)))


def expired(message: str) -> Literal["token", "key"] | None:
    """What a text says has expired, of a token and an access key."""
    text = plain(message)
    if _SIGNED_OUT.search(text):
        return "token"
    return "key" if _LAPSED.search(text) else None


_IN_FULL = (("can't", "can not"), ("cannot", "can not"), ("n't", " not"), ("'s ", " "), ('"', ""), ("'", ""))


def plain(text: str) -> str:
    """In small letters, negations in full, one blank between words."""
    small = text.lower().replace("_", " ").replace("\u2019", "'")
    for short, full in (
        ("can't", "can not"),
        ("cannot", "can not"),
        ("n't", " not"),
        ("'s ", " "),
        ('"', ""),
        ("'", ""),
    ):
        small = small.replace(short, full)
    return " ".join(small.split())
