"""What a reader asked for: filters, windows of time, and pages."""

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from mimecast_hold.simulator.http.calls import Api
from mimecast_hold.simulator.mailbox.logbook import LogEntry
from mimecast_hold.simulator.mailbox.mail import HeldMail
from mimecast_hold.simulator.mailbox.rules import Rules
from mimecast_hold.simulator.mailbox.samples import Person

T = TypeVar("T")
Text = Callable[[T], str]

_DEFAULT_PAGE: Final = 25


class BadRequestError(Exception):
    """A field of a request that cannot be used, with Mimecast's code for it."""

    def __init__(self, field: str, message: str, code: str = "err_validation_invalid") -> None:
        super().__init__(message)
        self.field, self.message, self.code = field, message, code


def _people(*people: Person) -> str:
    return "\n".join(f"{p.name} {p.address}" for p in people)


_MAIL_TEXTS: Final[Mapping[str, Text[HeldMail]]] = {
    "subject": lambda m: m.subject,
    "sender": lambda m: _people(m.sender, m.header_sender),
    "recipient": lambda m: _people(*m.recipients),
    "all": lambda m: "\n".join((m.subject, _people(m.sender, m.header_sender, *m.recipients), m.policy.reason_code)),
}
# Each API has field names of its own (Mimecast: Get Hold Message List, 1.0 and 2.0). One that it
# does not know is taken without a word, and the list comes back unfiltered.
_FIELDS_BY_API: Final[Mapping[Api, Mapping[str, Text[HeldMail]]]] = {
    "1.0": {**_MAIL_TEXTS, "reason_code": lambda m: m.policy.reason_code},
    "2.0": {
        **_MAIL_TEXTS,
        "reasonCode": lambda m: m.policy.reason_code,
        "senderIP": lambda m: m.sender_ip,
    },
}
_MAIL_FACTS: Final[Mapping[str, Text[HeldMail]]] = {
    "route": lambda m: m.route,
    "heldGroup": lambda m: m.policy.held_group,
    "attachments": lambda m: str(m.has_attachments),
}
_LOG_TEXTS: Final[Mapping[str, Text[LogEntry]]] = {
    "operator": lambda e: e.operator,
    "from": lambda e: _people(e.mail.sender, e.mail.header_sender),
    "to": lambda e: _people(*e.mail.recipients),
    "subject": lambda e: e.mail.subject,
    "info": lambda e: e.message_info,
    "heldReason": lambda e: e.mail.policy.reason,
    "all": lambda e: e.text,
}
_LOG_FACTS: Final[Mapping[str, Text[LogEntry]]] = {
    "route": lambda e: e.mail.route,
    "attachments": lambda e: str(e.mail.has_attachments),
    "status": lambda e: e.status,
}


@dataclass(frozen=True, slots=True)
class Criteria:
    """Filters in a form that can be compared: (field, value) of texts and of facts."""

    contains: tuple[tuple[str, str], ...] = ()
    equals: tuple[tuple[str, str], ...] = ()


def criteria(item: Mapping[str, object]) -> Criteria:
    """Read `searchBy` and `filterBy` of a request, in either of filterBy's forms."""
    search = item.get("searchBy") or {}
    if not isinstance(search, Mapping):
        raise BadRequestError("searchBy", "searchBy must be an object")
    field, value = search.get("fieldName"), search.get("value")
    contains = ((str(field), str(value).casefold()),) if field and value else ()
    filters = item.get("filterBy") or []
    if not isinstance(filters, list) or not all(isinstance(f, Mapping) for f in filters):
        raise BadRequestError("filterBy", "filterBy must be an array of objects")
    pairs = [(f["fieldName"], f.get("value")) if "fieldName" in f else pair for f in filters for pair in f.items()]
    equals = {(str(n), str(v).casefold()) for n, v in pairs if v is not None and v != "all"}
    return Criteria(contains, tuple(sorted(equals)))


def filter_mail(mail: Sequence[HeldMail], asked: Criteria, api: Api) -> list[HeldMail]:
    # filterBy is gone from API 2.0's page: taken without a word, like an unknown field.
    facts = _MAIL_FACTS if api == "1.0" else {}
    return _filter(mail, asked, _FIELDS_BY_API[api], facts)


def filter_log(entries: Sequence[LogEntry], asked: Criteria) -> list[LogEntry]:
    return _filter(entries, asked, _LOG_TEXTS, _LOG_FACTS)


def _filter(
    things: Sequence[T],
    asked: Criteria,
    texts: Mapping[str, Text[T]],
    facts: Mapping[str, Text[T]],
) -> list[T]:
    found = list(things)
    for name, value in asked.equals:
        if name in facts:
            fact = facts[name]
            found = [thing for thing in found if fact(thing).casefold() == value]
    for name, value in asked.contains:
        if name in texts:
            text = texts[name]
            found = [thing for thing in found if value in text(thing).casefold()]
    return found


def within(
    newest_first: Sequence[T],
    when: Callable[[T], datetime],
    start: datetime | None,
    end: datetime | None,
) -> Sequence[T]:
    """Cut what is sorted newest first to a window, both ends included."""

    def age(thing: T) -> float:
        return -when(thing).timestamp()

    # A stamp has whole seconds: what came within the last of them belongs to it.
    low = 0 if end is None else bisect_left(newest_first, -end.timestamp() - 0.999999, key=age)
    high = len(newest_first) if start is None else bisect_right(newest_first, -start.timestamp(), key=age)
    return newest_first[low:high]


def page(
    things: Sequence[T], asked: Mapping[str, object], rules: Rules, *, total: bool
) -> tuple[Sequence[T], dict[str, object]]:
    """Cut one page. Its token is a position, so pages shift when the queue changes meanwhile."""
    size = asked.get("pageSize", _DEFAULT_PAGE)
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise BadRequestError("pageSize", "pageSize must be a positive number")
    size = min(size, rules.largest_page)
    given = asked.get("pageToken")
    at = _position(given) if given else 0
    answer: dict[str, object] = {"pageSize": size}
    if at + size < len(things) or rules.empty_pages:
        answer["next"] = given if given and rules.repeat_page_token else _token(at + size)
    if at > 0:
        answer["previous"] = _token(max(0, at - size))
    if total:
        answer["totalCount"] = len(things)
    return things[at : at + size], answer


def _token(position: int) -> str:
    text = json.dumps({"position": position})
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _position(token: object) -> int:
    try:
        text = base64.urlsafe_b64decode(str(token) + "=" * (-len(str(token)) % 4))
        return max(0, int(json.loads(text)["position"]))
    except (ValueError, binascii.Error, TypeError, KeyError) as error:
        raise BadRequestError("pageToken", "pageToken is not valid") from error
