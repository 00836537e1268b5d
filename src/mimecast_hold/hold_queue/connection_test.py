"""What works over a connection, and what is missing: one check a record, in plain words."""

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

_REPORT = "The credentials were accepted all the same; please report this."
_TOLERATED = 300.0  # seconds; API 1.0 is taken to refuse a date 15 minutes off


def checks(client: Client, deadline: Deadline, *, release: bool) -> Iterator[Check]:
    """All checks that make sense; after refused credentials only the clock's, which may be API 1.0's reason."""
    answer, problem = _tried(lambda: endpoints.account(client, deadline))
    # A refusal for lack of permission proves that the credentials themselves were accepted.
    accepted = problem is None or problem.category == "permission"
    api = client.connection.api
    if accepted:
        yield Check(
            "authentication",
            required=True,
            ok=True,
            detail=f"Mimecast accepts the credentials (API {api}).",
        )
        yield _account(answer, problem)
    else:
        yield Check(
            "authentication", required=True, ok=False, detail=f"Mimecast could not be used (API {api}).", error=problem
        )
    yield from _clock(client.offset)
    if accepted:
        yield _read("hold_queue", "The hold queue can be read.", lambda: _first_held(client, deadline))
        yield _read("release_log", "The release log can be read.", lambda: _first_logged(client, deadline))
        if release:
            yield from _release(client, deadline)


def _tried(work: Callable[[], Answer | None]) -> tuple[Answer | None, Problem | None]:
    try:
        return work(), None
    except MimecastHoldError as error:
        return None, error.problem()


def _account(answer: Answer | None, problem: Problem | None) -> Check:
    if answer is None:
        return Check("account", required=False, ok=False, detail="The account cannot be read.", error=problem)
    if answer.unreadable and not answer.data:
        problem = Problem("protocol", "Mimecast's answer about the account is in no form that can be read.", _REPORT)
        return Check("account", required=False, ok=False, detail="The account could not be read.", error=problem)
    item = answer.data[0] if answer.data else {}
    name, code = item.get("accountName"), item.get("accountCode")
    known = " ".join(str(part) for part in (name, f"({code})" if code else None) if part)
    return Check("account", required=False, ok=True, detail=f"The account is {known or 'not named'}.")


def _clock(offset: float | None) -> Iterator[Check]:
    if offset is None:
        return
    side = "ahead of" if offset < 0 else "behind"
    detail = f"This machine's clock is {abs(offset):.0f} s {side} Mimecast's."
    ok = abs(offset) <= _TOLERATED
    problem = Problem(
        "configuration",
        detail,
        "Set this machine's clock: Mimecast refuses dates too far from its own.",
    )
    yield Check("clock", required=False, ok=ok, detail=detail, error=None if ok else problem)


def _read(check: str, detail: str, work: Callable[[], endpoints.Page]) -> Check:
    try:
        page = work()
    except MimecastHoldError as error:
        return Check(check, required=False, ok=False, detail=str(error), error=error.problem())
    if page.unreadable:
        return Check(check, required=False, ok=False, detail=_UNREADABLE.message, error=_UNREADABLE)
    return Check(check, required=False, ok=True, detail=detail)


_UNREADABLE = Problem(
    "protocol",
    "Mimecast's answer has a form that could not be read.",
    "Check that base_url leads to Mimecast, and report the form of the answer.",
)


def _first_held(client: Client, deadline: Deadline) -> endpoints.Page:
    start = client.clock.now() - timedelta(days=1)
    return next(endpoints.held_pages(client, endpoints.Search(start=start), deadline, page_size=1))


def _first_logged(client: Client, deadline: Deadline) -> endpoints.Page:
    search = endpoints.log_item(client.clock.now() - timedelta(days=1))
    return next(endpoints.log_pages(client, search, deadline, page_size=1))


def _release(client: Client, deadline: Deadline) -> Iterator[Check]:
    """Ask to release two ids that cannot exist.

    An id may be refused before the permission is looked at, so that no refusal proves no permission.
    """
    ids = [f"mimecast-hold-check-{os.urandom(12).hex()}" for _ in range(2)]
    items = endpoints.release_items(ids)
    answer, problem = _tried(lambda: client.call(endpoints.HOLD_RELEASE, items, deadline=deadline))
    if answer:
        refusals = [failure.refusal.problem for failure in answer.failures]
        problem = next((one for one in refusals if one.category == "permission"), None)
    yield _permission(problem)
    if answer and not problem:
        yield _groups(accounted=accounts_for_all(events_from(RELEASE, ids, answer)))


def _permission(problem: Problem | None) -> Check:
    detail = "Releasing was not refused for lack of permission."
    if problem:
        refused = problem.category in ("permission", "authentication", "not_found", "refused", "invalid_input")
        detail = "Releasing was refused." if refused else "Releasing could not be tried."
    return Check("release_permission", required=True, ok=problem is None, detail=detail, error=problem)


def _groups(*, accounted: bool) -> Check:
    if accounted:
        detail = "An answer to two messages accounts for each: messages_per_request may be raised."
        return Check("groups", required=False, ok=True, detail=detail)
    detail = "An answer to two messages does not account for each: leave messages_per_request at 1."
    problem = Problem("protocol", "Groups are not accounted for.", "Leave messages_per_request at 1.")
    return Check("groups", required=False, ok=False, detail=detail, error=problem)
