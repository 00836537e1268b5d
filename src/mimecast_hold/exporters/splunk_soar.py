"""Splunk SOAR: an app on the platform's own SDK, with one typed function per action.

Splunk: splunk-soar-sdk 7, "App structure", "Action outputs" and "Packaging". The SDK makes its manifest from the
src/app.py that is written here; `python make_app.py` then makes the app that a SOAR instance installs.
"""

import json
from collections.abc import Iterator, Sequence

from mimecast_hold.exporters.outputs import Shape, branching_shape, envelope_example, envelope_shape, leaves, row_shape
from mimecast_hold.exporters.package import Package, as_bytes, class_name, template
from mimecast_hold.exporters.pages import fields_table, leaves_table, needs, needs_list
from mimecast_hold.exporters.wheel import Wheel
from mimecast_hold.plugin.forms import PYTHON_TYPES, Field, action_form, connection_form
from mimecast_hold.plugin.manifest import Action, Manifest

DEADLINE_SECONDS = 300
"""An analyst waits at most five minutes for a playbook."""

# Splunk: "Action type" is one of contain, correct, generic, investigate and test.
_TYPES = {"read": "investigate", "release": "correct", "reject": "contain"}
# Splunk: `contains` joins an output to the parameters that take it.
_CONTAINS = {
    "ids": "mimecast held message id",
    "from_envelope": "email",
    "from_header": "email",
    "to": "email",
    "operator": "email",
    "reason_code": "mimecast reason code",
    "reason_codes": "mimecast reason code",
    "only_if_reason_codes": "mimecast reason code",
    "only_if_senders": "email",
    "only_if_recipients": "email",
    "only_if_sender_domains": "domain",
    "only_if_recipient_domains": "domain",
}
_ID_ROWS = ("release_record", "reject_record", "held_message", "found_message")
# The columns of the table that an analyst sees, by the kind of row or of an object within it.
_COLUMNS = {
    "check": ("check", "ok", "detail"),
    "found_message": ("id", "received_at", "subject", "from_envelope", "to", "reason"),
    "get_hold_summary_row": ("policy", "count"),
    "release_record": ("id", "outcome"),
    "reject_record": ("id", "outcome"),
    "held_message": ("subject", "from_envelope", "to"),
    "log_entry": ("fate", "at", "operator", "subject", "from_envelope", "to"),
    "problem": ("message", "hint"),
}
_TITLES = {
    "from_envelope": "Sender",
    "to": "Recipients",
    "count": "Held",
    "detail": "Result",
    "message": "Error",
    "policy": "Reason",
    "hint": "What to do",
}


def package(plugin: Manifest, wheel: Wheel) -> Package:
    """Return the app's project: what the SDK builds from, our wheel, and `make_app.py`."""
    values = {"version": plugin.version, "wheel": wheel.name, "sha256": wheel.sha256}
    texts = {
        "pyproject.toml": template("splunk_soar/pyproject.toml.tmpl", **values, about=plugin.description),
        "uv.lock": template("splunk_soar/uv.lock.tmpl", **values),
        "make_app.py": template("splunk_soar/make_app.py.tmpl", **values),
        "src/__init__.py": '"""The app."""\n',
        "src/app.py": _app(plugin),
        "logo.svg": template("logo.svg"),
        "logo_dark.svg": template("splunk_soar/logo_dark.svg"),
        "README.md": _readme(plugin),
        "LICENSE": wheel.license_text,
        "NOTICE": template("splunk_soar/NOTICE", **values),
        "release_notes/unreleased.md": f"* {plugin.title} {plugin.version}: see the CHANGELOG of {plugin.name}.\n",
    }
    return Package(
        files={**as_bytes(texts), f"wheels/{wheel.name}": wheel.data},
        archive_name=f"mimecast_hold_app-{plugin.version}-source.tgz",
        next_step="With splunk-soar-sdk 7.0.3: python make_app.py; then install the .tgz in Splunk SOAR.",
    )


def _app(plugin: Manifest) -> str:
    classes: dict[str, str] = {}
    for action in plugin.actions:
        _add_output(classes, row_shape(action), _row_name(action), envelope_example(action)[action.rows_name])
    parts = [
        template(
            "splunk_soar/app_head.py.tmpl",
            title=plugin.title,
            vendor=plugin.vendor,
            uuid=plugin.uuid,
            version=plugin.version,
            deadline=str(DEADLINE_SECONDS),
            asset=_model("Asset", "BaseAsset", plugin.description, map(_asset_field, connection_form())),
        ),
        *classes.values(),
        *(part for action in plugin.actions for part in _action(action)),
        'if __name__ == "__main__":\n    app.cli()\n',
    ]
    return "\n\n".join(part.strip("\n") + "\n" for part in parts)


def _action(action: Action) -> Iterator[str]:
    form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
    params = f"{class_name(action.id)}Params"
    yield _model(params, "Params", f"The parameters of {action.title}.", map(_param, form))
    yield _model(f"{class_name(action.id)}Summary", "ActionOutput", "What a playbook branches on.", _summary(action))
    yield (
        "@app.action(\n"
        f"    description={_text(action.description)},\n"
        f"    verbose={_text('; '.join(needs(action)))},\n"
        f"    action_type={_text(_TYPES[action.effect])},\n"
        f"    read_only={not action.changes_anything},\n"
        f"    output_class={class_name(_row_name(action))},\n"
        f"    summary_type={class_name(action.id)}Summary,\n"
        '    render_as="table",\n'
        ")\n"
        # No return type: the SDK would read it as the output, but only an ActionResult can be a failure with data.
        f"def {action.id}(params: {params}, asset: Asset):  # noqa: ANN201\n"
        f"    return result({_text(action.id)}, params, asset)\n"
    )


def _model(name: str, base: str, about: str, fields: Iterator[str]) -> str:
    return f'class {name}({base}):\n    """{about}"""\n\n' + "".join(f"    {field}\n" for field in fields)


def _asset_field(field: Field) -> str:
    options = [f"description={_text(f'{field.title}. {field.description}')}"]
    options += [f"default={field.default!r}"] if field.default is not None else []
    options += [f"value_list={_literal(field.choices)}"] if field.choices else []
    options += ["sensitive=True"] if field.secret else []
    return f"{field.name}: {field.python_type} | None = AssetField({', '.join(options)})"


def _param(field: Field) -> str:
    # Splunk: parameters are text, numbers and booleans; a list is text with commas, marked by allow_list.
    kind = "str" if field.is_list else field.python_type
    options = [f"description={_text(f'{field.title}. {field.description}')}"]
    options += [f"default={_literal(field.default)}"] if field.default is not None else []
    options += [f"value_list={_literal(field.choices)}"] if field.choices and not field.is_list else []
    options += ["allow_list=True"] if field.is_list else []
    options += [f"cef_types=[{_text(_CONTAINS[field.name])}]"] if field.name in _CONTAINS else []
    options += ["primary=True"] if field.name == "ids" else []
    return f"{field.name}: {kind}{'' if field.required else ' | None'} = Param({', '.join(options)})"


def _summary(action: Action) -> Iterator[str]:
    example = envelope_example(action)
    flat = {**branching_shape(action), "readable": envelope_shape(action).fields["readable"]}
    known = {**example, **example["summary"], "error_category": "authentication"}
    return (_output(name, inner, known.get(name)) for name, inner in flat.items())


def _add_output(classes: dict[str, str], shape: Shape, name: str, rows: object) -> None:
    """Add the class of a row after the classes within it: SOAR makes its data paths from nested classes."""
    row = rows[0] if isinstance(rows, list) and rows else rows
    examples = row if isinstance(row, dict) else {}
    lines = []
    for field, inner in shape.fields.items():
        if inner.fields:
            _add_output(classes, inner, inner.name, examples.get(field))
            lines.append(f"{field}: {class_name(inner.name)} | None")
        elif inner.kind != "object":  # a raw item has no data paths
            lines.append(_output(field, inner, examples.get(field), holder=name))
    # Several actions share a class: keep the one with an example.
    if name not in classes or row:
        classes[name] = _model(class_name(name), "ActionOutput", shape.description or "One row.", iter(lines))


def _output(name: str, shape: Shape, example: object, *, holder: str = "") -> str:
    kind = shape.items.kind if shape.items else shape.kind
    text = f"list[{PYTHON_TYPES[kind]}]" if shape.items else PYTHON_TYPES[kind]
    contains = _CONTAINS["ids"] if name == "id" and holder in _ID_ROWS else _CONTAINS.get(name)
    options = [f"cef_types=[{_text(contains)}]"] if contains else []
    values = shape.choices or ([] if example is None else example if isinstance(example, list) else [example])
    options += [f"example_values={_literal(values)}"] if values and kind != "boolean" else []
    if name in _COLUMNS.get(holder, ()):
        title = _TITLES.get(name, name.replace("_", " ").capitalize())
        options.append(f"column_name={_text(title)}")
    return f"{name}: {text}{' | None' if shape.nullable else ''} = OutputField({', '.join(options)})"


def _readme(plugin: Manifest) -> str:
    parts = [
        f"# {plugin.title}\n\n{plugin.description}\n",
        "## Asset\n\n" + fields_table(connection_form()),
        template("splunk_soar/readme.md.tmpl"),
    ]
    for action in plugin.actions:
        form = action_form(action, deadline_seconds=DEADLINE_SECONDS)
        paths = leaves_table(leaves(row_shape(action)), prefix="action_result.data.*.")
        parts.append(f"## {action.id.replace('_', ' ')}\n\n{action.description}\n\n{needs_list(action)}")
        parts.append(f"### Parameters\n\n{fields_table(form)}\n### Output\n\n{paths}")
    return "\n".join(parts)


def _row_name(action: Action) -> str:
    return row_shape(action).name or f"{action.id}_row"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _literal(value: object) -> str:
    """Return a Python literal, with double quotes."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_literal, value))}]"
    return repr(value)
