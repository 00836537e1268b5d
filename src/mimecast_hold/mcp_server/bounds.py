"""What an agent may do: the bounds that whoever starts the server sets, and no tool call can move.

An agent reads subjects that attackers wrote, and may come to want what they want.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mimecast_hold.errors import InputError, MimecastHoldError, Problem, error_from
from mimecast_hold.hold_queue.bulk import guards
from mimecast_hold.plugin.manifest import Action, Manifest
from mimecast_hold.plugin.validation.json_text import read_json
from mimecast_hold.plugin.validation.schemas import check_parameters

Guard = Mapping[str, Sequence[str]]

_CHANGED_BEFORE = ("already_released", "already_rejected")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Actions that may change anything, a guard on each change, and how long a call may take by default."""

    changes: frozenset[str] = frozenset()
    only_if: Guard | None = None
    deadline_seconds: float = 50

    def allows(self, action: Action) -> bool:
        """Whether the action is listed and may be called."""
        return not action.changes_anything or action.id in self.changes

    def applied(self, action: Action, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters within these bounds; raises where nothing could be let through."""
        bounded = {"deadline_seconds": self.deadline_seconds, **parameters}
        if self.only_if and action.changes_anything:
            bounded["only_if"] = both(self.only_if, parameters.get("only_if"))
        return bounded


def bounds(declared: Manifest, changes: Sequence[str], only_if: Guard | None, deadline_seconds: float) -> Bounds:
    """Check what the command line asks for against the manifest."""
    for action in map(declared.action, changes):
        if not action.changes_anything:
            raise InputError(
                f"{action.id} changes nothing, and needs no leave.",
                hint="Name only actions that release or reject.",
                field="allow_changes",
            )
        if only_if and "only_if" not in action.input_schema["properties"]:
            raise InputError(
                f"{action.id} takes no guard, so that it cannot be held to --only-if.",
                hint="Allow release_held_message: an agent finds the messages first, and releases them by their ids.",
                field="only_if",
            )
    return Bounds(frozenset(changes), only_if, deadline_seconds)


def read_guard(path: str, declared: Manifest) -> Guard:
    """Read the guard that is set at start: a JSON file in the form of `only_if`."""
    rules = declared.action("release_held_message").input_schema
    try:
        given = read_json(Path(path).read_bytes())
    except OSError as error:
        raise InputError(
            f"The guard's file cannot be read: {error.strerror}.",
            hint="Give --only-if a JSON file that this user may read.",
            field="only_if",
        ) from None
    check_parameters(rules, {"ids": ["any"], "only_if": given})
    return _plain(given)


def both(pinned: Guard, asked: Guard | None) -> dict[str, list[str]]:
    """The guard that lets through what both let through: fields are ANDed, the values of each ORed."""
    ours, theirs = _plain(pinned), _plain(asked) if asked is not None else {}
    joined = {**theirs, **ours}
    for name in set(ours) & set(theirs):
        joined[name] = sorted(set(ours[name]) & set(theirs[name]))
        if not joined[name]:
            raise error_from(
                Problem(
                    "guard",
                    f"$.only_if.{name}: none of these values is among those that this server was started with.",
                    f"Allowed are: {json.dumps(pinned[name])[:400]}.",
                )
            )
    return joined


class Budget:
    """How many messages a session may change. Taken before anything is sent, given back for what stayed as it was."""

    def __init__(self, most: int) -> None:
        """Allow `most` changes."""
        self._most = most
        self._left = most
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """How many changes are left."""
        return self._left

    def take(self, action: Action, parameters: Mapping[str, Any]) -> int:
        """Set aside what a call may change at the most; raises where that is more than is left."""
        if not action.changes_anything or parameters["dry_run"]:
            return 0
        wanted = len(set(parameters["ids"])) if "ids" in parameters else parameters["max_messages"]
        with self._lock:
            if wanted > self._left:
                raise self._refusal(wanted)
            self._left -= wanted
        return int(wanted)

    def settle(self, taken: int, envelope: Mapping[str, Any]) -> None:
        """Give back what surely was not changed; a defect gives nothing back, since nothing is sure then."""
        error = envelope["error"]
        if not taken or (error and error["category"] == "internal"):
            return
        changed = sum(_may_be_changed(record) for record in envelope["records"])
        with self._lock:
            self._left += max(0, taken - changed)

    def _refusal(self, wanted: int) -> MimecastHoldError:
        return error_from(
            Problem(
                "guard",
                f"This may change {wanted} messages, and {self._left} of this session's {self._most} are left: nothing "
                "was sent.",
                "Ask for fewer, or let a person start the server with a larger --max-changes.",
            )
        )


def _may_be_changed(record: Mapping[str, Any]) -> bool:
    if record["outcome"] in _CHANGED_BEFORE:
        return False
    # null stands for a message that may or may not have been changed.
    return record.get("released", record.get("rejected", False)) is not False


def _plain(guard: Any) -> dict[str, list[str]]:  # noqa: ANN401 - a file or an agent may give anything
    """The guard with its values in the one form in which they are compared; raises `InputError` for a blank one."""
    read = guards.Guard.of(guard)
    return {name: sorted(getattr(read, name)) for name in guard}
