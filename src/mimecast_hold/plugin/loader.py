"""Loads an action's module by its path in the bundle, so that nothing named `actions` lands in site-packages."""

import importlib.util
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

from mimecast_hold.errors import InternalError
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.hold_queue.results import Report


class Result(Protocol):
    """What an action gives back."""

    def report(self) -> Report:
        """Everything, once it has ended."""
        ...


Run = Callable[[HoldQueue, Mapping[str, Any]], Result]


def load_action(path: Path) -> Run:
    """The `run` of the action at `path`."""
    name = f"mimecast_hold_action_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise InternalError(f"The action's module {path.name} is missing.", hint="Install mimecast-hold again.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # a dataclass in an action looks itself up there
    spec.loader.exec_module(module)
    return cast("Run", module.run)
