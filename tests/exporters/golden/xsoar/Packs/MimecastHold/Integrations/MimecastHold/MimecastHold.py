import atexit
import base64
import hashlib
import importlib
import io
import os
import shutil
import sys
import tempfile
import traceback
import zipfile
from typing import Any

import demistomock as demisto  # noqa: F401
from CommonServerPython import *  # noqa: F401

# Written by `mimecast-hold export xsoar` (0.1.0) from the plugin's manifest and schemas: do not edit.

# An action returns what is known after this many seconds, unless it has another deadline.
DEADLINE_SECONDS = 240

PREFIX = "MimecastHold"
FOLDER = "mimecast_hold_library-"

COMMANDS = {
    "mimecast-hold-test-connection": [
        "test_connection",
        "TestConnection",
        "Record",
        [
            "branch",
            "status",
            "requested",
            "ok",
            "failed",
            "host",
            "error_category",
            "warnings"
        ]
    ],
    "mimecast-hold-find-held-messages": [
        "find_held_messages",
        "Find",
        "Message",
        [
            "branch",
            "status",
            "truncated",
            "found",
            "host",
            "error_category",
            "warnings"
        ]
    ],
    "mimecast-hold-get-hold-summary": [
        "get_hold_summary",
        "HoldSummary",
        "Hold",
        [
            "branch",
            "status",
            "policies",
            "messages",
            "host",
            "error_category",
            "warnings"
        ]
    ],
    "mimecast-hold-release-held-message": [
        "release_held_message",
        "Release",
        "Record",
        [
            "branch",
            "status",
            "dry_run",
            "requested",
            "released",
            "already_released",
            "not_released",
            "failed",
            "unknown",
            "not_attempted",
            "skipped",
            "host",
            "error_category",
            "warnings"
        ]
    ],
    "mimecast-hold-release-matching-held-messages": [
        "release_matching_held_messages",
        "ReleaseMatching",
        "Record",
        [
            "branch",
            "status",
            "dry_run",
            "matched",
            "released",
            "already_released",
            "not_released",
            "failed",
            "unknown",
            "not_attempted",
            "skipped",
            "host",
            "error_category",
            "warnings"
        ]
    ],
    "mimecast-hold-reject-held-message": [
        "reject_held_message",
        "Reject",
        "Record",
        [
            "branch",
            "status",
            "dry_run",
            "requested",
            "rejected",
            "already_rejected",
            "not_rejected",
            "failed",
            "unknown",
            "not_attempted",
            "skipped",
            "host",
            "error_category",
            "warnings"
        ]
    ],
    "mimecast-hold-get-release-log": [
        "get_release_log",
        "ReleaseLog",
        "Entry",
        [
            "branch",
            "status",
            "truncated",
            "entries",
            "host",
            "error_category",
            "warnings"
        ]
    ]
}
"""Each command's action, its name and that of its rows in the context, and the fields that a playbook branches on."""

# The library itself: mimecast_hold-0.1.0-py3-none-any.whl, as it was published, in base64.
WHEEL_SHA256 = "2143651fdf3e0d982686a4fc4a736a71b8224fcb0f724b792fa8c93e96b3c020"
WHEEL = """
UEsDBBQAAAAIAAAAIVBM5sx0IQAAACIAAAAoAAAAbWltZWNhc3RfaG9sZC5kaXN0LWluZm8vbGljZW5zZXMvTElDRU5TRQvJSFXIyUxOzUtO1VFILFYo
AfLLM1JTcxQygLzMEj0uAFBLAQIUAxQAAAAIAAAAIVBM5sx0IQAAACIAAAAoAAAAAAAAAAAAAACkgQAAAABtaW1lY2FzdF9ob2xkLmRpc3QtaW5mby9s
aWNlbnNlcy9MSUNFTlNFUEsFBgAAAAABAAEAVgAAAGcAAAAAAA==
"""


def load_library() -> Any:
    """Return the library's run_action(), from the wheel above: no image has it, and nothing is downloaded.

    A container runs many commands in one process: the wheel is unpacked once, and again after an upgrade of the pack.
    """
    name = f"{FOLDER}{WHEEL_SHA256[:16]}-"
    init = getattr(sys.modules.get("mimecast_hold"), "__file__", None) or ""
    folder = os.path.dirname(os.path.dirname(init))
    if not (os.path.basename(folder).startswith(name) and os.path.isfile(init)):
        unload()
        sys.path.insert(0, unpack(name))
        importlib.invalidate_caches()
    from mimecast_hold.plugin.platform import run_action

    return run_action


def unpack(name: str) -> str:
    """Unpack the library into a new folder, which is deleted when the process ends."""
    data = base64.b64decode(WHEEL)
    if hashlib.sha256(data).hexdigest() != WHEEL_SHA256:
        raise DemistoException("The library in this integration is not the one that was packed. Install the pack again.")
    folder = tempfile.mkdtemp(prefix=name)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        packed.extractall(folder)
    return folder


def unload() -> None:
    """Unload the library of another version of the pack, and nothing else."""
    for name in list(sys.modules):
        if name == "mimecast_hold" or name.startswith(("mimecast_hold.", "mimecast_hold_action_")):
            del sys.modules[name]
    for path in [path for path in sys.path if os.path.basename(path).startswith(FOLDER)]:
        sys.path.remove(path)
        sys.path_importer_cache.pop(path, None)
        shutil.rmtree(path, ignore_errors=True)


def connection(params: dict) -> dict:
    """Return the instance's fields, each secret taken out of its credential."""
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
    "allow_other_host",
    "require_guard"
]


def context(value: Any) -> Any:
    """Rename fields for the context: from_envelope becomes FromEnvelope, and id ID. A raw item stays as it is."""
    if isinstance(value, dict):
        return {context_name(name): inner if name == "raw" else context(inner) for name, inner in value.items()}
    return [context(inner) for inner in value] if isinstance(value, list) else value


def context_name(name: str) -> str:
    return "".join({"id": "ID", "ids": "IDs"}.get(word) or word.capitalize() for word in name.split("_"))


def outputs(name: str, rows: str, values: dict, found: list) -> dict:
    """Return a command's context, which replaces that of an earlier run.

    CommonServerPython, CommandResults(replace_existing=True): "(true)" matches the object that is there, and each of its
    fields is overwritten. So every run sets every field; empty text stands for None, which might not overwrite.
    """
    values = {**values, rows: found, **({"ids": [row["id"] for row in found]} if rows == "Message" else {})}
    return {f"{PREFIX}.{name}(true)": {key: "" if value is None else value for key, value in context(values).items()}}


def results(result: Any, name: str, rows: str) -> CommandResults:
    """Return what the war room and the context get. If not everything was done, it is an error with every record."""
    return CommandResults(
        outputs=outputs(name, rows, result.summary, result.rows),
        readable_output=result.readable,
        # get_error() and execute_command() of CommonServerPython join the Contents of error entries as text.
        raw_response=result.envelope if result.succeeded else result.message,
        entry_type=EntryType.NOTE if result.succeeded else EntryType.ERROR,
    )


def crashed(message: str, name: str, rows: str, fields: list) -> CommandResults:
    """Return an error of this script itself. Even then no success and no id of an earlier run stays in the context."""
    values = {**dict.fromkeys(fields), "branch": "failure", "status": "failure", "error_category": "internal", "warnings": []}
    return CommandResults(
        outputs=outputs(name, rows, values, []),
        readable_output=message,
        raw_response=message,
        entry_type=EntryType.ERROR,
    )


def main() -> None:
    command = demisto.command()
    demisto.debug(f"mimecast-hold: {command}")
    try:
        run_action = load_library()
        fields = connection(demisto.params())
        if command == "test-module":
            result = run_action("test_connection", fields, {}, deadline_seconds=DEADLINE_SECONDS)
            return_results("ok" if result.succeeded else result.message)
        elif command in COMMANDS:
            action, name, rows, _ = COMMANDS[command]
            result = run_action(action, fields, demisto.args(), deadline_seconds=DEADLINE_SECONDS)
            return_results(results(result, name, rows))
        else:
            raise NotImplementedError(f"Command {command} is not implemented.")
    except Exception as error:
        message = f"Failed to execute {command}. Error: {error}"
        if command not in COMMANDS:
            return_error(message, error)
        demisto.error(f"{message}\n{traceback.format_exc()}")
        return_results(crashed(message, *COMMANDS[command][1:]))


if __name__ in ("__main__", "__builtin__", "builtins"):
    main()
