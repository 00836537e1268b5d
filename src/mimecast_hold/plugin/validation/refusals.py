"""Why a schema refuses something, in the user's words: jsonschema finds, this words."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match, relevance

from mimecast_hold.plugin.manifest import may_be_shown
from mimecast_hold.plugin.validation.quoting import closest, quoted
from mimecast_hold.plugin.validation.refusal import Refusal

_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "an object",
    "string": "text",
}


_TOO_DEEP = Refusal((), "not usable: it is nested too deeply")


def refusal(schema: Mapping[str, Any], instance: object, *, quoting: bool = True) -> Refusal:
    """Give the problem that is most worth telling; `quoting` shows the value that was refused."""
    found = _errors(schema, instance)
    return _worded(best_match(found), quoting=quoting) if found else _TOO_DEEP


def refusals(schema: Mapping[str, Any], instance: object) -> list[Refusal]:
    """Give every problem, the plainest first."""
    errors = sorted(_errors(schema, instance), key=relevance, reverse=True)
    return [_worded(best_match([error]), quoting=True) for error in errors] or [_TOO_DEEP]


def _errors(schema: Mapping[str, Any], instance: object) -> list[ValidationError]:
    try:
        return list(Draft202012Validator(schema).iter_errors(instance))
    except RecursionError:  # jsonschema's messages hold the whole value, however deep
        return []


@dataclass(frozen=True, slots=True)
class _Finding:
    """What jsonschema found, without its own message, which holds the value unescaped."""

    keyword: str
    wanted: Any
    schema: Mapping[str, Any]
    value: Any

    @property
    def example(self) -> str:
        return _example(self.schema)


_Words = tuple[tuple[str, ...], str, str]  # steps further in, what was expected, hint


def _worded(error: ValidationError, *, quoting: bool) -> Refusal:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    finding = _Finding(str(error.validator), error.validator_value, schema, error.instance)
    steps, expected, hint = _WORDS.get(finding.keyword, _other)(finding)
    if quoting and finding.keyword in _QUOTING and not schema.get("writeOnly"):
        expected += f", got {quoted(finding.value)}"
    return Refusal((*error.absolute_path, *steps), expected, hint)


def _required(finding: _Finding) -> _Words:
    missing = next(name for name in finding.wanted if name not in finding.value)
    example = _example(finding.schema["properties"][missing])
    return (missing,), "required, but not given", example


def _unknown(finding: _Finding) -> _Words:
    known = list(finding.schema.get("properties", {}))
    number, name = next((number, name) for number, name in enumerate(finding.value, 1) if name not in known)
    hint = f"{closest(name, known)} The fields are: {', '.join(known)}.".strip()
    if may_be_shown(name):
        return (name,), "there is no such field", hint
    return (), f"there is no such field as number {number}", hint


def _type(finding: _Finding) -> _Words:
    names = [finding.wanted] if isinstance(finding.wanted, str) else finding.wanted
    expected = " or ".join(_TYPES[name] for name in names)
    hint = finding.example
    if "array" in names and isinstance(finding.value, str):
        hint = f"Give a list, even of one. {hint}".strip()
    hint = hint or f"Give {expected}, or leave it out."
    return (), f"expected {expected}, got {_kind(finding.value)}", hint


def _choice(finding: _Finding) -> _Words:
    choices = finding.wanted if finding.keyword == "enum" else [finding.wanted]
    texts = [choice if isinstance(choice, str) else json.dumps(choice) for choice in choices]
    hint = (closest(finding.value, texts) if isinstance(finding.value, str) else "") or "Give it as it stands here."
    return (), f"expected {'one of ' if texts[1:] else ''}{', '.join(texts)}", hint


def _pattern(finding: _Finding) -> _Words:
    form = str(finding.schema.get("description", "see the schema")).rstrip(".")
    return (), f"not of the form that is wanted ({form})", finding.example


def _fields(finding: _Finding) -> _Words:
    names = ", ".join(finding.schema.get("properties", {}))
    return (), f"expected at least one of {names}", finding.example


def _bound(text: str) -> Callable[[_Finding], _Words]:
    def word(finding: _Finding) -> _Words:
        size = len(finding.value) if isinstance(finding.value, Sequence) else 0
        return (), text.format(finding.wanted, size=size), finding.example

    return word


def _other(finding: _Finding) -> _Words:
    return (), f"does not keep to the schema ({finding.keyword})", finding.example


_WORDS: dict[str, Callable[[_Finding], _Words]] = {
    "additionalProperties": _unknown,
    "const": _choice,
    "enum": _choice,
    "maxItems": _bound("expected at most {:,} entries, got {size:,}"),
    "maxLength": _bound("expected at most {:,} characters, got {size:,}"),
    "maximum": _bound("expected at most {:,}"),
    "minItems": _bound("expected at least {:,} entry"),
    "minLength": _bound("expected at least {:,} character"),
    "minProperties": _fields,
    "minimum": _bound("expected at least {:,}"),
    "pattern": _pattern,
    "required": _required,
    "type": _type,
}
_QUOTING = {"const", "enum", "maximum", "minimum", "pattern"}


def _kind(value: object) -> str:
    kinds = (dict, list, str, bool, int, float)
    names = ("object", "array", "string", "boolean", "number", "number")
    for kind, name in zip(kinds, names, strict=True):
        if isinstance(value, kind):
            return _TYPES[name]
    return _TYPES["null"]


def _example(schema: Mapping[str, Any]) -> str:
    examples = schema.get("examples")
    if not examples or schema.get("writeOnly"):
        return ""
    return f"For example: {json.dumps(examples[0], ensure_ascii=False)}"
