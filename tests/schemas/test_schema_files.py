import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mimecast_hold.plugin.manifest import schema as loaded
from tests.schemas.schema_files import FILLED_IN, NAMES, OUTPUTS, read, within

# Draft 7 (for the generated checkers) and draft 2020-12 read these keywords in the same way. This is not so for
# dependentRequired, prefixItems, unevaluatedProperties and others.
COMMON_KEYWORDS = {
    *("$schema", "$id", "$defs", "$ref", "title", "description", "examples", "default"),
    *("type", "enum", "const", "properties", "required", "additionalProperties", "minProperties"),
    *("items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum"),
    *("anyOf", "allOf", "if", "then", "format", "writeOnly"),
}
SECRETS = {"access_key", "secret_key", "app_key", "client_secret", "proxy_url"}
# Raw items from Mimecast, and the conditions of a rule, may contain anything.
OPEN = re.compile(r"\.raw$|\.(if|then)$")

everywhere = pytest.mark.parametrize("name", NAMES)


@everywhere
def test_a_schema_is_valid(name: str) -> None:
    Draft202012Validator.check_schema(read(name))


@everywhere
def test_a_schema_has_its_id(name: str) -> None:
    schema = read(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:mimecast-hold:{name}"
    assert loaded(name) == schema


@everywhere
def test_only_keywords_common_to_both_drafts_are_used(name: str) -> None:
    for path, part in within(read(name)):
        assert set(part) <= COMMON_KEYWORDS, path
        # Draft 7 ignores keywords beside $ref.
        assert "$ref" not in part or set(part) == {"$ref"}, path


@everywhere
def test_a_schema_refers_to_no_other_file(name: str) -> None:
    schema = read(name)
    referred = {part["$ref"] for _, part in within(schema) if "$ref" in part}
    assert referred == {f"#/$defs/{definition}" for definition in schema.get("$defs", {})}


@everywhere
def test_no_pattern_accepts_a_trailing_newline(name: str) -> None:
    for path, part in within(read(name)):
        pattern = part.get("pattern", "^x(?![\\s\\S])")
        assert "$" not in pattern, path
        assert pattern.startswith("^"), path
        assert pattern.endswith("(?![\\s\\S])"), path
        assert not re.search(r"\\[dw]", pattern), f"{path}: digits and letters of every script"


@everywhere
def test_objects_accept_no_unknown_fields(name: str) -> None:
    for path, part in within(read(name)):
        if "properties" in part and not OPEN.search(path):
            assert part["additionalProperties"] is False, path
            assert part["type"] == "object", path
            assert set(part.get("required", ())) <= set(part["properties"]), path


def examples() -> Iterator[tuple[str, dict[str, Any], object]]:
    for name in NAMES:
        schema = read(name)
        for path, part in within(schema):
            for example in part.get("examples", ()):
                yield f"{name} {path}", {**part, "$defs": schema.get("$defs", {})}, example
            if "default" in part:
                yield f"{name} {path}", {**part, "$defs": {}}, part["default"]


@pytest.mark.parametrize(("where", "schema", "example"), list(examples()))
def test_an_example_matches_its_schema(where: str, schema: dict[str, Any], example: object) -> None:
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(example)]
    assert not errors, where


@pytest.mark.parametrize("name", FILLED_IN)
def test_every_input_field_has_a_title_a_description_and_an_example(name: str) -> None:
    for path, part in within(read(name)):
        if re.search(r"\.(properties|\$defs)\.\w+$", path):
            assert part["title"], path
            assert part["description"].endswith("."), path
            assert part["examples"], path


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_field_has_a_description(name: str) -> None:
    for path, part in within(read(name)):
        if ".properties." in path and not re.search(r"\.(if|then|anyOf|items)\b", path):
            assert part["description"].endswith("."), path


@pytest.mark.parametrize("name", FILLED_IN)
def test_only_secrets_are_marked_as_secret(name: str) -> None:
    marked = {field for field, part in read(name)["properties"].items() if part.get("writeOnly") or "format" in part}
    assert marked == (SECRETS if name == "connection" else set())
    for field in marked:
        part = read(name)["properties"][field]
        assert (part["writeOnly"], part["format"]) == (True, "password")


@pytest.mark.parametrize("name", FILLED_IN)
def test_every_field_fits_a_flat_form(name: str) -> None:
    for field, part in read(name)["properties"].items():
        assert isinstance(part["type"], str), field
        assert not {"anyOf", "allOf", "if"} & set(part), field


def test_shared_definitions_are_identical() -> None:
    first: dict[str, Any] = {}
    for name in NAMES:
        for definition, part in read(name).get("$defs", {}).items():
            assert first.setdefault(definition, part) == part, f"{definition} in {name}"


def test_a_found_message_is_a_held_message_with_its_raw_item() -> None:
    found = read("find_held_messages.output")["$defs"]["found_message"]
    held = read("release_held_message.output")["$defs"]["held_message"]
    assert found["properties"].pop("raw")
    assert found["properties"] == held["properties"]
    assert found["required"] == held["required"]


def test_release_and_reject_have_the_same_guard() -> None:
    release, reject = (read(f"{verb}_held_message.input") for verb in ("release", "reject"))
    for field in ("only_if", "deadline_seconds"):
        assert release["properties"][field] == reject["properties"][field]


def test_every_envelope_is_the_same_envelope() -> None:
    own = {"action", "status", "dry_run", "summary", "records"}
    common = [
        "host",
        "started_at",
        "duration_ms",
        "warnings",
        "error",
        "readable",
        "plugin",
    ]
    first = read(OUTPUTS[0])["properties"]
    for name in OUTPUTS:
        schema = read(name)
        properties = schema["properties"]
        assert {field: properties[field] for field in common} == {field: first[field] for field in common}
        assert own - {"dry_run"} <= set(properties)
        assert set(schema["required"]) == set(properties) - {"plugin"}
        assert properties["action"]["const"] == name.removesuffix(".output")
