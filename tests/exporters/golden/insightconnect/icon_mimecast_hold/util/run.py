"""Shared code of the actions. Written by `mimecast-hold export insightconnect` (0.1.0): do not edit."""

import json

from insightconnect_plugin_runtime.exceptions import PluginException
from mimecast_hold.plugin.platform import run_action

# An action returns what is known after this many seconds, unless it has another deadline.
DEADLINE_SECONDS = 120


def run(action_id, connection, params, schema):
    """Run an action.

    If nothing succeeded, the step is an error with its records as JSON in the error's data. If a part succeeded, the step
    has outputs, since an error would turn them into text: its `branch` is partial.
    """
    result = run_action(action_id, connection, params, deadline_seconds=DEADLINE_SECONDS, sends_empty_lists=True)
    found = {**result.envelope, "branch": result.branch, "error_category": result.error_category}
    if result.status == "failure":
        raise PluginException(
            cause=result.message,
            assistance="The data has the outcome of each message and what to do next.",
            data=json.dumps(found),
        )
    return pruned({name: found[name] for name in schema["properties"] if name in found})


def flat(connection):
    """Return the connection's fields, each secret taken out of its credential."""
    return {
        name: value.get("secretKey") if isinstance(value, dict) else value for name, value in (connection or {}).items()
    }


def pruned(value):
    """Return the value without nulls: an output leaves out fields that are not known."""
    if isinstance(value, dict):
        return {name: pruned(inner) for name, inner in value.items() if inner is not None}
    return [pruned(inner) for inner in value] if isinstance(value, list) else value
