import threading
from queue import Empty, SimpleQueue

import pytest

from mimecast_hold.api.deadline import Deadline, SystemClock
from mimecast_hold.errors import StoppedError
from tests.api.still_clock import StillClock


def category(error: pytest.ExceptionInfo[StoppedError]) -> str:
    return error.value.problem().category


def test_without_a_deadline_there_is_no_end() -> None:
    deadline = Deadline(StillClock())
    assert deadline.remaining() == float("inf")
    assert deadline.reserve == 0
    assert deadline.stop_reason() is None


@pytest.mark.parametrize(("seconds", "reserve"), [(1, 0.25), (4, 1.0), (8, 2.0), (3600, 2.0)])
def test_the_end_of_a_deadline_is_reserved(seconds: float, reserve: float) -> None:
    clock = StillClock()
    deadline = Deadline(clock, seconds)
    assert deadline.reserve == reserve
    clock.pass_by(seconds - reserve)
    assert deadline.stop_reason() is None
    problem = deadline.stop_reason(reserve=True)
    assert problem is not None
    assert problem.category == "deadline"
    clock.pass_by(reserve)
    assert deadline.stop_reason() == problem


def test_a_deadline_is_counted_from_when_the_run_began() -> None:
    clock = StillClock()
    assert Deadline(clock, 10, since=clock.monotonic() - 4).remaining() == 6


def test_a_pause_ends_at_the_deadline() -> None:
    clock = StillClock()
    with pytest.raises(StoppedError) as caught:
        Deadline(clock, 5).pause(30)
    assert category(caught) == "deadline"
    assert clock.waits == [5]


def test_a_pause_before_the_deadline_does_not_raise() -> None:
    clock = StillClock()
    Deadline(clock, 50).pause(30)
    assert clock.waits == [30]


def test_cancelling_ends_a_pause() -> None:
    deadline = Deadline(SystemClock())
    threading.Timer(0.01, deadline.cancel).start()
    with pytest.raises(StoppedError) as caught:
        deadline.pause(60)
    assert category(caught) == "cancelled"


def test_a_run_that_is_cancelled_starts_nothing() -> None:
    deadline = Deadline(SystemClock(), 60)
    deadline.cancel()
    for work in (lambda: deadline.pause(60), lambda: deadline.within(lambda: 1)):
        with pytest.raises(StoppedError) as caught:
            work()
        assert category(caught) == "cancelled"


def test_within_returns_the_result_or_raises_the_error() -> None:
    deadline = Deadline(SystemClock(), 60)
    assert deadline.within(lambda: 7) == 7

    def fail() -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        deadline.within(fail)


def test_within_returns_none_for_work_without_a_result() -> None:
    assert Deadline(SystemClock(), 60).within(lambda: None) is None


def test_within_raises_at_the_deadline_if_the_work_hangs() -> None:
    ended = threading.Event()
    with pytest.raises(StoppedError) as caught:
        Deadline(SystemClock(), 0.05).within(lambda: ended.wait(10))
    ended.set()
    assert category(caught) == "deadline"


def test_the_system_clock_waits_no_longer_than_requested() -> None:
    clock = SystemClock()
    queue: SimpleQueue[int] = SimpleQueue()
    for seconds in (0, -5, float("-inf"), 0.01):
        with pytest.raises(Empty):
            clock.take(queue, seconds)
    queue.put(5)
    assert clock.take(queue, float("inf")) == 5
    assert clock.now().utcoffset() is not None
