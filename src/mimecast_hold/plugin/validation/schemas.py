"""Check parameters and envelopes against their schemas."""

import importlib
from collections.abc import Callable, Mapping
from typing import Any, cast

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.ids import ID_HINT
from mimecast_hold.plugin.validation.json_text import refuse_lone_surrogates
from mimecast_hold.plugin.validation.violations import Schema, SchemaError, Violation, explain

__all__ = ["Schema", "check_output", "check_parameters", "checker", "violation", "without_blanks"]

_GUARD = "only_if"


def check_parameters(schema: Schema, instance: object) -> dict[str, Any]:
    """Return the parameters with defaults; raise `InputError` for the first violation."""
    parameters = {} if instance is None else instance
    if isinstance(parameters, Mapping):
        parameters = without_blanks(parameters, schema)
        _check_guard(schema, parameters)
    if found := violation(schema, parameters):
        hint = ID_HINT if found.path[:1] == ("ids",) and len(found.path) > 1 else found.hint
        raise InputError(found.message, hint=hint, field=found.json_path)
    refuse_lone_surrogates(parameters)
    fields = schema["properties"]
    defaults = {name: field["default"] for name, field in fields.items() if "default" in field}
    # 8.0 is an integer to JSON Schema, and must be one to Python.
    return defaults | {
        name: int(value) if fields[name].get("type") == "integer" else value
        for name, value in cast("dict[str, Any]", parameters).items()
    }


def _check_guard(schema: Schema, parameters: Mapping[str, object]) -> None:
    """Refuse a blank guard with its own message, before the schema does."""
    if _GUARD not in parameters or _GUARD not in schema["properties"]:
        return
    from mimecast_hold.hold_queue.bulk.guards import refuse_blank

    try:
        refuse_blank(parameters[_GUARD])
    except InputError as error:
        raise InputError(str(error), hint=error.hint, field=str(error).partition(": ")[0]) from None


def check_output(schema: Schema, envelope: object) -> list[str]:
    """Return the violations of an envelope, one line each: all of them, or only the first without jsonschema."""
    first = violation(schema, envelope)
    if first is None:
        return []
    try:
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import best_match
    except (ImportError, OSError):  # not installed, or no file descriptor left to load it with
        return [first.message]
    errors = [best_match([error]) for error in Draft202012Validator(schema).iter_errors(envelope)]
    return [
        explain(schema, tuple(error.absolute_path), str(error.validator), error.instance).message for error in errors
    ]


def violation(schema: Schema, instance: object, *, quoting: bool = True) -> Violation | None:
    """Return the first violation of one of our schemas, or None; `quoting` shows the refused value."""
    try:
        checker(schema)(instance)
    except SchemaError as error:
        return explain(schema, error.path, error.rule, error.value, quoting=quoting)
    return None


def checker(schema: Schema) -> Callable[[object], object]:
    """Return the generated validation function of a schema. Tests prove it equal to jsonschema."""
    name = schema["$id"].rpartition(":")[2].replace(".", "_")
    module = importlib.import_module(f"mimecast_hold.plugin.generated.{name}")
    return cast("Callable[[object], object]", module.validate)


def without_blanks(values: Mapping[str, object], schema: Schema) -> dict[str, object]:
    """Leave out what platforms send for empty fields: null, and blank text.

    A guard stays as it is, since one that disappears would let every message through.
    """
    fields = schema["properties"]
    return {
        name: value for name, value in values.items() if name == _GUARD or name not in fields or not _is_blank(value)
    }


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
