"""Runs commands of the unified integration against stand-ins of ours, all in one process as a container does.

In: a list of `{"script": ..., "command": ..., "params": {...}, "args": {...}}`. Out, for each: its entries, what
CommonServerPython's get_error() makes of them, and the temporary folders that there are. The image has requests and
neither jsonschema nor YAML's newest: so nothing but what demisto/python3 lists is let through.
"""

import contextlib
import importlib.machinery
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

_NOT_IN_THE_IMAGE = ("jsonschema", "rich", "click", "pydantic", "mimecast_hold_editable")


class _Image(importlib.machinery.PathFinder):
    """Finds what the image has."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        hidden = fullname.partition(".")[0] in _NOT_IN_THE_IMAGE
        return None if hidden else super().find_spec(fullname, path, target)


def _results(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sys.meta_path[:] = [one for one in sys.meta_path if one is not importlib.machinery.PathFinder] + [_Image]
    sys.path.insert(0, str(Path(__file__).with_name("xsoar_stand_in")))
    return [_result(one) for one in asked]


def _result(asked: dict[str, Any]) -> dict[str, Any]:
    demisto = __import__("demistomock")
    demisto.begin(asked)
    # The platform puts its library before the script, and takes the script's own imports of it out.
    library = __import__("CommonServerPython")
    names = {name: getattr(library, name) for name in library.__all__}
    script = compile(asked["script"], "MimecastHold", "exec")
    # What the script prints would be lost on the platform; here it would be taken for the results.
    with contextlib.redirect_stdout(sys.stderr), contextlib.suppress(SystemExit):
        exec(script, {"__name__": "__main__", "__line__": lambda: 0, "demisto": demisto, **names})  # noqa: S102 - as the platform does
    entries = list(demisto.RESULTS)
    demisto.RESULTS.clear()
    errors = [entry for entry in entries if isinstance(entry, dict)]
    return {
        "entries": entries,
        "error": library.get_error(errors),
        "folders": sorted(path.name for path in Path(tempfile.gettempdir()).iterdir()),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_results(json.load(sys.stdin))))
