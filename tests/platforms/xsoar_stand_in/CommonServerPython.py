"""A stand-in of ours for the part of the platform's CommonServerPython that the integration uses."""  # noqa: N999

import sys
import traceback
from typing import Any

import demistomock as demisto  # type: ignore[import-not-found]

__all__ = [
    "CommandResults",
    "DemistoException",
    "EntryType",
    "get_error",
    "register_module_line",
    "return_error",
    "return_results",
]


def register_module_line(*_: object) -> None:
    """What the SDK puts about a script, for the line numbers of tracebacks."""


class DemistoException(Exception):  # noqa: N818 - the platform's name
    pass


class EntryType:
    NOTE = 1
    ERROR = 4


class CommandResults:
    def __init__(
        self,
        *,
        outputs: dict[str, Any],
        readable_output: str,
        raw_response: object,
        entry_type: int = EntryType.NOTE,
    ) -> None:
        self.entry = {
            "Type": entry_type,
            "ContentsFormat": "text" if isinstance(raw_response, str | int) else "json",
            "Contents": raw_response,
            "HumanReadable": readable_output,
            "EntryContext": outputs,
        }


def return_results(results: Any) -> None:
    demisto.results(results.entry if isinstance(results, CommandResults) else results)


def return_error(message: str, error: object = "") -> None:
    sys.stderr.write(f"{error}\n{traceback.format_exc()}")
    demisto.results({"Type": EntryType.ERROR, "ContentsFormat": "text", "Contents": message, "EntryContext": None})
    sys.exit(0)


def get_error(entries: list[dict[str, Any]]) -> str:
    """As the platform joins the errors of a command that a script ran, and execute_command() raises them."""
    return "\n".join(entry["Contents"] for entry in entries if entry["Type"] == EntryType.ERROR)
