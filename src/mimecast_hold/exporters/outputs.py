"""What an action gives back, as platforms ask for it: nested types, or a flat list of data paths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mimecast_hold.plugin.forms import resolved
from mimecast_hold.plugin.manifest import Action

_BRANCH = "Like the status, but dry_run for a dry run that went well: nothing was changed."
_CATEGORY = "The category of the action's error, or else of the first record that has one; nothing after a success."

Kind = Literal["string", "integer", "number", "boolean", "object", "array"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A value's form. `name` is its schema's own, such as release_record; an object without `fields` is free."""

    kind: Kind
    description: str = ""
    name: str = ""
    nullable: bool = False
    required: bool = True
    choices: tuple[str, ...] = ()
    fields: Mapping[str, "Shape"] = field(default_factory=dict)
    items: "Shape | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One data path: `("records", "*", "error", "hint")`."""

    path: tuple[str, ...]
    shape: Shape
    example: Any = None

    def dotted(self, *, item: str = "*") -> str:
        """The path as text; `item` stands for any item of a list, and an empty one for none at all."""
        return ".".join(filter(None, (item if step == "*" else step for step in self.path)))


def envelope_shape(action: Action) -> Shape:
    """The form of the action's envelope."""
    return _shape(action.output_schema, action.output_schema)


def row_shape(action: Action) -> Shape:
    """The form of one row."""
    items = envelope_shape(action).fields[action.rows_name].items
    assert items is not None  # noqa: S101 - a list of the envelope has items
    return items


def branching_shape(action: Action) -> dict[str, Shape]:
    """What a playbook branches on, by name: the forms of `Answer.summary`."""
    fields = envelope_shape(action).fields
    flags = {name: shape for name, shape in fields.items() if shape.kind == "boolean"}
    category = replace(fields["error"].fields["category"], description=_CATEGORY, nullable=True, required=False)
    ends = [*fields["status"].choices, *(["dry_run"] if "dry_run" in fields else [])]
    return {
        "branch": Shape(kind="string", description=_BRANCH, choices=tuple(ends)),
        "status": fields["status"],
        **flags,
        **fields["summary"].fields,
        "host": fields["host"],
        "error_category": category,
        "warnings": fields["warnings"],
    }


def leaves(shape: Shape, example: object = None, above: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every data path, in the schema's order, each with its value in `example`."""
    if shape.items is not None:
        first = example[0] if isinstance(example, list) and example else None
        # A plain item is described by its list alone.
        item = replace(shape.items, description=shape.items.description or shape.description)
        yield from leaves(item, first, (*above, "*"))
    elif shape.fields:
        for name, inner in shape.fields.items():
            within = example.get(name) if isinstance(example, Mapping) else None
            yield from leaves(inner, within, (*above, name))
    else:
        yield Leaf(path=above, shape=shape, example=example)


def envelope_example(action: Action) -> dict[str, Any]:
    """A whole envelope, as the schema gives it."""
    example: dict[str, Any] = action.output_schema["examples"][0]
    return example


def _shape(schema: Mapping[str, Any], root: Mapping[str, Any], *, required: bool = True) -> Shape:
    nullable, schema, name = _unwrapped(schema, root)
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", ["string"])
    kind = next(one for one in kinds if one != "null")
    owed = schema.get("required", ())
    fields = schema.get("properties", {})
    return Shape(
        kind=kind,
        description=schema.get("description", ""),
        name=name,
        nullable=nullable or "null" in kinds,
        required=required,
        choices=_choices(schema),
        fields={one: _shape(rules, root, required=one in owed) for one, rules in fields.items()},
        items=_shape(schema["items"], root) if "items" in schema else None,
    )


def _unwrapped(schema: Mapping[str, Any], root: Mapping[str, Any]) -> tuple[bool, Mapping[str, Any], str]:
    """Whether it may be null, what it is else, and under which name that is described; the nearer description holds."""
    described = {"description": schema["description"]} if "description" in schema else {}
    either = schema.get("anyOf")
    if either:
        schema = next(one for one in either if one.get("type") != "null")
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    return bool(either), {**resolved(schema, root), **described}, name


def _choices(schema: Mapping[str, Any]) -> tuple[str, ...]:
    if "const" in schema:
        return (schema["const"],)
    return tuple(choice for choice in schema.get("enum", ()) if choice is not None)


def inlined(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The schema with its references put in their place: forms and pickers seldom follow one."""
    root = schema if root is None else root
    described = {"description": schema["description"]} if "$ref" in schema and "description" in schema else {}
    found = {name: rules for name, rules in resolved(schema, root).items() if name not in ("$schema", "$id", "$defs")}
    return {name: _inlined(rules, root) for name, rules in {**found, **described}.items()}


def _inlined(value: object, root: Mapping[str, Any]) -> object:
    if isinstance(value, Mapping):
        return inlined(value, root)
    return [_inlined(item, root) for item in value] if isinstance(value, list) else value
