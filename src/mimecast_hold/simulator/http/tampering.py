"""Turn a reply into the wrong or unreadable answer that a fault asks for."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from mimecast_hold.simulator.http.calls import Reply, dump, envelope, failure, refusal
from mimecast_hold.simulator.http.faults import Fault


@dataclass(frozen=True, slots=True)
class Requested:
    """What the request wants."""

    verb: str
    """release, reject, or empty for a call that reads."""
    ids: tuple[str, ...]


_LOGIN_PAGE: Final = (
    b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Web gateway</h1>"
    b'<form method="post"><input name="user"><input name="password" type="password"></form>'
    b"</body></html>"
)


def tamper(fault: Fault, reply: Reply, requested: Requested) -> Reply:
    """Return the reply with this fault; unchanged if the fault is one of the connection."""
    if fault.kind in _LIES:
        return _lie(fault, reply, requested)
    change = _REPLACEMENTS.get(fault.kind)
    return reply if change is None else change(fault, reply, requested)


def _error(fault: Fault, code: int) -> Reply:
    """Return an error as a gateway, a cache or Mimecast itself words it."""
    if fault.form == "mimecast":
        reply = refusal(code, "err_server_error", "The request was not processed")
    elif fault.form == "json":
        reply = Reply(code, dump({"error": "Backend fetch failed", "status": code}))
    else:
        reply = Reply(code, f"<html><body><h1>{code}</h1></body></html>".encode(), content_type="text/html")
    return reply if fault.retry_after is None else replace(reply, headers=(("Retry-After", f"{fault.retry_after:g}"),))


def _throttle(fault: Fault, _: Reply, __: Requested) -> Reply:
    reset = str(round((1.0 if fault.seconds is None else fault.seconds) * 1000))
    headers = (("X-RateLimit-Limit", "100"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", reset))
    return replace(refusal(429, "err_rate_limit_exceeded", "The quota of this resource is exhausted"), headers=headers)


def _deep(fault: Fault, _: Reply, __: Requested) -> Reply:
    levels = fault.size or 100_000
    return Reply(200, b'{"data":' + b"[" * levels + b"]" * levels + b"}")


def _body(fault: Fault, _: Reply, requested: Requested) -> Reply:
    identifier = json.dumps(requested.ids[0] if requested.ids else "")[1:-1]
    return Reply(fault.status or 200, fault.body.replace("{id}", identifier).encode())


_REPLACEMENTS: Final[Mapping[str, Callable[[Fault, Reply, Requested], Reply]]] = {
    "status": lambda fault, *_: _error(fault, fault.status or 503),
    "late": lambda fault, *_: _error(fault, fault.status or 504),
    "throttle": _throttle,
    "html": lambda fault, *_: Reply(fault.status or 200, _LOGIN_PAGE, content_type="text/html"),
    "garbage": lambda *_: Reply(200, b'{"meta":{"status":200},"data":[{"id":"\xff\xfe\xc3'),
    "deep": _deep,
    "redirect": lambda fault, *_: Reply(fault.status or 307, headers=(("Location", fault.location),)),
    "cookie": lambda _, reply, __: replace(
        reply, headers=(*reply.headers, ("Set-Cookie", "tracker=abc123; Path=/"))
    ),
    "body": _body,
}  # fmt: skip
_LIES: Final = frozenset({"other-id", "duplicated", "differing", "contradictory", "refusing-meta"})


def _lie(fault: Fault, reply: Reply, requested: Requested) -> Reply:
    """Return a wrong answer. A reply without rows is treated as if it confirmed every id."""
    try:
        answer = json.loads(reply.body)
    except ValueError:
        answer = {}
    rows: list[dict[str, Any]] = [row for row in answer.get("data") or [] if isinstance(row, dict)]
    if not rows and requested.verb:
        rows = [{"id": identifier, requested.verb: True} for identifier in requested.ids]
    fail: list[object] = []
    match fault.kind:
        case "other-id":
            rows = [{**row, "id": str(row.get("id", ""))[::-1]} for row in rows]
        case "duplicated":
            rows += rows
        case "differing":
            rows += [{**row, requested.verb: not row.get(requested.verb)} for row in rows]
        case "contradictory":
            code, message = "err_hold_message_not_found", "The message was not found in the hold queue"
            fail = [failure({"id": row.get("id")}, code, message) for row in rows]
    status = 403 if fault.kind == "refusing-meta" else 200
    return envelope(list(map(dump, rows)), fail, status=status, pagination=answer.get("meta", {}).get("pagination"))
