"""Apply a request's filters, time window and page."""

import base64
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
Fields = Mapping[str, Callable[[T], str]]

_DEFAULT_PAGE: Final = 25


class BadRequestError(Exception):
    """An invalid field of a request, with Mimecast's code for it."""

    def __init__(self, field: str, message: str, code: str = "err_validation_invalid") -> None:
        super().__init__(message)
        self.field, self.message, self.code = field, message, code


def _people(*people: Person) -> str:
    return "\n".join(f"{p.name} {p.address}" for p in people)


# Each API has its own field names (Mimecast: Get Hold Message List, 1.0 and 2.0). The service ignores unknown names,
# and returns an unfiltered list.
_MAIL_TEXTS: Final[Fields[HeldMail]] = {
    "subject": lambda m: m.subject,
    "sender": lambda m: _people(m.sender, m.header_sender),
    "recipient": lambda m: _people(*m.recipients),
    "all": lambda m: "\n".join((m.subject, _people(m.sender, m.header_sender, *m.recipients), m.policy.reason_code)),
}
_MAIL_TEXTS_BY_API: Final[Mapping[Api, Fields[HeldMail]]] = {
    "1.0": {**_MAIL_TEXTS, "reason_code": lambda m: m.policy.reason_code},
    "2.0": {**_MAIL_TEXTS, "reasonCode": lambda m: m.policy.reason_code, "senderIP": lambda m: m.sender_ip},
}
_MAIL_FACTS: Final[Fields[HeldMail]] = {
    "route": lambda m: m.route,
    "heldGroup": lambda m: m.policy.held_group,
    "attachments": lambda m: str(m.has_attachments),
}
_LOG_TEXTS: Final[Fields[LogEntry]] = {
    "operator": lambda e: e.operator,
    "from": lambda e: _people(e.mail.sender, e.mail.header_sender),
    "to": lambda e: _people(*e.mail.recipients),
    "subject": lambda e: e.mail.subject,
    "info": lambda e: e.message_info,
    "heldReason": lambda e: e.mail.policy.reason,
    "all": lambda e: e.text,
}
_LOG_FACTS: Final[Fields[LogEntry]] = {
    "route": lambda e: e.mail.route,
    "attachments": lambda e: str(e.mail.has_attachments),
    "status": lambda e: e.status,
}


@dataclass(frozen=True, slots=True)
class Criteria:
    """Filters as hashable pairs of field and value."""

    contains: tuple[tuple[str, str], ...] = ()
    equals: tuple[tuple[str, str], ...] = ()


def criteria(item: Mapping[str, object]) -> Criteria:
    """Read `searchBy` and `filterBy` of a request. Both forms of `filterBy` are accepted."""
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


def filter_mail(mail: Sequence[HeldMail], wanted: Criteria, api: Api) -> Sequence[HeldMail]:
    # API 2.0's page has no filterBy: the service ignores it, like an unknown field.
    return _filter(mail, wanted, _MAIL_TEXTS_BY_API[api], _MAIL_FACTS if api == "1.0" else {})


def filter_log(entries: Sequence[LogEntry], wanted: Criteria) -> Sequence[LogEntry]:
    return _filter(entries, wanted, _LOG_TEXTS, _LOG_FACTS)


def _filter(things: Sequence[T], wanted: Criteria, texts: Fields[T], facts: Fields[T]) -> Sequence[T]:
    for name, value in wanted.equals:
        if fact := facts.get(name):
            things = [thing for thing in things if fact(thing).casefold() == value]
    for name, value in wanted.contains:
        if text := texts.get(name):
            things = [thing for thing in things if value in text(thing).casefold()]
    return things


def within(
    newest_first: Sequence[T], when: Callable[[T], datetime], start: datetime | None, end: datetime | None
) -> Sequence[T]:
    """Return the part inside a window, both ends included."""

    def age(thing: T) -> float:
        return -when(thing).timestamp()

    # A date in a request has whole seconds: everything within its last second belongs to it.
    low = 0 if end is None else bisect_left(newest_first, -end.timestamp() - 0.999999, key=age)
    high = len(newest_first) if start is None else bisect_right(newest_first, -start.timestamp(), key=age)
    return newest_first[low:high]


def page(
    things: Sequence[T], wanted: Mapping[str, object], rules: Rules, *, total: bool
) -> tuple[Sequence[T], dict[str, object]]:
    """Return one page. Its token is a position, so pages shift if the queue changes between them."""
    size = wanted.get("pageSize", _DEFAULT_PAGE)
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        raise BadRequestError("pageSize", "pageSize must be a positive number")
    size = min(size, rules.largest_page)
    token = wanted.get("pageToken")
    at = _position(token) if token else 0
    answer: dict[str, object] = {"pageSize": size}
    if at + size < len(things) or rules.empty_pages:
        answer["next"] = token if token and rules.repeat_page_token else _token(at + size)
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
    except (ValueError, TypeError, KeyError) as error:
        raise BadRequestError("pageToken", "pageToken is not valid") from error
