import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from mimecast_hold.api.answer.classification import Answer, Failure, Kind, classify
from mimecast_hold.api.answer.json_body import UnreadableError, read_json
from mimecast_hold.api.answer.quota import clock_offset
from mimecast_hold.errors import Problem
from tests.api.answer_files import Case, each_case
from tests.api.wires import Reply

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OF_THE_ANSWER = (
    "may_still_apply",
    "reached",
    "wait",
    "http_status",
    "offset",
    "refusing",
    "unreadable",
    "replaced",
    "from_gateway",
)
OF_THE_PROBLEM = ("category", "code", "message", "retryable")


def told(problem: Problem | None) -> dict[str, Any]:
    return {name: getattr(problem, name, None) for name in OF_THE_PROBLEM}


def failure_as_told(failure: Failure) -> dict[str, Any]:
    return {"key": failure.key, "whole_call": failure.refusal.whole_call, **told(failure.refusal.problem)}


def as_told(answer: Answer) -> dict[str, Any]:
    shown = {name: getattr(answer, name) for name in OF_THE_ANSWER}
    return {"kind": answer.kind.name, **shown, **told(answer.problem)}


def matches(shown: Mapping[str, Any], expected: Mapping[str, Any]) -> bool:
    return {name: shown[name] for name in expected} == expected


@each_case
def test_each_response_is_classified_as_expected(case: Case) -> None:
    expected = dict(case.expect)
    hint, failures = expected.pop("hint", ""), expected.pop("failures", None)
    expected.pop("verdict", None)
    answer = classify(case.reply, NOW)
    shown = as_told(answer)
    assert {name: shown[name] for name in expected} == expected
    assert hint in (answer.problem.hint if answer.problem else "")
    for found, wanted in zip(map(failure_as_told, answer.failures), failures or (), strict=failures is not None):
        assert {name: found[name] for name in wanted} == wanted


@each_case
def test_every_refusal_has_a_message_a_hint_and_the_http_status(case: Case) -> None:
    answer = classify(case.reply, NOW)
    problems = [answer.problem] if answer.problem else []
    for problem in [*problems, *(failure.refusal.problem for failure in answer.failures)]:
        assert problem.message.endswith((".", "?", "!", "…"))
        assert problem.hint
        assert problem.http_status == case.reply.status


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}", b'{"a":' * 50_000]
)
def test_nesting_does_not_exhaust_the_stack(body: bytes) -> None:
    answer = classify(Reply(200, {}, body), NOW)
    assert answer.kind is Kind.LOST
    assert answer.problem is not None
    assert answer.problem.category == "protocol"


@pytest.mark.parametrize("text", ["already " * 200_000, "key " * 200_000, "x" * 3_000_000])
def test_a_message_of_any_length_is_read_quickly_and_truncated(text: str) -> None:
    item = {"errors": [{"code": text, "message": text}]}
    answer = classify(Reply(200, {}, json.dumps({"fail": [item]}).encode()), NOW)
    (failure,) = answer.failures
    assert len(failure.refusal.problem.message) <= 2000
    assert len(failure.refusal.problem.code or "") <= 200


def test_a_token_response_is_not_an_answer_about_messages() -> None:
    answer = classify(Reply(200, {}, b'{"access_token": "t", "expires_in": 1800}'), NOW)
    assert answer.kind is Kind.LOST


def test_json_is_parsed_strictly() -> None:
    assert read_json(b' {"a": [1, 2.5, true, null, "\\u00e9\xc3\xa9"]} ').value == {"a": [1, 2.5, True, None, "éé"]}
    with pytest.raises(UnreadableError):
        read_json(b"\xfe\xff")


def test_the_offset_is_mimecasts_clock_minus_ours() -> None:
    assert clock_offset({"date": "Mon, 23 Nov 2026 08:55:00 GMT"}, NOW) == -300
    assert clock_offset({"date": "yesterday"}, NOW) is None
    assert clock_offset({}, NOW) is None


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_an_answer_refuses_unless_both_statuses_are_a_success(status: int) -> None:
    assert not Answer(Kind.ANSWERED, http_status=status).refusing
    assert not Answer(Kind.ANSWERED, http_status=status, meta={"status": status}).refusing
    for other in (0, -1, 100, 199, 300, 403, 500):
        assert Answer(Kind.ANSWERED, http_status=other).refusing
        assert Answer(Kind.ANSWERED, http_status=status, meta={"status": other}).refusing
