import json
import re
import string
import sys
from typing import Any

import pytest

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue import ids
from mimecast_hold.plugin.manifest import schema
from mimecast_hold.plugin.validation.schemas import check_output, check_parameters

RELEASE = "release_held_message.input"


def refused(name: str, parameters: object) -> InputError:
    with pytest.raises(InputError) as caught:
        check_parameters(schema(name), parameters)
    return caught.value


def test_defaults_are_filled_in() -> None:
    taken = check_parameters(schema(RELEASE), {"ids": ["a"]})
    assert taken == {"ids": ["a"], "dry_run": False, "look_first": False}


def test_releasing_what_matches_is_a_dry_run_unless_said_otherwise() -> None:
    taken = check_parameters(schema("release_matching_held_messages.input"), {"max_messages": 5})
    assert taken["dry_run"] is True


def test_missing_parameters_are_an_empty_object() -> None:
    assert check_parameters(schema("get_hold_summary.input"), None) == {}


def test_blank_fields_count_as_missing_except_in_a_guard() -> None:
    taken = check_parameters(schema(RELEASE), {"ids": ["a"], "reason": "\t", "look_first": None})
    assert taken == {"ids": ["a"], "dry_run": False, "look_first": False}
    error = refused(RELEASE, {"ids": ["a"], "only_if": {"senders": ["a@example.com"], "recipients": None}})
    assert error.field == "$.only_if.recipients"
    assert "Nothing was sent" in str(error)


def test_an_id_that_is_a_list_in_text_form_is_refused_with_a_hint_about_lists() -> None:
    error = refused(RELEASE, {"ids": ["['a','b']"]})
    assert "a list with one id per entry" in error.hint


def test_a_whole_number_with_a_decimal_point_becomes_an_integer() -> None:
    taken = check_parameters(schema("find_held_messages.input"), {"max_messages": 5.0})
    assert taken["max_messages"] == 5
    assert isinstance(taken["max_messages"], int)


def test_the_input_object_is_not_changed() -> None:
    given: dict[str, Any] = {"ids": ["a"], "only_if": {"senders": ["a@example.com"], "x": None}}
    before = json.dumps(given)
    refused(RELEASE, given)
    assert json.dumps(given) == before


def test_an_unknown_field_is_refused_even_if_it_is_null() -> None:
    assert refused(RELEASE, {"ids": ["a"], "look_frist": None}).field == "$.look_frist"


def test_a_misspelt_field_gets_a_suggestion() -> None:
    assert 'Did you mean "only_if"?' in refused(RELEASE, {"ids": ["a"], "onlyif": {}}).hint


def test_a_single_id_without_a_list_gets_a_hint() -> None:
    assert "Give a list, even for a single value" in refused(RELEASE, {"ids": "abc"}).hint


def test_ten_thousand_ids_are_accepted_and_one_more_is_not() -> None:
    assert len(check_parameters(schema(RELEASE), {"ids": ["a"] * 10_000})["ids"]) == 10_000
    assert "at most 10,000 entries, got 10,001" in str(refused(RELEASE, {"ids": ["a"] * 10_001}))


def test_a_refused_value_is_shown_short_and_escaped() -> None:
    shown = str(refused(RELEASE, {"ids": ["\u202e\x1b[31m" + "x y" * 300]}))
    assert "\\u202e\\u001b[31mx y" in shown
    assert len(shown) < 250


def test_a_misspelt_field_is_named_escaped() -> None:
    assert refused(RELEASE, {"ids": ["a"], "look\n\x1bfirst": 1}).field == '$["look\\n\\u001bfirst"]'


@pytest.mark.parametrize("name", ["CanaryLettersOnly", 'a"\n\x1b' + "b" * 500, "c2VjcmV0Cg=="])
def test_a_name_that_may_be_a_secret_is_not_shown(name: str) -> None:
    error = refused(RELEASE, {"ids": ["a"], name: 1})
    assert str(error) == "$: field number 2 is unknown."
    assert name not in error.hint


def test_half_a_character_is_refused() -> None:
    assert "lone surrogate" in str(refused(RELEASE, {"ids": ["a"], "reason": "\ud83d"}))


def test_deeply_nested_input_is_refused_with_a_path() -> None:
    deep: object = 1
    for _ in range(3000):
        deep = [deep]
    assert refused(RELEASE, {"ids": deep}).field is not None


def test_an_id_keeps_to_the_alphabet_of_base64_and_the_schema_and_the_library_agree() -> None:
    pattern = re.compile(schema(RELEASE)["$defs"]["secure_id"]["pattern"])
    allowed = {*string.ascii_letters, *string.digits, *"-_=+/.~:"}
    assert pattern.search("".join(allowed))
    for point in map(chr, range(sys.maxunicode + 1)):
        taken = bool(pattern.search(f"a{point}"))
        assert taken == bool(pattern.search(f"{point}a")) == (point in allowed)
        assert taken == bool(ids._ID.fullmatch(f"a{point}"))  # noqa: SLF001 - the two patterns must be one


def envelope(**changes: object) -> dict[str, Any]:
    example: dict[str, Any] = json.loads(json.dumps(schema("release_held_message.output")["examples"][0]))
    example["records"][0] |= changes
    return example


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "unknown", "released": None},
        {"outcome": "already_released", "evidence": "release_log", "released_by": "admin@example.com"},
        {"outcome": "failed", "released": False},
        {"outcome": "not_released", "released": False},
        {"outcome": "skipped", "released": False, "attempts": 0, "evidence": "hold_queue"},
    ],
)
def test_a_valid_record_passes(changes: dict[str, object]) -> None:
    assert check_output(schema("release_held_message.output"), envelope(**changes)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "unknown", "released": True},
        {"outcome": "failed", "released": True},
        {"outcome": "skipped", "released": None},
        {"outcome": "released", "released": False},
        {"outcome": "already_released", "released": False},
        {"outcome": "already_released", "error": {}},
        {"outcome": "gone"},
        {"completed_at": "2026-11-23T09:00:00Z"},
        {"attempts": -1},
        {"extra": 1},
    ],
)
def test_a_record_that_contradicts_itself_does_not_pass(changes: dict[str, object]) -> None:
    problems = check_output(schema("release_held_message.output"), envelope(**changes))
    assert problems
    assert all(problem.startswith("$.records[0]") for problem in problems)


def test_every_violation_of_an_envelope_is_listed() -> None:
    broken = envelope(released=1) | {"status": "fine", "host": 5}
    problems = check_output(schema("release_held_message.output"), broken)
    assert {problem.partition(":")[0] for problem in problems} >= {"$.status", "$.host"}
