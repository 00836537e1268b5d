"""Choose each connection field from layers, highest first, without mixing credentials of two layers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from mimecast_hold.errors import ConfigurationError

API_KEYS = ("access_key", "secret_key", "app_id", "app_key")
CLIENT_CREDENTIALS = ("client_id", "client_secret")
# The fields of each group come together, from the highest layer that names any of them.
_GROUPS = ((*API_KEYS, *CLIENT_CREDENTIALS), ("region", "base_url"))
# A safeguard: true if any layer says so.
_ANY_TRUE = "require_guard"

_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_HINT = (
    f"Give {', '.join(CLIENT_CREDENTIALS)} (API 2.0) or {', '.join(API_KEYS)} (API 1.0),"
    " as connection fields or as environment variables (MIMECAST_CLIENT_ID and so on)."
)


class Layer(NamedTuple):
    """One source of fields. If `is_text`, its values are text that is read by the schema's type."""

    kind: Literal["explicit", "file", "environment"]
    name: str
    values: Mapping[str, object]
    is_text: bool = False

    def __repr__(self) -> str:
        """Leave out the values, which may be secret."""
        return f"Layer({self.kind!r})"

    def label(self, field: str) -> str:
        """Return the name by which the user knows the field."""
        if self.kind == "environment":
            return f"MIMECAST_{field.upper()}"
        return f"$.connection.{field}" if self.kind == "explicit" else f"{field} in {self.name}"


class Choice(NamedTuple):
    """The value of a field, with its layer and that layer's rank; 0 is the highest."""

    value: Any
    layer: Layer
    rank: int

    def __repr__(self) -> str:
        """Leave out the value, which may be secret."""
        return f"Choice(from {self.layer!r})"


Choices = Mapping[str, Choice]


def choose(layers: Sequence[Layer], fields: Mapping[str, Mapping[str, Any]]) -> Choices:
    """Take each field from the highest layer that names it, or names another field of its group."""
    chosen: dict[str, Choice] = {}
    for field, schema in fields.items():
        found = [
            Choice(_read(layer.values[field], schema, layer), layer, rank)
            for rank, layer in enumerate(layers)
            if field in layer.values
        ]
        group = next((names for names in _GROUPS if field in names), (field,))
        highest = next((rank for rank, layer in enumerate(layers) if any(name in layer.values for name in group)), None)
        if field == _ANY_TRUE and found:
            # Anything but false counts, so that validation refuses what is not a boolean.
            chosen[field] = next((choice for choice in found if choice.value is not False), found[0])
        elif found and found[0].rank == highest:
            chosen[field] = found[0]
    return chosen


def check_credentials(chosen: Choices, layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return the field names of the one complete credential set; raise `ConfigurationError` otherwise."""
    sets = {"1.0": API_KEYS, "2.0": CLIENT_CREDENTIALS}
    present = {api: [name for name in names if name in chosen] for api, names in sets.items()}
    if all(present.values()):
        both = " and ".join(chosen[names[0]].layer.label(names[0]) for names in present.values())
        raise ConfigurationError(f"Both credential sets are given: {both}.", hint=_HINT)
    api = next((api for api, names in present.items() if names), None)
    if api is None:
        raise ConfigurationError("No credentials are given.", hint=_HINT)
    missing = [name for name in sets[api] if name not in chosen]
    if missing:
        layer = chosen[present[api][0]].layer
        ignored = [other.label(name) for other in layers for name in missing if name in other.values]
        hint = f"API {api} needs {', '.join((*present[api], *missing))} together, from the same source."
        if ignored:
            hint += f" Ignored, because credentials of several sources are not mixed: {', '.join(ignored)}."
        raise ConfigurationError(
            f"The credential set is incomplete: {', '.join(map(layer.label, missing))} missing.",
            hint=hint,
            field=missing[0],
        )
    return sets[api]


def check_destination(chosen: Choices, deciding: Sequence[str], credentials: Sequence[str]) -> None:
    """Refuse a field that decides where credentials are sent if its layer is higher than theirs.

    Otherwise someone who can only fill in an action's input could send the environment's keys to their own host.
    """
    source = chosen[credentials[0]]
    higher = [name for name in deciding if name in chosen and chosen[name].rank < source.rank]
    if higher:
        labels = " and ".join(chosen[name].layer.label(name) for name in higher)
        raise ConfigurationError(
            f"{labels} would decide where the credentials of {source.layer.name} are sent.",
            hint=f"Give {', '.join(credentials)} in the same place, or set"
            f" {' and '.join(higher)} in {source.layer.name}.",
            field=higher[0],
        )


def _read(value: object, schema: Mapping[str, Any], layer: Layer) -> object:
    text = value.strip() if isinstance(value, str) else ""
    return typed(schema["type"] if layer.is_text else "string", text) if text else value


def typed(kind: str, text: str) -> object:
    """Read trimmed text as a schema's type; text that does not fit stays text, and validation refuses it."""
    if kind == "boolean":
        return _BOOLEANS.get(text.lower(), text)
    if kind == "integer" and re.fullmatch("[+-]?[0-9]{1,18}", text):
        return int(text)
    if kind == "number" and re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", text):
        return float(text)
    return text
