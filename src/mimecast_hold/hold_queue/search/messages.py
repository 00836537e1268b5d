"""Normalise held messages and release log entries. A missing or unreadable value becomes None. Pure.

Field names are those in the answers of get-hold-message-list and get-held-release-logs.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mimecast_hold.hold_queue.dates import moment_in, rfc_3339
from mimecast_hold.hold_queue.outcome.events import LogStatus
from mimecast_hold.hold_queue.values import (
    address,
    addresses,
    count,
    display_name,
    flag,
    has_content,
    number,
    single,
    text,
)

Item = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A message in the hold queue, with bare addresses and RFC 3339 times.

    `unread` names the fields whose value could not be read, and `raw` is the item from Mimecast; neither is shown or
    compared.
    """

    id: str
    received_at: str | None = None
    subject: str | None = None
    from_envelope: str | None = None
    from_header: str | None = None
    from_name: str | None = None
    to: tuple[str, ...] = ()
    reason: str | None = None
    reason_code: str | None = None
    route: str | None = None
    size_bytes: int | None = None
    has_attachments: bool | None = None
    policy: str | None = None
    unread: tuple[str, ...] = field(default=(), repr=False, compare=False)
    raw: Item = field(default_factory=dict, repr=False, compare=False)

    def as_dict(self) -> dict[str, object]:
        return {**{name: getattr(self, name) for name in _SHOWN_OF_MESSAGE}, "to": list(self.to)}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of the release log. `id` may be the entry's own id, not the message's."""

    id: str | None
    fate: LogStatus
    operator: str | None = None
    at: datetime | None = None
    reject_reason: str | None = None
    info: str | None = None
    held_reason: str | None = None
    policy: str | None = None
    from_envelope: str | None = None
    from_header: str | None = None
    to: tuple[str, ...] = ()
    subject: str | None = None
    size_bytes: int | None = None
    spam_score: float | None = None
    unread: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def as_dict(self) -> dict[str, object]:
        shown = {name: getattr(self, name) for name in _SHOWN_OF_ENTRY}
        return {**shown, "at": rfc_3339(self.at) if self.at else None, "to": list(self.to)}


_SHOWN_OF_MESSAGE = tuple(name for name in HeldMessage.__slots__ if name not in ("unread", "raw"))
_SHOWN_OF_ENTRY = tuple(name for name in LogEntry.__slots__ if name != "unread")

_HELD_NAMES = frozenset(
    (
        *("dateReceived", "subject", "reason", "reasonCode", "reasonId", "policyInfo", "route", "size"),
        *("hasAttachments", "from", "fromHeader", "to", "toHeader"),
    )
)
_ANSWER_NAMES = frozenset(("release", "reject", "errors"))


def has_held_form(item: Item) -> bool:
    """Return whether a row of the hold list looks like a held message: an id, and a field that describes a message.

    `{"id", "release": true}` is an answer to a release, not a held message.
    """
    message_id = item.get("id")
    has_id = isinstance(message_id, str) and bool(message_id)
    return has_id and not _HELD_NAMES.isdisjoint(item) and _ANSWER_NAMES.isdisjoint(item)


def held_message(item: Item) -> HeldMessage:
    """Read a row of the hold list that has an id."""
    values, unread = _read(item, _HELD_FIELDS)
    name = display_name(item.get("fromHeader")) or display_name(item.get("from"))
    return HeldMessage(id=str(item["id"]), from_name=name, **values, unread=unread, raw=item)


def log_entry(item: Item) -> LogEntry:
    values, unread = _read(item, _LOG_FIELDS)
    return LogEntry(fate=_log_status(item), **values, unread=unread)


def texts(value: object) -> Iterator[str]:
    """Return all texts in an item except ids: a search in all fields may have matched any of them."""
    pending = [value]  # no recursion: the service chooses how deep an answer is nested
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            pending += [part for name, part in item.items() if name != "id"]
        elif isinstance(item, list):
            pending += item


# Without 24:00, which Python reads as the next day.
_USUAL_DATE = re.compile(r"(?a)\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d\+0000")


def _date(value: object) -> str | None:
    """Return a date as RFC 3339; only the offset of Mimecast's usual form needs to change."""
    value = single(value)
    moment = moment_in(value)
    if moment is None or not isinstance(value, str):
        return None
    return value[:19] + "Z" if _USUAL_DATE.fullmatch(value) else rfc_3339(moment)


def _operator(value: object) -> str | None:
    return text(value) or address(value) or display_name(value)


Fields = Mapping[str, tuple[str, Callable[[object], object]]]
"""Our field names, each with Mimecast's name and the function that reads its value."""

_HELD_FIELDS: Fields = {
    "received_at": ("dateReceived", _date),
    "subject": ("subject", text),
    "from_envelope": ("from", address),
    "from_header": ("fromHeader", address),
    "to": ("to", addresses),
    "reason": ("reason", text),
    "reason_code": ("reasonCode", text),
    "route": ("route", text),
    "size_bytes": ("size", count),
    "has_attachments": ("hasAttachments", flag),
    "policy": ("policyInfo", text),
}
_LOG_FIELDS: Fields = {
    "id": ("id", text),
    "operator": ("operator", _operator),
    "at": ("released", lambda value: moment_in(single(value))),
    "reject_reason": ("rejectReason", text),
    "info": ("messageInfo", text),
    "held_reason": ("heldReason", text),
    "policy": ("policy", text),
    "from_envelope": ("fromEnv", address),
    "from_header": ("fromHdr", address),
    "to": ("to", addresses),
    "subject": ("subject", text),
    "size_bytes": ("size", count),
    "spam_score": ("spamScore", number),
}


def _read(item: Item, fields: Fields) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the values of all fields, and the names of those whose value could not be read."""
    values: dict[str, Any] = {}
    unread = []
    for name, (source, read) in fields.items():
        raw = item.get(source)
        value = values[name] = read(raw)
        if (value is None or isinstance(value, tuple)) and _is_unread(raw, value):
            unread.append(name)
    return values, tuple(unread)


def _is_unread(raw: object, value: object) -> bool:
    if isinstance(value, tuple) and isinstance(raw, list):
        return len(value) < len(raw)  # a recipient is missing, even a blank one
    return (value is None or value == ()) and has_content(raw)


_EXPIRED = re.compile(r"expire|housekeeping", re.IGNORECASE)
_REJECTED = re.compile(r"reject", re.IGNORECASE)
_RELEASED = re.compile(r"releas", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:releas|deliver)\w*[^.;]*\b(?:not|never|denied|refused|fail\w*|cancel\w*|abort\w*)\b"
    r"|\b(?:not|never|cannot|can.t|could ?n.t|fail\w*|unable)\b[^.;]*\b(?:releas|deliver)"
    r"|\b(?:deleted|dropped|discarded|bounced)\b",
    re.IGNORECASE,
)
"""Words in an entry's info that deny a release."""


def _log_status(item: Item) -> LogStatus:
    """Return the status on which status, info and reject reason agree; otherwise `unclear`.

    Some entries have the status `released` and the info "Expired in queue - rejected by housekeeping": they are not
    releases.
    """
    status = item.get("status")
    status = status.strip().lower() if isinstance(status, str) else ""
    info, reject_reason = text(item.get("messageInfo")), text(item.get("rejectReason"))
    unread = _is_unread(item.get("messageInfo"), info) or _is_unread(item.get("rejectReason"), reject_reason)
    info, refused = info or "", bool((reject_reason or "").strip(" -"))
    expired, rejected = bool(_EXPIRED.search(info)), bool(_REJECTED.search(info))
    if status == "released" and not (expired or rejected or refused or unread or _DENIED.search(info)):
        return "released"
    released = bool(_RELEASED.search(info)) and not rejected
    if status in ("rejected", "expired") and not (released or unread):
        return "expired" if expired or status == "expired" else "rejected"
    return "unclear"
