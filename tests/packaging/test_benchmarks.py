"""The arithmetic of the benchmarks, and what is written and drawn of them; their figures are nobody's assertion."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks import chart, table
from benchmarks.cases import CASES
from benchmarks.comparison import Case, Samples, Target, result

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
RUN: dict[str, Any] = json.loads((BENCHMARKS / "results.json").read_text(encoding="utf-8"))
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


def test_what_is_at_least_to_be_reached_takes_up_less_of_it_the_more_there_is() -> None:
    assert Target(160, "at least").used_by(200) == 80
    assert Target(2).used_by(3) == 150


def test_the_last_full_run_names_every_case_as_it_is_now() -> None:
    assert [(one["case"], one["what"], one["to_reach"]) for one in RUN["results"]] == [
        (one.name, one.what, str(one.target)) for one in CASES
    ]


def test_the_picture_is_drawn_from_the_last_full_run() -> None:
    assert (ROOT / "docs" / "benchmarks.svg").read_text(encoding="utf-8") == chart.drawn(RUN)


def test_the_page_shows_the_last_full_run() -> None:
    page = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    assert table.put_into(page, RUN) == page


def test_a_page_without_a_place_for_the_results_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        table.put_into("# A page", RUN)


def test_the_picture_is_xml_that_says_in_words_what_it_shows() -> None:
    picture = ET.fromstring(chart.drawn(RUN))  # noqa: S314  # drawn here
    told = picture.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert [one.name for one in CASES if f"{one.name}: " not in told] == []


def test_what_lies_beyond_the_scale_is_drawn_as_an_arrow_at_its_end() -> None:
    beyond = deepcopy(RUN)
    beyond["results"][0]["percent_of_allowed"] = {"low": 900, "median": 1000, "high": 1100}
    assert "<path" not in chart.drawn(RUN)
    assert "<path" in chart.drawn(beyond)
