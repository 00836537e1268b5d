from datetime import UTC, datetime, timedelta

import pytest

from mimecast_hold.simulator import Quota, Rules, Simulator, Tenant
from mimecast_hold.simulator.mailbox.rules import QuotaHeaders
from tests.simulator.caller import ACCOUNT, LIST, NOW, SUMMARY, Caller


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def tenant_with(clock: Clock, quota: Quota) -> Tenant:
    return Tenant(held=5, now=clock, rules=Rules(quota=quota))


def test_every_answer_has_the_remaining_quota_and_the_reset_in_milliseconds() -> None:
    clock = Clock()
    with Simulator(tenant_with(clock, Quota(2, 60))) as sim:
        caller = Caller(sim)
        answers = []
        for _ in range(3):
            answers.append(caller(ACCOUNT))
            clock.now += timedelta(seconds=1)
    assert [
        (
            answer.status,
            answer.headers["x-ratelimit-limit"],
            answer.headers["x-ratelimit-remaining"],
            answer.headers["x-ratelimit-reset"],
        )
        for answer in answers
    ] == [(200, "2", "1", "60000"), (200, "2", "0", "59000"), (429, "2", "0", "58000")]


def test_a_request_over_the_limit_is_not_carried_out_until_the_next_window() -> None:
    clock = Clock()
    tenant = tenant_with(clock, Quota(1, 10))
    first, second, *_ = tenant.held
    with Simulator(tenant) as sim:
        caller = Caller(sim)
        caller.release(first)
        refused = caller.release(second)
        assert (refused.status, tenant.fate(second)) == (429, "held")
        clock.now += timedelta(seconds=10)
        assert caller.release(second).status == 200


def test_the_default_quota_is_the_recorded_one() -> None:
    assert (Quota().limit, Quota().window_seconds, Quota().per_endpoint) == (800, 5, False)


def test_all_endpoints_share_one_quota() -> None:
    with Simulator(tenant_with(Clock(), Quota(2, 10))) as sim:
        caller = Caller(sim)
        assert (caller(ACCOUNT).status, caller(SUMMARY).status) == (200, 200)
        assert caller(LIST, {"admin": True}).status == 429


def test_each_endpoint_can_have_its_own_quota() -> None:
    with Simulator(tenant_with(Clock(), Quota(1, 10, per_endpoint=True))) as sim:
        caller = Caller(sim)
        assert (caller(ACCOUNT).status, caller(SUMMARY).status) == (200, 200)
        assert caller(ACCOUNT).status == 429


@pytest.mark.parametrize(
    "wrong",
    [{"app_id": "unknown"}, {"app_key": "wrong"}, {"secret_key": "d3Jvbmc="}],
    ids=lambda wrong: str(list(wrong)),
)
def test_refused_calls_count_and_carry_the_headers(wrong: dict[str, str]) -> None:
    with Simulator(tenant_with(Clock(), Quota(3, 10))) as sim:
        refused = Caller(sim, **wrong)(ACCOUNT)
        answer = Caller(sim)(ACCOUNT)
    assert refused.code in ("err_developer_key", "err_xdk_invalid_signature")
    assert refused.headers["x-ratelimit-remaining"] == "2"
    assert answer.headers["x-ratelimit-remaining"] == "1"


def test_an_unknown_access_key_or_token_can_have_its_own_limit() -> None:
    with Simulator(tenant_with(Clock(), Quota(2, 10, stranger_limit=1))) as sim:
        stranger, other = Caller(sim, access_key="stranger"), Caller(sim, "2.0")
        other.bearer = "made up"
        first, second, third = stranger(ACCOUNT), stranger(ACCOUNT), other(ACCOUNT)
        known = Caller(sim)(ACCOUNT)
    assert (first.status, first.headers["x-ratelimit-limit"]) == (401, "1")
    assert (second.status, third.status) == (429, 401)
    assert (known.status, known.headers["x-ratelimit-remaining"]) == (200, "1")


@pytest.mark.parametrize(
    ("form", "header", "value"),
    [
        ("mimecast", "x-ratelimit-reset", "9500"),
        ("x-rate-limit-reset", "x-rate-limit-reset", "9500"),
        ("retry-after", "retry-after", "10"),
        ("retry-after-date", "retry-after", "Wed, 04 Mar 2026 05:06:17 GMT"),
        ("none", None, None),
    ],
)
def test_a_refusal_has_the_reset_in_each_known_form(form: QuotaHeaders, header: str | None, value: str | None) -> None:
    clock = Clock()
    with Simulator(tenant_with(clock, Quota(1, 10, form))) as sim:
        caller = Caller(sim)
        caller(ACCOUNT)
        clock.now += timedelta(milliseconds=500)
        headers = caller(ACCOUNT).headers
    told = {k: v for k, v in headers.items() if "retry" in k or "reset" in k}
    assert told == ({} if header is None else {header: value})


def test_a_gateway_refuses_in_its_own_form() -> None:
    with Simulator(tenant_with(Clock(), Quota(1, 3600, "none", gateway_body=True))) as sim:
        caller = Caller(sim)
        caller(ACCOUNT)
        answer = caller(ACCOUNT)
    assert answer.status == 429
    assert answer.json == {"detail": "Over throttling limit (1/3600s)"}


def test_the_clock_is_in_utc() -> None:
    assert Tenant(held=0).now.tzinfo is UTC
