"""What every platform's form has in common: flat fields that people fill in, and the objects they stand for.

Platforms have flat forms, and many have no lists and send every value as text. So a guard's fields become fields of
their own (`only_if_senders`), and a list may be given as text: with commas, a line each, or as a JSON list.
"""

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.connection.layers import typed

Kind = Literal["string", "integer", "number", "boolean"]

_DEADLINE = "deadline_seconds"
_DEADLINE_TEXT = "Stop after this many seconds and return what is known. Default: {}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One line of a form. `path` leads to its place in the object; `kind` is that of a list's items, if it is one."""

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
    def guards(self) -> bool:
        """Whether it belongs to the guard, the one object within the parameters."""
        return len(self.path) > 1

    @property
    def example_text(self) -> str:
        """The example as one would type it."""
        return list_text(self.example) if self.is_list else as_text(self.example)


def connection_form() -> tuple[Field, ...]:
    """The asset, connection, module or instance form."""
    return form(manifest.schema("connection"))


def action_form(action: manifest.Action, *, deadline_seconds: int) -> tuple[Field, ...]:
    """An action's parameters; the default deadline is below the platform's own time-out."""
    described = _DEADLINE_TEXT.format(deadline_seconds)
    return tuple(
        replace(field, default=deadline_seconds, description=described) if field.name == _DEADLINE else field
        for field in form(action.input_schema)
    )


def form(schema: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of an object, those of an object within it too, required ones first."""
    found = tuple(_fields(schema, schema, ()))
    return tuple(sorted(found, key=lambda field: not field.required))


def _fields(schema: Mapping[str, Any], root: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[Field]:
    for name, rules in schema["properties"].items():
        path = (*above, name)
        if rules["type"] == "object":
            yield from _fields(rules, root, path)
            continue
        is_list = rules["type"] == "array"
        item = resolved(rules["items"], root) if is_list else rules
        titles = [resolved(step, root)["title"] for step in _on_the_way(root, path)]
        yield Field(
            name="_".join(path),
            path=path,
            title=": ".join(titles),
            description=rules["description"],
            kind=cast("Kind", item["type"]),
            is_list=is_list,
            # What an optional object requires is not required of whoever leaves the object out.
            required=not above and name in schema.get("required", ()),
            secret=rules.get("writeOnly", False),
            default=rules.get("default"),
            choices=tuple(item.get("enum", ())),
            example=next(iter(rules.get("examples", ())), None),
            minimum=rules.get("minimum"),
            maximum=rules.get("maximum"),
        )


def _on_the_way(root: Mapping[str, Any], path: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for name in path:
        root = root["properties"][name]
        yield root


def resolved(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema that a `$ref` within the same file leads to, or the schema itself."""
    if "$ref" not in schema:
        return schema
    found: Mapping[str, Any] = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return found


def nested(fields: Sequence[Field], values: Mapping[str, object]) -> dict[str, Any]:
    """The object that a filled form stands for; what was not filled in (None, or blank text) is left out.

    Blank text in a guard's field is kept, and validation refuses it: a variable that turned out empty must not lift the
    guard. So are values that cannot be read as their kind, and names that are no field's.
    """
    known = {field.name: field for field in fields}
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = known.get(name)
        blank = isinstance(value, str) and not value.strip()
        if value is None or (blank and not (field and field.guards)):
            continue
        if field is None:
            found[name] = value
            continue
        place = found
        for step in field.path[:-1]:
            place = place.setdefault(step, {})
        place[field.path[-1]] = _items(field, value) if field.is_list else _value(field.kind, value)
    return found


def _items(field: Field, value: object) -> object:
    """A list. Text without a value in it ("", "," or "[]") is an empty list, which validation refuses."""
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
    parts = (part.strip() for part in re.split(r"[,\n]", text))
    return [part for part in parts if part]


def _value(kind: Kind, value: object) -> object:
    return typed(kind, value.strip()) if isinstance(value, str) else value


def list_text(values: Sequence[object] | None) -> str:
    """A list as comma-separated text, or as JSON where an item itself has a comma."""
    texts = [as_text(value) for value in values or ()]
    return json.dumps(texts) if any("," in text for text in texts) else ", ".join(texts)


def as_text(value: object) -> str:
    """A value as forms show it: nothing as an empty text, truth values in lower case."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def permanent_id(plugin: manifest.Manifest, *what: str) -> str:
    """A uuid for something that a platform keys on and the manifest does not name; the same for ever."""
    return str(uuid.uuid5(uuid.UUID(plugin.uuid), ":".join(what)))
