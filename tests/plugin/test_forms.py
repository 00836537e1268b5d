"""A flat form becomes the objects that the runner takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.forms import Field, action_form, connection_form, form, list_text, nested

RELEASE = manifest.load().action("release_held_message")
FIELDS = action_form(RELEASE, deadline_seconds=300)


def test_exactly_the_secrets_of_the_connection_are_marked() -> None:
    secrets = {field.name for field in connection_form() if field.secret}
    assert secrets == {"client_secret", "access_key", "secret_key", "app_key", "proxy_url"}


@pytest.mark.parametrize("action", manifest.load().actions, ids=lambda action: action.id)
def test_no_action_has_a_secret_field_and_every_field_has_a_description(action: manifest.Action) -> None:
    fields = form(action.input_schema)
    assert not any(field.secret for field in fields)
    assert all(field.title and field.description for field in fields)
    assert len({field.name for field in fields}) == len(fields)


def test_required_fields_come_first() -> None:
    assert [field.name for field in FIELDS if field.required] == [FIELDS[0].name] == ["ids"]


def test_each_part_of_a_guard_is_a_field() -> None:
    given = nested(FIELDS, {"ids": "a", "only_if_senders": "x@example.com, y@example.com"})
    assert given == {"ids": ["a"], "only_if": {"senders": ["x@example.com", "y@example.com"]}}


def test_empty_fields_are_left_out() -> None:
    assert nested(FIELDS, {"ids": None, "reason": " ", "only_if_senders": None, "dry_run": None, "deadline": ""}) == {}


@pytest.mark.parametrize("blank", ["", "  ", ",", " , ", "\n", "[]", []])
def test_a_blank_guard_field_stays_an_empty_list_that_validation_refuses(blank: object) -> None:
    for field in (field for field in FIELDS if field.in_guard):
        assert nested(FIELDS, {field.name: blank}) == {"only_if": {field.path[-1]: []}}


def test_the_guard_has_the_fields_of_only_if() -> None:
    assert {field.name for field in FIELDS if field.in_guard} == {
        f"only_if_{name}" for name in RELEASE.input_schema["properties"]["only_if"]["properties"]
    }


@pytest.mark.parametrize("text", ["a,b", "a, b", " a ,b,", "a\nb", '["a", "b"]', ["a", "b"], ("a", " b ")])
def test_a_list_is_read_in_every_form_that_platforms_send(text: object) -> None:
    assert nested(FIELDS, {"ids": text}) == {"ids": ["a", "b"]}


def test_an_id_that_begins_with_a_bracket_is_not_a_json_list() -> None:
    assert nested(FIELDS, {"ids": "[a"}) == {"ids": ["[a"]}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("dry_run", "true", True),
        ("dry_run", "No", False),
        ("dry_run", False, False),
        ("dry_run", "perhaps", "perhaps"),
        ("deadline_seconds", "30", 30.0),
        ("deadline_seconds", "soon", "soon"),
        ("deadline_seconds", 30.5, 30.5),
    ],
)
def test_text_is_read_as_the_type_of_its_field_or_left_for_validation_to_refuse(
    name: str, text: object, value: object
) -> None:
    assert nested(FIELDS, {name: text}) == {name: value}


def test_an_unknown_field_is_left_for_validation_to_refuse() -> None:
    assert nested(FIELDS, {"identifiers": "a"}) == {"identifiers": "a"}


@pytest.mark.parametrize("action", manifest.load().actions, ids=lambda action: action.id)
def test_the_deadline_has_a_default_below_the_platforms_time_out_and_says_so(action: manifest.Action) -> None:
    (deadline,) = [one for one in action_form(action, deadline_seconds=300) if one.name == "deadline_seconds"]
    assert deadline.default == 300
    assert deadline.description.endswith("Default: 300.")
    assert "no deadline" not in deadline.description


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")), min_size=1)


@given(st.lists(_TEXT, min_size=1))
def test_a_list_written_as_text_reads_back(values: list[str]) -> None:
    field = Field(name="x", path=("x",), title="", description="", kind="string", is_list=True)
    plain = [value for value in values if not value.startswith("[")]
    assert nested([field], {"x": list_text(plain)}).get("x", []) == plain
