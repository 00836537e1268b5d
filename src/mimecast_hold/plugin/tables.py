"""Make Markdown tables, among them README's two, from the manifest and the connection's schema. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any


def connection_table(schema: Mapping[str, Any]) -> str:
    """Return a row for each field of the connection; secrets are marked."""
    rows = [
        (
            f"`{name}`",
            field["title"] + (" (secret)" if field.get("writeOnly") else ""),
            _type(field),
            field["description"],
        )
        for name, field in schema["properties"].items()
    ]
    return table(("field", "what it is", "type", "meaning"), rows)


def actions_table(actions: Sequence[Mapping[str, Any]]) -> str:
    """Return a row for each action: what it does, what it changes, which permissions it needs."""
    rows = [
        (
            f"**{action['title']}**<br>`{action['id']}`",
            action["description"],
            "nothing" if action["effect"] == "read" else f"{action['effect']}s messages",
            "<br>".join(map(_need, action["permissions"])),
        )
        for action in actions
    ]
    return table(("action", "what it does", "changes", "permissions"), rows)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table. Bars and line breaks in cells are escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _need(need: Mapping[str, str]) -> str:
    return need["name"] if need["when"] == "always" else f"{need['name']} ({need['when']})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _type(field: Mapping[str, Any]) -> str:
    bounds = [str(field[name]) for name in ("minimum", "maximum") if name in field]
    span = f", {' to '.join(bounds)}" if bounds else ""
    default = f", default {field['default']}" if "default" in field else ""
    return f"{field['type']}{span}{default}"
