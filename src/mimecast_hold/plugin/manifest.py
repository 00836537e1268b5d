"""plugin.yaml as values: what the plugin is called, and what it can do."""

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.bundle import find_bundle
from mimecast_hold.plugin.validation.quoting import closest, quoted, resembles

_GENERATED = Path(__file__).parent / "generated" / "manifest.json"
_SHORTEST_SECRET = 8  # characters

Effect = Literal["read", "release", "reject"]


class Need(NamedTuple):
    """A permission or product that Mimecast asks for; `when` is `always`, or what needs it."""

    name: str
    when: str


ROWS = ("messages", "entries", "holds", "records")  # `records` is last: every envelope has it, if only empty


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
        """What its parameters keep to."""
        return schema(f"{self.id}.input")

    @property
    def output_schema(self) -> Mapping[str, Any]:
        """What its envelope keeps to."""
        return schema(f"{self.id}.output")

    @property
    def rows_name(self) -> str:
        """The envelope's list that the action is about: messages, entries, holds or records."""
        return next(name for name in ROWS if name in self.output_schema["properties"])

    @property
    def changes_anything(self) -> bool:
        """Whether it does more than read."""
        return self.effect != "read"


class Manifest(NamedTuple):
    """The plugin's identity and its actions, in the order in which people see them."""

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
        """The action of that id; `InputError` with the ids there are, if there is none."""
        for action in self.actions:
            if action.id == action_id:
                return action
        ids = [action.id for action in self.actions]
        hint = f"{closest(action_id, ids)} The actions are: {', '.join(ids)}.".strip()
        raise InputError(f"There is no action {quoted(action_id)}.", hint=hint, field="action")


def load() -> Manifest:
    """Read the manifest as `make generate` wrote it; that it is well-formed and current is what the tests see to."""
    data: dict[str, Any] = json.loads(_GENERATED.read_text(encoding="utf-8"))
    del data["generated"]
    actions = tuple(map(_action, data.pop("actions")))
    return Manifest(**data, actions=actions)


@functools.cache
def schema(name: str) -> Mapping[str, Any]:
    """Read `schemas/<name>.json`, for a name such as `connection`; not to be changed."""
    found: Mapping[str, Any] = json.loads(find_bundle().schema(name).read_text(encoding="utf-8"))
    return found


def may_be_shown(name: object) -> bool:
    """Whether the name of a field that does not exist may be quoted: one of our fields', or almost.

    Anything else may be a secret that got into a name's place, unless it is too short for one.
    """
    known = _field_names()
    return isinstance(name, str) and (len(name) < _SHORTEST_SECRET or name in known or resembles(name, known))


@functools.cache
def _field_names() -> frozenset[str]:
    schemas = [schema("connection"), *(action.input_schema for action in load().actions)]
    return frozenset(("connection", "parameters", *(name for each in schemas for name in _names(each))))


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
