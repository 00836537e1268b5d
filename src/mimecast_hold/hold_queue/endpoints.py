"""One function a call to the hold queue's endpoints: what is asked in, items out.

Sources: the pages of the named endpoints in Mimecast's API reference, 1.0 and 2.0.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from mimecast_hold.api.answers import Answer
from mimecast_hold.api.client import Client
from mimecast_hold.api.clock import Patience
from mimecast_hold.api.json_body import whole
from mimecast_hold.errors import Problem, error_from
from mimecast_hold.hold_queue.dates import mimecast_date

HOLD_RELEASE = "/api/gateway/hold-release"
HOLD_REJECT = "/api/gateway/hold-reject"
HOLD_LIST = "/api/gateway/get-hold-message-list"
HOLD_SUMMARY = "/api/gateway/get-hold-summary-list"
RELEASE_LOGS = "/api/gateway/get-held-release-logs"
ACCOUNT = "/api/account/get-account"

PAGE_SIZE = 500
_LOG_FIELDS = {"held_reason": "heldReason"}
_MOST_PAGES = 1000  # of any search: a service that never ends must not hold us for ever

Item = Mapping[str, object]


def release_items(ids: Sequence[str]) -> list[Item]:
    """hold-release: one item a message."""
    return [{"id": message_id} for message_id in ids]


class Rejection(NamedTuple):
    """hold-reject: what the sender is told. `reason_type` is one of Mimecast's published texts."""

    reason_type: str | None = None
    message: str | None = None
    notify: bool = False

    def items(self, ids: Sequence[str]) -> list[Item]:
        """One item for all of the `ids`; `notify` is always sent, since some clients fail without it."""
        item: dict[str, object] = {"ids": list(ids), "notify": self.notify}
        if self.message:
            item["message"] = self.message
        if self.reason_type:
            item["reasonType"] = self.reason_type
        return [item]


class Page(NamedTuple):
    """One page of a search: `total` is what Mimecast says that the whole search holds, if it says so."""

    items: tuple[Item, ...]
    total: int | None
    last: bool
    offset: float | None
    unreadable: int = 0


class Search(NamedTuple):
    """What get-hold-message-list is asked: always with `admin` and `start`, in exactly one item."""

    start: datetime
    end: datetime | None = None
    admin: bool = True
    field: str | None = None
    text: str | None = None
    filters: Mapping[str, str] | None = None

    def item(self) -> Item:
        """The search as the endpoint takes it."""
        item: dict[str, object] = {"admin": self.admin, "start": mimecast_date(self.start)}
        if self.end:
            item["end"] = mimecast_date(self.end)
        if self.field and self.text is not None:
            item["searchBy"] = {"fieldName": self.field, "value": self.text}
        if self.filters:
            item["filterBy"] = [{"fieldName": name, "value": value} for name, value in self.filters.items()]
        return item


def held_pages(client: Client, search: Search, patience: Patience, *, page_size: int = PAGE_SIZE) -> Iterator[Page]:
    """get-hold-message-list, page by page: held messages stand directly in `data`."""
    for answer, last in _pages(client, HOLD_LIST, search.item(), patience, page_size):
        yield _page(answer.data, answer, last=last)


def log_pages(
    client: Client,
    item: Item,
    patience: Patience,
    *,
    page_size: int = PAGE_SIZE,
) -> Iterator[Page]:
    """get-held-release-logs, page by page: entries stand in `data[].heldReleaseLogs`."""
    for answer, last in _pages(client, RELEASE_LOGS, item, patience, page_size):
        entries = [entry for one in answer.data for entry in _objects(one.get("heldReleaseLogs"))]
        yield _page(entries, answer, last=last)


def log_item(
    start: datetime,
    end: datetime,
    *,
    field: str | None = None,
    text: str | None = None,
    status: str | None = None,
) -> Item:
    """A search of the release log: both ends always, since some say that it begins today by default."""
    item: dict[str, object] = {"start": mimecast_date(start), "end": mimecast_date(end)}
    if field and text is not None:
        item["searchBy"] = {"fieldName": _LOG_FIELDS.get(field, field), "value": text}
    if status:
        item["filterBy"] = [{"fieldName": "status", "value": status}]
    return item


def hold_summary(client: Client, patience: Patience) -> tuple[Item, ...]:
    """get-hold-summary-list: `{"policyInfo", "numberOfItems"}` for each hold reason."""
    return _answered(client.call(HOLD_SUMMARY, (), patience=patience)).data


def account(client: Client, patience: Patience) -> Answer:
    """get-account: who the credentials belong to; used as a ping."""
    return _answered(client.call(ACCOUNT, (), patience=patience))


def _pages(client: Client, path: str, item: Item, patience: Patience, page_size: int) -> Iterator[tuple[Answer, bool]]:
    """Answers to the end of the search; raises for a page token that comes again."""
    token: str | None = None
    used: set[str] = set()
    for _ in range(_MOST_PAGES):
        pagination: dict[str, object] = {"pageSize": page_size}
        if token:
            pagination["pageToken"] = token
        answer = _answered(client.call(path, (item,), meta={"pagination": pagination}, patience=patience))
        found = answer.meta.get("pagination")
        following = found.get("next") if isinstance(found, dict) else None
        if following is not None and not isinstance(following, str):
            raise error_from(_odd("Mimecast sent a page token that is no text: its list cannot be read to its end."))
        token = following or None
        yield answer, token is None
        if token is None:
            return
        if token in used:
            raise error_from(_odd("Mimecast sent a page token for the second time, so that its list would never end."))
        used.add(token)
    raise error_from(_odd(f"Mimecast's list did not end within {_MOST_PAGES} pages."))


def _page(items: Sequence[Item], answer: Answer, *, last: bool) -> Page:
    pagination = answer.meta.get("pagination")
    total = pagination.get("totalCount") if isinstance(pagination, dict) else None
    return Page(tuple(items), whole(total), last, answer.offset)


def _answered(answer: Answer) -> Answer:
    """The answer of a call that reads; raises where Mimecast refuses it."""
    if not answer.failures and not answer.refusing:
        return answer
    if not answer.failures:
        raise error_from(_odd("Mimecast's answer refuses without a reason."))
    problem = answer.failures[0].refusal.problem
    if problem.category in ("refused", "not_found"):
        problem = problem._replace(category="refused", hint="Check the search's dates and filters.")
    raise error_from(problem)


def _objects(value: object) -> Sequence[Item]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _odd(text: str) -> Problem:
    return Problem("protocol", text, "Narrow the search, or try again later.", retryable=True)
