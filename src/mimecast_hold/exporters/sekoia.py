"""Sekoia.io: an automation module with one class and one manifest per action, run by the platform's own SDK.

Sekoia.io: "Develop a playbook module", and the modules of SEKOIA-IO/automation-library.
"""

from typing import Any

from mimecast_hold.exporters.outputs import branching_shape, inlined
from mimecast_hold.exporters.package import Package, as_bytes, class_name, json_text, template
from mimecast_hold.exporters.wheel import Wheel
from mimecast_hold.plugin.forms import Field, action_form, connection_form
from mimecast_hold.plugin.manifest import Action, Manifest

DEADLINE_SECONDS = 300
"""A playbook's container has a short life. Five minutes leave it time to answer."""

_DRAFT = "http://json-schema.org/draft-07/schema#"
# Sekoia.io: the branches of an action's node.
_BRANCHES = {
    "success": "Everything was done, and Mimecast confirmed it.",
    "partial": "At least one message succeeded, but not all. The results have a record for each message.",
    "failure": "No success was confirmed. The error has the reason.",
}
_DRY_RUN = {"dry_run": "A dry run succeeded. Nothing was changed."}


def package(plugin: Manifest, wheel: Wheel) -> Package:
    """Return the module's folder, including the wheel."""
    values = {"version": plugin.version, "about": plugin.description, "wheel": wheel.name, "sha256": wheel.sha256}
    texts = {
        "manifest.json": json_text(_manifest(plugin)),
        **{f"action_{action.id}.json": json_text(_action(action)) for action in plugin.actions},
        "main.py": _main(plugin),
        "mimecast_hold_modules/__init__.py": template("sekoia/module.py.tmpl", deadline=str(DEADLINE_SECONDS)),
        "mimecast_hold_modules/models.py": _models(),
        "mimecast_hold_modules/actions.py": _classes(plugin),
        "Dockerfile": template("sekoia/Dockerfile.tmpl"),
        "pyproject.toml": template("sekoia/pyproject.toml.tmpl", **values),
        "uv.lock": template("sekoia/uv.lock.tmpl", **values),
        "CONFIGURE.md": template("sekoia/CONFIGURE.md"),
        "CHANGELOG.md": template("sekoia/CHANGELOG.md.tmpl", **values),
        "logo.svg": template("logo.svg"),
    }
    return Package(
        files={**as_bytes(texts), f"wheels/{wheel.name}": wheel.data},
        archive_name=f"mimecast-hold-sekoia-{plugin.version}.zip",
        next_step="Build its image, and add the module to Sekoia.io as a custom integration.",
    )


def _manifest(plugin: Manifest) -> dict[str, Any]:
    form = connection_form()
    return {
        "uuid": plugin.uuid,
        "name": plugin.title,
        "slug": "mimecast-hold-queue",
        "description": plugin.description,
        "version": plugin.version,
        "categories": ["Email"],
        "supports_validation": True,
        "configuration": {
            "$schema": _DRAFT,
            "title": f"{plugin.title} configuration",
            "type": "object",
            "properties": {field.name: _property(field) for field in form},
            "required": [field.name for field in form if field.required],
            "secrets": [field.name for field in form if field.secret],
        },
    }


def _action(action: Action) -> dict[str, Any]:
    form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
    can_be_dry = any(field.name == "dry_run" for field in form)
    return {
        "uuid": action.uuid,
        "name": action.title,
        "description": action.description,
        "slug": action.id,
        "docker_parameters": action.id,
        "arguments": {
            "$schema": _DRAFT,
            "title": f"{action.title}: arguments",
            "type": "object",
            "properties": {field.name: _property(field) for field in form},
            "required": [field.name for field in form if field.required],
        },
        "results": {"$schema": _DRAFT, **_results(action)},
        "outputs": {**_BRANCHES, **(_DRY_RUN if can_be_dry else {})},
    }


def _results(action: Action) -> dict[str, Any]:
    """Return the schema of the envelope, with the error category added."""
    found = inlined(action.output_schema)
    category = branching_shape(action)["error_category"]
    added = {"description": category.description, "type": ["string", "null"], "enum": [*category.choices, None]}
    return found | {"properties": {**found["properties"], "error_category": added}}


def _property(field: Field) -> dict[str, Any]:
    value: dict[str, Any] = {"type": field.kind}
    if field.choices:
        value["enum"] = list(field.choices)
    found: dict[str, Any] = {"title": field.title, "description": field.description}
    found |= {"type": "array", "items": value} if field.is_list else value
    bounds = {"default": field.default, "minimum": field.minimum, "maximum": field.maximum}
    return found | {name: bound for name, bound in bounds.items() if bound is not None}


def _main(plugin: Manifest) -> str:
    names = {action.id: class_name(action.id) for action in plugin.actions}
    imported = "\n".join(f"    {name}," for name in names.values())
    registered = "\n".join(f'    module.register({name}, "{action_id}")' for action_id, name in names.items())
    return template("sekoia/main.py.tmpl", imported=imported, registered=registered)


def _models() -> str:
    fields = "\n".join(f"    {field.name}: {field.python_type} | None = None" for field in connection_form())
    return template("sekoia/models.py.tmpl", fields=fields)


def _classes(plugin: Manifest) -> str:
    head = '"""One class per action."""\n\nfrom mimecast_hold_modules import HoldAction\n'
    classes = (
        f'class {class_name(action.id)}(HoldAction):\n    """{action.description}"""\n\n    action_id = "{action.id}"\n'
        for action in plugin.actions
    )
    return "\n\n".join((head, *classes))
