"""Data paths and nested types are those of the output schemas."""

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from mimecast_hold.exporters.outputs import (
    branching_shape,
    envelope_example,
    envelope_shape,
    inlined,
    leaves,
    row_shape,
)
from mimecast_hold.plugin.manifest import Action, load

ACTIONS = load().actions
every_action = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)


@every_action
def test_every_value_of_the_example_has_a_data_path(action: Action) -> None:
    paths = {leaf.path for leaf in leaves(envelope_shape(action))}
    found = set(_paths(envelope_example(action)))
    assert found <= paths | {path[:-1] for path in paths} | {("records",)}


def _paths(value: Any, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(value, dict):
        return [path for name, inner in value.items() for path in _paths(inner, (*above, name))]
    if isinstance(value, list):
        return [path for inner in value for path in _paths(inner, (*above, "*"))]
    return [] if value is None else [above]


@every_action
def test_every_action_has_fields_to_branch_on(action: Action) -> None:
    found = branching_shape(action)
    assert {
        "status",
        "host",
        "error_category",
        "warnings",
        *action.output_schema["properties"]["summary"]["properties"],
    } <= set(found)
    assert {"truncated", "dry_run"} & set(found) == {"truncated", "dry_run"} & set(action.output_schema["properties"])


@every_action
def test_the_rows_are_the_main_list_of_the_action(action: Action) -> None:
    expected = {"find_held_messages": "messages", "get_hold_summary": "holds", "get_release_log": "entries"}
    assert action.rows_name == expected.get(action.id, "records")
    assert row_shape(action).fields


def test_a_nullable_object_keeps_its_name_and_the_nearest_description() -> None:
    record = row_shape(load().action("release_held_message"))
    message = record.fields["message"]
    assert (record.name, message.name, message.nullable) == ("release_record", "held_message", True)
    assert message.description.startswith("The held message as found in this run")


def test_a_data_path_is_written_with_dots() -> None:
    leaf = next(leaf for leaf in leaves(envelope_shape(load().action("release_held_message"))) if "hint" in leaf.path)
    assert leaf.dotted == "records.*.error.hint"


@every_action
def test_a_schema_without_references_accepts_the_same_example(action: Action) -> None:
    schema = inlined(action.output_schema)
    assert "$ref" not in json.dumps(schema)
    Draft7Validator.check_schema(schema)
    assert Draft7Validator(schema).is_valid(envelope_example(action))
    assert not Draft7Validator(schema).is_valid({**envelope_example(action), "status": "fine"})
