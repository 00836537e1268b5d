import math
from collections.abc import Mapping

import pytest

from mimecast_hold.api.limiter import MAX_LIMITED_SECONDS, Limiter
from mimecast_hold.errors import Problem
from tests.api.still_clock import StillClock


class Run:
    """A limiter with its clock."""

    def __init__(self) -> None:
        self.clock = StillClock()
        self.limiter = Limiter(self.clock)

    def answered(self, **headers: object) -> None:
        named: Mapping[str, str] = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        self.limiter.answered(named, self.clock.now())

    def gives_up(self) -> bool:
        return self.limiter.blocked(math.inf) is not None

    @property
    def delay(self) -> float:
        return self.limiter.delay()


def test_a_new_limiter_does_not_pause() -> None:
    run = Run()
    assert run.delay == 0
    assert not run.gives_up()
    assert run.limiter.admit()


def test_a_rejection_pauses_all_requests_for_its_time() -> None:
    run = Run()
    run.limiter.rejected(1.5)
    assert run.delay == pytest.approx(1.5)
    assert not run.limiter.admit()
    run.clock.pass_by(1.5)
    assert run.delay == 0
    assert run.limiter.admit()


def test_of_two_pauses_the_longer_one_counts() -> None:
    run = Run()
    run.limiter.rejected(9)
    run.limiter.rejected(2)
    assert run.delay == pytest.approx(9)


def test_the_reason_of_the_longest_pause_is_reported() -> None:
    run = Run()
    assert run.limiter.problem.category == "rate_limited"
    run.limiter.rejected(9, Problem("server_error", "Maintenance."))
    run.limiter.rejected(2)
    assert run.limiter.problem.message == "Maintenance."
    run.limiter.rejected(20)
    assert run.limiter.problem.category == "rate_limited"


def test_without_a_time_the_pause_doubles_up_to_30_seconds() -> None:
    run = Run()
    pauses = []
    for _ in range(8):
        run.limiter.rejected(None)
        pauses.append(run.delay)
        run.clock.pass_by(run.delay)
    assert pauses == pytest.approx([1, 2, 4, 8, 16, 30, 30, 30])


def test_requests_rejected_together_count_once() -> None:
    run = Run()
    for _ in range(8):
        run.limiter.rejected(None)
    assert run.delay == pytest.approx(1)


def test_a_server_that_says_now_and_rejects_again_causes_no_busy_loop() -> None:
    run = Run()
    asked = 0
    while run.clock.seconds < 1000 + 60:
        run.limiter.rejected(0.0)
        asked += 1
        assert run.delay > 0
        run.clock.pass_by(run.delay)
    assert asked < 30


def test_a_short_wait_is_used_while_it_proves_right() -> None:
    run = Run()
    for _ in range(50):
        run.limiter.rejected(0.11)
        assert run.delay == pytest.approx(0.11)
        run.clock.pass_by(0.11)
        run.answered()


@pytest.mark.parametrize("prefix", ["x_ratelimit", "x_rate_limit"])
def test_a_used_up_quota_pauses_before_anything_is_rejected(prefix: str) -> None:
    run = Run()
    run.answered(**{f"{prefix}_remaining": 0, f"{prefix}_reset": 800})
    assert run.delay == pytest.approx(0.8)
    run.clock.pass_by(0.8)
    assert run.delay == 0


def test_requests_under_way_count_against_the_remaining_quota() -> None:
    run = Run()
    assert all(run.limiter.admit() for _ in range(4))
    run.limiter.finished()
    run.answered(x_ratelimit_remaining=4, x_ratelimit_reset=5000)
    assert run.limiter.admit()
    assert run.delay == pytest.approx(5)
    assert not run.limiter.admit()
    run.limiter.finished()
    assert run.delay == 0


def test_a_response_with_more_quota_ends_the_pause() -> None:
    run = Run()
    run.answered(x_ratelimit_remaining=0, x_ratelimit_reset=5000)
    run.answered(x_ratelimit_remaining=90, x_ratelimit_reset=60000)
    assert run.delay == 0


@pytest.mark.parametrize("reset", [3_600_000, 86_400_000, 999_999_999])
def test_without_a_rejection_no_pause_takes_hours(reset: int) -> None:
    run = Run()
    run.answered(x_ratelimit_remaining=0, x_ratelimit_reset=reset)
    assert run.delay <= 60


@pytest.mark.parametrize(
    "headers",
    [
        {"x_ratelimit_remaining": 0},
        {"x_ratelimit_remaining": 0, "x_ratelimit_reset": "NaN"},
        {"x_ratelimit_remaining": 0, "x_ratelimit_reset": -1},
        {"x_ratelimit_remaining": "none", "x_ratelimit_reset": 100},
        {"x_ratelimit_reset": 100},
    ],
)
def test_incomplete_headers_cause_no_pause(headers: dict[str, object]) -> None:
    run = Run()
    run.answered(**headers)
    assert run.delay == 0


def test_the_limiter_gives_up_after_ten_minutes_of_nothing_but_rejections() -> None:
    run = Run()
    while not run.gives_up():
        assert run.clock.seconds - 1000 < MAX_LIMITED_SECONDS
        run.limiter.rejected(25)
        run.clock.pass_by(0 if run.gives_up() else 25)
    assert run.clock.seconds - 1000 >= MAX_LIMITED_SECONDS - 25


def test_any_other_response_restarts_the_ten_minutes() -> None:
    run = Run()
    for _ in range(100):
        run.limiter.rejected(20)
        assert not run.gives_up()
        run.clock.pass_by(20)
        run.answered()


def test_a_wait_of_more_than_ten_minutes_gives_up_at_once() -> None:
    run = Run()
    run.limiter.rejected(3600)
    assert run.gives_up()
    assert run.delay == pytest.approx(3600)


def test_a_later_run_may_try_again_after_the_pause() -> None:
    run = Run()
    run.limiter.rejected(3600)
    run.clock.pass_by(3601)
    assert not run.gives_up()
    assert run.limiter.admit()
    run.clock.pass_by(MAX_LIMITED_SECONDS)
    run.limiter.rejected(5)
    assert not run.gives_up()


def test_the_hint_names_the_whole_wait_although_the_pause_is_shorter() -> None:
    clock = StillClock()
    limiter = Limiter(clock)
    limiter.answered({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "90000"}, clock.now())
    assert limiter.delay() < 90
    problem = limiter.blocked(60 - 1)
    assert problem
    assert "in 90 s" in problem.hint
    assert limiter.blocked(60) is None
