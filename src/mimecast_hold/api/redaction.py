"""Secrets that come back in an answer, as gateways quote a header: taken out before anything is made of it. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mimecast_hold.api.answers import HttpReply
from mimecast_hold.api.secret import Secret

_SHORTEST = 8  # characters; what is shorter stands in other words, too
_LONGEST = 64 * 1024  # bytes; what refuses is short, and lists of messages are not searched through
_SHOWN = b"[secret]"


class _Cleaned(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


def without(secrets: Sequence[Secret], reply: HttpReply) -> HttpReply:
    """The reply, with each of the secrets replaced in its body, as it is and as JSON may escape it."""
    if len(reply.body) > _LONGEST:
        return reply
    texts = [one.reveal() for one in secrets]
    forms = {form for text in texts if len(text) >= _SHORTEST for form in (text, text.replace("/", "\\/"))}
    found = [form.encode() for form in forms if form.encode() in reply.body]
    body = reply.body
    for form in found:
        body = body.replace(form, _SHOWN)
    return _Cleaned(reply.status, reply.headers, body) if found else reply
