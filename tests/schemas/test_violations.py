"""Refusals say where and what in the same words, with and without jsonschema."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from mimecast_hold.plugin.manifest import load, schema
from mimecast_hold.plugin.validation.schemas import check_output, violation
from mimecast_hold.plugin.validation.violations import explain

HERE = Path(__file__).parent
CASES = [
    pytest.param(path, id=f"{path.parent.parent.name}-{path.stem}")
    for path in sorted(HERE.glob("*/invalid/*.json"))
    if violation(schema(f"{path.parent.parent.name}.input"), json.loads(path.read_text(encoding="utf-8"))["input"])
]


def case(path: Path) -> tuple[dict[str, Any], Any]:
    return dict(schema(f"{path.parent.parent.name}.input")), json.loads(path.read_text(encoding="utf-8"))["input"]


@pytest.mark.parametrize("path", CASES)
def test_every_refusal_says_where_and_what(path: Path) -> None:
    found = violation(*case(path))
    assert found
    assert re.fullmatch(r"\$(\.[a-z_]+|\[\d+\])*: .+\.", found.message, re.DOTALL)
    assert found.json_path == found.message.partition(":")[0]
    assert found.hint
    assert len(found.text) < 300


@pytest.mark.parametrize("path", CASES)
def test_the_checker_and_jsonschema_refuse_with_the_same_words(path: Path) -> None:
    rules, instance = case(path)
    errors = [best_match([error]) for error in Draft202012Validator(rules).iter_errors(instance)]
    said = [explain(rules, tuple(one.absolute_path), str(one.validator), one.instance) for one in errors]
    assert violation(rules, instance) in said


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"ids": ["a"], "dry_run": "perhaps"}, "$.dry_run: expected true or false, got text."),
        ({"ids": ["a", "b", 7]}, "$.ids[2]: expected text, got a number."),
        ({"ids": ["a"], "only_if": {"senders": ["a@example.com", "x"]}}, "$.only_if.senders[1]: does not have the"),
        ({"ids": []}, "$.ids: expected at least 1 entry."),
        ({}, "$.ids: required, but missing."),
    ],
)
def test_the_message_names_the_item(parameters: dict[str, object], message: str) -> None:
    found = violation(schema("release_held_message.input"), parameters)
    assert found
    assert found.message.startswith(message)


@pytest.mark.parametrize("action", load().actions, ids=lambda action: action.id)
def test_without_jsonschema_an_envelope_has_its_first_violation(action: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {**action.output_schema["examples"][0], "status": "fine", "host": 5}
    both = check_output(action.output_schema, broken)
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    (first,) = check_output(action.output_schema, broken)
    assert first in both
    assert len(both) == 2
