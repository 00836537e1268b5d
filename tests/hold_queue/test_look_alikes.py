"""A message that the log knows by its looks alone: only where nothing was left unread, and no other looks like it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from mimecast_hold.api.client import Client
from mimecast_hold.api.mishaps import TransportError
from mimecast_hold.api.permit import Leave, always
from mimecast_hold.hold_queue.queue import HoldQueue
from tests.api.wires import Reply, connection
from tests.hold_queue.rig import LIST, RELEASE, FastClock

PERSON = {"emailAddress": "a@example.com"}
HELD = {"id": "A", "subject": "Daily report", "from": PERSON, "to": PERSON, "size": 100}
TWIN = {**HELD, "id": "TWIN"}
ENTRY = {
    "id": "log-1",
    "status": "released",
    "released": "2099-01-01T00:00:00+0000",
    "operator": "admin@example.com",
    "size": 100,
    "fromEnv": PERSON,
    "to": [PERSON],
    "subject": "Daily report",
}
REJECTED = {**ENTRY, "id": "log-2", "status": "rejected"}
GONE = {"key": {"id": "A"}, "errors": [{"code": "err_hold_message_not_found", "message": "Not found."}]}


def reply(data: Sequence[object], *, status: int = 200, fail: Sequence[object] = (), **pagination: Any) -> Reply:
    body = {"meta": {"status": status, "pagination": pagination}, "data": list(data), "fail": list(fail)}
    return Reply(status, {}, json.dumps(body).encode())


class Tenant:
    """A tenant whose ids in the log are its own: A's first release is lost, and then it is gone."""

    def __init__(self, looks: Sequence[tuple[list[object], int]], log: Sequence[Reply]) -> None:
        self._looks = list(looks)
        self._log = list(log)
        self._releases = 0

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes, begin: Leave = always) -> Reply:
        begin()
        if url.endswith(RELEASE):
            self._releases += 1
            if self._releases == 1:
                raise TransportError("The connection broke.", sent=True)
            return reply([], fail=[GONE])
        if url.endswith(LIST):
            items, total = self._looks.pop(0) if self._looks else ([], 0)
            return reply(items, totalCount=total)
        return self._log.pop(0)


def told(tenant: Tenant) -> tuple[str, str | None]:
    client = Client(connection(), wire=tenant, clock=FastClock(1000), chance=lambda: 0.0)
    (record,) = HoldQueue.over(client).release(["A"], look_first=True)
    return record.outcome, record.evidence


def logged(*entries: object, **pagination: Any) -> Reply:
    return reply([{"heldReleaseLogs": list(entries)}], **pagination)


def test_a_message_that_none_other_looks_like_is_known_by_its_looks() -> None:
    assert told(Tenant([([HELD], 1)], [logged(ENTRY)])) == ("released", "release_log")


@pytest.mark.parametrize(
    "rest",
    [logged(REJECTED), Reply(500), reply([], status=403), Reply(200, {}, b"no JSON")],
    ids=["read", "500", "403", "?"],
)
def test_an_entry_like_it_is_not_taken_for_its_own_while_the_rest_is_unread_or_says_otherwise(rest: Reply) -> None:
    outcome, _ = told(Tenant([([HELD], 1)], [logged(ENTRY, next="more"), *[rest] * 4]))
    assert outcome == "unknown"


@pytest.mark.parametrize(
    "looks",
    [
        [([HELD, TWIN], 2)],
        [([HELD, TWIN], 3), ([HELD], 3), ([HELD], 3)],  # in an earlier take than the last
        [([HELD, TWIN], 3), ([HELD], 1)],
        [([HELD], 1), ([TWIN], 2), ([], 0)],  # in the look that settles
        [([HELD], 1), ([TWIN], 1)],
    ],
)
def test_another_that_was_seen_and_looks_like_it_is_never_forgotten(looks: Any) -> None:
    assert told(Tenant(looks, [logged(ENTRY)] * 4)) == ("unknown", "hold_queue")
