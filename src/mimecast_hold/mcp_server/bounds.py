"""The limits of an agent, set by the person who starts the server. No tool call can change them.

An agent reads subjects that attackers wrote, and may follow them.
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


@dataclass(frozen=True, slots=True)
class Bounds:
    """The actions that may change messages, a guard on each change, and the default deadline of a call."""

    changes: frozenset[str] = frozenset()
    only_if: Guard | None = None
    deadline_seconds: float = 50

    def allows(self, action: Action) -> bool:
        """Return whether the action is listed and may be called."""
        return not action.changes_anything or action.id in self.changes

    def applied(self, action: Action, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters within these bounds; raise if no message could pass both guards."""
        bounded = {"deadline_seconds": self.deadline_seconds, **parameters}
        if self.only_if and action.changes_anything:
            bounded["only_if"] = both(self.only_if, parameters.get("only_if"))
        return bounded


def bounds(manifest: Manifest, changes: Sequence[str], only_if: Guard | None, deadline_seconds: float) -> Bounds:
    """Return the bounds from the command line, checked against the manifest."""
    for action in map(manifest.action, changes):
        if not action.changes_anything:
            raise InputError(
                f"{action.id} changes nothing, so it is always allowed.",
                hint="Name only actions that release or reject.",
                field="allow_changes",
            )
        if only_if and "only_if" not in action.input_schema["properties"]:
            raise InputError(
                f"{action.id} has no only_if parameter, so --only-if cannot apply to it.",
                hint="Allow release_held_message instead: an agent can find the messages, then release them by id.",
                field="only_if",
            )
    return Bounds(frozenset(changes), only_if, deadline_seconds)


def read_guard(path: str, manifest: Manifest) -> Guard:
    """Read the server's guard from a JSON file in the form of `only_if`."""
    try:
        guard: Any = read_json(Path(path).read_bytes())
    except OSError as error:
        raise InputError(
            f"The guard file cannot be read: {error.strerror}.",
            hint="Give --only-if a JSON file that this user may read.",
            field="only_if",
        ) from None
    check_parameters(manifest.action("release_held_message").input_schema, {"ids": ["any"], "only_if": guard})
    return _normalized(guard)


def both(pinned: Guard, requested: Guard | None) -> dict[str, list[str]]:
    """Return the guard that lets a message pass only if both guards do."""
    ours, theirs = _normalized(pinned), _normalized(requested) if requested is not None else {}
    joined = {**theirs, **ours}
    for name in ours.keys() & theirs.keys():
        joined[name] = sorted(set(ours[name]) & set(theirs[name]))
        if not joined[name]:
            raise error_from(
                Problem(
                    "guard",
                    f"$.only_if.{name}: the server's guard allows none of these values.",
                    f"Allowed values: {json.dumps(pinned[name])[:400]}.",
                )
            )
    return joined


class Budget:
    """The number of messages that a session may change, reserved before a call and refunded for unchanged ones."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._left = most
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """How many changes are left."""
        return self._left

    def take(self, action: Action, parameters: Mapping[str, Any]) -> int:
        """Reserve the most that a call may change; raise if fewer are left."""
        if not action.changes_anything or parameters["dry_run"]:
            return 0
        wanted = len(set(parameters["ids"])) if "ids" in parameters else int(parameters["max_messages"])
        with self._lock:
            if wanted > self._left:
                raise self._refusal(wanted)
            self._left -= wanted
        return wanted

    def settle(self, taken: int, envelope: Mapping[str, Any]) -> None:
        """Refund the messages that were certainly not changed; none after an internal error."""
        error = envelope["error"]
        if not taken or (error and error["category"] == "internal"):
            return
        changed = sum(map(_may_be_changed, envelope["records"]))
        with self._lock:
            self._left += max(0, taken - changed)

    def _refusal(self, wanted: int) -> MimecastHoldError:
        return error_from(
            Problem(
                "guard",
                f"This call may change {wanted} messages, but only {self._left} of this session's {self._most} changes "
                "are left. Nothing was sent.",
                "Change fewer messages, or let a person start the server with a larger --max-changes.",
            )
        )


def _may_be_changed(record: Mapping[str, Any]) -> bool:
    if record["outcome"] in ("already_released", "already_rejected"):
        return False
    # null stands for a message that may or may not have been changed.
    return record.get("released", record.get("rejected", False)) is not False


def _normalized(guard: Any) -> dict[str, list[str]]:  # noqa: ANN401 - a file or an agent may give anything
    """Return the guard with its values as they are compared; raise `InputError` for a blank one."""
    read = guards.Guard.of(guard)
    return {name: sorted(getattr(read, name)) for name in guard}
