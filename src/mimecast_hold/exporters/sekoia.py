"""Sekoia.io: an automation module, one class and one manifest an action, run by the platform's own SDK.

Sekoia.io: "Develop a playbook module", and the modules of SEKOIA-IO/automation-library.
"""

from typing import Any

from mimecast_hold.exporters.outputs import branching_shape, inlined
from mimecast_hold.exporters.package import Package, filled, json_text, template
from mimecast_hold.exporters.wheel import Wheel
from mimecast_hold.plugin.forms import Field, action_form, connection_form
from mimecast_hold.plugin.manifest import Action, Manifest

DEADLINE_SECONDS = 300
"""A playbook's container is not kept for long: five minutes leave it time to answer."""

_DRAFT = "http://json-schema.org/draft-07/schema#"
# Sekoia.io: the branches that a playbook may go on by, from an action's node.
_BRANCHES = {
    "success": "All that was asked for was done, on Mimecast's own word.",
    "partial": "A part was done. The results have a record for each message.",
    "failure": "Nothing was done, and the error says why.",
}
_PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_DRY_RUN = {"dry_run": "A dry run went well: nothing was changed."}


def package(plugin: Manifest, wheel: Wheel) -> Package:
    """The module's folder, with our wheel in it."""
    values = {
        "version": plugin.version,
        "about": plugin.description,
        "wheel": wheel.name,
        "sha256": wheel.sha256,
        "deadline": str(DEADLINE_SECONDS),
    }
    texts = {
        "manifest.json": json_text(_manifest(plugin)),
        **{f"action_{action.id}.json": json_text(_action(action)) for action in plugin.actions},
        "main.py": _main(plugin),
        "mimecast_hold_modules/__init__.py": filled(
            template("sekoia", "module.py.tmpl"), deadline=str(DEADLINE_SECONDS)
        ),
        "mimecast_hold_modules/models.py": _models(),
        "mimecast_hold_modules/actions.py": _classes(plugin),
        "Dockerfile": template("sekoia", "Dockerfile.tmpl"),
        "pyproject.toml": filled(template("sekoia", "pyproject.toml.tmpl"), **values),
        "uv.lock": filled(template("sekoia", "uv.lock.tmpl"), **values),
        "CONFIGURE.md": template("sekoia", "CONFIGURE.md"),
        "CHANGELOG.md": filled(template("sekoia", "CHANGELOG.md.tmpl"), **values),
        "logo.svg": template("sekoia", "logo.svg"),
    }
    files = {path: text.encode() for path, text in texts.items()}
    return Package(
        files={**files, f"wheels/{wheel.name}": wheel.data},
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
    """The envelope, and beside it the category to branch on."""
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
    imported = "\n".join(f"    {_class(action)}," for action in plugin.actions)
    registered = "\n".join(f'    module.register({_class(action)}, "{action.id}")' for action in plugin.actions)
    return filled(template("sekoia", "main.py.tmpl"), imported=imported, registered=registered)


def _models() -> str:
    fields = "".join(f"    {field.name}: {_PYTHON[field.kind]} | None = None\n" for field in connection_form())
    return filled(template("sekoia", "models.py.tmpl"), fields=fields.rstrip("\n"))


def _classes(plugin: Manifest) -> str:
    head = '"""One class an action."""\n\nfrom mimecast_hold_modules import HoldAction\n'
    classes = (
        f'class {_class(action)}(HoldAction):\n    """{action.description}"""\n\n    action_id = "{action.id}"\n'
        for action in plugin.actions
    )
    return "\n\n".join((head, *classes))


def _class(action: Action) -> str:
    return "".join(word.title() for word in action.id.split("_"))
