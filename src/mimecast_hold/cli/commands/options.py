"""Options and arguments of a command, derived from a schema: a property there is an option here."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
from click.shell_completion import CompletionItem

from mimecast_hold.plugin.connection.layers import API_KEYS, CLIENT_CREDENTIALS
from mimecast_hold.presentation.safe_text import whole

Schema = Mapping[str, Any]

_LONGEST_CHOICES = 60  # characters; longer lists of choices stand in the help text
# A credential set comes whole from one place, so no part of it is worth an option; and what decides where
# credentials travel is refused from here, since no credentials are given here.
_WITHOUT_OPTION = {*API_KEYS, *CLIENT_CREDENTIALS, "ca_bundle", "allow_other_host"}


@dataclass(frozen=True, slots=True)
class Field:
    """One property: its path from the schema's root, and whether it must be given."""

    path: tuple[str, ...]
    schema: Schema
    required: bool = False

    @property
    def dest(self) -> str:
        """The name of its value among a command's."""
        return "__".join(self.path)

    @property
    def is_argument(self) -> bool:
        """Whether it is what the command is about, and so has no dashes: a list that must be given."""
        return self.required and self.schema["type"] == "array"

    @property
    def option(self) -> str:
        """What a person types: `--only-if-sender-domain`."""
        names = [*self.path[:-1], _singular(self.path[-1]) if self.schema["type"] == "array" else self.path[-1]]
        return "ID" if self.is_argument else f"--{'-'.join(names).replace('_', '-')}"


def fields(schema: Schema, above: tuple[str, ...] = ()) -> Iterator[Field]:
    """Every property of an object's schema; those of an object within it stand for it."""
    for name, part in schema["properties"].items():
        if "properties" in part:
            yield from fields(part, (*above, name))
        else:
            yield Field((*above, name), part, name in schema.get("required", ()))


def connection_fields(schema: Schema) -> Iterator[Field]:
    """The fields of a connection that can be options."""
    for field in fields(schema):
        if not field.schema.get("writeOnly") and field.path[0] not in _WITHOUT_OPTION:
            yield field


def parameter(field: Field) -> click.Parameter:
    """The option or argument for a property."""
    if field.is_argument:
        return Subject(field)
    kind = field.schema["type"]
    if kind == "boolean":
        return click.Option([_switch(field), field.dest], is_flag=True, default=None, help=_help(field.schema))
    item = field.schema["items"] if kind == "array" else field.schema
    return click.Option(
        [field.option, field.dest],
        type=SchemaType(item),
        multiple=kind == "array",
        required=field.required,
        help=_help(field.schema, again=kind == "array"),
    )


def nested(known: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, in the schema's form; what was not is left out."""
    found: dict[str, Any] = {}
    for field in known:
        value = values[field.dest]
        if value is None or value == ():
            continue
        inner = found
        for name in field.path[:-1]:
            inner = inner.setdefault(name, {})
        inner[field.path[-1]] = list(value) if isinstance(value, tuple) else value
    return found


def worded(text: str, known: Sequence[Field], root: str = "$") -> str:
    """A message about JSON paths in the words of the command line: `$.ids[3]` is `ID 4`."""

    def option(found: re.Match[str]) -> str:
        field = by_path.get(found[1])
        if field is None:
            return found[0]
        number = f" {int(found[2]) + 1}" if found[2] and field.is_argument else ""
        return f"{field.option}{number}"

    by_path = {".".join(field.path): field for field in known}
    return re.sub(rf"{re.escape(root)}\.([a-z_]+(?:\.[a-z_]+)*)(?:\[(\d+)\])?", option, text)


class Subject(click.Argument):
    """What a command is about: one argument or several, told of in the help as options are."""

    def __init__(self, field: Field) -> None:
        """Take the list that must be given."""
        super().__init__([field.dest], nargs=-1, required=True, metavar="ID...")
        self._told = ("ID...", f"{field.schema['description']} - reads them from standard input.")

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """The line in the help."""
        del ctx
        return self._told


class SchemaType(click.ParamType):  # type: ignore[type-arg]  # generic only since click 8.4
    """Text read by a schema's type; whether it will do is for the schema to say, in one place."""

    name = "text"

    def __init__(self, schema: Schema) -> None:
        """Take what is to be read."""
        self._choices: Sequence[str] = schema.get("enum", ())
        self._kind = schema.get("type", "string")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - click's own signature
        """A number where one is wanted and one is given; a choice by its letters alone."""
        if isinstance(value, str) and whole(value) != value:
            self.fail("It is not text in the encoding of this terminal.", param, ctx)
        if self._kind in ("integer", "number") and isinstance(value, str):
            return _number(value)
        return next((choice for choice in self._choices if _plain(choice) == _plain(value)), value)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str | None:
        """What stands after the option in the help."""
        del param, ctx
        choices = "|".join(map(_typed, self._choices))
        if choices and len(choices) <= _LONGEST_CHOICES:
            return f"[{choices}]"
        return {"integer": "NUMBER", "number": "NUMBER"}.get(self._kind, "TEXT")

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The choices that begin so."""
        del ctx, param
        found = map(_typed, self._choices)
        return [CompletionItem(choice) for choice in found if choice.startswith(incomplete.lower())]


def _switch(field: Field) -> str:
    """`--dry-run` where false goes without saying, else both: `--admin/--no-admin`."""
    if field.schema.get("default") is False:
        return field.option
    stem = field.option.removeprefix("--")
    opposite = f"has-no-{stem.removeprefix('has-')}" if stem.startswith("has-") else f"no-{stem}"
    return f"--{stem}/--{opposite}"


def _help(schema: Schema, *, again: bool = False) -> str:
    text = [schema["description"]]
    choices = [_typed(choice) for choice in schema.get("enum", ())]
    if len("|".join(choices)) > _LONGEST_CHOICES:
        text.append(f"One of {', '.join(choices)}.")
    if again:
        text.append("May be repeated.")
    default = schema.get("default")
    if default is not None and default is not False:
        text.append(f"[default: {'yes' if default is True else default}]")
    elif schema.get("examples") and schema["type"] != "boolean" and not choices:
        example = schema["examples"][0]
        text.append(f"[such as: {example[0] if isinstance(example, list) else example}]")
    return " ".join(text)


def _singular(name: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + instead
    return name


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if math.isfinite(number) else text  # JSON has no other numbers
    return text


def _typed(choice: str) -> str:
    """A choice as one types it: no blanks, no capitals."""
    return choice.lower().replace(" ", "-")


def _plain(text: str) -> str:
    return re.sub("[-_ ]", " ", text).lower()
