"""One function a call to the hold queue's endpoints: what is asked in, items out.

Sources: the pages of the named endpoints in Mimecast's API reference, 1.0 and 2.0.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from mimecast_hold.api.answer.classification import Answer
from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import MimecastHoldError, Problem, error_from
from mimecast_hold.hold_queue.dates import mimecast_date
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
_LOG_FIELDS = {"held_reason": "heldReason"}
_MOST_STALE = 3
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
    """One page of a search.

    `total` is what Mimecast says that the whole search holds, if it says so. `last`: there is no page after it, whether
    or not `total` rows have been read by then. `unreadable` counts what could not be read as a row, and `replaced` is
    true if characters that no text can carry were replaced.
    """

    items: tuple[Item, ...]
    total: int | None
    last: bool
    offset: float | None
    unreadable: int = 0
    replaced: bool = False


class Search(NamedTuple):
    """What get-hold-message-list is asked: always with `admin` and both ends, in exactly one item.

    `given` names the ends that a user gave (`start`, `end`), which are sent as they are. Any other end is by Mimecast's
    own clock, and within the service's limits (see `windows`).
    """

    start: datetime
    end: datetime | None = None
    admin: bool = True
    field: str | None = None
    text: str | None = None
    filters: Mapping[str, str] | None = None
    given: frozenset[str] = frozenset()

    def item(self, window: Window) -> Item:
        """The search as the endpoint takes it."""
        item: dict[str, object] = {"admin": self.admin, **_ends(window)}
        if self.field and self.text is not None:
            item["searchBy"] = {"fieldName": self.field, "value": self.text}
        if self.filters:
            item["filterBy"] = [{"fieldName": name, "value": value} for name, value in self.filters.items()]
        return item


class LogSearch(NamedTuple):
    """What get-held-release-logs is asked: both ends always, since some say that it begins today by default.

    `given` is as in `Search`.
    """

    start: datetime
    end: datetime | None = None
    field: str | None = None
    text: str | None = None
    status: str | None = None
    given: frozenset[str] = frozenset()

    def item(self, window: Window) -> Item:
        """The search as the endpoint takes it."""
        item: dict[str, object] = {**_ends(window)}
        if self.field and self.text is not None:
            item["searchBy"] = {"fieldName": _LOG_FIELDS.get(self.field, self.field), "value": self.text}
        if self.status:
            item["filterBy"] = [{"fieldName": "status", "value": self.status}]
        return item


def log_item(
    start: datetime,
    end: datetime | None = None,
    *,
    field: str | None = None,
    text: str | None = None,
    status: str | None = None,
    given: frozenset[str] = frozenset(),
) -> LogSearch:
    """A search of the release log."""
    return LogSearch(start, end, field, text, status, given)


def _ends(window: Window) -> dict[str, object]:
    return {"start": mimecast_date(window.start), "end": mimecast_date(window.end)}


def held_pages(client: Client, search: Search, deadline: Deadline, *, page_size: int = PAGE_SIZE) -> Iterator[Page]:
    """get-hold-message-list, page by page: held messages stand directly in `data`."""
    return _pages(client, HOLD_LIST, search, deadline, page_size, held_rows)


def log_pages(client: Client, search: LogSearch, deadline: Deadline, *, page_size: int = PAGE_SIZE) -> Iterator[Page]:
    """get-held-release-logs, page by page: entries stand in `data[].heldReleaseLogs`."""
    return _pages(client, RELEASE_LOGS, search, deadline, page_size, log_rows)


def hold_summary(client: Client, deadline: Deadline) -> Page:
    """get-hold-summary-list: `{"policyInfo", "numberOfItems"}` for each hold reason."""
    answer = _answered(client.call(HOLD_SUMMARY, (), deadline=deadline))
    rows = summary_rows(answer.data)
    return _page(rows, answer, None, last=True)


def account(client: Client, deadline: Deadline) -> Answer:
    """get-account: who the credentials belong to; used as a ping."""
    return _answered(client.call(ACCOUNT, (), deadline=deadline))


def _pages(
    client: Client,
    path: str,
    search: Search | LogSearch,
    deadline: Deadline,
    page_size: int,
    read: Callable[[Sequence[Item]], Rows],
) -> Iterator[Page]:
    """Pages to the end of the search; raises for a page token that comes again."""

    def ask(window: Window, token: str | None) -> Answer:
        pagination: dict[str, object] = {"pageSize": page_size, **({"pageToken": token} if token else {})}
        return _answered(client.call(path, (search.item(window),), meta={"pagination": pagination}, deadline=deadline))

    window, answer = _first(client, search, ask)
    used: set[str] = set()
    listing = _Listed()
    for _ in range(_MOST_PAGES):
        rows = read(answer.data)
        token = _next_token(answer)
        total = _total(answer)
        last = token is None or listing.ends_with(rows, total)
        yield _page(rows, answer, total, last=last)
        if token is None or last:
            return
        if token in used:
            raise error_from(_odd("Mimecast sent a page token for the second time, so that its list would never end."))
        used.add(token)
        answer = ask(window, token)
    raise error_from(_odd(f"Mimecast's list did not end within {_MOST_PAGES} pages."))


def _first(
    client: Client, search: Search | LogSearch, ask: Callable[[Window, str | None], Answer]
) -> tuple[Window, Answer]:
    """The first answer, and the window that it was got with.

    Asked once more where Mimecast's clock turns out to be later than the window's end, and where the service refuses an
    end of the window that the user did not give.
    """
    window = Window.of(search.start, search.end, search.given, client)
    try:
        answer = ask(window, None)
    except MimecastHoldError as error:
        within = window.within_limits(client)
        if within == window or not refuses_window(error.problem()):
            raise
        return within, ask(within, None)
    later = window.reaching_now(client)
    return (window, answer) if later == window else (later, ask(later, None))


def _next_token(answer: Answer) -> str | None:
    """The token of the following page; raises for one that cannot be sent."""
    found = answer.meta.get("pagination")
    following = found.get("next") if isinstance(found, dict) else None
    if following is not None and not isinstance(following, str):
        raise error_from(_odd("Mimecast sent a page token that is no text: its list cannot be read to its end."))
    return following or None


class _Listed:
    """The rows of a listing so far, to tell its end where a service sends a page token on its last page, too."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._unnamed = 0
        self._pages = 0
        self._stale = 0  # pages in a row without a new id

    def ends_with(self, rows: Rows, total: int | None) -> bool:
        """Whether nothing can follow this page: it is empty, or `total` rows have been read.

        A first page of `total` rows is not believed, since `total` may count the page alone: the next page shows it.
        Mail that arrives while a list is read pushes rows from page to page, and an empty page may have a form that
        cannot be read, so that no page is plainly empty: several in a row without a new id end the list, too.
        """
        named = len(self._seen)
        known = named + self._unnamed
        for item in rows.items:
            message_id = item.get("id")
            if isinstance(message_id, str):
                self._seen.add(message_id)
            else:
                self._unnamed += 1
        self._unnamed += rows.unreadable
        self._pages += 1
        read = len(self._seen) + self._unnamed
        self._stale = self._stale + 1 if len(self._seen) == named else 0
        if (not rows.items and not rows.unreadable) or self._stale == _MOST_STALE:
            return True
        return total is not None and ((read == total and self._pages > 1) or (read >= total and read == known))


def _total(answer: Answer) -> int | None:
    pagination = answer.meta.get("pagination")
    return count(pagination.get("totalCount")) if isinstance(pagination, dict) else None


def _page(rows: Rows, answer: Answer, total: int | None, *, last: bool) -> Page:
    return Page(rows.items, total, last, answer.offset, rows.unreadable + answer.unreadable, answer.replaced)


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


def _odd(text: str) -> Problem:
    return Problem("protocol", text, "Narrow the search, or try again later.", retryable=True)
