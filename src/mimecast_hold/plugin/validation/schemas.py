"""Whether parameters and envelopes keep to their schemas: one function decides, another words."""

import importlib
from collections.abc import Callable, Mapping
from typing import Any

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.ids import ID_HINT
from mimecast_hold.plugin.manifest import schema as ours
from mimecast_hold.plugin.validation.json_text import refuse_half_characters
from mimecast_hold.plugin.validation.refused import Refused

__all__ = ["Schema", "accepts", "check_output", "check_parameters", "given", "load_checker"]

_URN = "urn:mimecast-hold:"
_GUARD = "only_if"

Schema = Mapping[str, Any]


def check_parameters(schema: Schema, instance: object) -> dict[str, Any]:
    """Give the parameters with defaults; raises `InputError` with the first thing to put right."""
    parameters = given({} if instance is None else instance, schema)
    _check_guard(schema, parameters)
    if not accepts(schema, parameters):
        from mimecast_hold.plugin.validation.refusals import refusal

        found = refusal(schema, parameters)
        hint = ID_HINT if found.steps[:1] == ("ids",) and len(found.steps) > 1 else found.hint
        raise InputError(found.message(), hint=hint, field=found.path())
    refuse_half_characters(parameters)
    # `accepts` saw to it that this is an object.
    return {**_defaults(schema), **_with_integers(schema, dict(parameters))}  # type: ignore[call-overload]


def _check_guard(schema: Schema, parameters: object) -> None:
    """Refuse a blank guard in words of its own, ahead of the schema."""
    if not isinstance(parameters, Mapping) or _GUARD not in parameters or _GUARD not in schema.get("properties", {}):
        return
    from mimecast_hold.hold_queue.bulk.guards import refuse_blank

    try:
        refuse_blank(parameters[_GUARD])
    except InputError as error:
        raise InputError(str(error), hint=error.hint, field=str(error).partition(": ")[0]) from None


def check_output(schema: Schema, envelope: object) -> list[str]:
    """Give what is wrong with an envelope, one line each; nothing, if it is as promised."""
    if accepts(schema, envelope):
        return []
    try:
        from mimecast_hold.plugin.validation.refusals import refusals
    except (ImportError, OSError):  # an image without jsonschema, or no file descriptor left to load it with
        return ["$: what is wrong cannot be told without jsonschema."]
    return [found.message() for found in refusals(schema, envelope)]


def load_checker(schema: Schema) -> None:
    """Load what decides about a schema of ours, for when nothing can be loaded any more."""
    _generated(schema)


def accepts(schema: Schema, instance: object) -> bool:
    """Decide. Everything else here only words what this has decided.

    A checker generated from the schema decides where the schema is one of ours; it is proved equal to jsonschema, which
    costs more to import than all that is checked here.
    """
    checker = _generated(schema)
    if checker:
        try:
            checker(instance)
        except Refused:
            return False
        return True
    from jsonschema import Draft202012Validator

    try:
        return bool(Draft202012Validator(schema).is_valid(instance))
    except RecursionError:  # jsonschema's messages hold the whole value, however deep
        return False


def _generated(schema: Schema) -> Callable[[object], object] | None:
    """The checker of a schema of ours; a changed copy of one has none."""
    name = str(schema.get("$id", "")).removeprefix(_URN)
    if not name or name == "plugin" or schema is not ours(name):
        return None
    module = importlib.import_module(f"mimecast_hold.plugin.generated.{name.replace('.', '_')}")
    validate: Callable[[object], object] = module.validate
    return validate


def given(instance: object, schema: Schema) -> object:
    """Leave out what platforms send for fields that nobody filled in: null, and blank text.

    A guard stays as it is, with all that is in it, since one that disappears lets everything through.
    """
    fields = schema.get("properties")
    if not isinstance(instance, Mapping) or not fields:
        return instance
    return {
        name: given(value, fields[name]) if name in fields and name != _GUARD else value
        for name, value in instance.items()
        if name == _GUARD or not (name in fields and _is_blank(value))
    }


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _with_integers(schema: Schema, parameters: dict[str, Any]) -> dict[str, Any]:
    """8.0 is an integer to JSON Schema, and must be one to Python."""
    fields = schema.get("properties", {})
    whole = {name: int(value) for name, value in parameters.items() if fields[name].get("type") == "integer"}
    return parameters | whole


def _defaults(schema: Schema) -> dict[str, Any]:
    fields = schema.get("properties", {})
    return {name: field["default"] for name, field in fields.items() if "default" in field}
