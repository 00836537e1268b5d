"""The types of a request, a call and a reply, and functions to read and write them."""

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Api = Literal["1.0", "2.0"]

_NEED_NO_ITEM: Final = frozenset({"get-account", "get-hold-summary-list"})
"""Endpoints that clients also call with no body, with `{}`, or with no `data`."""
_LARGEST_LITERAL: Final = 65_536


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    connection: int
    """The number of its connection, from 1."""
    time: float
    """When it was read (time.monotonic)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One valid call of an endpoint."""

    endpoint: str
    api: Api
    items: Sequence[Mapping[str, object]]
    pagination: Mapping[str, object] = field(default_factory=dict)

    @property
    def item(self) -> Mapping[str, object]:
        return self.items[0] if self.items else {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The messages that the items name, by `id` or `ids`."""
        found: list[object] = []
        for item in self.items:
            several = item.get("ids")
            found += [item.get("id"), *(several if isinstance(several, list) else ())]
        return tuple(identifier for identifier in found if isinstance(identifier, str))


@dataclass(frozen=True, slots=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"


def endpoint_of(path: str) -> str:
    """Return the short name of an endpoint, the last part of its path."""
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
    """Return an answer in Mimecast's form. The items of `data` are JSON already (Mimecast: API Concepts)."""
    meta = {"status": status} | ({} if pagination is None else {"pagination": pagination})
    parts = (b'{"meta":', dump(meta), b',"data":[', b",".join(data), b'],"fail":', dump(fail), b"}")
    return Reply(http_status, b"".join(parts))


def failure(key: object, code: str, message: str, *, named: str | None = None) -> dict[str, object]:
    """Return one item of `fail`."""
    error: dict[str, object] = {"code": code, "message": message, "retryable": False}
    if named is not None:
        error["field"] = named
    return {"errors": [error]} if key is None else {"key": key, "errors": [error]}


def refusal(status: int, code: str, message: str, *, named: str | None = None) -> Reply:
    """Refuse the whole call, as Mimecast does."""
    return envelope((), [failure(None, code, message, named=named)], status=status, http_status=status)


def gateway_refusal(status: int, code: str, message: str) -> Reply:
    """Refuse the whole call as API 2.0's gateway does: no envelope, no `errors`."""
    return Reply(status, dump({"fail": [{"code": code, "message": message}]}))


def read_call(request: Request) -> Call | Reply:
    """Read the body, or refuse it if it does not have Mimecast's form."""
    endpoint = endpoint_of(request.path)
    needs_item = endpoint not in _NEED_NO_ITEM
    try:
        body = _parsed(request.body) if request.body.strip() or needs_item else {}
    except ValueError:
        return refusal(400, "err_malformed_json", "The body is not JSON")
    data = body.get("data") if isinstance(body, dict) else None
    if data is None and isinstance(body, dict) and not needs_item:
        data = []
    if not isinstance(body, dict) or not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        return refusal(400, "err_validation_null", "data must be an array", named="data")
    meta = body.get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    return Call(endpoint, api_of(request.headers), data, pagination if isinstance(pagination, dict) else {})


def _parsed(text: bytes) -> object:
    """Read JSON, or the repr of a Python dict, which an old sample of the vendor sends and the service accepts."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        if not text.lstrip().startswith(b"{") or len(text) > _LARGEST_LITERAL:
            raise ValueError("not JSON") from None
    try:
        # Convert through JSON: it refuses sets and bytes, and turns tuples into lists.
        return json.loads(json.dumps(ast.literal_eval(text.decode().strip())))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError("not JSON") from error
