"""Bodies of requests, in the forms in which clients in production send them and the service takes them."""

import ast
import json
from typing import Final

from mimecast_hold.simulator.http.calls import Call, Reply, Request, api_of, endpoint_of, refusal

_NEED_NO_ITEM: Final = frozenset({"get-account", "get-hold-summary-list"})
"""Endpoints that are also called with no body, with `{}`, or with no `data`."""
_LARGEST_LITERAL: Final = 65_536


def read_call(request: Request) -> Call | Reply:
    """Read the body, or refuse one that is not of Mimecast's form."""
    endpoint = endpoint_of(request.path)
    needs_item = endpoint not in _NEED_NO_ITEM
    try:
        body = _parsed(request.body) if request.body.strip() or needs_item else {}
    except ValueError:
        return refusal(400, "err_malformed_json", "The body is no JSON")
    data = body.get("data") if isinstance(body, dict) else None
    if data is None and isinstance(body, dict) and not needs_item:
        data = []
    if not isinstance(body, dict) or not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        return refusal(400, "err_validation_null", "data must be an array", named="data")
    meta = body.get("meta")
    pagination = meta.get("pagination") if isinstance(meta, dict) else None
    return Call(endpoint, api_of(request.headers), data, pagination if isinstance(pagination, dict) else {})


def _parsed(text: bytes) -> object:
    """Read JSON, or else Python's notation: the vendor's own old sample sent the repr of a dict."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _literal(text)


def _literal(text: bytes) -> object:
    """Read a dict of Python literals; ValueError for anything else. Python's own parser bounds its depth."""
    if not text.lstrip().startswith(b"{") or len(text) > _LARGEST_LITERAL:
        raise ValueError("no dict of literals")
    try:
        # By way of JSON, which knows no sets and no bytes, and makes lists of tuples.
        return json.loads(json.dumps(ast.literal_eval(text.decode().strip())))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError("no dict of literals") from error
