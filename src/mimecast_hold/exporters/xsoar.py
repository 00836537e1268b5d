"""Cortex XSOAR and XSIAM: a content pack with one integration.

Palo Alto Networks: "Content packs", "Integrations and scripts", "Context and outputs". The platform's images lack our
library, and an instance may not download anything: the integration's script carries the wheel, with its hash.
"""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from mimecast_hold.exporters.outputs import Leaf, Shape, branching_shape, envelope_example, leaves, row_shape
from mimecast_hold.exporters.package import Package, as_bytes, json_text, one_major_ahead, picture, template
from mimecast_hold.exporters.pages import fields_table, needs_list
from mimecast_hold.exporters.wheel import Wheel
from mimecast_hold.plugin.forms import Field, action_form, as_text, connection_form
from mimecast_hold.plugin.manifest import Action, Manifest
from mimecast_hold.plugin.tables import table

DEADLINE_SECONDS = 240
"""The platform ends a command after five minutes."""

NAME = "MimecastHold"
# Python 3.12 with requests; its list of packages is published beside each tag.
_IMAGE = "demisto/python3:3.12.11.3982393"
_TEXT, _BOOLEAN, _CREDENTIALS, _CHOICE = 0, 8, 9, 15
"""Palo Alto Networks, "Parameter types". A secret has the type credentials, without a user name."""

_IDS = "Only the ids that this run found, for releasing or rejecting them."
_KINDS = {"string": "String", "integer": "Number", "number": "Number", "boolean": "Boolean"}


# Palo Alto Networks, "Integration documentation": every README has this text.
_COMMANDS_ARE = (
    "You can execute these commands from the CLI, as part of an automation, or in a playbook. After you successfully "
    "execute a command, a DBot message appears in the War Room with the command details."
)


def package(plugin: Manifest, wheel: Wheel) -> Package:
    """Return the pack."""
    place = f"Packs/{NAME}/Integrations/{NAME}"
    texts = {
        f"Packs/{NAME}/pack_metadata.json": json_text(_pack(plugin)),
        f"Packs/{NAME}/README.md": _pack_readme(plugin),
        f"Packs/{NAME}/.pack-ignore": "",
        f"Packs/{NAME}/.secrets-ignore": "",
        f"Packs/{NAME}/ReleaseNotes/{one_major_ahead(plugin.version).replace('.', '_')}.md": _release_notes(plugin),
        f"{place}/{NAME}.yml": integration_text(plugin),
        f"{place}/{NAME}.py": _script(plugin, wheel),
        f"{place}/{NAME}_description.md": template("xsoar/description.md"),
        f"{place}/README.md": _readme(plugin),
        f"{place}/command_examples": "".join(f"{line}\n" for line in map(_command_example, plugin.actions)),
        **{f"{place}/test_data/{action.id}.json": json_text(envelope_example(action)) for action in plugin.actions},
    }
    return Package(
        files={**as_bytes(texts), f"{place}/{NAME}_image.png": picture("xsoar/image.png")},
        archive_name=f"{NAME}-{plugin.version}-source.zip",
        next_step=f"With demisto-sdk 1.39, in a git repository with a commit: demisto-sdk zip-packs "
        f"-i Packs/{NAME} -o .; then upload uploadable_packs/{NAME}.zip in XSOAR.",
    )


def command(action: Action) -> str:
    """Return the name of an action's command."""
    return f"mimecast-hold-{action.id.replace('_', '-')}"


def integration_text(plugin: Manifest) -> str:
    """Return the integration's YAML."""
    import yaml

    return yaml.safe_dump(integration(plugin), sort_keys=False, allow_unicode=True, width=4096)


def integration(plugin: Manifest) -> dict[str, Any]:
    """Return the integration's YAML as data."""
    return {
        "category": "Email",
        "commonfields": {"id": NAME, "version": -1},
        "configuration": list(map(_parameter, connection_form())),
        "description": plugin.description,
        "display": plugin.title,
        "name": NAME,
        "script": {
            "commands": list(map(_command, plugin.actions)),
            "dockerimage": _IMAGE,
            "runonce": False,
            "script": "-",
            "subtype": "python3",
            "type": "python",
        },
        "fromversion": "6.10.0",
        "tests": ["No tests (auto formatted)"],
    }


def _parameter(field: Field) -> dict[str, Any]:
    shared = {"additionalinfo": field.description, "name": field.name, "required": field.required}
    section = {
        "section": "Connect",
        **({"advanced": True} if field.default is not None or "proxy" in field.name else {}),
    }
    if field.secret:
        hidden = {"displaypassword": field.title, "hiddenusername": True, "type": _CREDENTIALS}
        return {"display": "", **hidden, **shared, **section}
    if field.choices:
        return {"display": field.title, "options": list(field.choices), "type": _CHOICE, **shared, **section}
    kind = _BOOLEAN if field.kind == "boolean" else _TEXT
    default = {} if field.default is None else {"defaultvalue": as_text(field.default)}
    return {"display": field.title, **default, "type": kind, **shared, **section}


def _command(action: Action) -> dict[str, Any]:
    form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
    return {
        "name": command(action),
        "description": action.description,
        "arguments": list(map(_argument, form)),
        "outputs": list(_outputs(action)),
        # Palo Alto Networks: "Potentially harmful": the platform asks a person first.
        "execution": action.changes_anything,
    }


def _argument(field: Field) -> dict[str, Any]:
    argument: dict[str, Any] = {"name": field.name, "description": field.description, "required": field.required}
    argument |= {"isArray": True} if field.is_list else {}
    argument |= {"default": True} if field.name == "ids" else {}
    choices = ("true", "false") if field.kind == "boolean" else field.choices
    argument |= {"auto": "PREDEFINED", "predefined": list(choices)} if choices and not field.is_list else {}
    return argument | ({} if field.default is None else {"defaultValue": as_text(field.default)})


def _outputs(action: Action) -> Iterator[dict[str, str]]:
    for path, leaf in _paths(action):
        yield {"contextPath": path, "description": leaf.shape.description, "type": _kind(leaf)}


def _paths(action: Action) -> Iterator[tuple[str, Leaf]]:
    """Yield the context's paths: what a playbook branches on, then the rows. Every run overwrites all of them."""
    own = branching_shape(action)
    if action.rows_name == "messages":
        own["ids"] = Shape(kind="array", description=_IDS, items=Shape(kind="string", description=_IDS))
    for name, shape in own.items():
        yield f"{NAME}.{context(action)}.{context_name(name)}", Leaf((name,), shape)
    for leaf in leaves(row_shape(action)):
        path = ".".join(context_name(step) for step in leaf.path if step != "*")
        yield f"{NAME}.{context(action)}.{row_name(action)}.{path}", leaf


def context(action: Action) -> str:
    """Return an action's name in the context: Find for `find_held_messages`, HoldSummary for `get_hold_summary`."""
    return context_name(re.sub(r"^get_|_held_messages?$", "", action.id))


def row_name(action: Action) -> str:
    """Return the name of an action's rows in the context: Message, Record, Entry or Hold."""
    return context_name(re.sub("ies$", "y", action.rows_name).removesuffix("s"))


def context_name(name: str) -> str:
    """Return a field's name in the context: FromEnvelope for `from_envelope`, ID for `id`."""
    return "".join({"id": "ID", "ids": "IDs"}.get(word) or word.capitalize() for word in name.split("_"))


def _kind(leaf: Leaf) -> str:
    if leaf.path[-1] in ("at", "received_at", "completed_at"):
        return "Date"
    return _KINDS.get((leaf.shape.items or leaf.shape).kind, "Unknown")


def _script(plugin: Manifest, wheel: Wheel) -> str:
    commands = {
        command(action): [action.id, context(action), row_name(action), list(branching_shape(action))]
        for action in plugin.actions
    }
    return template(
        "xsoar/MimecastHold.py.tmpl",
        version=plugin.version,
        deadline=str(DEADLINE_SECONDS),
        commands=json.dumps(commands, indent=4),
        fields=json.dumps([field.name for field in connection_form()], indent=4),
        wheel=wheel.name,
        sha256=wheel.sha256,
        data="\n".join(re.findall(".{1,116}", base64.b64encode(wheel.data).decode())),
    )


def _pack(plugin: Manifest) -> dict[str, Any]:
    return {
        "name": plugin.title,
        "description": plugin.description,
        "support": "community",
        "currentVersion": one_major_ahead(plugin.version),
        "author": plugin.name,
        "url": "",
        "email": "",
        "categories": ["Email"],
        "tags": [],
        "useCases": [],
        "keywords": ["mimecast", "quarantine", "held", "release"],
        "created": "2026-11-24T00:00:00Z",
        "githubUser": [],
        "marketplaces": ["xsoar", "marketplacev2"],
        "serverMinVersion": "6.10.0",
    }


def _release_notes(plugin: Manifest) -> str:
    return (
        f"\n#### Integrations\n\n##### {plugin.title}\n\n- Updated the integration to {plugin.name} {plugin.version}.\n"
    )


def _pack_readme(plugin: Manifest) -> str:
    lines = "\n".join(f"- {action.title}: {action.description}" for action in plugin.actions)
    return f"{plugin.description}\n\n## What does this pack do?\n\n{lines}\n\n{template('xsoar/pack_readme_end.md')}"


def _readme(plugin: Manifest) -> str:
    parts = [
        f"{plugin.description}\n",
        f"## Configure {plugin.title} in Cortex\n\n{fields_table(connection_form())}",
        f"## Commands\n\n{_COMMANDS_ARE}\n",
        *map(_readme_command, plugin.actions),
        template("xsoar/readme_end.md.tmpl"),
    ]
    return "\n".join(parts)


def _readme_command(action: Action) -> str:
    form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
    arguments = [(field.name, field.description, "Required" if field.required else "Optional") for field in form]
    outputs = [(path, _kind(leaf), leaf.shape.description) for path, leaf in _paths(action)]
    return "\n".join(
        [
            f"### {command(action)}\n\n***\n{action.description}\n\n{needs_list(action)}",
            f"#### Base Command\n\n`{command(action)}`\n",
            "#### Input\n\n" + table(("**Argument Name**", "**Description**", "**Required**"), arguments),
            "#### Context Output\n\n" + table(("**Path**", "**Type**", "**Description**"), outputs),
        ]
    )


def _command_example(action: Action) -> str:
    form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
    return " ".join(
        [f"!{command(action)}", *(f'{field.name}="{field.example_text}"' for field in form if field.required)]
    )
