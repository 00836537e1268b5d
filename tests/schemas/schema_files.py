"""Read the schemas by name, and walk the schemas within them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mimecast_hold.plugin.bundle import find_bundle

FOLDER = Path(find_bundle().root, "schemas")
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
FILLED_IN = [name for name in NAMES if name.endswith(".input") or name == "connection"]
OUTPUTS = [name for name in NAMES if name.endswith(".output")]

_MAPS = ("properties", "$defs")
_LISTS = ("anyOf", "allOf")
_SINGLE = ("items", "if", "then", "else", "additionalProperties")


def read(name: str) -> dict[str, Any]:
    """Read a schema from its file. The test may change it."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def within(schema: dict[str, Any], path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a schema and every schema within it, each with its path."""
    yield path, schema
    for keyword in _MAPS:
        for name, part in schema.get(keyword, {}).items():
            yield from within(part, f"{path}.{keyword}.{name}")
    for keyword in _LISTS:
        for number, part in enumerate(schema.get(keyword, [])):
            yield from within(part, f"{path}.{keyword}[{number}]")
    for keyword in _SINGLE:
        if isinstance(schema.get(keyword), dict):
            yield from within(schema[keyword], f"{path}.{keyword}")
