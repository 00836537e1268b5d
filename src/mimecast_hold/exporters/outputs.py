"""Describe the output of an action for platforms: as nested types, or as a flat list of data paths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from mimecast_hold.plugin.forms import resolved
from mimecast_hold.plugin.manifest import Action

_BRANCH = "Like status, but dry_run after a successful dry run."
_CATEGORY = "Category of the action's error, or of the first record with an error. Empty on success."

Kind = Literal["string", "integer", "number", "boolean", "object", "array"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The type of a value. `name` is its name in the schema. An object without `fields` can contain anything."""

    kind: Kind
    description: str = ""
    name: str = ""
    nullable: bool = False
    required: bool = True
    choices: tuple[str, ...] = ()
    fields: Mapping[str, "Shape"] = field(default_factory=dict)
    items: "Shape | None" = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One data path, such as `("records", "*", "error", "hint")`."""

    path: tuple[str, ...]
    shape: Shape

    @property
    def dotted(self) -> str:
        """The path as text."""
        return ".".join(self.path)


def envelope_shape(action: Action) -> Shape:
    """Return the shape of the action's envelope."""
    return _shape(action.output_schema, action.output_schema)


def row_shape(action: Action) -> Shape:
    """Return the shape of one row: a record, message, entry or hold."""
    items = envelope_shape(action).fields[action.rows_name].items
    assert items is not None  # noqa: S101 - a list of the envelope has items
    return items


def branching_shape(action: Action) -> dict[str, Shape]:
    """Return the shapes of the fields of `PlatformResult.summary`, which a playbook branches on."""
    fields = envelope_shape(action).fields
    category = replace(fields["error"].fields["category"], description=_CATEGORY, nullable=True, required=False)
    branches = (*fields["status"].choices, *(["dry_run"] if "dry_run" in fields else []))
    return {
        "branch": Shape(kind="string", description=_BRANCH, choices=branches),
        "status": fields["status"],
        **{name: shape for name, shape in fields.items() if shape.kind == "boolean"},
        **fields["summary"].fields,
        "host": fields["host"],
        "error_category": category,
        "warnings": fields["warnings"],
    }


def leaves(shape: Shape, above: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Yield every data path, in the schema's order."""
    if shape.items is not None:
        # A plain item has no description of its own, only its list has.
        item = replace(shape.items, description=shape.items.description or shape.description)
        yield from leaves(item, (*above, "*"))
    elif shape.fields:
        for name, inner in shape.fields.items():
            yield from leaves(inner, (*above, name))
    else:
        yield Leaf(above, shape)


def envelope_example(action: Action) -> dict[str, Any]:
    """Return the schema's example of an envelope."""
    example: dict[str, Any] = action.output_schema["examples"][0]
    return example


def _shape(schema: Mapping[str, Any], root: Mapping[str, Any], *, required: bool = True) -> Shape:
    # The field's own description takes precedence over that of the referenced schema.
    described = {"description": schema["description"]} if "description" in schema else {}
    nullable = "anyOf" in schema
    if nullable:
        schema = next(option for option in schema["anyOf"] if option.get("type") != "null")
    name = schema.get("$ref", "").removeprefix("#/$defs/")
    schema = {**resolved(schema, root), **described}
    kinds = schema.get("type", "string")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    choices = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return Shape(
        kind=next(kind for kind in kinds if kind != "null"),
        description=schema.get("description", ""),
        name=name,
        nullable=nullable or "null" in kinds,
        required=required,
        choices=tuple(choice for choice in choices if choice is not None),
        fields={
            field_name: _shape(rules, root, required=field_name in schema.get("required", ()))
            for field_name, rules in schema.get("properties", {}).items()
        },
        items=_shape(schema["items"], root) if "items" in schema else None,
    )


def inlined(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the schema with its `$ref`s resolved, since few platforms follow them."""
    root = schema if root is None else root
    described = {"description": schema["description"]} if "$ref" in schema and "description" in schema else {}
    found = {name: rules for name, rules in resolved(schema, root).items() if name not in ("$schema", "$id", "$defs")}
    return {name: _inlined(rules, root) for name, rules in {**found, **described}.items()}


def _inlined(value: object, root: Mapping[str, Any]) -> object:
    if isinstance(value, Mapping):
        return inlined(value, root)
    return [_inlined(item, root) for item in value] if isinstance(value, list) else value
