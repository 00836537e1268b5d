"""What passes between the wire and the endpoints: a request, the call in it, and the reply."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Api = Literal["1.0", "2.0"]


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in, recorded."""

    method: str
    path: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    connection: int
    """The number of the connection that it came over, from 1."""
    time: float
    """When it was read, by time.monotonic()."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an endpoint, let in and understood."""

    endpoint: str
    api: Api
    items: Sequence[Mapping[str, object]]
    pagination: Mapping[str, object] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        return ids_of(self.items)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"


def endpoint_of(path: str) -> str:
    """Give the short name of an endpoint: the end of its path."""
    return path.rpartition("/")[2]


def api_of(headers: Mapping[str, str]) -> Api:
    return "2.0" if headers.get("authorization", "").startswith("Bearer ") else "1.0"


def dump(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def envelope(
    data: Sequence[bytes],
    fail: Sequence[object] = (),
    *,
    status: int = 200,
    http_status: int = 200,
    pagination: Mapping[str, object] | None = None,
) -> Reply:
    """Give Mimecast's answer; the items of `data` are JSON already (Mimecast: API Concepts)."""
    meta = {"status": status} | ({} if pagination is None else {"pagination": pagination})
    parts = (b'{"meta":', dump(meta), b',"data":[', b",".join(data), b'],"fail":', dump(fail), b"}")
    return Reply(http_status, b"".join(parts))


def failure(key: object, code: str, message: str, *, named: str | None = None) -> dict[str, object]:
    """Give one item of `fail`; without a key where the item is not told."""
    error: dict[str, object] = {"code": code, "message": message, "retryable": False}
    if named is not None:
        error["field"] = named
    return {"errors": [error]} if key is None else {"key": key, "errors": [error]}


def refusal(status: int, code: str, message: str, *, named: str | None = None) -> Reply:
    """Refuse a call as a whole, as Mimecast does."""
    fail = [failure(None, code, message, named=named)]
    return envelope((), fail, status=status, http_status=status)


def gateway_refusal(status: int, code: str, message: str) -> Reply:
    """Refuse a call as API 2.0's gateway does: no envelope, no `errors`."""
    return Reply(status, dump({"fail": [{"code": code, "message": message}]}))


def ids_of(items: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """Give the messages that a request's items name, by `id` or `ids`."""
    found: list[object] = []
    for item in items:
        found.append(item.get("id"))
        several = item.get("ids")
        found.extend(several if isinstance(several, list) else ())
    return tuple(i for i in found if isinstance(i, str))
