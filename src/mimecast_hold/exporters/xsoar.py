"""Cortex XSOAR and XSIAM: a content pack with one integration.

Palo Alto Networks: "Content packs", "Integrations and scripts", "Context and outputs". No image of the platform's has
our library, and an instance may fetch nothing: so the integration's script carries the wheel, with its hash.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mimecast_hold.exporters.outputs import Leaf, Shape, branching_shape, envelope_example, leaves, row_shape
from mimecast_hold.exporters.package import Package, filled, json_text, template
from mimecast_hold.exporters.pages import fields_table, markdown_table, needs
from mimecast_hold.exporters.picture import sign
from mimecast_hold.exporters.wheel import Wheel
from mimecast_hold.plugin.forms import Field, action_form, as_text, connection_form
from mimecast_hold.plugin.manifest import Action, Manifest

DEADLINE_SECONDS = 240
"""The platform ends a command after five minutes."""

NAME = "MimecastHold"
# Python 3.12 with requests; its list of packages is published beside each tag.
_IMAGE = "demisto/python3:3.12.11.3982393"
_TEXT, _BOOLEAN, _CREDENTIALS, _CHOICE = 0, 8, 9, 15
"""Palo Alto Networks: "Parameter types"; a secret that is no part of a pair is credentials without a user name."""

_IDS = "The ids that this run found, and no others: what to release or reject."
_KINDS = {"string": "String", "integer": "Number", "number": "Number", "boolean": "Boolean"}


# Palo Alto Networks, "Integration documentation": every README says so.
_COMMANDS_ARE = (
    "You can execute these commands from the CLI, as part of an automation, or in a playbook. After you successfully "
    "execute a command, a DBot message appears in the War Room with the command details."
)


def package(plugin: Manifest, wheel: Wheel) -> Package:
    """The pack."""
    place = f"Packs/{NAME}/Integrations/{NAME}"
    texts = {
        f"Packs/{NAME}/pack_metadata.json": json_text(_pack(plugin)),
        f"Packs/{NAME}/README.md": _pack_readme(plugin),
        f"Packs/{NAME}/.pack-ignore": "",
        f"Packs/{NAME}/.secrets-ignore": "",
        f"Packs/{NAME}/ReleaseNotes/{pack_version(plugin).replace('.', '_')}.md": _release_notes(plugin),
        f"{place}/{NAME}.yml": integration_text(plugin),
        f"{place}/{NAME}.py": _script(plugin, wheel),
        f"{place}/{NAME}_description.md": template("xsoar", "description.md"),
        f"{place}/README.md": _readme(plugin),
        f"{place}/command_examples": "".join(f"{line}\n" for line in map(_command_example, plugin.actions)),
        **{f"{place}/test_data/{action.id}.json": json_text(envelope_example(action)) for action in plugin.actions},
    }
    return Package(
        files={**{path: text.encode() for path, text in texts.items()}, f"{place}/{NAME}_image.png": sign(120, 50)},
        archive_name=f"{NAME}-{plugin.version}-source.zip",
        next_step=f"With demisto-sdk 1.39, in a git repository with a commit: demisto-sdk zip-packs "
        f"-i Packs/{NAME} -o .; then upload uploadable_packs/{NAME}.zip in XSOAR.",
    )


def command(action: Action) -> str:
    """The command of an action."""
    return f"mimecast-hold-{action.id.replace('_', '-')}"


def integration_text(plugin: Manifest) -> str:
    """The integration's YAML."""
    import yaml

    return yaml.safe_dump(integration(plugin), sort_keys=False, allow_unicode=True, width=4096)


def integration(plugin: Manifest) -> dict[str, Any]:
    """The integration's YAML as data."""
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
        # Palo Alto Networks: "Potentially harmful": a person is asked first.
        "execution": action.changes_anything,
    }


def _argument(field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {"name": field.name, "description": field.description, "required": field.required}
    made |= {"isArray": True} if field.is_list else {}
    made |= {"default": True} if field.name == "ids" else {}
    choices = ("true", "false") if field.kind == "boolean" else field.choices
    made |= {"auto": "PREDEFINED", "predefined": list(choices)} if choices and not field.is_list else {}
    return made | ({} if field.default is None else {"defaultValue": as_text(field.default)})


def _outputs(action: Action) -> Iterator[dict[str, str]]:
    for path, leaf in _paths(action):
        yield {"contextPath": path, "description": leaf.shape.description, "type": _kind(leaf)}


def _paths(action: Action) -> Iterator[tuple[str, Leaf]]:
    """The context's paths: what a playbook branches on, then the rows. Every run overwrites all of them."""
    own = branching_shape(action)
    if action.rows_name == "messages":
        own["ids"] = Shape(kind="array", description=_IDS, items=Shape(kind="string", description=_IDS))
    for name, shape in own.items():
        yield f"{NAME}.{context(action)}.{context_name(name)}", Leaf(path=(name,), shape=shape)
    for leaf in leaves(row_shape(action)):
        yield f"{NAME}.{context(action)}.{row_name(action)}.{_path(leaf)}", leaf


def context(action: Action) -> str:
    """The context's name for an action: `find_held_messages` is Find, and `get_hold_summary` HoldSummary."""
    return context_name(re.sub(r"^get_|_held_messages?$", "", action.id))


def row_name(action: Action) -> str:
    """The context's name for an action's rows: Message, Record, Entry or Hold. Some counts have the plural's."""
    return context_name(re.sub("ies$", "y", action.rows_name).removesuffix("s"))


def _path(leaf: Leaf) -> str:
    return ".".join(context_name(step) for step in leaf.path if step != "*")


def context_name(name: str) -> str:
    """As the script names it: `from_envelope` becomes FromEnvelope, and `id` ID."""
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
    return filled(
        template("xsoar", "MimecastHold.py.tmpl"),
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
        "currentVersion": pack_version(plugin),
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


def pack_version(plugin: Manifest) -> str:
    """A pack's versions begin at 1.0.0 and ours at 0.1.0, so that its major is one ahead."""
    major, _, rest = plugin.version.partition(".")
    return f"{int(major) + 1}.{rest}"


def _release_notes(plugin: Manifest) -> str:
    return (
        f"\n#### Integrations\n\n##### {plugin.title}\n\n- Updated the integration to {plugin.name} {plugin.version}.\n"
    )


def _pack_readme(plugin: Manifest) -> str:
    lines = "\n".join(f"- {action.title}: {action.description}" for action in plugin.actions)
    return f"{plugin.description}\n\n## What does this pack do?\n\n{lines}\n\n{template('xsoar', 'pack_readme_end.md')}"


def _readme(plugin: Manifest) -> str:
    parts = [
        f"{plugin.description}\n",
        f"## Configure {plugin.title} in Cortex\n\n{fields_table(connection_form())}",
        f"## Commands\n\n{_COMMANDS_ARE}\n",
        *map(_readme_command, plugin.actions),
        template("xsoar", "readme_end.md.tmpl"),
    ]
    return "\n".join(parts)


def _readme_command(action: Action) -> str:
    form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
    arguments = ((field.name, field.description, "Required" if field.required else "Optional") for field in form)
    outputs = ((path, _kind(leaf), leaf.shape.description) for path, leaf in _paths(action))
    return "\n".join(
        [
            f"### {command(action)}\n\n***\n{action.description}\n\n{needs(action)}",
            f"#### Base Command\n\n`{command(action)}`\n",
            "#### Input\n\n" + markdown_table(("**Argument Name**", "**Description**", "**Required**"), arguments),
            "#### Context Output\n\n" + markdown_table(("**Path**", "**Type**", "**Description**"), outputs),
        ]
    )


def _command_example(action: Action) -> str:
    form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
    given: Mapping[str, str] = {field.name: field.example_text for field in form if field.required}
    return " ".join([f"!{command(action)}", *(f'{name}="{value}"' for name, value in given.items())])
