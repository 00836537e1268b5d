"""README's tables, from the manifest and the connection's schema. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any


def connection_table(schema: Mapping[str, Any]) -> str:
    """One row a field: what it means, its type, its default; secrets marked."""
    rows = [
        (f"`{name}`", field["title"] + _secret(field), _type(field), _sentence(field))
        for name, field in schema["properties"].items()
    ]
    return table(("field", "what it is", "type", "meaning"), rows)


def actions_table(actions: Sequence[Mapping[str, Any]]) -> str:
    """One row an action: what it does, what it changes, what it needs."""
    rows = [
        (
            f"**{action['title']}**<br>`{action['id']}`",
            action["description"],
            _effect(action),
            "<br>".join(need["name"] for need in action["permissions"]),
        )
        for action in actions
    ]
    return table(("action", "what it does", "changes", "permissions"), rows)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


def _secret(field: Mapping[str, Any]) -> str:
    return " (secret)" if field.get("writeOnly") else ""


def _type(field: Mapping[str, Any]) -> str:
    bounds = [str(field[name]) for name in ("minimum", "maximum") if name in field]
    span = f", {' to '.join(bounds)}" if bounds else ""
    default = f", default {field['default']}" if "default" in field else ""
    return f"{field['type']}{span}{default}"


def _sentence(field: Mapping[str, Any]) -> str:
    return str(field["description"])


def _effect(action: Mapping[str, Any]) -> str:
    return "nothing" if action["effect"] == "read" else f"{action['effect']}s messages"
