"""A flat form stands for the objects that the door takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.forms import Field, action_form, connection_form, form, list_text, nested

RELEASE = manifest.load().action("release_held_message")
FIELDS = action_form(RELEASE, deadline_seconds=300)


def test_every_secret_of_the_connection_is_marked_and_nothing_else() -> None:
    secrets = {field.name for field in connection_form() if field.secret}
    assert secrets == {"client_secret", "access_key", "secret_key", "app_key", "proxy_url"}


@pytest.mark.parametrize("action", manifest.load().actions, ids=lambda action: action.id)
def test_no_action_asks_for_a_secret_and_each_field_explains_itself(action: manifest.Action) -> None:
    fields = form(action.input_schema)
    assert not any(field.secret for field in fields)
    assert all(field.title and field.description for field in fields)
    assert len({field.name for field in fields}) == len(fields)


def test_required_fields_come_first() -> None:
    assert [field.name for field in FIELDS if field.required] == [FIELDS[0].name] == ["ids"]


def test_a_guard_is_fields_of_its_own() -> None:
    given = nested(FIELDS, {"ids": "a", "only_if_senders": "x@example.com, y@example.com"})
    assert given == {"ids": ["a"], "only_if": {"senders": ["x@example.com", "y@example.com"]}}


def test_what_was_not_filled_in_is_left_out() -> None:
    assert nested(FIELDS, {"ids": None, "reason": " ", "only_if_senders": None, "dry_run": None, "deadline": ""}) == {}


@pytest.mark.parametrize("blank", ["", "  ", ",", " , ", "\n", "[]", []])
def test_a_guards_field_that_is_blank_stays_an_empty_list_which_is_refused(blank: object) -> None:
    for field in (field for field in FIELDS if field.guards):
        assert nested(FIELDS, {field.name: blank}) == {"only_if": {field.path[-1]: []}}


def test_the_guards_fields_are_those_of_only_if() -> None:
    assert {field.name for field in FIELDS if field.guards} == {
        f"only_if_{name}" for name in RELEASE.input_schema["properties"]["only_if"]["properties"]
    }


@pytest.mark.parametrize("text", ["a,b", "a, b", " a ,b,", "a\nb", '["a", "b"]', ["a", "b"], ("a", " b ")])
def test_a_list_may_be_given_in_any_way_that_platforms_have(text: object) -> None:
    assert nested(FIELDS, {"ids": text}) == {"ids": ["a", "b"]}


def test_an_id_that_begins_with_a_bracket_is_an_id() -> None:
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
def test_text_is_read_as_the_kind_of_its_field_or_left_for_the_door_to_refuse(
    name: str, text: object, value: object
) -> None:
    assert nested(FIELDS, {name: text}) == {name: value}


def test_a_name_that_is_no_field_is_left_for_the_door_to_refuse() -> None:
    assert nested(FIELDS, {"identifiers": "a"}) == {"identifiers": "a"}


@pytest.mark.parametrize("action", manifest.load().actions, ids=lambda action: action.id)
def test_the_deadline_of_a_form_has_a_default_below_the_platforms_time_out_and_says_so(action: manifest.Action) -> None:
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
