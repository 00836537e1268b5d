"""Options come from the schemas, and there is no second list of them."""

import copy
import shlex
from dataclasses import dataclass
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete

from mimecast_hold.cli import catalogue
from mimecast_hold.cli.application import Commands
from mimecast_hold.cli.commands.examples import EXAMPLES
from mimecast_hold.cli.commands.hold_queue import command
from mimecast_hold.cli.commands.options import connection_fields, fields, nested, worded
from mimecast_hold.plugin.manifest import Action, load, schema

ACTIONS = list(catalogue.actions().items())
RELEASE = schema("release_held_message.input")


def options(made: click.Command) -> list[str]:
    return [name for one in made.params for name in (*one.opts, *one.secondary_opts)]


def help_of(made: click.Command) -> str:
    return " ".join(made.get_help(click.Context(made)).split())


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_every_property_of_the_input_is_an_option_or_argument(name: str, action: Action) -> None:
    known = options(command(name, action))
    for field in fields(action.input_schema):
        if field.is_argument:
            assert field.dest in known
        else:
            assert field.option in known


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
    grown = command("summary", Grown())  # type: ignore[arg-type]
    assert "--tag-name" in options(grown)
    assert "--tag-name TEXT Only what bears one of these tags. May be repeated. [such as: urgent]" in help_of(grown)


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_no_option_is_there_twice(name: str, action: Action) -> None:
    made = command(name, action)
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
    assert not secret & set(options(command(name, action)))


def test_what_decides_where_credentials_travel_has_no_option() -> None:
    names = [field.path[0] for field in connection_fields(schema("connection"))]
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
    (field,) = fields({"properties": {name: {"type": "array", "items": {}, "description": "."}}})
    assert field.option == option


def parsed(arguments: str, name: str = "release") -> dict[str, Any]:
    action = catalogue.actions()[name]
    context = command(name, action).make_context(name, shlex.split(arguments))
    return nested(tuple(fields(action.input_schema)), context.params)


def test_what_is_typed_becomes_parameters_of_the_schema_s_form() -> None:
    typed = (
        "ID1 ID2 --dry-run --only-if-sender-domain a.example --only-if-sender-domain b.example --deadline-seconds 2.5"
    )
    assert parsed(typed) == {
        "ids": ["ID1", "ID2"],
        "dry_run": True,
        "only_if": {"sender_domains": ["a.example", "b.example"]},
        "deadline_seconds": 2.5,
    }


def test_what_is_not_typed_is_left_to_the_schema() -> None:
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
def test_values_are_read_by_their_type_and_judged_by_the_schema(typed: str, given: dict[str, Any]) -> None:
    assert parsed(typed, "find") == given


@pytest.mark.parametrize(
    "typed", ["REVIEWER DISAPPROVES OF CONTENT", "reviewer-disapproves-of-content", "Reviewer_disapproves_of_content"]
)
def test_a_choice_may_be_typed_without_blanks_and_capitals(typed: str) -> None:
    given = parsed(f"ID --reason-type '{typed}'", "reject")
    assert given["reason_type"] == "REVIEWER DISAPPROVES OF CONTENT"


def test_a_path_into_the_parameters_is_told_as_what_was_typed() -> None:
    known = tuple(fields(RELEASE))
    assert worded("$.ids[3]: not of the form", known) == "ID 4: not of the form"
    assert worded("$.only_if.sender_domains[0]: no", known) == "--only-if-sender-domain: no"
    assert worded("$.elsewhere: no", known) == "$.elsewhere: no"
    reach = tuple(connection_fields(schema("connection")))
    assert worded("$.connection.region: no", reach, "$.connection") == "--region: no"


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
    group = Commands("mimecast-hold")
    assert first[:2] == ["mimecast-hold", name]
    made = group.get_command(click.Context(group), name)
    assert made is not None
    made.make_context(name, first[2:])


def test_every_action_has_a_command_with_examples() -> None:
    assert [action.id for action in catalogue.actions().values()] == [action.id for action in load().actions]
    assert set(catalogue.actions()) <= set(EXAMPLES)


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_help_teaches_by_example(name: str, action: Action) -> None:
    shown = command(name, action).get_help(click.Context(command(name, action)))
    assert action.description.split(",")[0] in " ".join(shown.split())
    assert all(typed in shown for _, typed in EXAMPLES[name])


@pytest.mark.parametrize(
    ("typed", "incomplete", "found"),
    [
        ([], "rel", ["release", "release-matching"]),
        ([], "sim", ["simulate"]),
        (["find"], "--reason", ["--reason-code"]),
        (["find", "--route"], "in", ["internal", "inbound"]),
        (["reject", "ID", "--reason-type"], "inapp", ["inappropriate-communication"]),
    ],
)
def test_a_shell_completes_commands_options_and_choices(typed: list[str], incomplete: str, found: list[str]) -> None:
    completion = ShellComplete(Commands("mimecast-hold"), {}, "mimecast-hold", "_MIMECAST_HOLD_COMPLETE")
    assert [item.value for item in completion.get_completions(typed, incomplete)] == found
