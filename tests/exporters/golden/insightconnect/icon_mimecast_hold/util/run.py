"""What the actions share. Written by `mimecast-hold export insightconnect` (0.1.0): change it there."""

import json

from insightconnect_plugin_runtime.exceptions import PluginException
from mimecast_hold.plugin.platform import answer

# An action is back by then with whatever is known, unless it is given another deadline.
DEADLINE_SECONDS = 120


def run(action_id, connection, params, schema):
    """Run an action.

    One of which nothing succeeded is an error, and keeps its records as JSON in the error's data. One of which a part
    succeeded is a step with outputs, since an error would turn them into text: its `branch` is partial.
    """
    given = answer(action_id, connection, params, deadline_seconds=DEADLINE_SECONDS, sends_empty_lists=True)
    found = {**given.envelope, "branch": given.branch, "error_category": given.error_category}
    if given.status == "failure":
        raise PluginException(
            cause=given.message,
            assistance="What became of each message, and what to do next, is in the data.",
            data=json.dumps(found),
        )
    return pruned({name: found[name] for name in schema["properties"] if name in found})


def flat(connection):
    """The connection's fields, each secret out of its credential."""
    return {
        name: value.get("secretKey") if isinstance(value, dict) else value for name, value in (connection or {}).items()
    }


def pruned(value):
    """The value without what is null: in an output, a field that is not known is left out."""
    if isinstance(value, dict):
        return {name: pruned(inner) for name, inner in value.items() if inner is not None}
    return [pruned(inner) for inner in value] if isinstance(value, list) else value
