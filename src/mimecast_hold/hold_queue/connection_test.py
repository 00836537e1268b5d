"""Test a connection: check what works and what is missing."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta

from mimecast_hold.api.answer.classification import Answer
from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.listings import Check
from mimecast_hold.hold_queue.outcome.records import RELEASE
from mimecast_hold.hold_queue.outcome.verdicts import accounts_for_all, events_from
from mimecast_hold.hold_queue.search import endpoints

_ACCEPTABLE_OFFSET = 300.0  # seconds; API 1.0 is said to refuse a date 15 minutes off
_UNREADABLE = Problem(
    "protocol",
    "Mimecast's response could not be read.",
    "Check that base_url is Mimecast's. If it is, please report this.",
)


def checks(client: Client, deadline: Deadline, *, release: bool) -> Iterator[Check]:
    """Run all checks. If the credentials are refused, only check the clock: a wrong one may be API 1.0's reason."""
    api = client.connection.api
    answer, problem = _try(lambda: endpoints.account(client, deadline))
    # A missing permission proves that the credentials were accepted.
    accepted = problem is None or problem.category == "permission"
    if accepted:
        yield Check("authentication", required=True, ok=True, detail=f"Mimecast accepts the credentials (API {api}).")
        yield _account(answer, problem)
    else:
        detail = f"Authentication failed (API {api})."
        yield Check("authentication", required=True, ok=False, detail=detail, error=problem)
    if client.offset is not None:
        yield _clock(client.offset)
    if accepted:
        start = client.clock.now() - timedelta(days=1)
        held = endpoints.held_pages(client, endpoints.Search(start), deadline, page_size=1)
        yield _can_read("hold_queue", "The hold queue can be read.", held)
        logged = endpoints.log_pages(client, endpoints.LogSearch(start), deadline, page_size=1)
        yield _can_read("release_log", "The release log can be read.", logged)
        if release:
            yield from _release(client, deadline)


def _try(call: Callable[[], Answer]) -> tuple[Answer | None, Problem | None]:
    try:
        return call(), None
    except MimecastHoldError as error:
        return None, error.problem()


def _account(answer: Answer | None, problem: Problem | None) -> Check:
    if answer is None:
        return Check("account", required=False, ok=False, detail="The account cannot be read.", error=problem)
    if answer.unreadable and not answer.data:
        problem = Problem(
            "protocol",
            "Mimecast's response about the account could not be read.",
            "The credentials were accepted anyway. Please report this.",
        )
        return Check("account", required=False, ok=False, detail="The account could not be read.", error=problem)
    item = answer.data[0] if answer.data else {}
    name, code = item.get("accountName"), item.get("accountCode")
    account = " ".join(str(part) for part in (name, f"({code})" if code else None) if part)
    return Check("account", required=False, ok=True, detail=f"The account is {account or 'not named'}.")


def _clock(offset: float) -> Check:
    side = "ahead of" if offset < 0 else "behind"
    detail = f"This machine's clock is {abs(offset):.0f} s {side} Mimecast's."
    if abs(offset) <= _ACCEPTABLE_OFFSET:
        return Check("clock", required=False, ok=True, detail=detail)
    hint = "Set this machine's clock: Mimecast refuses requests whose date is too far off."
    return Check("clock", required=False, ok=False, detail=detail, error=Problem("configuration", detail, hint))


def _can_read(check: str, detail: str, pages: Iterator[endpoints.Page]) -> Check:
    try:
        problem = _UNREADABLE if next(pages).unreadable else None
    except MimecastHoldError as error:
        problem = error.problem()
    return Check(check, required=False, ok=not problem, detail=problem.message if problem else detail, error=problem)


def _release(client: Client, deadline: Deadline) -> Iterator[Check]:
    """Try to release two ids that cannot exist.

    Mimecast may refuse an id before it checks the permission, so this never proves that the permission is present.
    """
    ids = [f"mimecast-hold-check-{os.urandom(12).hex()}" for _ in range(2)]
    items = endpoints.release_items(ids)
    answer, problem = _try(lambda: client.call(endpoints.HOLD_RELEASE, items, deadline=deadline))
    if answer:
        refusals = [failure.refusal.problem for failure in answer.failures]
        problem = next((refusal for refusal in refusals if refusal.category == "permission"), None)
    detail = "Releasing was not refused for lack of permission."
    if problem:
        refused = problem.category in ("permission", "authentication", "not_found", "refused", "invalid_input")
        detail = "Releasing was refused." if refused else "Releasing could not be tried."
    yield Check("release_permission", required=True, ok=problem is None, detail=detail, error=problem)
    if answer and not problem:
        yield _groups(accounted=accounts_for_all(events_from(RELEASE, ids, answer)))


def _groups(*, accounted: bool) -> Check:
    if accounted:
        detail = "The response to a request with two messages covers both: messages_per_request can be raised."
        return Check("groups", required=False, ok=True, detail=detail)
    detail = "The response to a request with two messages does not cover both: leave messages_per_request at 1."
    problem = Problem("protocol", "The response does not cover both messages.", "Leave messages_per_request at 1.")
    return Check("groups", required=False, ok=False, detail=detail, error=problem)
