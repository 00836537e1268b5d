"""An agent's session: run an action for a tool call, with the same runner as the command line."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import InputError
from mimecast_hold.mcp_server.bounds import Bounds, Budget
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.manifest import Action, Manifest
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.plugin.validation.schemas import check_parameters


@dataclass(frozen=True, slots=True)
class Source:
    """The sources of the connection, read at start."""

    file: ConnectionFile | None = None
    environ: Mapping[str, str] = field(default_factory=dict)


class Cancellation:
    """Cancels one call, before or after its run starts: it sends nothing more."""

    def __init__(self) -> None:
        self._cancelled = False
        self._deadline: Deadline | None = None

    def cancel(self) -> None:
        """Cancel the call. Safe in any thread."""
        self._cancelled = True
        if self._deadline:
            self._deadline.cancel()

    def on_start(self, deadline: Deadline) -> None:
        """Note that the call's run begins."""
        self._deadline = deadline
        if self._cancelled:  # set before `cancel` looks for the deadline, so that one of the two sees the other
            deadline.cancel()


class Calls:
    """The running calls of all threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running: set[Cancellation] = set()
        self._ending = False

    @contextmanager
    def counted(self, call: Cancellation) -> Iterator[None]:
        """Count a call as running."""
        with self._changed:
            self._running.add(call)
            if self._ending:
                call.cancel()
        try:
            yield
        finally:
            with self._changed:
                self._running.remove(call)
                self._changed.notify_all()

    def settle(self, seconds: float) -> bool:
        """Cancel every call, later ones included, and wait for the running ones; return False if any is left."""
        with self._changed:
            self._ending = True
            for call in self._running:
                call.cancel()
            return self._changed.wait_for(lambda: not self._running, seconds)


@dataclass(frozen=True, slots=True)
class Session:
    """The state that all calls share. `client` uses the connection in `source`."""

    manifest: Manifest
    source: Source
    client: Client
    bounds: Bounds
    budget: Budget
    calls: Calls = field(default_factory=Calls)

    def actions(self) -> list[Action]:
        """Return the actions that are tools here."""
        return [action for action in self.manifest.actions if self.bounds.allows(action)]

    def action(self, name: str) -> Action:
        """Return the action behind a tool; raise `InputError` if it is unknown or not allowed."""
        action = self.manifest.action(name)
        if not self.bounds.allows(action):
            raise InputError(
                f"{name} changes messages, and this server does not allow it.",
                hint=f"A person can start the server with --allow-changes {name}.",
            )
        return action

    def call(self, action: Action, arguments: object, cancellation: Cancellation | None = None) -> dict[str, Any]:
        """Run the action. Every problem is in the envelope, so that the agent can correct its call."""
        call = cancellation or Cancellation()
        taken = 0

        def read() -> ActionInput:
            nonlocal taken
            # Checked here, too: only valid parameters can be compared with the bounds.
            parameters = check_parameters(action.input_schema, arguments)
            bounded = self.bounds.applied(action, parameters)
            taken = self.budget.take(action, parameters)
            return ActionInput(parameters=bounded, file=self.source.file)

        with self.calls.counted(call):
            runner = Runner(action.id, self.source.environ, client=self.client, on_start=call.on_start)
            envelope: dict[str, Any] = json.loads("".join(runner.run(read).json_chunks()))
            self.budget.settle(taken, envelope)
            return envelope

    def close(self, seconds: float) -> None:
        """Cancel the running calls, wait for them for `seconds` at most, and close the connections."""
        self.calls.settle(seconds)
        self.client.close()
