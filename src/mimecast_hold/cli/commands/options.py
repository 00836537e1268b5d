"""The options of a command, one for each property of a schema."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from mimecast_hold.plugin import forms
from mimecast_hold.plugin.connection.layers import API_KEYS, CLIENT_CREDENTIALS
from mimecast_hold.plugin.forms import Field
from mimecast_hold.presentation.safe_text import whole

_LONGEST_METAVAR = 60  # characters; more choices are listed in the help text
# A credential set comes as a whole from one source, so a part of it is useless as an option. The other two decide
# where credentials are sent; they are refused on the command line, which has no credentials.
_NO_OPTION = {*API_KEYS, *CLIENT_CREDENTIALS, "ca_bundle", "allow_other_host"}


def connection_fields() -> tuple[Field, ...]:
    """Return the fields of a connection that have an option."""
    return tuple(field for field in forms.connection_form() if not field.secret and field.name not in _NO_OPTION)


def is_argument(field: Field) -> bool:
    """Return whether a field is the command's argument: a required list."""
    return field.required and field.is_list


def option_name(field: Field) -> str:
    """Return the option for a field, such as `--only-if-sender-domain`, or `ID` for the argument."""
    name = _singular(field.name) if field.is_list else field.name
    return "ID" if is_argument(field) else f"--{name.replace('_', '-')}"


def parameter(field: Field) -> click.Parameter:
    """Return the option or argument for a field. Its value is validated later, against the schema."""
    if is_argument(field):
        return click.Argument([field.name], nargs=-1, required=True, metavar="ID...", type=_converter(field))
    if field.kind == "boolean" and not field.is_list:
        return click.Option([_switch(field), field.name], is_flag=True, default=None, help=_help(field))
    choices = [_typed(choice) for choice in field.choices]
    return click.Option(
        [option_name(field), field.name],
        type=_converter(field),
        metavar=_metavar(field),
        multiple=field.is_list,
        required=field.required,
        help=_help(field),
        shell_complete=completer(lambda: choices) if choices else None,
    )


def completer(choices: Callable[[], Sequence[str]]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Return a function that completes `choices` in a shell."""
    return lambda _context, _parameter, typed: [choice for choice in choices() if choice.startswith(typed.lower())]


def nested(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that the user set, in the form of the schema."""
    options = {field.name: values[field.name] for field in fields}
    return forms.nested(fields, {name: value for name, value in options.items() if value not in (None, ())})


def reworded(text: str, fields: Sequence[Field], root: str = "$") -> str:
    """Replace JSON paths in a message by the names of options: `$.ids[3]` becomes `ID 4`."""
    by_path = {".".join(field.path): field for field in fields}

    def option(match: re.Match[str]) -> str:
        field = by_path.get(match[1])
        if field is None:
            return match[0]
        number = f" {int(match[2]) + 1}" if match[2] and is_argument(field) else ""
        return f"{option_name(field)}{number}"

    return re.sub(rf"{re.escape(root)}\.([a-z_]+(?:\.[a-z_]+)*)(?:\[(\d+)\])?", option, text)


def _converter(field: Field) -> Callable[[str], str]:
    """Return a click type that accepts any text, and choices in any letter case and with `-` for spaces."""

    def convert(value: str) -> str:
        if whole(value) != value:
            raise click.BadParameter("The text is not valid in this terminal's encoding.")
        return next((choice for choice in field.choices if _typed(choice) == _typed(value)), value)

    return convert


def _metavar(field: Field) -> str:
    choices = "|".join(map(_typed, field.choices))
    if choices and len(choices) <= _LONGEST_METAVAR:
        return f"[{choices}]"
    return "NUMBER" if field.kind in ("integer", "number") else "TEXT"


def _switch(field: Field) -> str:
    """Return `--dry-run` if the default is false, else both `--admin/--no-admin`."""
    option = option_name(field)
    if field.default is False:
        return option
    stem = option.removeprefix("--")
    return f"{option}/--has-no-{stem.removeprefix('has-')}" if stem.startswith("has-") else f"{option}/--no-{stem}"


def _help(field: Field) -> str:
    text = [field.description]
    choices = [_typed(choice) for choice in field.choices]
    if len("|".join(choices)) > _LONGEST_METAVAR:
        text.append(f"One of {', '.join(choices)}.")
    if field.is_list:
        text.append("May be repeated.")
    if field.default not in (None, False):
        text.append(f"[default: {'yes' if field.default is True else field.default}]")
    elif field.example is not None and field.kind != "boolean" and not choices:
        example = field.example[0] if isinstance(field.example, list) else field.example
        text.append(f"[example: {example}]")
    return " ".join(text)


def _singular(name: str) -> str:
    for ending, singular in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + singular
    return name


def _typed(choice: str) -> str:
    """Return a choice as it is typed: in lower case, with `-` for spaces."""
    return re.sub("[_ ]", "-", choice).lower()
