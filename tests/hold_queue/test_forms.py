"""Answers in undocumented forms are read or reported as unreadable, never taken for an empty list."""

import json
from typing import Any

import pytest

from mimecast_hold.api.client import Client
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.search.rows import held_rows, log_rows, summary_rows
from tests.api.still_clock import StillClock
from tests.api.wires import Reply, Script, connection

HELD = {
    "id": "a",
    "subject": "Invoice",
    "from": {"emailAddress": "x@example.org"},
    "to": {"emailAddress": "y@example.com"},
}
ENTRY = {
    "id": "a",
    "status": "released",
    "released": "2026-11-22T15:00:00+0000",
    "operator": {"email": "o@example.com"},
}
COUNT = {"policyInfo": "Spam", "numberOfItems": "1,473"}


def body(data: object, **pagination: object) -> Reply:
    meta = {"status": 200, **({"pagination": pagination} if pagination else {})}
    return Reply(200, {}, json.dumps({"meta": meta, "data": data, "fail": []}).encode())


def queue_over(*steps: Any) -> tuple[HoldQueue, Script]:
    wire = Script(*steps)
    return HoldQueue.over(Client(connection(), wire=wire, clock=StillClock())), wire


@pytest.mark.parametrize(
    ("data", "read", "unreadable"),
    [
        ([], 0, 0),
        ([HELD], 1, 0),
        ([{"heldMessages": [HELD, {**HELD, "id": "b"}]}], 2, 0),
        ([{"messages": HELD}], 1, 0),
        ([{"messages": [HELD, "text", {"id": "b"}]}], 1, 2),
        ([HELD, {"id": "b"}], 1, 1),
        ([{"id": "a", "release": True}], 0, 1),
        ([{"heldMessages": []}], 0, 1),
        ([{"heldMessages": None}], 0, 1),
        ([{}], 0, 1),
        ([{"one": [HELD], "other": [HELD]}], 0, 1),
    ],
)
def test_held_messages_are_read_from_the_list_or_a_wrapper(data: Any, read: int, unreadable: int) -> None:
    rows = held_rows(data)
    assert (len(rows.items), rows.unreadable) == (read, unreadable)


@pytest.mark.parametrize(
    ("data", "read", "unreadable"),
    [
        ([], 0, 0),
        ([{"heldReleaseLogs": []}], 0, 0),
        ([{"heldReleaseLogs": [ENTRY]}], 1, 0),
        ([{"heldReleaseLogs": ENTRY}], 1, 0),
        ([{"heldReleaseLogs": [ENTRY, "text", None, {}]}], 1, 3),
        ([{"heldReleaseLogs": None}], 0, 1),
        ([{"heldReleaseLogs": "none"}], 0, 1),
        ([{"releaseLogs": [ENTRY]}], 1, 0),
        ([ENTRY, ENTRY], 2, 0),
        ([{"logs": []}], 0, 1),
        ([{}], 0, 1),
        ([{"heldReleaseLogs": [ENTRY]}, {"heldReleaseLogs": [ENTRY]}], 2, 0),
    ],
)
def test_log_entries_are_read_from_their_wrapper_or_another(data: Any, read: int, unreadable: int) -> None:
    rows = log_rows(data)
    assert (len(rows.items), rows.unreadable) == (read, unreadable)


@pytest.mark.parametrize(
    ("data", "read", "unreadable"),
    [([COUNT], 1, 0), ([{"holds": [COUNT, COUNT]}], 2, 0), ([{"x": 1}], 0, 1), ([{}], 0, 1)],
)
def test_counts_are_read_from_the_list_or_a_wrapper(data: Any, read: int, unreadable: int) -> None:
    rows = summary_rows(data)
    assert (len(rows.items), rows.unreadable) == (read, unreadable)


@pytest.mark.parametrize("verb", ["find", "release_log", "summary"])
def test_an_unreadable_wrapper_is_not_an_empty_list(verb: str) -> None:
    queue, _ = queue_over(body([{"unknown": 5}]))
    report = getattr(queue, verb)().report()
    assert report.warnings == [
        "Items in Mimecast's answer that could not be read: 1. They are not listed, so there may be more."
    ]
    assert report.extras.get("truncated", True) is True


def test_one_bad_item_does_not_hide_the_others() -> None:
    queue, _ = queue_over(body([HELD, {"id": 5}, {**HELD, "id": "b", "size": "much", "to": [5]}]))
    found = queue.find()
    assert [message.id for message in found] == ["a", "b"]
    assert [": 1." in warning for warning in found.warnings] == [True] * 3
    assert any("size_bytes" in warning for warning in found.warnings)


def test_counts_may_be_text_and_an_unreadable_one_is_null_with_a_warning() -> None:
    queue, _ = queue_over(body([COUNT, {"policyInfo": "Other", "numberOfItems": 8.0}, {"policyInfo": "Odd"}]))
    report = queue.summary().report()
    holds: Any = report.extras["holds"]
    assert [one["count"] for one in holds] == [1473, 8, None]
    assert report.summary == {"policies": 3, "messages": 1481}
    assert len(report.warnings) == 1


def test_an_operator_given_as_an_object_is_shown() -> None:
    queue, _ = queue_over(body([{"heldReleaseLogs": [ENTRY]}]))
    (entry,) = queue.release_log(search_field="operator", search_text="o@example.com")
    assert (entry.operator, entry.fate) == ("o@example.com", "released")


@pytest.mark.parametrize("check", ["hold_queue", "release_log"])
def test_the_connection_test_reports_an_unreadable_answer(check: str) -> None:
    queue, _ = queue_over(body([{"unknown": 5}]))
    found = {one.check: one for one in queue.test()}
    assert not found[check].ok
    assert "could not be read" in found[check].detail


def test_a_total_above_the_listed_count_adds_a_warning() -> None:
    queue, _ = queue_over(body([HELD], totalCount="3"))
    found = queue.find()
    list(found)
    assert found.warnings == ["Mimecast counts 3 in total but listed 1: the list may have changed while it was read."]


# Page tokens that do not end.


def endless(rows_on: Any, total: int | None = None) -> Any:
    """Return pages that always have a next token; `rows_on` gives the rows of each page, numbered from 1."""
    number = 0

    def page(_: object) -> Reply:
        nonlocal number
        number += 1
        rows = [{"id": one, "subject": "x"} for one in rows_on(number)]
        return body(rows, next=f"token-{number}", **({} if total is None else {"totalCount": total}))

    return page


@pytest.mark.parametrize(
    ("pages", "total", "listed", "calls"),
    [
        ({1: "ab", 2: "cd"}, None, "abcd", 3),  # an empty page ends it
        ({}, None, "", 1),
        ({1: "ab", 2: "cd"}, 4, "abcd", 2),  # so does the total
        ({1: "ab", 2: "ab", 3: "ab", 4: "ab"}, 2, "ab", 2),  # and a page that brings nothing new after it
        ({1: "ab", 2: "cd", 3: "ef"}, 2, "abcdef", 4),  # a total that counts the page alone ends nothing
        ({1: "ab", 2: "bc", 3: "de"}, 5, "abcde", 3),  # a row that is listed twice counts once
        ({1: "ab"}, 9, "ab", 2),
    ],
)
def test_a_page_token_on_the_last_page_does_not_extend_the_search(
    pages: Any, total: Any, listed: str, calls: int
) -> None:
    queue, wire = queue_over(endless(lambda number: pages.get(number, ""), total))
    report = queue.find(max_messages=100).report()
    messages: Any = report.extras["messages"]
    assert "".join(one["id"] for one in messages) == listed
    assert report.stopped is None
    assert len(wire.sent) == calls
    assert bool(report.warnings) is (total == 9)


@pytest.mark.parametrize(
    "rest", [[{"heldMessages": []}], [HELD], [{"unknown": "form"}]], ids=["another wrapper", "repeats", "unknown"]
)
def test_endless_pages_without_new_ids_end_the_search(rest: list[object]) -> None:
    later = (body(rest, next=f"t{number}", totalCount=9) for number in range(1, 50))
    queue, wire = queue_over(body([HELD], next="t0", totalCount=9), *later)
    report = queue.find(max_messages=100).report()
    assert report.summary == {"found": 1}
    assert report.stopped is None
    assert report.warnings
    assert len(wire.sent) == 4


def test_a_release_log_with_a_token_on_its_last_page_ends() -> None:
    pages = [body([{"heldReleaseLogs": [ENTRY]}], next="t1"), body([{"heldReleaseLogs": []}], next="t2")]
    queue, wire = queue_over(*pages)
    assert len(list(queue.release_log())) == 1
    assert len(wire.sent) == 2
