"""Both ends of every search follow Mimecast's clock and the service's limits."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import ServiceError
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.search.snapshot import look
from mimecast_hold.simulator import Rules, Tenant
from tests.api.still_clock import START, StillClock
from tests.api.wires import Reply, Script, Sent, answer, connection
from tests.hold_queue.rig import LIST, LOG, client_of, served

Read = Callable[[HoldQueue], Any]
READS: dict[str, Read] = {"find": lambda queue: list(queue.find()), "log": lambda queue: list(queue.release_log())}
DAY = timedelta(days=1)


def queue_over(*steps: Any) -> tuple[HoldQueue, Script]:
    wire = Script(*steps)
    return HoldQueue.over(Client(connection(), wire=wire, clock=StillClock())), wire


def ends(sent: Sent) -> tuple[datetime, datetime]:
    (item,) = json.loads(sent.body)["data"]
    start, end = (datetime.strptime(item[name], "%Y-%m-%dT%H:%M:%S%z") for name in ("start", "end"))
    return start, end


def dated(offset: timedelta, data: object = ()) -> Reply:
    return answer(data, date=format_datetime(START + offset, usegmt=True))


def refused(code: str, message: str) -> Reply:
    errors = [{"code": code, "message": message, "retryable": False}]
    body = {"meta": {"status": 400}, "data": [], "fail": [{"errors": errors}]}
    return Reply(200, {}, json.dumps(body).encode())


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("behind", [timedelta(minutes=4), timedelta(hours=3), timedelta(days=3)])
def test_a_slow_clock_hides_no_mail(read: str, behind: timedelta) -> None:
    tenant = Tenant(held=4, rules=Rules(clock_offset=behind, date_window=timedelta(days=30)))
    ids = list(tenant.held)
    if read == "log":
        for one in ids:
            tenant.act_as_other_admin(one, "release")
    with served(tenant) as sim:
        assert len(READS[read](HoldQueue.over(client_of(sim)))) == 4


@pytest.mark.parametrize("read", READS)
def test_without_an_end_the_window_ends_a_day_after_mimecasts_clock(read: str) -> None:
    theirs = timedelta(minutes=7)
    queue, wire = queue_over(dated(theirs))
    READS[read](queue)
    READS[read](queue)
    assert [ends(sent)[1] for sent in wire.sent] == [START + DAY, START + theirs + DAY]


@pytest.mark.parametrize("read", READS)
def test_a_clock_days_behind_repeats_the_first_request(read: str) -> None:
    theirs = timedelta(days=3)
    queue, wire = queue_over(dated(theirs))
    READS[read](queue)
    assert [ends(sent)[1] for sent in wire.sent] == [START + DAY, START + theirs + DAY]


def test_an_implausible_date_does_not_move_the_window() -> None:
    for odd in ("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"):
        queue, wire = queue_over(answer(date=odd))
        list(queue.find())
        list(queue.find())
        assert {ends(sent)[1] for sent in wire.sent} == {START + DAY}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("err_validation_invalid_date", "end must not be in the future"),
        ("err_validation_date_range", "The date range is too large"),
        ("err_validation", "Invalid value"),
        ("err_track_and_trace_invalid_start_date", "start is too far back"),
        ("", "The start date lies more than 30 days back"),
    ],
)
def test_a_service_that_refuses_the_window_is_asked_once_more_within_its_limits(
    read: str, code: str, message: str
) -> None:
    queue, wire = queue_over(refused(code, message), answer())
    READS[read](queue)
    first, second = map(ends, wire.sent)
    assert first[1] == START + DAY
    assert second[1] == START
    assert START - timedelta(days=30) < second[0] <= START - DAY


def test_given_ends_are_sent_unchanged_and_their_refusal_is_reported() -> None:
    queue, wire = queue_over(answer(), refused("err_validation_invalid_date", "start is too far back"))
    with pytest.raises(ServiceError, match="too far back"):
        list(queue.find(start="90d", end=START - DAY))
    _, sent = wire.sent  # the first asks for Mimecast's clock
    assert ends(sent) == (START - timedelta(days=90), START - DAY)


def test_a_default_end_moves_while_a_given_start_stays() -> None:
    queue, wire = queue_over(answer(), refused("err_validation_invalid_date", "end lies in the future"), answer())
    list(queue.find(start="90d"))
    assert [ends(sent)[0] for sent in wire.sent[1:]] == [START - timedelta(days=90)] * 2


def test_other_refusals_are_not_repeated() -> None:
    queue, wire = queue_over(refused("err_folder_not_found", "The folder is unknown to us"))
    with pytest.raises(ServiceError):
        list(queue.find())
    assert len(wire.sent) == 1


def test_a_second_refusal_is_reported() -> None:
    queue, wire = queue_over(refused("err_validation_invalid_date", "no such date"))
    with pytest.raises(ServiceError, match="no such date"):
        list(queue.find())
    assert len(wire.sent) == 2


def test_the_forms_default_does_not_count_as_given() -> None:
    queue, wire = queue_over(refused("err_validation_invalid_date", "start is too far back"), answer())
    list(queue.find(start="30d"))
    assert ends(wire.sent[1])[0] == START - timedelta(days=30) + timedelta(hours=1)


def test_settling_respects_the_services_limits() -> None:
    rows = [{"id": "held", "subject": "x"}]
    wire = Script(refused("err_validation_invalid_date", "start is too far back"), answer(rows))
    client = Client(connection(), wire=wire, clock=StillClock())
    look(client, ["held"], Deadline(client.clock))
    assert [sent.path for sent in wire.sent[:2]] == [LIST, LIST]
    assert ends(wire.sent[1])[0] == START - timedelta(days=30) + timedelta(hours=1)


def test_all_pages_of_a_search_have_the_same_window() -> None:
    def page(*ids: str, **pagination: object) -> Reply:
        rows = [{"id": one, "subject": "x"} for one in ids]
        return Reply(200, {}, json.dumps({"meta": {"pagination": pagination}, "data": rows}).encode())

    queue, wire = queue_over(
        refused("err_validation_invalid_date", "no future dates"), page("a", next="t1"), page("b", next="t2"), page("c")
    )
    assert [message.id for message in queue.find()] == ["a", "b", "c"]
    assert len({ends(sent) for sent in wire.sent[1:]}) == 1


def test_both_ends_are_sent_by_every_search() -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim:
        queue = HoldQueue.over(client_of(sim))
        list(queue.find())
        list(queue.release_log())
        list(queue.test())
        list(queue.release(["never-held"]))
        list(queue.release(list(tenant.held), only_if={"recipients": ["a@example.com"]}))
        asked = [json.loads(one.body)["data"] for one in sim.requests if one.path in (LIST, LOG)]
    assert len(asked) >= 6
    assert all({"start", "end"} <= item.keys() for (item,) in asked)
    assert all(datetime.strptime(item["end"], "%Y-%m-%dT%H:%M:%S%z") > datetime.now(UTC) for (item,) in asked)
