"""Options come from the schemas only."""

import copy
import shlex
from dataclasses import dataclass
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete

from mimecast_hold.cli.application import group
from mimecast_hold.cli.commands.actions import action_command, command_name
from mimecast_hold.cli.commands.examples import EXAMPLES
from mimecast_hold.cli.commands.options import connection_fields, is_argument, nested, option_name, reworded
from mimecast_hold.plugin.forms import form
from mimecast_hold.plugin.manifest import Action, load, schema

ACTIONS = [(command_name(action.id), action) for action in load().actions]
RELEASE = schema("release_held_message.input")


def options(made: click.Command) -> list[str]:
    return [name for one in made.params for name in (*one.opts, *one.secondary_opts)]


def help_of(made: click.Command) -> str:
    return " ".join(made.get_help(click.Context(made)).split())


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_every_property_of_the_input_is_an_option_or_argument(name: str, action: Action) -> None:
    known = options(action_command(action))
    for field in form(action.input_schema):
        assert (field.name if is_argument(field) else option_name(field)) in known


@dataclass(frozen=True)
class Grown:
    """An action whose schema has got one more property."""

    id: str = "get_hold_summary"
    title: str = "Get Hold Summary"
    description: str = "Counts."
    effect: str = "read"
    changes_anything: bool = False
    permissions: tuple[()] = ()
    products: tuple[()] = ()

    @property
    def input_schema(self) -> dict[str, Any]:
        grown = copy.deepcopy(dict(schema("get_hold_summary.input")))
        grown["properties"]["tag_names"] = {
            "title": "Tags",
            "description": "Only what bears one of these tags.",
            "type": "array",
            "items": {"type": "string"},
            "examples": [["urgent"]],
        }
        return grown

    @property
    def output_schema(self) -> Any:
        return schema("get_hold_summary.output")


def test_a_property_added_to_a_schema_appears_as_an_option_with_its_help() -> None:
    grown = action_command(Grown())  # type: ignore[arg-type]
    assert "--tag-name" in options(grown)
    assert "--tag-name TEXT Only what bears one of these tags. May be repeated. [example: urgent]" in help_of(grown)


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_no_option_appears_twice(name: str, action: Action) -> None:
    made = action_command(action)
    assert len(options(made)) == len(set(options(made)))
    assert len({one.name for one in made.params}) == len(made.params)


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_no_secret_has_an_option(name: str, action: Action) -> None:
    secret = {
        f"--{name.replace('_', '-')}"
        for name, one in schema("connection")["properties"].items()
        if one.get("writeOnly")
    }
    assert secret
    assert not secret & set(options(action_command(action)))


def test_fields_that_decide_where_credentials_go_have_no_option() -> None:
    names = [field.name for field in connection_fields()]
    assert {"region", "timeout_seconds", "concurrency"} <= set(names)
    assert not {"client_id", "app_id", "ca_bundle", "proxy_url", "allow_other_host"} & set(names)


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("reason_codes", "--reason-code"),
        ("categories", "--category"),
        ("addresses", "--address"),
        ("senders", "--sender"),
    ],
)
def test_a_list_is_an_option_in_the_singular(name: str, option: str) -> None:
    listed = {"type": "array", "items": {"type": "string"}, "title": ".", "description": "."}
    (field,) = form({"properties": {name: listed}})
    assert option_name(field) == option


def parsed(arguments: str, name: str = "release") -> dict[str, Any]:
    action = dict(ACTIONS)[name]
    context = action_command(action).make_context(name, shlex.split(arguments))
    return nested(form(action.input_schema), context.params)


def test_options_become_parameters() -> None:
    typed = (
        "ID1 ID2 --dry-run --only-if-sender-domain a.example --only-if-sender-domain b.example --deadline-seconds 2.5"
    )
    assert parsed(typed) == {
        "ids": ["ID1", "ID2"],
        "dry_run": True,
        "only_if": {"sender_domains": ["a.example", "b.example"]},
        "deadline_seconds": 2.5,
    }


def test_omitted_options_are_left_to_the_schema() -> None:
    assert parsed("", "find") == {}


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("--no-admin", {"admin": False}),
        ("--has-attachments", {"has_attachments": True}),
        ("--has-no-attachments", {"has_attachments": False}),
        ("--max-messages 5", {"max_messages": 5}),
        ("--max-messages many", {"max_messages": "many"}),
        ("--route INBOUND", {"route": "inbound"}),
        ("--route sideways", {"route": "sideways"}),
    ],
)
def test_values_are_converted_by_type_and_validated_by_the_schema(typed: str, given: dict[str, Any]) -> None:
    assert parsed(typed, "find") == given


@pytest.mark.parametrize(
    "typed", ["REVIEWER DISAPPROVES OF CONTENT", "reviewer-disapproves-of-content", "Reviewer_disapproves_of_content"]
)
def test_a_choice_may_be_typed_in_lower_case_with_hyphens(typed: str) -> None:
    given = parsed(f"ID --reason-type '{typed}'", "reject")
    assert given["reason_type"] == "REVIEWER DISAPPROVES OF CONTENT"


def test_json_paths_become_names_of_options() -> None:
    known = form(RELEASE)
    assert reworded("$.ids[3]: not of the form", known) == "ID 4: not of the form"
    assert reworded("$.only_if.sender_domains[0]: no", known) == "--only-if-sender-domain: no"
    assert reworded("$.elsewhere: no", known) == "$.elsewhere: no"
    assert reworded("$.connection.region: no", connection_fields(), "$.connection") == "--region: no"


TYPED = [(name, typed) for name, many in EXAMPLES.items() for _, typed in many]


@pytest.mark.parametrize(("name", "typed"), TYPED)
def test_the_examples_can_be_typed(name: str, typed: str) -> None:
    shell = shlex.shlex(typed, posix=True, punctuation_chars="|<>")
    shell.whitespace_split = True
    first: list[str] = []
    for word in shell:
        if word in "|<>":
            break
        first.append(word)
    assert first[:2] == ["mimecast-hold", name]
    group().commands[name].make_context(name, first[2:])


def test_every_action_has_a_command_with_examples() -> None:
    assert set(dict(ACTIONS)) == set(EXAMPLES)
    assert set(EXAMPLES) <= set(group().commands)


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_help_teaches_by_example(name: str, action: Action) -> None:
    shown = action_command(action).get_help(click.Context(action_command(action)))
    assert action.description.split(",")[0] in " ".join(shown.split())
    assert all(typed in shown for _, typed in EXAMPLES[name])


@pytest.mark.parametrize(
    ("typed", "incomplete", "found"),
    [
        ([], "rel", ["release", "release-matching"]),
        ([], "sim", ["simulate"]),
        ([], "ru", ["run"]),
        (["run"], "release_m", ["release_matching_held_messages"]),
        (["run", "find_held_messages"], "--par", ["--parameters"]),
        (["simulate"], "--arr", ["--arrive-every", "--arrive-late"]),
        (["simulate", "--log-ids"], "un", ["unrelated"]),
        (["export"], "x", ["xsoar"]),
        (["mcp"], "--only", ["--only-if"]),
        (["mcp", "--allow-changes"], "rej", ["reject_held_message"]),
        (["find"], "--reason", ["--reason-code"]),
        (["find", "--route"], "in", ["internal", "inbound"]),
        (["reject", "ID", "--reason-type"], "inapp", ["inappropriate-communication"]),
    ],
)
def test_a_shell_completes_commands_options_and_choices(typed: list[str], incomplete: str, found: list[str]) -> None:
    completion = ShellComplete(group(typed), {}, "mimecast-hold", "_MIMECAST_HOLD_COMPLETE")
    assert [item.value for item in completion.get_completions(typed, incomplete)] == found
