"""The benchmarks' arithmetic, tables and picture. No test asserts a figure."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from benchmarks import report
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


def test_the_ratio_is_calculated_for_each_round_and_shown_with_quartiles() -> None:
    found = measured(Target(1.5))
    assert found["ratio"] == {"low": 1.25, "median": 1.5, "high": 1.75}
    assert found["reached"] is True
    assert measured(Target(1.49))["reached"] is False


def test_for_an_at_least_target_the_ratio_says_how_many_times_faster_the_plugin_is() -> None:
    found = measured(Target(0.6, "at least"))
    assert found["ratio"] == {"low": 0.583, "median": 0.667, "high": 0.833}
    assert found["reached"] is True
    assert found["target"] == "at least 0.6"


def test_one_round_has_no_spread() -> None:
    one = result(case(Target(1)), Samples((3.0,), (2.0,)))
    assert one["ratio"] == {"low": 1.5, "median": 1.5, "high": 1.5}


def test_the_table_says_in_words_which_targets_are_reached() -> None:
    lines = report.lines([measured(Target(1.5)), measured(Target(1))])
    assert "at most 1.5: reached" in lines[2]
    assert "at most 1: missed" in lines[3]
    assert len({line.index("1.250 to 1.750") for line in lines[2:]}) == 1


def test_the_last_full_run_has_every_case_as_it_is_now() -> None:
    assert [(one["case"], one["what"], one["target"]) for one in RUN["results"]] == [
        (one.name, one.what, str(one.target)) for one in CASES
    ]


def test_the_picture_is_drawn_from_the_last_full_run() -> None:
    assert (ROOT / "docs" / "benchmarks.svg").read_text(encoding="utf-8") == report.picture(RUN)


def test_the_page_shows_the_last_full_run() -> None:
    page = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    assert report.put_into(page, RUN) == page


def test_a_page_without_a_place_for_the_results_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        report.put_into("# A page", RUN)


def test_the_picture_is_xml_and_describes_itself_in_words() -> None:
    picture = ET.fromstring(report.picture(RUN))  # noqa: S314  # our own file
    description = picture.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert [label for label in ("1 message:", "200 messages:", "1,000 messages:") if label not in description] == []
    bars = picture.findall("{http://www.w3.org/2000/svg}rect[@height='20']")
    assert [bar.get("class") for bar in bars] == ["script", "plugin"] * 3
