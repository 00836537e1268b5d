"""Where each connection field comes from: layers, the highest first, that never mix credentials."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from mimecast_hold.errors import ConfigurationError

API_KEYS = ("access_key", "secret_key", "app_id", "app_key")
CLIENT_CREDENTIALS = ("client_id", "client_secret")
_LOCATION = ("region", "base_url")
# Each comes whole from the highest layer that names any of it.
_WHOLE = ((*API_KEYS, *CLIENT_CREDENTIALS), _LOCATION)

# A safeguard that one source sets cannot be unset by another.
_ANY_TRUE = "require_guard"

_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class Layer(NamedTuple):
    """One place that gives fields. `is_text`: its values are to be read by the schema's type."""

    kind: Literal["given", "file", "environment"]
    values: Mapping[str, object]
    is_text: bool = False
    path: str = ""

    def __repr__(self) -> str:
        """Without the values."""
        return f"Layer({self.kind!r})"

    def label(self, field: str) -> str:
        """The field in the words of whoever filled it in."""
        return {
            "given": f"$.connection.{field}",
            "file": f"{field} in {self.path or 'the connection file'}",
            "environment": f"MIMECAST_{field.upper()}",
        }[self.kind]

    @property
    def name(self) -> str:
        """The place in words."""
        return {
            "given": "the connection given",
            "file": self.path or "the connection file",
            "environment": "the environment",
        }[self.kind]


class Choice(NamedTuple):
    """A field's value, and the layer it is from."""

    value: Any
    layer: Layer
    rank: int  # 0 is the highest

    def __repr__(self) -> str:
        """Without the value."""
        return f"Choice(from {self.layer!r})"


Choices = Mapping[str, Choice]


def choose(layers: Sequence[Layer], fields: Mapping[str, Mapping[str, Any]]) -> Choices:
    """Take each field from the highest layer that names it, or names any of what belongs to it."""
    chosen: dict[str, Choice] = {}
    for field, schema in fields.items():
        if field == _ANY_TRUE:
            chosen.update(_any_true(field, layers, schema))
            continue
        together = next((names for names in _WHOLE if field in names), (field,))
        for rank, layer in enumerate(layers):
            if any(name in layer.values for name in together):
                if field in layer.values:
                    value = layer.values[field]
                    chosen[field] = Choice(_read(value, schema, layer), layer, rank)
                break
    return chosen


def _any_true(field: str, layers: Sequence[Layer], schema: Mapping[str, Any]) -> Choices:
    """The highest layer that sets the field to true, or to what is no boolean; false only where every layer says so."""
    found = [
        Choice(_read(layer.values[field], schema, layer), layer, rank)
        for rank, layer in enumerate(layers)
        if field in layer.values
    ]
    return {field: next((one for one in found if one.value is not False), found[0])} if found else {}


def check_credentials(chosen: Choices, layers: Sequence[Layer]) -> tuple[str, ...]:
    """Give the names of the one set that is there, whole; else raise an error that names fields."""
    sets = {"1.0": API_KEYS, "2.0": CLIENT_CREDENTIALS}
    present = {api: [name for name in names if name in chosen] for api, names in sets.items()}
    if all(present.values()):
        both = " and ".join(chosen[names[0]].layer.label(names[0]) for names in present.values())
        raise _refusal(f"Both credential sets are given: {both}", _EITHER)
    if not any(present.values()):
        raise _refusal("No credentials are given", _EITHER)
    api = next(api for api, names in present.items() if names)
    missing = [name for name in sets[api] if name not in chosen]
    if missing:
        raise _half(api, present[api], missing, chosen, layers)
    return sets[api]


def check_travel(chosen: Choices, steering: Sequence[str], credentials: Sequence[str]) -> None:
    """Refuse a field that decides where credentials go, from a higher layer than theirs.

    Else whoever may only fill in an action's input could have the environment's keys sent to a
    host of their own.
    """
    keys = chosen[credentials[0]]
    higher = [name for name in steering if name in chosen and chosen[name].rank < keys.rank]
    if higher:
        labels = " and ".join(chosen[name].layer.label(name) for name in higher)
        raise ConfigurationError(
            f"{labels} would decide where the credentials of {keys.layer.name} are sent.",
            hint=f"Give {', '.join(credentials)} in the same place, or leave"
            f" {' and '.join(higher)} to {keys.layer.name}.",
            field=higher[0],
        )


_EITHER = (
    f"Give {', '.join(CLIENT_CREDENTIALS)} (API 2.0) or {', '.join(API_KEYS)} (API 1.0),"
    " as connection fields or as environment variables (MIMECAST_CLIENT_ID and so on)."
)


def _half(
    api: str,
    present: Sequence[str],
    missing: Sequence[str],
    chosen: Choices,
    layers: Sequence[Layer],
) -> ConfigurationError:
    layer = chosen[present[0]].layer
    elsewhere = [other.label(name) for other in layers for name in missing if name in other.values]
    hint = f"API {api} needs {', '.join((*present, *missing))} together, from one place."
    if elsewhere:
        hint += f" {', '.join(elsewhere)} is not mixed in."
    labels = ", ".join(layer.label(name) for name in missing)
    return _refusal(f"Half a credential set is given: {labels} not given", hint, missing[0])


def _refusal(message: str, hint: str, field: str | None = None) -> ConfigurationError:
    return ConfigurationError(f"{message}.", hint=hint, field=field)


def _read(value: object, schema: Mapping[str, Any], layer: Layer) -> object:
    """Text by the schema's type; what cannot be read so stays text, and the schema refuses it."""
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return value
    return typed(schema["type"] if layer.is_text else "string", text)


def typed(kind: str, text: str) -> object:
    """A trimmed text as a value of a schema's type; what cannot be read so stays text, which the schema refuses."""
    if kind == "boolean":
        return _BOOLEANS.get(text.lower(), text)
    if kind == "integer" and re.fullmatch("[+-]?[0-9]{1,18}", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", text):
        return float(text)
    return text
