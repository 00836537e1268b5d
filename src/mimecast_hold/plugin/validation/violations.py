"""Explain in plain words why a schema refuses a value. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mimecast_hold.hold_queue.arguments import did_you_mean
from mimecast_hold.plugin.manifest import may_be_shown
from mimecast_hold.plugin.validation.quoting import quoted

Schema = Mapping[str, Any]
Path = tuple[str | int, ...]

_KINDS = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "an object",
    "string": "text",
}
_LIMITS = {
    "maxItems": "expected at most {:,} entries, got {size:,}",
    "maxLength": "expected at most {:,} characters, got {size:,}",
    "maximum": "expected at most {:,}",
    "minItems": "expected at least {:,} entry",
    "minLength": "expected at least {:,} character",
    "minimum": "expected at least {:,}",
}
_QUOTING = ("const", "enum", "maximum", "minimum", "pattern")


class SchemaError(ValueError):
    """Raised by the generated checkers, with the arguments of fastjsonschema's own exception."""

    def __init__(self, message: str, *, value: object, name: str, rule: str) -> None:
        super().__init__(message)
        self.value = value
        self.rule = rule
        self.path: Path = tuple(int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", name)[1:])


class Violation(NamedTuple):
    """A value that a schema refuses: where it is, what is wrong with it, and what to do about it."""

    path: Path
    text: str
    hint: str = ""

    @property
    def json_path(self) -> str:
        """The path in the form `$.ids[3]`."""
        return "$" + "".join(map(_step, self.path))

    @property
    def message(self) -> str:
        return f"{self.json_path}: {self.text}."


def explain(schema: Schema, path: Path, rule: str, value: Any, *, quoting: bool = True) -> Violation:  # noqa: ANN401 - JSON
    """Explain which `rule` of the schema the value at `path` breaks; `quoting` shows the value."""
    part = _part(schema, path)
    wanted = part.get(rule)
    text, hint = f"does not match the schema ({rule})", _example(part)
    if rule == "required" and wanted:
        path = (*path, next(name for name in wanted if name not in value))
        return Violation(path, "required, but missing", _example(_part(schema, path)))
    if rule == "additionalProperties":
        return _unknown_field(path, value, list(part.get("properties", {})))
    if rule == "type":
        text, hint = _type([wanted] if isinstance(wanted, str) else wanted or (), value, hint)
    elif rule in ("enum", "const") and wanted is not None:
        text, hint = _choice(wanted if rule == "enum" else [wanted], value)
    elif rule == "pattern":
        text = f"does not have the expected form ({str(part.get('description', 'see the schema')).rstrip('.')})"
    elif rule == "minProperties":
        text = f"expected at least one of {', '.join(part.get('properties', {}))}"
    elif rule in _LIMITS and wanted is not None:
        text = _LIMITS[rule].format(wanted, size=len(value) if isinstance(value, Sequence) else 0)
    if quoting and rule in _QUOTING and not part.get("writeOnly"):
        text += f", got {quoted(value)}"
    return Violation(path, text, hint)


def _part(schema: Schema, path: Path) -> Schema:
    """Return the part of a schema that describes the value at `path`, or {}."""
    part = schema
    for step in (None, *path):
        if step is not None:
            part = part.get("items", {}) if isinstance(step, int) else part.get("properties", {}).get(step, {})
        part = next((option for option in part.get("anyOf", ()) if option.get("type") != "null"), part)
        if "$ref" in part:
            part = schema["$defs"][part["$ref"].removeprefix("#/$defs/")]
    return part


def _unknown_field(path: Path, value: Mapping[str, object], known: Sequence[str]) -> Violation:
    number, name = next((number, name) for number, name in enumerate(value, 1) if name not in known)
    hint = f"{did_you_mean(name, known)} Known fields: {', '.join(known)}.".strip()
    if may_be_shown(name):
        return Violation((*path, name), "unknown field", hint)
    return Violation(path, f"field number {number} is unknown", hint)


def _type(names: Sequence[str], value: object, hint: str) -> tuple[str, str]:
    expected = " or ".join(_TYPES[name] for name in names)
    kind = next((words for kind, words in _KINDS.items() if isinstance(value, kind)), _TYPES["null"])
    if "array" in names and isinstance(value, str):
        hint = f"Give a list, even for a single value. {hint}"
    return f"expected {expected}, got {kind}", hint.strip() or f"Give {expected}, or leave it out."


def _choice(choices: Sequence[object], value: object) -> tuple[str, str]:
    texts = [choice if isinstance(choice, str) else json.dumps(choice) for choice in choices]
    hint = did_you_mean(value, texts) if isinstance(value, str) else ""
    return f"expected {'one of ' if texts[1:] else ''}{', '.join(texts)}", hint or "Use one of these values."


def _example(part: Schema) -> str:
    examples = part.get("examples")
    return f"For example: {json.dumps(examples[0], ensure_ascii=False)}" if examples and "writeOnly" not in part else ""


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,79}", step) else f"[{quoted(step)}]"
