"""Answers that lie or make no sense: what a fault makes of a reply, as a reply again."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from mimecast_hold.simulator.http.calls import Reply, dump, envelope, failure, refusal
from mimecast_hold.simulator.http.faults import Fault


@dataclass(frozen=True, slots=True)
class MessageState:
    """What the request asked for."""

    verb: str
    """release, reject, or nothing for a call that reads."""
    ids: tuple[str, ...]


Tamper = Callable[[Fault, Reply, MessageState], Reply]

_LOGIN_PAGE: Final = (
    b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Web gateway</h1>"
    b'<form method="post"><input name="user"><input name="password" type="password"></form>'
    b"</body></html>"
)
_MILLION: Final = 1_000_000


def _status(fault: Fault, _: Reply, __: MessageState) -> Reply:
    """Give an error as a gateway, a cache or Mimecast itself words it."""
    code = fault.status or 503
    headers = () if fault.retry_after is None else (("Retry-After", f"{fault.retry_after:g}"),)
    if fault.form == "mimecast":
        return replace(refusal(code, "err_server_error", "The request was not processed"), headers=headers)
    if fault.form == "json":
        return Reply(code, dump({"error": "Backend fetch failed", "status": code}), headers)
    page = f"<html><body><h1>{code}</h1></body></html>".encode()
    return Reply(code, page, headers, "text/html")


def _late(fault: Fault, reply: Reply, asked: MessageState) -> Reply:
    return _status(replace(fault, status=fault.status or 504), reply, asked)


def _throttle(fault: Fault, _: Reply, __: MessageState) -> Reply:
    refused = refusal(429, "err_rate_limit_exceeded", "The quota of this resource is exhausted")
    reset = str(round((1.0 if fault.seconds is None else fault.seconds) * 1000))
    headers = (
        ("X-RateLimit-Limit", "100"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", reset),
    )  # fmt: skip
    return Reply(429, refused.body, headers)


def _html(fault: Fault, _: Reply, __: MessageState) -> Reply:
    return Reply(fault.status or 200, _LOGIN_PAGE, content_type="text/html")


def _garbage(_: Fault, __: Reply, ___: MessageState) -> Reply:
    return Reply(200, b'{"meta":{"status":200},"data":[{"id":"\xff\xfe\xc3')


def _deep(fault: Fault, _: Reply, __: MessageState) -> Reply:
    levels = fault.size or 100_000
    return Reply(200, b'{"data":' + b"[" * levels + b"]" * levels + b"}")


def _redirect(fault: Fault, _: Reply, __: MessageState) -> Reply:
    return Reply(fault.status or 307, b"", (("Location", fault.location),))


def _cookie(_: Fault, reply: Reply, __: MessageState) -> Reply:
    cookie = ("Set-Cookie", "tracker=abc123; Path=/")
    return Reply(reply.status, reply.body, (*reply.headers, cookie), reply.content_type)


def _body(fault: Fault, _: Reply, asked: MessageState) -> Reply:
    identifier = json.dumps(asked.ids[0] if asked.ids else "")[1:-1]
    return Reply(fault.status or 200, fault.body.replace("{id}", identifier).encode())


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an answer says was done, in a form that can be written again with a change."""

    rows: list[dict[str, Any]]
    pagination: Mapping[str, object] | None

    @classmethod
    def of(cls, reply: Reply, asked: MessageState) -> "_Answer":
        """Read a reply; where it says nothing, take what it would say had all been done."""
        try:
            body = json.loads(reply.body)
        except ValueError:
            body = {}
        rows = [row for row in body.get("data") or [] if isinstance(row, dict)]
        if not rows and asked.verb:
            rows = [{"id": identifier, asked.verb: True} for identifier in asked.ids]
        return cls(rows, body.get("meta", {}).get("pagination"))

    def written(self, rows: Iterable[Mapping[str, object]], fail: Sequence[object] = (), status: int = 200) -> Reply:
        data = [dump(row) for row in rows]
        return envelope(data, fail, status=status, pagination=self.pagination)


def _other_id(_: Fault, reply: Reply, asked: MessageState) -> Reply:
    answer = _Answer.of(reply, asked)
    return answer.written({**row, "id": str(row.get("id", ""))[::-1]} for row in answer.rows)


def _duplicated(_: Fault, reply: Reply, asked: MessageState) -> Reply:
    answer = _Answer.of(reply, asked)
    return answer.written((*answer.rows, *answer.rows))


def _differing(_: Fault, reply: Reply, asked: MessageState) -> Reply:
    answer = _Answer.of(reply, asked)
    flipped = [{**row, asked.verb: not row.get(asked.verb)} for row in answer.rows]
    return answer.written((*answer.rows, *flipped))


def _contradictory(_: Fault, reply: Reply, asked: MessageState) -> Reply:
    answer = _Answer.of(reply, asked)
    code, message = "err_hold_message_not_found", "The message was not found in the hold queue"
    return answer.written(answer.rows, [failure({"id": row.get("id")}, code, message) for row in answer.rows])


def _refusing_meta(_: Fault, reply: Reply, asked: MessageState) -> Reply:
    answer = _Answer.of(reply, asked)
    return answer.written(answer.rows, status=403)


_TAMPERS: Final[Mapping[str, Tamper]] = {
    "status": _status,
    "late": _late,
    "throttle": _throttle,
    "html": _html,
    "garbage": _garbage,
    "deep": _deep,
    "redirect": _redirect,
    "cookie": _cookie,
    "body": _body,
    "other-id": _other_id,
    "duplicated": _duplicated,
    "differing": _differing,
    "contradictory": _contradictory,
    "refusing-meta": _refusing_meta,
}


def tamper(fault: Fault, reply: Reply, asked: MessageState) -> Reply:
    """Give the reply that a fault makes of another; the same one for faults of the connection."""
    change = _TAMPERS.get(fault.kind)
    return reply if change is None else change(fault, reply, asked)


def done_reply(asked: MessageState) -> Reply:
    """Give the answer that says that all was done, for a fault to cut off."""
    return envelope([dump({"id": identifier, asked.verb: True}) for identifier in asked.ids if asked.verb])


def huge_body(size: int) -> Iterator[bytes]:
    """Give a JSON answer of `size` bytes in pieces."""
    head, tail = b'{"meta":{"status":200},"data":[{"id":"', b'"}],"fail":[]}'
    yield head
    left = max(0, size - len(head) - len(tail))
    piece = b"A" * min(left, _MILLION)
    while left:
        yield piece[:left]
        left -= min(left, len(piece))
    yield tail


def bomb_body(size: int) -> bytes:
    """Give gzip that unpacks to about `size` bytes: members are repeated, as gzip allows."""
    return gzip.compress(b" " * _MILLION, 9) * max(1, size // _MILLION)
