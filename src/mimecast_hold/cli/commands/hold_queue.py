"""The commands on the hold queue: one for each action of the manifest, its options from its schema."""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import click

from mimecast_hold.cli import log_output
from mimecast_hold.cli.commands.command_run import CommandRun
from mimecast_hold.cli.commands.examples import EXAMPLES, Example
from mimecast_hold.cli.commands.ids import STANDARD_INPUT, gathered
from mimecast_hold.cli.commands.options import Field, connection_fields, fields, nested, parameter, worded
from mimecast_hold.cli.commands.output import FORMATS, View
from mimecast_hold.cli.keyring_store import read_keyring
from mimecast_hold.errors import InputError
from mimecast_hold.plugin.connection.file import ConnectionFile, read_file
from mimecast_hold.plugin.manifest import Action, Need, schema
from mimecast_hold.plugin.runner import ActionInput, Runner

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """Options that belong together, and what there is to say of them as a whole."""

    title: str
    parameters: Sequence[click.Parameter]
    text: str = ""


class SectionedCommand(click.Command):
    """A command whose help has its options in sections, and its examples as they are typed."""

    def __init__(
        self,
        name: str,
        *,
        sections: Sequence[Section],
        examples: Sequence[Example],
        **rest: Any,  # noqa: ANN401 - click's own
    ) -> None:
        """`examples` are what each does and how it is typed."""
        super().__init__(name, params=[one for section in sections for one in section.parameters], **rest)
        self._sections = sections
        self._examples = examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The sections."""
        for section in self._sections:
            records = [record for one in section.parameters if (record := one.get_help_record(ctx))]
            with formatter.section(section.title):
                if section.text:
                    formatter.write_text(section.text)
                    formatter.write_paragraph()
                formatter.write_dl(records, col_max=34)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, not wrapped: they are to be copied."""
        del ctx
        for what, typed in self._examples:
            formatter.write(f"\n# {what}\n{typed}\n")


def command(name: str, action: Action) -> SectionedCommand:
    """The command for an action."""
    known = tuple(fields(action.input_schema))
    reach = tuple(connection_fields(schema("connection")))

    def run(**values: Any) -> int:  # noqa: ANN401 - whatever the options are
        return _run(action, known, reach, values)

    return SectionedCommand(
        name,
        sections=[
            *_parameter_sections(action, known),
            Section("Connection", [*_sources(), *map(parameter, reach)]),
            Section("Output", list(_output_options(action))),
        ],
        examples=EXAMPLES.get(name, ()),
        callback=run,
        help=f"{action.description}\n\n{_needs(action)}",
        short_help=action.description,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def _run(action: Action, known: Sequence[Field], reach: Sequence[Field], values: Values) -> int:
    if values["verbose"]:
        click.get_current_context().with_resource(log_output.plain())
    view = View(_format(values), not values["no_color"], _words(known, reach))
    source = _source(values["connection_file"], values["keyring"])
    try:
        parameters = _parameters(known, values)
    except InputError as error:
        return _refuse(action, error, view)
    errand = CommandRun(
        action=action,
        parameters=parameters,
        connection=nested(reach, values),
        source=source,
        view=view,
        sure=values.get("yes", False),
        journal=values.get("journal"),
    )
    piped = STANDARD_INPUT in values.get("ids", ())
    return errand.nothing() if piped and not errand.parameters.get("ids") else errand.run()


def _refuse(action: Action, error: InputError, view: View) -> int:
    """Tell what is wrong in the form that is asked for, as the runner does for all else."""

    def read() -> ActionInput:
        raise error

    finished = Runner(action.id, {}).run(read)
    view.show(finished.envelope)
    return finished.exit_status


def _parameters(known: Sequence[Field], values: Values) -> Values:
    given = nested(known, values)
    return {**given, "ids": gathered(given["ids"])} if "ids" in given else given


def _source(path: str | None, keyring: str | None) -> Any:  # noqa: ANN401 - what functools.cache gives
    """Reads the file or the keyring, once: a pipe can be read no more often."""
    if path and keyring:
        raise click.UsageError("Give --connection or --keyring, not both: credentials come from one place.")

    def read() -> ConnectionFile | None:
        if keyring:
            return read_keyring(keyring)
        return read_file(path) if path else None

    return functools.cache(read)


def _format(values: Values) -> str | None:
    chosen = [name for name in FORMATS if values.get(f"as_{name}")]
    if len(chosen) > 1:
        raise click.UsageError(f"Give one of {', '.join(f'--{name}' for name in chosen)}.")
    return chosen[0] if chosen else None


def _words(known: Sequence[Field], reach: Sequence[Field]) -> Any:  # noqa: ANN401 - str to str
    return lambda text: worded(worded(text, known), reach, "$.connection")


def _parameter_sections(action: Action, known: Sequence[Field]) -> Iterator[Section]:
    """The action's own parameters, and those of an object within by themselves."""
    for above, together in groupby(sorted(known, key=lambda one: len(one.path)), lambda one: one.path[:-1]):
        part = action.input_schema
        for name in above:
            part = part["properties"][name]
        parameters = [parameter(field) for field in together]
        yield Section(part["title"], parameters, part["description"]) if above else Section("What", parameters)


def _sources() -> list[click.Parameter]:
    return [
        click.Option(
            ["--connection", "connection_file"],
            metavar="FILE",
            type=click.Path(),
            help="A YAML or JSON file with the connection's fields, secrets included.",
        ),
        click.Option(
            ["--keyring"],
            metavar="NAME",
            help="A connection kept in the operating system's keyring (mimecast-hold keyring set NAME).",
        ),
    ]


def _output_options(action: Action) -> Iterator[click.Parameter]:
    for name, text in FORMATS.items():
        if name != "ids" or "messages" in action.output_schema["properties"]:
            yield click.Option([f"--{name}", f"as_{name}"], is_flag=True, help=text)
    yield click.Option(["--no-color"], is_flag=True, help="No colours; NO_COLOR in the environment says the same.")
    yield click.Option(["-v", "--verbose"], is_flag=True, help="The audit trail's log lines on standard error.")
    if action.changes_anything:
        yield click.Option(["-y", "--yes"], is_flag=True, help="Do not ask before changing several messages.")
        yield click.Option(
            ["--journal"],
            metavar="FILE",
            type=click.Path(),
            help="Keep what happens to each message in FILE, so that a run that was killed can be continued.",
        )


def _needs(action: Action) -> str:
    def listed(needs: Sequence[Need]) -> str:
        return "; ".join(need.name + ("" if need.when == "always" else f" ({need.when})") for need in needs)

    permissions, products = listed(action.permissions), listed(action.products)
    return f"Permissions: {permissions}. API 2.0's products: {products}." if permissions else ""
