"""Rapid7 InsightConnect: a plugin on the platform's own runtime, described by plugin.spec.yaml.

Rapid7: "Plugin spec" and "Plugin tooling". The files in templates/insightconnect/generated/ are what
`insight-plugin create` writes from the spec (`make golden` writes them again). The spec, the code of the actions and of
the connection, and the pictures are ours.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mimecast_hold.exporters.outputs import Shape, branching_shape, envelope_example, envelope_shape
from mimecast_hold.exporters.package import (
    TEMPLATES,
    Package,
    as_bytes,
    class_name,
    json_text,
    one_major_ahead,
    picture,
    template,
)
from mimecast_hold.exporters.wheel import Wheel
from mimecast_hold.plugin.forms import Field, action_form, connection_form
from mimecast_hold.plugin.manifest import ROWS, Action, Manifest

DEADLINE_SECONDS = 120
"""A workflow waits for its steps."""

NAME = "mimecast_hold"
GENERATED = TEMPLATES / "insightconnect" / "generated"
_CODE = f"icon_{NAME}"
_SAMPLES = {"boolean": True, "integer": 1, "float": 1.5, "object": {}}
_TYPES = {"string": "string", "integer": "integer", "number": "float", "boolean": "boolean", "object": "object"}
# Rapid7, "Style guide": titles are capitalised, but for these words.
_SMALL = (
    *("a", "an", "the", "and", "but", "or", "nor", "so", "also", "as", "if", "than", "that", "then", "when", "where"),
    *("while", "of", "from", "in", "out", "by", "with", "to", "for", "after", "before", "is", "on", "at"),
)
_ACRONYMS = {"url": "URL", "ca": "CA", "id": "ID", "ids": "IDs", "http": "HTTP", "mimecast": "Mimecast"}


def package(plugin: Manifest, wheel: Wheel) -> Package:
    """Return the plugin's whole tree."""
    values = {"version": plugin.version, "deadline": str(DEADLINE_SECONDS)}
    texts = {
        **generated(),
        "plugin.spec.yaml": spec_text(plugin),
        f"{_CODE}/connection/connection.py": template("insightconnect/connection.py.tmpl"),
        f"{_CODE}/util/run.py": template("insightconnect/run.py.tmpl", **values),
        "requirements.txt": f"# {plugin.name} itself is in wheels/; the Dockerfile installs it.\n",
        "wheels/SHA256SUMS": f"{wheel.sha256}  {wheel.name}\n",
        **{
            f"{_CODE}/actions/{action.id}/action.py": template(
                "insightconnect/action.py.tmpl", name=class_name(action.id), action=action.id
            )
            for action in plugin.actions
        },
        **{f"tests/{action.id}.json": json_text(_sample(action)) for action in plugin.actions},
    }
    pictures = {name: picture(f"insightconnect/{name}") for name in ("icon.png", "extension.png")}
    return Package(
        files={**as_bytes(texts), **pictures, f"wheels/{wheel.name}": wheel.data},
        archive_name=f"{NAME}-{one_major_ahead(plugin.version)}.tar.gz",
        next_step="Build and upload it: insight-plugin export in its folder, then import the file in InsightConnect.",
        executables=frozenset({f"bin/{_CODE}"}),
    )


def generated() -> dict[str, str]:
    """Return what `insight-plugin create` wrote from the spec, by path."""
    files = sorted(GENERATED.rglob("*.tmpl"))
    return {path.relative_to(GENERATED).as_posix().removesuffix(".tmpl"): path.read_text("utf-8") for path in files}


def spec_text(plugin: Manifest) -> str:
    """Return plugin.spec.yaml: a head about the plugin, then what the manifest and the schemas declare."""
    import yaml

    types: dict[str, Any] = {}
    actions = {action.id: _action(action, types) for action in plugin.actions}
    connection = dict(map(_connection_field, connection_form()))
    rest = {"types": types, "connection": connection, "actions": actions}
    version = one_major_ahead(plugin.version)
    about = template(
        "insightconnect/spec_head.yaml.tmpl",
        title=plugin.title,
        description=_sentence(plugin.description),
        version=version,
        major=version.partition(".")[0],
        ours=f"{plugin.name} {plugin.version}",
    )
    return about + yaml.safe_dump(rest, sort_keys=False, allow_unicode=False, width=4096)


def _action(action: Action, types: dict[str, Any]) -> dict[str, Any]:
    form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
    return {
        "title": action.title,
        "description": _sentence(action.description),
        "input": {field.name: _input(field) for field in form},
        "output": dict(_outputs(action, types)),
    }


def _connection_field(field: Field) -> tuple[str, dict[str, Any]]:
    rules = _input(field)
    if field.secret:
        # Rapid7, "Connection": a secret is a credential, which the platform keeps and never shows.
        rules |= {"type": "credential_secret_key", "example": {"secretKey": field.example}}
    return field.name, rules


def _input(field: Field) -> dict[str, Any]:
    kind = _TYPES[field.kind]
    rules: dict[str, Any] = {
        "title": _title(field.title),
        "description": _sentence(field.description),
        "type": f"[]{kind}" if field.is_list else kind,
        "required": field.required,
    }
    rules |= {"enum": list(field.choices)} if field.choices and not field.is_list else {}
    rules |= {"default": field.default} if field.default is not None else {}
    return {**rules, "example": _time(field.example)}


def _outputs(action: Action, types: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    shape, example = envelope_shape(action), envelope_example(action)
    yield "branch", _branch(shape)
    for name, inner in shape.fields.items():
        if name in ("action", "plugin") or (name in ROWS and name != action.rows_name):
            continue
        yield name, _output(name, inner, example.get(name), types, alone=f"{action.id}_{name}")
    category = branching_shape(action)["error_category"]
    yield "error_category", _output("error_category", category, "authentication", types, alone="")


def _branch(shape: Shape) -> dict[str, Any]:
    choices = [*shape.fields["status"].choices, *(["dry_run"] if "dry_run" in shape.fields else [])]
    ends = [choice for choice in choices if choice != "failure"]
    return {
        "title": "Branch",
        "description": f"The result to branch on in a workflow: {', '.join(ends)}. On failure, the step fails",
        "type": "string",
        "required": True,
        "enum": ends,
        "example": ends[0],
    }


def _output(name: str, shape: Shape, example: Any, types: dict[str, Any], *, alone: str) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    found = shape.items or shape
    kind = _TYPES.get(found.kind, "object")
    if found.fields:
        kind = found.name or alone
        _add_type(types, kind, found, _merged(example))
    rules: dict[str, Any] = {
        "title": _title(name.replace("_", " ")),
        "description": _sentence(shape.description),
        "type": f"[]{kind}" if shape.items else kind,
        # The runtime validates outputs and does not accept null, so null fields are left out.
        "required": shape.required and not shape.nullable,
    }
    rules |= {"enum": list(shape.choices)} if shape.choices else {}
    return rules if found.fields else {**rules, "example": _example(kind, shape, example)}


def _add_type(types: dict[str, Any], name: str, shape: Shape, example: Mapping[str, Any]) -> None:
    """Add a custom type. If several actions share it, keep the one with an example."""
    fields = {
        field: _output(field, inner, example.get(field), types, alone=f"{name}_{field}")
        for field, inner in shape.fields.items()
    }
    if name not in types or example:
        types[name] = fields


def _merged(example: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Merge items into one that has the first known value of each field."""
    items = example if isinstance(example, list) else [example]
    merged: dict[str, Any] = {}
    for item in items:
        if isinstance(item, Mapping):
            merged |= {name: value for name, value in item.items() if value is not None and name not in merged}
    return merged


def _example(kind: str, shape: Shape, example: Any) -> Any:  # noqa: ANN401 - any JSON
    if example is None:
        example = shape.choices[0] if shape.choices else _SAMPLES.get(kind, "text")
    if isinstance(example, str):
        example = next(iter(example.splitlines()), "")
    return [example] if shape.items and not isinstance(example, list) else example


def _sample(action: Action) -> dict[str, Any]:
    """Return a message that starts the action, for `run < tests/ACTION.json`; its credentials are blank."""
    form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
    return {
        "version": "v1",
        "type": "action_start",
        "body": {
            "action": action.id,
            "connection": {
                "region": "eu",
                "app_id": "",
                **{field.name: {"secretKey": ""} for field in connection_form() if field.secret},
            },
            "input": {field.name: field.example for field in form if field.required},
            "meta": {},
        },
    }


def _time(example: Any) -> Any:  # noqa: ANN401 - any JSON
    """Write a time's offset as +00:00 and not as Z, as the validators do before they compare it with the help."""
    return re.sub(r"^(\d{4}-\d{2}-\d{2}T[\d:]+)Z$", r"\1+00:00", example) if isinstance(example, str) else example


def _title(title: str) -> str:
    """Follow Rapid7's style guide: words begin with capitals, except small ones."""
    first, *rest = (_ACRONYMS.get(word.lower(), word) for word in title.split())
    return " ".join([_capitalized(first), *(word if word.lower() in _SMALL else _capitalized(word) for word in rest)])


def _capitalized(word: str) -> str:
    """Capitalize each part of a hyphenated word."""
    return re.sub(r"(?:^|(?<=-))[a-z]", lambda found: found[0].upper(), word)


def _sentence(text: str) -> str:
    """Follow Rapid7's style guide: a capital first, no period at the end, acronyms in capitals."""
    text = re.sub(r"(?<!\S)https?(?!\S)", lambda found: found[0].upper(), text)
    return f"{text[:1].upper()}{text[1:]}".rstrip(".").replace('"', "'")
