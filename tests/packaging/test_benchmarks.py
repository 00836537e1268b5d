"""The arithmetic of the benchmarks; their figures are nobody's assertion."""

from benchmarks import table
from benchmarks.comparison import Case, Samples, Target, result

OURS, REFERENCE = (2.0, 3.0, 4.0), (2.0, 2.0, 2.0)


def case(target: Target) -> Case:
    return Case("name", "ours", "theirs", target, 3, lambda _: Samples(OURS, REFERENCE))


def measured(target: Target) -> dict[str, object]:
    one = case(target)
    return result(one, one.measure(one.rounds))


def test_a_ratio_is_taken_round_by_round_and_shown_with_its_quartiles() -> None:
    given = measured(Target(1.5))
    assert given["ratio"] == {"low": 1.25, "median": 1.5, "high": 1.75}
    assert given["reached"] is True
    assert measured(Target(1.49))["reached"] is False


def test_where_more_is_better_the_ratio_says_how_many_times_faster_ours_is() -> None:
    given = measured(Target(0.6, "at least"))
    assert given["ratio"] == {"low": 0.583, "median": 0.667, "high": 0.833}
    assert given["reached"] is True
    assert given["to_reach"] == ">= 0.6"


def test_one_round_has_no_spread() -> None:
    one = result(case(Target(1)), Samples((3.0,), (2.0,)))
    assert one["ratio"] == {"low": 1.5, "median": 1.5, "high": 1.5}


def test_the_table_says_what_was_reached_and_what_was_missed() -> None:
    lines = table.lines([measured(Target(1.5)), measured(Target(1))])
    assert "<= 1.5 reached" in lines[2]
    assert "<= 1 missed" in lines[3]
    assert len({line.index("1.250 to 1.750") for line in lines[2:]}) == 1
