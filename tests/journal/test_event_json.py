"""The stored form of events: version 2 of the journal keeps its field names, whatever the code calls them."""

from datetime import UTC, datetime

import pytest

from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.bulk.event_json import event_from, event_text
from mimecast_hold.hold_queue.outcome.events import Event, Logged, Lost, Postponed

TIMEOUT = Problem("timeout", "No answer.", "Run it again.", retryable=True)
STORED_TIMEOUT = (
    '{"category":"timeout","message":"No answer.","hint":"Run it again.","code":null,"retryable":true,'
    '"http_status":null}'
)
STORED = {
    f'{{"event":"Lost","problem":{STORED_TIMEOUT},"late":true,"counts":false,"answered":false}}': Lost(
        TIMEOUT, may_still_apply=True, uses_attempt=False
    ),
    f'{{"event":"Postponed","problem":{STORED_TIMEOUT},"sent":true,"counts":true,"token":true}}': Postponed(
        TIMEOUT, sent=True, token=True
    ),
    '{"event":"Logged","fate":"released","operator":"admin@example.com","at":"2026-11-23T09:00:00+00:00",'
    '"problem":null,"offset":-2.0}': Logged(
        "released", "admin@example.com", datetime(2026, 11, 23, 9, tzinfo=UTC), offset=-2.0
    ),
}


@pytest.mark.parametrize(("text", "event"), STORED.items())
def test_an_event_of_version_2_is_written_and_read_under_its_stored_names(text: str, event: Event) -> None:
    assert event_from(text) == event
    assert event_text(event) == text
