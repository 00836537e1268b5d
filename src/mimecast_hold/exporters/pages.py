"""Markdown that packages carry: a table of fields, a table of outputs, what an action needs at Mimecast."""

from collections.abc import Iterable, Sequence

from mimecast_hold.exporters.outputs import Leaf
from mimecast_hold.plugin.forms import Field, as_text
from mimecast_hold.plugin.manifest import Action


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; a cell's own bars and line breaks do not break it."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines) + "\n"


def fields_table(fields: Iterable[Field]) -> str:
    """What is to be filled in."""
    header = ("Field", "Required", "Kind", "Default", "Description")
    rows = (
        (
            f"`{field.name}`",
            "yes" if field.required else "no",
            kind_text(field),
            f"`{as_text(field.default)}`" if field.default is not None else "",
            described(field),
        )
        for field in fields
    )
    return markdown_table(header, rows)


def leaves_table(leaves: Iterable[Leaf], *, prefix: str = "", item: str = "*") -> str:
    """What comes back, by data paths."""
    rows = ((f"`{prefix}{leaf.dotted(item=item)}`", leaf.shape.kind, leaf.shape.description) for leaf in leaves)
    return markdown_table(("Path", "Kind", "Description"), rows)


def kind_text(field: Field) -> str:
    """A field's kind in a word or two."""
    if field.secret:
        return "secret"
    return f"list of {field.kind}s" if field.is_list else field.kind


def described(field: Field) -> str:
    """The description, with what may be chosen."""
    choices = f" One of: {', '.join(field.choices)}." if field.choices else ""
    return f"{field.description}{choices}"


def needs(action: Action) -> str:
    """What the action asks for at Mimecast, as a Markdown list."""
    return "".join(f"- {line}\n" for line in needed(action))


def needed(action: Action) -> list[str]:
    """Which permissions and products the action asks for at Mimecast, and whether it may be repeated."""
    lines = [f"Permission: {need.name} ({need.when})" for need in action.permissions]
    lines += [f"API 2.0 product: {need.name} ({need.when})" for need in action.products]
    return [*lines, f"{'Safe' if action.safe_to_repeat else 'Not safe'} to repeat: {action.why_repeat}"]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
