"""Refusals worded without jsonschema, for platforms whose images do not have it and let nothing be installed.

The generated checkers decide there as everywhere, and what they say is plainer: where it is, and what was expected.
"""

import importlib
import importlib.util
import re
import sys
from collections.abc import Mapping
from typing import Any

from mimecast_hold.plugin.validation.refusal import Refusal
from mimecast_hold.plugin.validation.refused import Refused

_PLACE = re.compile(r"^data((?:\.[A-Za-z_]+|\[[^\]]*\])*)\s*(.*)$", re.DOTALL)


def refusal(schema: Mapping[str, Any], instance: object, *, quoting: bool = True) -> Refusal:  # noqa: ARG001 - nothing is quoted
    """What the generated checker says."""
    name = str(schema["$id"]).rpartition(":")[2].replace(".", "_")
    fields = schema.get("properties", {})
    if isinstance(instance, Mapping):
        unknown = [one for one in instance if one not in fields]
        missing = [one for one in schema.get("required", ()) if one not in instance]
        if unknown:
            return Refusal((), "there is a field that it does not know", f"The fields are: {', '.join(fields)}.")
        if missing:
            return Refusal((missing[0],), "required, and not given")
    try:
        importlib.import_module(f"mimecast_hold.plugin.generated.{name}").validate(instance)
    except Refused as error:
        return _worded(str(error), fields)
    return Refusal((), "not as it should be")


def refusals(schema: Mapping[str, Any], instance: object) -> list[Refusal]:
    """The first only."""
    return [refusal(schema, instance)]


def stand_in_where_needed() -> None:
    """Word refusals here where jsonschema is missing; called before anything is checked."""
    if importlib.util.find_spec("jsonschema") is None:
        sys.modules["mimecast_hold.plugin.validation.refusals"] = sys.modules[__name__]


def _worded(said: str, fields: Mapping[str, Any]) -> Refusal:
    found = _PLACE.match(said)
    place, expected = (found[1], found[2]) if found else ("", said)
    steps = tuple(int(step) if step.isdigit() else step for step in re.findall(r"[A-Za-z_]+|\d+", place))
    described = fields.get(str(steps[0]), {}).get("description", "") if steps else ""
    return Refusal(steps, _short(expected), described)


def _short(expected: str) -> str:
    """Without a pattern, which tells people nothing."""
    return "not of the form that it should have" if "pattern" in expected else expected.strip() or "not as it should be"
