import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mimecast_hold.api.answer.classification import Answer, Kind, classify
from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.events import Answered, Event, Lost, Postponed, Verdict
from mimecast_hold.hold_queue.outcome.records import REJECT, RELEASE, Operation
from mimecast_hold.hold_queue.outcome.verdicts import accounts_for_all, events_from
from tests.api.answer_files import Case, each_verdict
from tests.api.wires import Reply

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PROBLEM = Problem("network", "It broke.", "Try again.")


def word(event: Event) -> str:
    if isinstance(event, Answered):
        return event.verdict.value
    if isinstance(event, Postponed):
        return "postponed" if event.uses_attempt else "limited"
    return type(event).__name__.lower()


def told(body: object, *ids: str, status: int = 200, operation: Operation = RELEASE) -> dict[str, str]:
    answer = classify(Reply(status, {}, json.dumps(body).encode()), NOW)
    return {message_id: word(event) for message_id, event in events_from(operation, ids, answer).items()}


def released(*ids: str) -> list[dict[str, object]]:
    return [{"id": message_id, "release": True} for message_id in ids]


def refused(message_id: str | None, message: str = "No such message") -> dict[str, object]:
    key = {} if message_id is None else {"key": {"id": message_id}}
    return {**key, "errors": [{"code": "err_x", "message": message}]}


@each_verdict
def test_an_answer_about_one_message_gives_its_event(case: Case) -> None:
    events = events_from(RELEASE, ("A",), classify(case.reply, NOW))
    assert word(events["A"]) == case.expect["verdict"]


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (Answer(Kind.NOT_SENT, PROBLEM, sent=False), Postponed(PROBLEM)),
        (Answer(Kind.LIMITED, PROBLEM), Postponed(PROBLEM, sent=True, uses_attempt=False)),
        (Answer(Kind.LIMITED, PROBLEM, sent=False), Postponed(PROBLEM, sent=False, uses_attempt=False)),
        (Answer(Kind.STALE_TOKEN, PROBLEM), Postponed(PROBLEM, sent=True, uses_attempt=False, token=True)),
        (Answer(Kind.REFUSED, PROBLEM), Answered(Verdict.REFUSED, PROBLEM)),
        (Answer(Kind.REFUSED, PROBLEM, sent=False), Postponed(PROBLEM)),
        (Answer(Kind.LOST, PROBLEM, may_still_apply=True, reached=False), Lost(PROBLEM, may_still_apply=True)),
        (Answer(Kind.LOST, PROBLEM), Lost(PROBLEM, answered=True)),
    ],
)
def test_an_answer_about_the_request_applies_to_each_message(answer: Answer, event: Event) -> None:
    assert events_from(RELEASE, ("A", "B"), answer) == {"A": event, "B": event}


def test_each_message_of_a_group_is_matched_by_id() -> None:
    body = {"data": [*released("C", "A"), {"id": "D", "release": False}], "fail": [refused("B")]}
    assert told(body, "A", "B", "C", "D") == {"A": "done", "B": "refused", "C": "done", "D": "declined"}


def test_a_message_left_out_of_an_answer_is_lost() -> None:
    assert told({"data": released("A")}, "A", "B") == {"A": "done", "B": "lost"}


def test_a_refusal_without_a_key_may_be_about_the_one_that_is_left_out() -> None:
    body = {"data": released("A"), "fail": [refused(None)]}
    assert told(body, "A", "B") == {"A": "done", "B": "lost"}


def test_a_refusal_without_a_key_contradicts_an_answer_that_accounts_for_all() -> None:
    body = {"data": released("A", "B"), "fail": [refused(None)]}
    assert told(body, "A", "B") == {"A": "contradictory", "B": "contradictory"}


def test_more_refusals_without_a_key_than_messages_left_out_contradict_the_rest() -> None:
    body = {"data": released("A"), "fail": [refused(None), refused(None)]}
    assert told(body, "A", "B") == {"A": "contradictory", "B": "lost"}


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_gateway_that_refuses_a_group_loses_all_its_messages(status: int) -> None:
    answer = classify(Reply(status, {}, b""), NOW)
    events = events_from(RELEASE, ("A", "B"), answer)
    assert {(type(event), getattr(event, "uses_attempt", None)) for event in events.values()} == {(Lost, False)}
    assert word(events_from(RELEASE, ("A",), answer)["A"]) == "refused"


def test_a_group_answer_that_accounts_for_none_uses_no_attempt() -> None:
    events = events_from(RELEASE, ("A", "B"), classify(Reply(200, {}, b'{"data": []}'), NOW))
    assert all(isinstance(event, Lost) and not event.uses_attempt for event in events.values())
    assert not accounts_for_all(events)


def test_a_group_is_accounted_for_if_each_message_has_a_clear_verdict() -> None:
    def clear(body: object) -> bool:
        return accounts_for_all(
            events_from(RELEASE, ("A", "B"), classify(Reply(200, {}, json.dumps(body).encode()), NOW))
        )

    assert clear({"data": released("A"), "fail": [refused("B")]})
    assert not clear({"data": released("A", "A")})
    assert not clear({"data": released("A", "B"), "fail": [refused("B")]})


def test_a_release_answer_does_not_confirm_a_reject() -> None:
    assert told({"data": released("A")}, "A", operation=REJECT) == {"A": "lost"}
    assert told({"data": [{"id": "A", "reject": True}]}, "A", operation=REJECT) == {"A": "done"}
    assert told({"data": [{"id": "A", "reject": True}]}, "A") == {"A": "lost"}


def test_a_contradiction_quotes_the_refusal() -> None:
    answer = classify(Reply(200, {}, json.dumps({"data": released("A"), "fail": [refused("A", "Gone")]}).encode()), NOW)
    event = events_from(RELEASE, ("A",), answer)["A"]
    assert isinstance(event, Answered)
    assert event.problem is not None
    assert "Gone" in event.problem.message


# What a hostile service may send, more often near to Mimecast's form than not.

ids = st.sampled_from(["A", "B", "a", "", "A "])
truths = st.sampled_from([True, False, 1, 0, 1.0, "true", None, [True], {"release": True}])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | ids
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | ids, inner, max_size=3),
    max_leaves=8,
)
items = st.fixed_dictionaries({}, optional={"id": ids | scalars, "release": truths, "reject": truths}) | anything
errors = st.fixed_dictionaries({}, optional={"code": st.text(max_size=9) | scalars, "message": st.text() | scalars})
failures = (
    st.fixed_dictionaries(
        {},
        optional={
            "key": st.fixed_dictionaries({"id": ids}) | ids | anything,
            "errors": st.lists(errors | scalars, max_size=2),
        },
    )
    | anything
)
statuses = st.sampled_from(
    [200, 200, 200, 201, 204, 0, 100, 199, 300, 302, 400, 401, 403, 404, 409, 413, 418, 429, 500, 502, 599]
)
metas = (
    st.fixed_dictionaries({}, optional={"status": statuses | statuses.map(str) | scalars, "pagination": anything})
    | anything
)
bodies = (
    st.fixed_dictionaries(
        {},
        optional={
            "meta": metas,
            "data": st.lists(items, max_size=4) | anything,
            "fail": st.just([]) | st.lists(failures, max_size=3) | anything,
        },
    )
    | anything
)
headers = st.dictionaries(
    st.sampled_from(["date", "retry-after", "x-ratelimit-reset", "x-ratelimit-remaining", "content-length"]),
    st.text(max_size=30),
    max_size=3,
)
raw = bodies.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=60)


def says_done(status: int, body: Any, message_id: str) -> bool:
    """Decide independently: 2xx in HTTP and in any `meta`, true for exactly this id, and nothing against it."""
    if not 200 <= status < 300 or not isinstance(body, dict):
        return False
    function = (body.get("meta") or {}).get("status")
    if function is not None and not 200 <= int(function) < 300:
        return False
    values = values_in(body, message_id)
    fail = body.get("fail")
    failures = [] if fail is None else fail if isinstance(fail, list) else [fail]
    against = [one for one in failures if not names_another(one, message_id)]
    return bool(values) and all(value is True for value in values) and not against


def names_another(failure: Any, message_id: str) -> bool:
    key = failure.get("key") if isinstance(failure, dict) else None
    while isinstance(key, dict | list):
        key = (key.get("id") or key.get("ids")) if isinstance(key, dict) else (key[0] if len(key) == 1 else None)
    return isinstance(key, str) and key != message_id


@given(statuses, headers, raw)
@example(200, {}, b'{"meta":{"status":0},"data":[{"id":"A","release":true}]}')
@example(200, {}, b'{"data":[{"id":"A","release":true},{"id":"A","release":0}]}')
@example(200, {}, b'{"meta":{"status":"' + b"9" * 5000 + b'"},"data":[]}')
def test_any_answer_is_classified_and_only_confirmations_release(
    status: int, headers: dict[str, str], raw: bytes
) -> None:
    answer = classify(Reply(status, headers, raw), NOW)
    (event,) = events_from(RELEASE, ("A",), answer).values()
    if isinstance(event, Answered) and event.verdict is Verdict.DONE:
        assert says_done(status, json.loads(raw.decode("utf-8-sig", "replace"), strict=False), "A")
    for group in (("A", "B"), ("B", "C", "A")):
        events = events_from(RELEASE, group, answer)
        assert set(events) == set(group)
        done = [one for one, found in events.items() if isinstance(found, Answered) and found.verdict is Verdict.DONE]
        assert not done or 200 <= status < 300
        for message_id in done:
            assert confirmed(json.loads(raw.decode("utf-8-sig", "replace"), strict=False), message_id)


def confirmed(body: Any, message_id: str) -> bool:
    values = values_in(body, message_id)
    return bool(values) and all(value is True for value in values)


def values_in(body: Any, message_id: str) -> list[Any]:
    data = body.get("data")
    items = data if isinstance(data, list) else [data]
    return [item.get("release") for item in items if isinstance(item, dict) and item.get("id") == message_id]


@given(st.lists(st.sampled_from("ABCD"), unique=True), st.lists(st.sampled_from("ABCD"), unique=True))
def test_a_confirmation_for_an_id_is_done(asked: list[str], said: list[str]) -> None:
    found = told({"meta": {"status": 200}, "data": released(*said), "fail": []}, *asked)
    assert {one for one, what in found.items() if what == "done"} == set(asked) & set(said)
