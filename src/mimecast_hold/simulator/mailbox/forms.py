"""Unusual forms of values in answers. Each was seen in a client of Mimecast's API."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from mimecast_hold.simulator.http.calls import Reply, dump
from mimecast_hold.simulator.mailbox.rules import Form

Change = Callable[[Any], Any]

_NUMBERS: Final = frozenset({"size", "numberOfItems", "totalCount", "spamScore", "userCount", "maxRetention"})
_BOOLEANS: Final = frozenset({"hasAttachments", "attachments"})
_CONFIRMATIONS: Final = frozenset({"release", "reject"})
_LISTS: Final = frozenset({"data", "fail", "errors", "heldReleaseLogs"})
_PEOPLE: Final = frozenset({"from", "fromHeader", "to", "toHeader", "fromEnv", "fromHdr"})

_CHANGES: Final[Mapping[Form, tuple[frozenset[str], Change]]] = {
    "text-numbers": (_NUMBERS, lambda value: f"{value:,}" if isinstance(value, int) else value),
    "float-numbers": (_NUMBERS, lambda value: float(value) if isinstance(value, int) else value),
    "text-booleans": (_BOOLEANS, json.dumps),
    "number-booleans": (_BOOLEANS, int),
    "text-confirmations": (_CONFIRMATIONS, json.dumps),
    "single-items": (_LISTS | {"to"}, lambda value: value[0] if isinstance(value, list) and len(value) == 1 else value),
    "listed-items": (_PEOPLE, lambda value: value if isinstance(value, list) else [value]),
    "null-lists": (_LISTS, lambda value: value or None),
}
_OTHER_WRAPPERS: Final = {"get-held-release-logs": "heldReleaseLog", "get-hold-message-list": "heldMessages"}


def in_forms(reply: Reply, endpoint: str, forms: frozenset[Form]) -> Reply:
    """Return the reply with its values in these forms."""
    if not forms or not reply.body:
        return reply
    body = json.loads(reply.body)
    if "other-wrapper" in forms and endpoint in _OTHER_WRAPPERS:
        rows = [row for item in body["data"] for row in item.get("heldReleaseLogs", [item])]
        body["data"] = [{_OTHER_WRAPPERS[endpoint]: rows}]
    for form in sorted(forms & _CHANGES.keys()):
        body = _changed(body, *_CHANGES[form])
    return replace(reply, body=dump(body))


def _changed(value: object, names: frozenset[str], change: Change) -> object:
    if isinstance(value, list):
        return [_changed(item, names, change) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {name: _changed(item, names, change) for name, item in value.items()}
    return {name: change(item) if name in names else item for name, item in inner.items()}
