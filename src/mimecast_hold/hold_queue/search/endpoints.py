"""The calls to the hold queue's endpoints: one function for each.

Sources: the pages of these endpoints in Mimecast's API reference, 1.0 and 2.0.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from mimecast_hold.api.answer.classification import Answer
from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import MimecastHoldError, Problem, error_from
from mimecast_hold.hold_queue.dates import mimecast_date
from mimecast_hold.hold_queue.search.messages import Item
from mimecast_hold.hold_queue.search.rows import Rows, held_rows, log_rows, summary_rows
from mimecast_hold.hold_queue.search.windows import Window, refuses_window
from mimecast_hold.hold_queue.values import count

HOLD_RELEASE = "/api/gateway/hold-release"
HOLD_REJECT = "/api/gateway/hold-reject"
HOLD_LIST = "/api/gateway/get-hold-message-list"
HOLD_SUMMARY = "/api/gateway/get-hold-summary-list"
RELEASE_LOGS = "/api/gateway/get-held-release-logs"
ACCOUNT = "/api/account/get-account"
PAGE_SIZE = 500
_MAX_STALE_PAGES = 3
_MAX_PAGES = 1000  # of any search: a list without an end must not hold the caller for ever


def release_items(ids: Sequence[str]) -> list[Item]:
    """Return the items of hold-release: one for each message."""
    return [{"id": message_id} for message_id in ids]


def reject_items(ids: Sequence[str], *, reason_type: str | None, message: str | None, notify: bool) -> list[Item]:
    """Return the items of hold-reject: one for all messages. `reason_type` is one of Mimecast's published texts.

    `notify` is always sent, because some clients fail without it.
    """
    item: dict[str, object] = {"ids": list(ids), "notify": notify}
    if message:
        item["message"] = message
    if reason_type:
        item["reasonType"] = reason_type
    return [item]


class Page(NamedTuple):
    """One page of a search.

    `total` is Mimecast's count for the whole search, if it gave one. `last`: no page follows, whether or not `total`
    rows were read. `unreadable` counts what could not be read as a row; `unlisted`, on the last page, the rows that
    `total` counts but no page listed. `replaced`: invalid characters were replaced.
    """

    items: tuple[Item, ...]
    total: int | None
    last: bool
    offset: float | None
    unreadable: int = 0
    unlisted: int = 0
    replaced: bool = False


class Search(NamedTuple):
    """A search of get-hold-message-list: one item, always with `admin` and both ends.

    `explicit_ends` names the ends that the user set (`start`, `end`), which are sent unchanged. Other ends follow
    Mimecast's own clock and the service's limits (see `windows`).
    """

    start: datetime
    end: datetime | None = None
    admin: bool = True
    field: str | None = None
    text: str | None = None
    filters: Mapping[str, str] | None = None
    explicit_ends: frozenset[str] = frozenset()

    def item(self, window: Window) -> Item:
        return {"admin": self.admin, **_search_item(window, self.field, self.text, self.filters or {})}


class LogSearch(NamedTuple):
    """A search of get-held-release-logs: always with both ends, because its default start may be today."""

    start: datetime
    end: datetime | None = None
    field: str = "all"
    text: str | None = None
    status: str | None = None
    explicit_ends: frozenset[str] = frozenset()

    def item(self, window: Window) -> Item:
        field = "heldReason" if self.field == "held_reason" else self.field
        return _search_item(window, field, self.text, {"status": self.status} if self.status else {})


def _search_item(window: Window, field: str | None, text: str | None, filters: Mapping[str, str]) -> dict[str, object]:
    item: dict[str, object] = {"start": mimecast_date(window.start), "end": mimecast_date(window.end)}
    if field and text is not None:
        item["searchBy"] = {"fieldName": field, "value": text}
    if filters:
        item["filterBy"] = [{"fieldName": name, "value": value} for name, value in filters.items()]
    return item


def held_pages(client: Client, search: Search, deadline: Deadline, *, page_size: int = PAGE_SIZE) -> Iterator[Page]:
    """Yield the pages of get-hold-message-list: held messages are directly in `data`."""
    return _pages(client, HOLD_LIST, search, deadline, page_size, held_rows)


def log_pages(client: Client, search: LogSearch, deadline: Deadline, *, page_size: int = PAGE_SIZE) -> Iterator[Page]:
    """Yield the pages of get-held-release-logs: entries are in `data[].heldReleaseLogs`."""
    return _pages(client, RELEASE_LOGS, search, deadline, page_size, log_rows)


def hold_summary(client: Client, deadline: Deadline) -> Page:
    """Call get-hold-summary-list: `{"policyInfo", "numberOfItems"}` for each hold reason."""
    answer = _checked(client.call(HOLD_SUMMARY, (), deadline=deadline))
    rows = summary_rows(answer.data)
    unreadable = rows.unreadable + answer.unreadable
    return Page(rows.items, None, last=True, offset=answer.offset, unreadable=unreadable, replaced=answer.replaced)


def account(client: Client, deadline: Deadline) -> Answer:
    """Call get-account, the owner of the credentials. Used as a ping."""
    return _checked(client.call(ACCOUNT, (), deadline=deadline))


def _pages(
    client: Client,
    path: str,
    search: Search | LogSearch,
    deadline: Deadline,
    page_size: int,
    read: Callable[[Sequence[Item]], Rows],
) -> Iterator[Page]:
    """Yield all pages of a search; raises for a repeated page token."""

    def ask(window: Window, token: str | None) -> Answer:
        pagination: dict[str, object] = {"pageSize": page_size, **({"pageToken": token} if token else {})}
        return _checked(client.call(path, (search.item(window),), meta={"pagination": pagination}, deadline=deadline))

    window, answer = _first_page(client, search, ask)
    end_detector = _EndDetector()
    used: set[str] = set()
    listed = 0
    for _ in range(_MAX_PAGES):
        rows = read(answer.data)
        pagination = answer.meta.get("pagination")
        pagination = pagination if isinstance(pagination, dict) else {}
        token, total = _next_token(pagination), count(pagination.get("totalCount"))
        last = end_detector.is_last(rows, total) or token is None
        unreadable = rows.unreadable + answer.unreadable
        listed += len(rows.items) + unreadable
        unlisted = max(0, (total or 0) - listed) if last else 0
        yield Page(rows.items, total, last, answer.offset, unreadable, unlisted, answer.replaced)
        if last or token is None:
            return
        if token in used:
            raise error_from(_malformed("Mimecast repeated a page token, so its list would never end."))
        used.add(token)
        answer = ask(window, token)
    raise error_from(_malformed(f"Mimecast's list did not end within {_MAX_PAGES} pages."))


def _first_page(
    client: Client, search: Search | LogSearch, ask: Callable[[Window, str | None], Answer]
) -> tuple[Window, Answer]:
    """Return the first answer, and the window of its request.

    The request is repeated if Mimecast's clock turns out to be later than the window's end, and if the service refuses
    an end that the user did not set.
    """
    window = Window.of(search.start, search.end, search.explicit_ends, client)
    try:
        answer = ask(window, None)
    except MimecastHoldError as error:
        within = window.within_limits(client)
        if within == window or not refuses_window(error.problem()):
            raise
        return within, ask(within, None)
    later = window.reaching_now(client)
    return (window, answer) if later == window else (later, ask(later, None))


def _next_token(pagination: Mapping[str, object]) -> str | None:
    token = pagination.get("next")
    if token is not None and not isinstance(token, str):
        raise error_from(_malformed("Mimecast sent a page token that is not text: its list cannot be read to the end."))
    return token or None


class _EndDetector:
    """Finds the last page of a list, which may have a page token too, from the rows so far."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._without_id = 0
        self._pages = 0
        self._stale = 0  # pages in a row without a new id

    def is_last(self, rows: Rows, total: int | None) -> bool:
        """Return whether no row can follow this page: it is empty, or `total` rows were read.

        A first page of `total` rows is not the end, because `total` may count that page alone. Arriving mail pushes
        rows from page to page, and an empty page may have an unreadable form, so several pages in a row without a new
        id end the list too.
        """
        ids_before = len(self._ids)
        before = ids_before + self._without_id
        for item in rows.items:
            message_id = item.get("id")
            if isinstance(message_id, str):
                self._ids.add(message_id)
            else:
                self._without_id += 1
        self._without_id += rows.unreadable
        self._pages += 1
        read = len(self._ids) + self._without_id
        self._stale = self._stale + 1 if len(self._ids) == ids_before else 0
        if (not rows.items and not rows.unreadable) or self._stale == _MAX_STALE_PAGES:
            return True
        return total is not None and ((read == total and self._pages > 1) or (read >= total and read == before))


def _checked(answer: Answer) -> Answer:
    """Return the answer to a reading call; raises if Mimecast refused it."""
    if not answer.failures:
        if answer.refusing:
            raise error_from(_malformed("Mimecast refused the request without a reason."))
        return answer
    problem = answer.failures[0].refusal.problem
    if problem.category in ("refused", "not_found"):
        problem = problem._replace(category="refused", hint="Check the search's dates and filters.")
    raise error_from(problem)


def _malformed(text: str) -> Problem:
    return Problem("protocol", text, "Narrow the search, or try again later.", retryable=True)
