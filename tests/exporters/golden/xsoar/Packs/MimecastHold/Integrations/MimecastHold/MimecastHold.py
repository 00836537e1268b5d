import atexit
import base64
import hashlib
import io
import sys
import tempfile
import zipfile
from typing import Any

import demistomock as demisto  # noqa: F401
from CommonServerPython import *  # noqa: F401

# Written by `mimecast-hold export xsoar` (0.1.0) from the plugin's manifest and schemas: change it there.

# An action is back by then with whatever is known, unless it is given another deadline.
DEADLINE_SECONDS = 240

PREFIX = "MimecastHold"

COMMANDS = {
    "mimecast-hold-test-connection": [
        "test_connection",
        "Check"
    ],
    "mimecast-hold-find-held-messages": [
        "find_held_messages",
        "HeldMessage"
    ],
    "mimecast-hold-get-hold-summary": [
        "get_hold_summary",
        "Hold"
    ],
    "mimecast-hold-release-held-message": [
        "release_held_message",
        "Release"
    ],
    "mimecast-hold-release-matching-held-messages": [
        "release_matching_held_messages",
        "Release"
    ],
    "mimecast-hold-reject-held-message": [
        "reject_held_message",
        "Rejection"
    ],
    "mimecast-hold-get-release-log": [
        "get_release_log",
        "LogEntry"
    ]
}
"""Each command's action, and where its rows go."""

# The library itself: mimecast_hold-0.1.0-py3-none-any.whl, as it was published, in base64.
WHEEL_SHA256 = "2143651fdf3e0d982686a4fc4a736a71b8224fcb0f724b792fa8c93e96b3c020"
WHEEL = """
UEsDBBQAAAAIAAAAIVBM5sx0IQAAACIAAAAoAAAAbWltZWNhc3RfaG9sZC5kaXN0LWluZm8vbGljZW5zZXMvTElDRU5TRQvJSFXIyUxOzUtO1VFILFYo
AfLLM1JTcxQygLzMEj0uAFBLAQIUAxQAAAAIAAAAIVBM5sx0IQAAACIAAAAoAAAAAAAAAAAAAACkgQAAAABtaW1lY2FzdF9ob2xkLmRpc3QtaW5mby9s
aWNlbnNlcy9MSUNFTlNFUEsFBgAAAAABAAEAVgAAAGcAAAAAAA==
"""


def load_library() -> Any:
    """The library's answer(), from the wheel above: no image has it, and nothing is fetched."""
    data = base64.b64decode(WHEEL)
    if hashlib.sha256(data).hexdigest() != WHEEL_SHA256:
        raise DemistoException("The library in this integration is not the one that was packed. Install the pack again.")
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        packed.extractall(folder.name)
    sys.path.insert(0, folder.name)
    from mimecast_hold.exporters.answer import answer
    from mimecast_hold.exporters.plain_refusals import stand_in_where_needed

    stand_in_where_needed()
    return answer


def connection(params: dict) -> dict:
    """The instance's fields, each secret out of its credential."""
    return {name: value.get("password") if isinstance(value, dict) else value for name, value in params.items() if name in FIELDS}


FIELDS = [
    "region",
    "base_url",
    "client_id",
    "client_secret",
    "access_key",
    "secret_key",
    "app_id",
    "app_key",
    "proxy_url",
    "ca_bundle",
    "timeout_seconds",
    "max_attempts",
    "concurrency",
    "messages_per_request",
    "allow_other_host"
]


def context(value: Any) -> Any:
    """Names as the context has them: from_envelope becomes FromEnvelope, and id ID. A raw item stays as it came."""
    if isinstance(value, dict):
        return {context_name(name): inner if name == "raw" else context(inner) for name, inner in value.items()}
    return [context(inner) for inner in value] if isinstance(value, list) else value


def context_name(name: str) -> str:
    return "".join("ID" if word == "id" else word.capitalize() for word in name.split("_"))


def results(given: Any, rows: str) -> CommandResults:
    """What the war room and the context get. What did not do all it was asked for is an error, with every record."""
    run = {"Action": given.envelope["action"], "Branch": given.branch, **context(given.summary)}
    key = "Check" if rows == "Check" else "Policy" if rows == "Hold" else "ID"
    return CommandResults(
        outputs={
            f"{PREFIX}.{rows}(val.{key} && val.{key} == obj.{key})": context(given.rows),
            f"{PREFIX}.Run(val.Action && val.Action == obj.Action)": run,
        },
        readable_output=given.readable,
        raw_response=given.envelope,
        entry_type=EntryType.NOTE if given.succeeded else EntryType.ERROR,
    )


def main() -> None:
    command = demisto.command()
    demisto.debug(f"mimecast-hold: {command}")
    try:
        answer = load_library()
        fields = connection(demisto.params())
        if command == "test-module":
            given = answer("test_connection", fields, {}, deadline_seconds=DEADLINE_SECONDS)
            return_results("ok" if given.succeeded else given.message)
        elif command in COMMANDS:
            action, rows = COMMANDS[command]
            given = answer(action, fields, demisto.args(), deadline_seconds=DEADLINE_SECONDS)
            return_results(results(given, rows))
        else:
            raise NotImplementedError(f"Command {command} is not implemented.")
    except Exception as error:
        return_error(f"Failed to execute {command}. Error: {error}", error)


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
