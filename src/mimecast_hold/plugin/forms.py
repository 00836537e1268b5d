"""The flat forms of platforms, and how their values become nested parameters.

Many platforms have no lists and send every value as text. So the fields of a guard become fields of their own
(`only_if_senders`), and a list may be given as text: with commas, one item per line, or as a JSON list.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.connection.layers import typed

Kind = Literal["string", "integer", "number", "boolean"]

PYTHON_TYPES: Mapping[str, str] = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_DEADLINE = "deadline_seconds"
_DEADLINE_TEXT = "Stop after this many seconds and return what is known. Default: {}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form. `path` is its place in the object; `kind` is the type of a value, or of a list's items."""

    name: str
    path: tuple[str, ...]
    title: str
    description: str
    kind: Kind
    is_list: bool = False
    required: bool = False
    secret: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    example: Any = None
    minimum: float | None = None
    maximum: float | None = None

    @property
    def in_guard(self) -> bool:
        """Whether it belongs to the guard, the only object within the parameters."""
        return len(self.path) > 1

    @property
    def example_text(self) -> str:
        """The example as a person would type it."""
        return list_text(self.example) if self.is_list else as_text(self.example)

    @property
    def python_type(self) -> str:
        """The Python type of a value."""
        return PYTHON_TYPES[self.kind]


def connection_form() -> tuple[Field, ...]:
    """Return the fields of the connection, which platforms call asset, module or instance."""
    return form(manifest.schema("connection"))


def action_form(action: manifest.Action, *, deadline_seconds: int) -> tuple[Field, ...]:
    """Return an action's parameters; the default deadline is below the platform's own time-out."""
    described = _DEADLINE_TEXT.format(deadline_seconds)
    return tuple(
        replace(field, default=deadline_seconds, description=described) if field.name == _DEADLINE else field
        for field in form(action.input_schema)
    )


def form(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """Return the fields of an object and of the objects within it, required ones first."""
    return tuple(sorted(_fields(schema, schema), key=lambda field: not field.required))


def _fields(
    schema: Mapping[str, Any], root: Mapping[str, Any], above: tuple[str, ...] = (), titles: tuple[str, ...] = ()
) -> Iterator[Field]:
    for name, rules in schema["properties"].items():
        path, title = (*above, name), (*titles, resolved(rules, root)["title"])
        if rules["type"] == "object":
            yield from _fields(rules, root, path, title)
            continue
        is_list = rules["type"] == "array"
        item = resolved(rules["items"], root) if is_list else rules
        yield Field(
            name="_".join(path),
            path=path,
            title=": ".join(title),
            description=rules["description"],
            kind=cast("Kind", item["type"]),
            is_list=is_list,
            # A field that an optional object requires may be left out together with the object.
            required=not above and name in schema.get("required", ()),
            secret=rules.get("writeOnly", False),
            default=rules.get("default"),
            choices=tuple(item.get("enum", ())),
            example=next(iter(rules.get("examples", ())), None),
            minimum=rules.get("minimum"),
            maximum=rules.get("maximum"),
        )


def resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that a `$ref` within the same file refers to, or the schema itself."""
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return found


def nested(fields: Sequence[Field], values: Mapping[str, object]) -> dict[str, Any]:
    """Return the nested object for a form's values, without empty fields (None, or blank text).

    Blank text in a field of the guard is kept, and validation refuses it: an empty variable must not remove the guard.
    Invalid values and unknown names are kept, too, for validation to refuse.
    """
    known = {field.name: field for field in fields}
    result: dict[str, Any] = {}
    for name, value in values.items():
        field = known.get(name)
        blank = isinstance(value, str) and not value.strip()
        if value is None or (blank and not (field and field.in_guard)):
            continue
        if field is None:
            result[name] = value
            continue
        target = result
        for step in field.path[:-1]:
            target = target.setdefault(step, {})
        target[field.path[-1]] = _items(field, value) if field.is_list else _value(field.kind, value)
    return result


def _items(field: Field, value: object) -> object:
    """Read a list. Text without a value in it ("", "," or "[]") is an empty list, which validation refuses."""
    parts = _split(value) if isinstance(value, str) else value
    return [_value(field.kind, part) for part in parts] if isinstance(parts, list | tuple) else value


def _split(text: str) -> list[Any]:
    if text.strip().startswith("["):
        try:
            read = json.loads(text)
        except ValueError:
            read = None
        if isinstance(read, list):
            return read
    return [part.strip() for part in re.split(r"[,\n]", text) if part.strip()]


def _value(kind: Kind, value: object) -> object:
    return typed(kind, value.strip()) if isinstance(value, str) else value


def list_text(values: Sequence[object] | None) -> str:
    """Return a list as comma-separated text, or as JSON if an item contains a comma."""
    texts = [as_text(value) for value in values or ()]
    return json.dumps(texts) if any("," in text for text in texts) else ", ".join(texts)


def as_text(value: object) -> str:
    """Return a value as forms show it: None as empty text, booleans in lower case."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
