"""The generated checkers decide as jsonschema does, over valid and invalid input, for every schema."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mimecast_hold.plugin.manifest import schema
from mimecast_hold.plugin.validation.schemas import violation
from tests.schemas.schema_files import FILLED_IN, OUTPUTS

NAMES = [*FILLED_IN, *OUTPUTS]
FOLDER = Path(__file__).parent
ODD: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 1.5, 10**30, "", " ", "a", "a\n", "true", [], {}, ["a"], {"a": 1}, [None],
    "é", "a@b", "*", "24h", "2026-11-23T09:00:00Z", "2026-11-23T09:00:00.000Z", "released", "unknown", "success",
    "x" * 1025, ["a", "a"], [1, "a"],
]  # fmt: skip


def example(rules: dict[str, Any], whole: dict[str, Any]) -> Any:  # noqa: PLR0911 - one return a keyword
    """An instance that a schema accepts, as far as its keywords tell."""
    if "$ref" in rules:
        return example(whole["$defs"][rules["$ref"].rpartition("/")[2]], whole)
    if "const" in rules:
        return rules["const"]
    if rules.get("examples"):
        return copy.deepcopy(rules["examples"][0])
    if "enum" in rules:
        return rules["enum"][0]
    if "anyOf" in rules:
        return example(rules["anyOf"][-1], whole)
    kind = rules["type"][0] if isinstance(rules.get("type"), list) else rules.get("type")
    if kind == "object":
        return {name: example(part, whole) for name, part in rules.get("properties", {}).items()}
    if kind == "array":
        return [] if rules.get("maxItems") == 0 else [example(rules["items"], whole)]
    if "pattern" in rules:
        return "2026-11-23T09:00:00.000Z"
    return {"string": "text", "integer": 1, "number": 1.5, "boolean": True}[str(kind)]


def starts(name: str) -> list[Any]:
    """Instances to begin with: the example files, and one made from the schema."""
    files = (FOLDER / name.removesuffix(".input")).glob("*valid/*.json")
    read = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    given_input = [one["input"] if isinstance(one, dict) and "says" in one else one for one in read]
    return [example(dict(schema(name)), dict(schema(name))), *given_input]


def places(instance: Any) -> list[tuple[Any, Any]]:
    """Each container with a key or index in it."""
    keys = instance.keys() if isinstance(instance, dict) else range(len(instance)) if isinstance(instance, list) else ()
    found: list[tuple[Any, Any]] = []
    for key in keys:
        found += [(instance, key), *places(instance[key])]
    return found


@st.composite
def disturbed(draw: st.DrawFn, name: str) -> Any:
    """An instance, changed in up to three places: replaced, taken out, or given something more."""
    instance = copy.deepcopy(draw(st.sampled_from(starts(name))))
    for _ in range(draw(st.integers(0, 3))):
        found = places(instance)
        if not found:
            return draw(st.sampled_from(ODD))
        container, key = draw(st.sampled_from(found))
        change = draw(st.sampled_from(("replace", "take out", "add")))
        if change == "replace":
            other = st.sampled_from(ODD) | st.text(max_size=5) | st.floats(allow_nan=False)
            container[key] = copy.deepcopy(draw(other))
        elif change == "take out":
            del container[key]
        elif isinstance(container, dict):
            container["unknown"] = 1
        else:
            container.append(copy.deepcopy(container[key]))
    return instance


def by_jsonschema(name: str, instance: Any) -> bool:
    return bool(Draft202012Validator(schema(name)).is_valid(instance))


def by_checker(name: str, instance: Any) -> bool:
    return violation(schema(name), instance) is None


@pytest.mark.parametrize("name", NAMES)
def test_the_checker_decides_as_jsonschema_does(name: str) -> None:
    @settings(max_examples=60)
    @given(instance=disturbed(name))
    def agree(instance: Any) -> None:
        assert by_checker(name, instance) == by_jsonschema(name, instance)

    agree()


@pytest.mark.parametrize("name", NAMES)
def test_there_is_an_instance_that_both_accept(name: str) -> None:
    assert any(by_checker(name, one) and by_jsonschema(name, one) for one in starts(name))
