"""Unusual forms of an answer's values, each of which some client of Mimecast's was seen to need."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from mimecast_hold.simulator.http.calls import Reply, dump
from mimecast_hold.simulator.mailbox.rules import Form

Value = Callable[[Any], Any]

_NUMBERS: Final = frozenset({"size", "numberOfItems", "totalCount", "spamScore", "userCount", "maxRetention"})
_BOOLEANS: Final = frozenset({"hasAttachments", "attachments"})
_CONFIRMATIONS: Final = frozenset({"release", "reject"})
_LISTS: Final = frozenset({"data", "fail", "errors", "heldReleaseLogs"})
_SINGLE_LISTS: Final = _LISTS | {"to"}
_PEOPLE: Final = frozenset({"from", "fromHeader", "to", "toHeader", "fromEnv", "fromHdr"})

_CHANGES: Final[Mapping[Form, tuple[frozenset[str], Value]]] = {
    "text-numbers": (_NUMBERS, lambda value: f"{value:,}" if isinstance(value, int) else value),
    "float-numbers": (_NUMBERS, lambda value: float(value) if isinstance(value, int) else value),
    "text-booleans": (_BOOLEANS, json.dumps),
    "number-booleans": (_BOOLEANS, int),
    "text-confirmations": (_CONFIRMATIONS, json.dumps),
    "single-items": (_SINGLE_LISTS, lambda value: value[0] if isinstance(value, list) and len(value) == 1 else value),
    "listed-items": (_PEOPLE, lambda value: value if isinstance(value, list) else [value]),
    "null-lists": (_LISTS, lambda value: value or None),
}
_OTHER_WRAPPERS: Final = {"get-held-release-logs": "heldReleaseLog", "get-hold-message-list": "heldMessages"}


def in_forms(reply: Reply, endpoint: str, forms: frozenset[Form]) -> Reply:
    """Give the reply with its values in these forms."""
    if not forms or not reply.body:
        return reply
    body = json.loads(reply.body)
    if "other-wrapper" in forms and endpoint in _OTHER_WRAPPERS:
        body["data"] = [_rewrapped(body["data"], _OTHER_WRAPPERS[endpoint])]
    for form in sorted(forms & _CHANGES.keys()):
        names, change = _CHANGES[form]
        body = _changed(body, names, change)
    return Reply(reply.status, dump(body), reply.headers, reply.content_type)


def _rewrapped(data: list[Any], name: str) -> dict[str, Any]:
    """Give the rows under another name, whether they stood in a wrapper or directly in `data`."""
    rows = [row for item in data for row in (item.get("heldReleaseLogs", [item]))]
    return {name: rows}


def _changed(value: object, names: frozenset[str], change: Value) -> object:
    if isinstance(value, list):
        return [_changed(item, names, change) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {name: _changed(item, names, change) for name, item in value.items()}
    return {name: change(item) if name in names else item for name, item in inner.items()}
