"""Write Markdown for packages: tables of fields and outputs, and the permissions that an action needs."""

from collections.abc import Iterable

from mimecast_hold.exporters.outputs import Leaf
from mimecast_hold.plugin.forms import Field, as_text
from mimecast_hold.plugin.manifest import Action
from mimecast_hold.plugin.tables import table


def fields_table(fields: Iterable[Field]) -> str:
    """Return the table of a form's fields."""
    header = ("Field", "Required", "Kind", "Default", "Description")
    rows = [
        (
            f"`{field.name}`",
            "yes" if field.required else "no",
            _kind(field),
            f"`{as_text(field.default)}`" if field.default is not None else "",
            field.description + (f" One of: {', '.join(field.choices)}." if field.choices else ""),
        )
        for field in fields
    ]
    return table(header, rows)


def leaves_table(leaves: Iterable[Leaf], *, prefix: str = "") -> str:
    """Return the table of the data paths of an output."""
    rows = [(f"`{prefix}{leaf.dotted}`", leaf.shape.kind, leaf.shape.description) for leaf in leaves]
    return table(("Path", "Kind", "Description"), rows)


def needs(action: Action) -> list[str]:
    """List the permissions and products that the action needs, and whether it may be repeated."""
    lines = [f"Permission: {need.name} ({need.when})" for need in action.permissions]
    lines += [f"API 2.0 product: {need.name} ({need.when})" for need in action.products]
    return [*lines, f"{'Safe' if action.safe_to_repeat else 'Not safe'} to repeat: {action.why_repeat}"]


def needs_list(action: Action) -> str:
    """Return `needs` as a Markdown list."""
    return "".join(f"- {line}\n" for line in needs(action))


def _kind(field: Field) -> str:
    if field.secret:
        return "secret"
    return f"list of {field.kind}s" if field.is_list else field.kind
