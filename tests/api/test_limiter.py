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


def test_there_is_no_pause_to_begin_with() -> None:
    run = Run()
    assert run.delay == 0
    assert not run.gives_up()
    assert run.limiter.admit()


def test_a_refusal_pauses_all_for_as_long_as_it_says() -> None:
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


def test_the_longest_pause_is_the_one_that_is_told() -> None:
    run = Run()
    assert run.limiter.problem.category == "rate_limited"
    run.limiter.rejected(9, Problem("server_error", "Maintenance."))
    run.limiter.rejected(2)
    assert run.limiter.problem.message == "Maintenance."
    run.limiter.rejected(20)
    assert run.limiter.problem.category == "rate_limited"


def test_without_a_word_the_pause_doubles_up_to_half_a_minute() -> None:
    run = Run()
    pauses = []
    for _ in range(8):
        run.limiter.rejected(None)
        pauses.append(run.delay)
        run.clock.pass_by(run.delay)
    assert pauses == pytest.approx([1, 2, 4, 8, 16, 30, 30, 30])


def test_requests_refused_together_are_one_refusal() -> None:
    run = Run()
    for _ in range(8):
        run.limiter.rejected(None)
    assert run.delay == pytest.approx(1)


def test_a_limiter_that_says_now_and_refuses_again_is_not_asked_in_a_busy_loop() -> None:
    run = Run()
    asked = 0
    while run.clock.seconds < 1000 + 60:
        run.limiter.rejected(0.0)
        asked += 1
        assert run.delay > 0
        run.clock.pass_by(run.delay)
    assert asked < 30


def test_a_word_that_is_kept_is_believed_however_short() -> None:
    run = Run()
    for _ in range(50):
        run.limiter.rejected(0.11)
        assert run.delay == pytest.approx(0.11)
        run.clock.pass_by(0.11)
        run.answered()


@pytest.mark.parametrize("prefix", ["x_ratelimit", "x_rate_limit"])
def test_a_spent_quota_is_waited_for_before_anything_is_refused(prefix: str) -> None:
    run = Run()
    run.answered(**{f"{prefix}_remaining": 0, f"{prefix}_reset": 800})
    assert run.delay == pytest.approx(0.8)
    run.clock.pass_by(0.8)
    assert run.delay == 0


def test_what_is_left_of_the_quota_is_shared_with_the_requests_under_way() -> None:
    run = Run()
    assert all(run.limiter.admit() for _ in range(4))
    run.limiter.finished()
    run.answered(x_ratelimit_remaining=4, x_ratelimit_reset=5000)
    assert run.limiter.admit()
    assert run.delay == pytest.approx(5)
    assert not run.limiter.admit()
    run.limiter.finished()
    assert run.delay == 0


def test_an_answer_that_tells_more_opens_the_way_at_once() -> None:
    run = Run()
    run.answered(x_ratelimit_remaining=0, x_ratelimit_reset=5000)
    run.answered(x_ratelimit_remaining=90, x_ratelimit_reset=60000)
    assert run.delay == 0


@pytest.mark.parametrize("reset", [3_600_000, 86_400_000, 999_999_999])
def test_a_reset_of_hours_is_not_waited_for_without_a_refusal(reset: int) -> None:
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
def test_half_a_word_makes_no_pause(headers: dict[str, object]) -> None:
    run = Run()
    run.answered(**headers)
    assert run.delay == 0


def test_patience_ends_after_ten_minutes_in_which_nothing_else_came_back() -> None:
    run = Run()
    while not run.gives_up():
        assert run.clock.seconds - 1000 < MAX_LIMITED_SECONDS
        run.limiter.rejected(25)
        run.clock.pass_by(0 if run.gives_up() else 25)
    assert run.clock.seconds - 1000 >= MAX_LIMITED_SECONDS - 25


def test_any_other_answer_renews_patience() -> None:
    run = Run()
    for _ in range(100):
        run.limiter.rejected(20)
        assert not run.gives_up()
        run.clock.pass_by(20)
        run.answered()


def test_a_wait_beyond_all_patience_ends_at_once() -> None:
    run = Run()
    run.limiter.rejected(3600)
    assert run.gives_up()
    assert run.delay == pytest.approx(3600)


def test_who_comes_back_after_the_pause_may_try_again() -> None:
    run = Run()
    run.limiter.rejected(3600)
    run.clock.pass_by(3601)
    assert not run.gives_up()
    assert run.limiter.admit()
    run.clock.pass_by(MAX_LIMITED_SECONDS)
    run.limiter.rejected(5)
    assert not run.gives_up()


def test_when_to_come_back_is_told_in_full_though_less_is_waited_for() -> None:
    clock = StillClock()
    limiter = Limiter(clock)
    limiter.answered({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "90000"}, clock.now())
    assert limiter.delay() < 90
    problem = limiter.blocked(60 - 1)
    assert problem
    assert "in 90 s" in problem.hint
    assert limiter.blocked(60) is None
