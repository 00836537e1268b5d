"""The plugin's identity and actions, from plugin.yaml."""

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from mimecast_hold.errors import InputError
from mimecast_hold.hold_queue.arguments import did_you_mean
from mimecast_hold.plugin.bundle import find_bundle
from mimecast_hold.plugin.validation.quoting import quoted, resembles

_GENERATED = Path(__file__).parent / "generated" / "manifest.json"
_SHORTEST_SECRET = 8  # characters

Effect = Literal["read", "release", "reject"]


class Need(NamedTuple):
    """A permission or product that an action needs; `when` is `always`, or the use that needs it."""

    name: str
    when: str


# The envelope's main lists. `records` is last, since every envelope has it.
ROWS = ("messages", "entries", "holds", "records")


class Action(NamedTuple):
    """One action. `module`, `input` and `output` are paths in the bundle."""

    id: str
    uuid: str
    title: str
    description: str
    module: str
    input: str
    output: str
    permissions: tuple[Need, ...]
    products: tuple[Need, ...]
    effect: Effect
    safe_to_repeat: bool
    why_repeat: str

    @property
    def input_schema(self) -> Mapping[str, Any]:
        """The schema of its parameters."""
        return schema(f"{self.id}.input")

    @property
    def output_schema(self) -> Mapping[str, Any]:
        """The schema of its envelope."""
        return schema(f"{self.id}.output")

    @property
    def rows_name(self) -> str:
        """The name of the envelope's main list: messages, entries, holds or records."""
        return next(name for name in ROWS if name in self.output_schema["properties"])

    @property
    def changes_anything(self) -> bool:
        """Whether it releases or rejects."""
        return self.effect != "read"


class Manifest(NamedTuple):
    """The plugin's identity and its actions, in the order in which they are shown."""

    name: str
    uuid: str
    version: str
    title: str
    vendor: str
    description: str
    license: str
    connection: str
    actions: tuple[Action, ...]

    def action(self, action_id: str) -> Action:
        """Return an action; raise `InputError` with the known ids if there is none."""
        for action in self.actions:
            if action.id == action_id:
                return action
        ids = [action.id for action in self.actions]
        hint = f"{did_you_mean(action_id, ids)} Known actions: {', '.join(ids)}.".strip()
        raise InputError(f"Unknown action {quoted(action_id)}.", hint=hint, field="action")


def load() -> Manifest:
    """Read the manifest as `make generate` wrote it; tests prove it valid and current."""
    data: dict[str, Any] = json.loads(_GENERATED.read_text(encoding="utf-8"))
    del data["generated"]
    actions = tuple(map(_action, data.pop("actions")))
    return Manifest(**data, actions=actions)


@functools.cache
def schema(name: str) -> Mapping[str, Any]:
    """Return `schemas/<name>.json`, which must not be changed."""
    found: Mapping[str, Any] = json.loads(find_bundle().schema(name).read_text(encoding="utf-8"))
    return found


def may_be_shown(name: object) -> bool:
    """Return whether an unknown field name may be quoted: if it resembles one of our fields, or is very short.

    Anything else may be a secret in the wrong place.
    """
    known = _field_names()
    return isinstance(name, str) and (len(name) < _SHORTEST_SECRET or name in known or resembles(name, known))


@functools.cache
def _field_names() -> frozenset[str]:
    schemas = [schema("connection"), *(action.input_schema for action in load().actions)]
    return frozenset(("connection", "parameters", *(name for rules in schemas for name in _names(rules))))


def _names(rules: Mapping[str, Any]) -> Iterator[str]:
    for name, field in rules.get("properties", {}).items():
        yield name
        yield from _names(field)


def _action(data: Mapping[str, Any]) -> Action:
    rest = {k: v for k, v in data.items() if k not in ("permissions", "products", "repeatable")}
    return Action(
        **rest,
        permissions=tuple(Need(**need) for need in data["permissions"]),
        products=tuple(Need(**need) for need in data["products"]),
        safe_to_repeat=data["repeatable"]["safe"],
        why_repeat=data["repeatable"]["why"],
    )
