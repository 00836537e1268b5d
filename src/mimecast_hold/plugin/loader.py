"""Load an action's module, and preload what a run needs after its first request."""

import codecs
import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

from mimecast_hold.errors import InternalError
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.results import Report
from mimecast_hold.plugin.validation.schemas import Schema, checker

_CODECS = ("utf-8-sig", "idna", "punycode")  # for answers, and for domains


class Result(Protocol):
    """The result of an action."""

    def report(self) -> Report:
        """Return everything, once the action has ended."""
        ...


Run = Callable[[HoldQueue, Mapping[str, Any]], Result]


def load_action(path: Path) -> Run:
    """Return the `run` function of the action at `path`, without a module named `actions` in site-packages."""
    name = f"mimecast_hold_action_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise InternalError(f"The action's module {path.name} is missing.", hint="Install mimecast-hold again.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a dataclass in an action looks up its module there
    spec.loader.exec_module(module)
    return cast("Run", module.run)


def preload(output_schema: Schema) -> None:
    """Load codecs and the checker of the envelope. The hold queue loads its own modules.

    During the run, the package may be upgraded or file descriptors may run out. Nothing can be loaded then, and the
    records of released messages would be lost.
    """
    for name in _CODECS:
        codecs.lookup(name)
    checker(output_schema)
