"""A held message and an entry of the release log, normalised; whatever is missing or odd becomes None. Pure.

Fields as the answers of get-hold-message-list and get-held-release-logs carry them.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from mimecast_hold.hold_queue.dates import moment_in, rfc_3339
from mimecast_hold.hold_queue.values import (
    address,
    addresses,
    count,
    display_name,
    flag,
    number,
    single,
    text,
    was_given,
)

Raw = Mapping[str, object]
Fate = Literal["released", "rejected", "expired", "unclear"]

_NO_RAW: Raw = {}


# A list may have 100,000 of them: to make a named tuple takes less than half as long as a frozen dataclass.
class HeldMessage(NamedTuple):
    """A message in the hold queue: addresses are bare, times RFC 3339.

    `unread` names the fields whose value could not be read, and `raw` is the item as it came. Neither is shown, and two
    messages are compared without them.
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
    unread: tuple[str, ...] = ()
    raw: Raw = _NO_RAW

    def as_dict(self) -> dict[str, object]:
        """The message as the envelope shows it, without `unread` and `raw`."""
        return {**dict(zip(_SHOWN, self, strict=False)), "to": list(self.to)}

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.as_dict().items())
        return f"HeldMessage({shown})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HeldMessage) and self[:-2] == other[:-2]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:-2])


_SHOWN = HeldMessage._fields[:-2]


class LogEntry(NamedTuple):
    """What became of a message that left the queue. `id` may be the entry's own and not the message's."""

    id: str | None
    fate: Fate
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

    def as_dict(self) -> dict[str, object]:
        """The entry as the envelope shows it."""
        return {**self._asdict(), "at": rfc_3339(self.at) if self.at else None, "to": list(self.to)}


_HELD_FIELDS = frozenset(
    (
        *("dateReceived", "subject", "reason", "reasonCode", "reasonId", "policyInfo", "route", "size"),
        *("hasAttachments", "from", "fromHeader", "to", "toHeader"),
    )
)
_ACTED_FIELDS = frozenset(("release", "reject", "errors"))


def has_held_form(item: Raw) -> bool:
    """Whether a row of the hold list has a held message's form: an id, and anything that describes a message.

    `{"id", "release": true}` is an answer to a release, and no held message.
    """
    message_id = item.get("id")
    named = isinstance(message_id, str) and bool(message_id)
    return named and not _HELD_FIELDS.isdisjoint(item) and _ACTED_FIELDS.isdisjoint(item)


def held_message(item: Raw) -> HeldMessage | None:
    """An item of the hold list; None where it has no id, since nothing can be asked of it then."""
    message_id = item.get("id")
    if not isinstance(message_id, str) or not message_id:
        return None
    message = HeldMessage(
        id=message_id,
        received_at=_date(single(item.get("dateReceived"))),
        subject=text(item.get("subject")),
        from_envelope=address(item.get("from")),
        from_header=address(item.get("fromHeader")),
        from_name=display_name(item.get("fromHeader")) or display_name(item.get("from")),
        to=addresses(item.get("to")),
        reason=text(item.get("reason")),
        reason_code=text(item.get("reasonCode")),
        route=text(item.get("route")),
        size_bytes=count(item.get("size")),
        has_attachments=flag(item.get("hasAttachments")),
        policy=text(item.get("policyInfo")),
        raw=item,
    )
    if None not in message and message.to and not isinstance(item.get("to"), list):
        return message  # all was read, as nearly always
    unread = _unread(item, message._asdict(), _HELD_SOURCES)
    return message._replace(unread=unread) if unread else message


_HELD_SOURCES = {
    "received_at": "dateReceived",
    "subject": "subject",
    "from_envelope": "from",
    "from_header": "fromHeader",
    "to": "to",
    "reason": "reason",
    "reason_code": "reasonCode",
    "route": "route",
    "size_bytes": "size",
    "has_attachments": "hasAttachments",
    "policy": "policyInfo",
}
_LOG_SOURCES = {
    "id": "id",
    "operator": "operator",
    "at": "released",
    "reject_reason": "rejectReason",
    "info": "messageInfo",
    "held_reason": "heldReason",
    "policy": "policy",
    "from_envelope": "fromEnv",
    "from_header": "fromHdr",
    "to": "to",
    "subject": "subject",
    "size_bytes": "size",
    "spam_score": "spamScore",
}


def _unread(item: Raw, found: Mapping[str, object], sources: Mapping[str, str]) -> tuple[str, ...]:
    """The fields for which the item has a value that could not be read."""
    return tuple(field for field, source in sources.items() if _is_unread(item.get(source), found[field]))


def _is_unread(given: object, found: object) -> bool:
    if isinstance(found, tuple) and isinstance(given, list):
        return len(found) < len(given)  # one recipient of several, even where it says nothing
    return found in (None, ()) and was_given(given)


def log_entry(item: Raw) -> LogEntry:
    """An item of `heldReleaseLogs`."""
    return LogEntry(
        id=text(item.get("id")),
        fate=_fate(item),
        operator=text(item.get("operator")) or address(item.get("operator")) or display_name(item.get("operator")),
        at=moment_in(single(item.get("released"))),
        reject_reason=text(item.get("rejectReason")),
        info=text(item.get("messageInfo")),
        held_reason=text(item.get("heldReason")),
        policy=text(item.get("policy")),
        from_envelope=address(item.get("fromEnv")),
        from_header=address(item.get("fromHdr")),
        to=addresses(item.get("to")),
        subject=text(item.get("subject")),
        size_bytes=count(item.get("size")),
        spam_score=number(item.get("spamScore")),
    )


def unread_in_entry(entry: LogEntry, item: Raw) -> tuple[str, ...]:
    """The fields of a log entry for which its item has a value that could not be read."""
    return _unread(item, entry._asdict(), _LOG_SOURCES)


def texts(value: object) -> Iterator[str]:
    """All texts of an item, ids left out: a search in all fields may have found any of them."""
    pending = [value]  # and no recursion: how deep an answer goes is not ours to choose
    while pending:
        one = pending.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            pending += [part for name, part in one.items() if name != "id"]
        elif isinstance(one, list):
            pending += one


_EXPIRED = re.compile(r"expire|housekeeping", re.IGNORECASE)
_REJECTED = re.compile(r"reject", re.IGNORECASE)
_RELEASED = re.compile(r"releas", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:releas|deliver)\w*[^.;]*\b(?:not|never|denied|refused|fail\w*|cancel\w*|abort\w*)\b"
    r"|\b(?:not|never|cannot|can.t|could ?n.t|fail\w*|unable)\b[^.;]*\b(?:releas|deliver)"
    r"|\b(?:deleted|dropped|discarded|bounced)\b",
    re.IGNORECASE,
)
"""Words of an entry's info by which a release may have come to nothing."""


def _fate(item: Raw) -> Fate:
    """The fate that status, info and reject reason agree on; else `unclear`.

    Entries exist whose status is `released` and whose info says "Expired in queue - rejected by housekeeping": such a
    one is never a release.
    """
    status = item.get("status")
    status = status.strip().lower() if isinstance(status, str) else ""
    said = [text(item.get(name)) for name in _SAID]
    info, reject_reason = (one or "" for one in said)
    unread = any(one is None and was_given(item.get(name)) for one, name in zip(said, _SAID, strict=True))
    refused = bool(reject_reason.strip(" -"))
    expired, rejected = bool(_EXPIRED.search(info)), bool(_REJECTED.search(info))
    released = bool(_RELEASED.search(info)) and not rejected
    if status == "released" and not (expired or rejected or refused or unread or _DENIED.search(info)):
        return "released"
    if status in ("rejected", "expired") and not (released or unread):
        return "expired" if expired or status == "expired" else "rejected"
    return "unclear"


_SAID = ("messageInfo", "rejectReason")
# Without 24:00, which is the next day to a Python that reads it.
_USUAL_DATE = re.compile(r"(?a)\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d\+0000")


def _date(value: object) -> str | None:
    """A date as RFC 3339; Mimecast's usual form is that already but for its offset, and need not be written anew."""
    moment = moment_in(value)
    if moment is None or not isinstance(value, str):
        return None
    return value[:19] + "Z" if _USUAL_DATE.fullmatch(value) else rfc_3339(moment)
