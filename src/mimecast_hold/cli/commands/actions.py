"""The commands for the manifest's actions. Their options come from the schemas."""

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from mimecast_hold.cli import log_output
from mimecast_hold.cli.commands.command_run import CommandRun
from mimecast_hold.cli.commands.examples import EXAMPLES
from mimecast_hold.cli.commands.ids import STANDARD_INPUT, collect
from mimecast_hold.cli.commands.options import connection_fields, is_argument, nested, parameter, reworded
from mimecast_hold.cli.commands.output import FORMATS, View
from mimecast_hold.cli.keyring_store import read_keyring
from mimecast_hold.errors import InputError
from mimecast_hold.plugin.connection.file import ConnectionFile, read_file
from mimecast_hold.plugin.forms import Field, form
from mimecast_hold.plugin.manifest import Action, Need
from mimecast_hold.plugin.runner import ActionInput, Runner

_NOISE = {"get", "held", "hold", "message", "messages", "connection"}
_SHORTER = {"release-log": "log"}
Values = dict[str, Any]


def command_name(action_id: str) -> str:
    """Return an action's command: `release_held_message` becomes `release`."""
    name = "-".join(word for word in action_id.split("_") if word not in _NOISE)
    return _SHORTER.get(name, name)


def action_command(action: Action) -> click.Command:
    """Return the command for an action."""
    name = command_name(action.id)
    fields, connection = form(action.input_schema), connection_fields()

    def run(**values: Any) -> int:  # noqa: ANN401 - the values of all options
        return _run(action, fields, connection, values)

    return click.Command(
        name,
        params=[*map(parameter, fields), *_source_options(), *map(parameter, connection), *_output_options(action)],
        callback=run,
        help="\n\n".join([action.description, *_paragraphs(action, fields)]),
        short_help=action.description,
        epilog="\n\n".join(f"\b\n# {purpose}\n{typed}" for purpose, typed in EXAMPLES.get(name, ())),
    )


def _paragraphs(action: Action, fields: Sequence[Field]) -> Iterator[str]:
    """Yield the paragraphs of a command's help about its argument, its guard and its permissions."""
    for field in filter(is_argument, fields):
        yield f"ID...: {field.description} Use - to read them from standard input."
    for rules in action.input_schema["properties"].values():
        if "properties" in rules:
            yield f"{rules['title']}: {rules['description']}"

    def listed(needs: Sequence[Need]) -> str:
        return "; ".join(need.name if need.when == "always" else f"{need.name} ({need.when})" for need in needs)

    if action.permissions:
        yield f"Permissions: {listed(action.permissions)}. API 2.0 products: {listed(action.products)}."


def _source_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--connection", "connection_file"],
            metavar="FILE",
            type=click.Path(),
            help="A YAML or JSON file with the connection's fields, including secrets.",
        ),
        click.Option(
            ["--keyring"],
            metavar="NAME",
            help="A connection in the operating system's keyring; store it with mimecast-hold keyring set NAME.",
        ),
    ]


def _output_options(action: Action) -> Iterator[click.Parameter]:
    for name, text in FORMATS.items():
        if name != "ids" or "messages" in action.output_schema["properties"]:
            yield click.Option([f"--{name}", f"as_{name}"], is_flag=True, help=text)
    yield click.Option(["--no-color"], is_flag=True, help="Print without colors, as with NO_COLOR in the environment.")
    yield click.Option(["-v", "--verbose"], is_flag=True, help="Log to standard error.")
    if action.changes_anything:
        yield click.Option(["-y", "--yes"], is_flag=True, help="Change several messages without asking.")
        yield click.Option(
            ["--journal"],
            metavar="FILE",
            type=click.Path(),
            help="Record what happens to each message in FILE, so that an interrupted run can be continued.",
        )


def _run(action: Action, fields: Sequence[Field], connection: Sequence[Field], values: Values) -> int:
    if values["verbose"]:
        click.get_current_context().with_resource(log_output.direct())

    def reword(text: str) -> str:
        return reworded(reworded(text, fields), connection, "$.connection")

    view = View(_format(values), color=not values["no_color"], reword=reword)
    read_connection = _connection_reader(values["connection_file"], values["keyring"])
    parameters = nested(fields, values)
    try:
        if "ids" in parameters:
            parameters["ids"] = collect(values["ids"])
    except InputError as error:
        return _refuse(action, error, view)
    command_run = CommandRun(
        action=action,
        parameters=parameters,
        connection=nested(connection, values),
        read_connection=read_connection,
        view=view,
        yes=values.get("yes", False),
        journal=values.get("journal"),
    )
    if STANDARD_INPUT in values.get("ids", ()) and not parameters["ids"]:
        return command_run.report_nothing_to_do()
    return command_run.run()


def _refuse(action: Action, error: InputError, view: View) -> int:
    """Report an error in the ids as the runner reports other errors."""

    def read() -> ActionInput:
        raise error

    result = Runner(action.id, {}).run(read)
    view.show(result.envelope)
    return result.exit_status


def _connection_reader(path: str | None, keyring: str | None) -> Callable[[], ConnectionFile | None]:
    """Return a function that reads the connection, but only once: it may come from a pipe."""
    if path and keyring:
        raise click.UsageError("Give --connection or --keyring, not both: credentials come from one source.")

    @functools.cache
    def read() -> ConnectionFile | None:
        if keyring:
            return read_keyring(keyring)
        return read_file(path) if path else None

    return read


def _format(values: Values) -> str | None:
    chosen = [name for name in FORMATS if values.get(f"as_{name}")]
    if len(chosen) > 1:
        raise click.UsageError(f"Give only one of {', '.join(f'--{name}' for name in chosen)}.")
    return chosen[0] if chosen else None
