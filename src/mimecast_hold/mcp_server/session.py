"""One agent's session: a tool's name and arguments in, the action's envelope out, by the same runner as everywhere."""

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
    """Where the connection comes from, as it was read at start."""

    file: ConnectionFile | None = None
    environ: Mapping[str, str] = field(default_factory=dict)


class Cancellation:
    """Cancels one call: what it has not sent yet is never sent, whether its run has begun or not."""

    def __init__(self) -> None:
        """Not cancelled, and not begun."""
        self._cancelled = False
        self._deadline: Deadline | None = None

    def cancel(self) -> None:
        """Cancel the call; safe in any thread."""
        self._cancelled = True
        if self._deadline:
            self._deadline.cancel()

    def begun(self, deadline: Deadline) -> None:
        """The call's run begins."""
        self._deadline = deadline
        if self._cancelled:  # set before `cancel` looks for the patience: one of the two sees the other
            deadline.cancel()


class Calls:
    """The calls under way, in whatever threads."""

    def __init__(self) -> None:
        """None yet."""
        self._changed = threading.Condition()
        self._under_way: set[Cancellation] = set()
        self._ending = False

    @contextmanager
    def counted(self, call: Cancellation) -> Iterator[None]:
        """Count a call as under way."""
        with self._changed:
            self._under_way.add(call)
            if self._ending:
                call.cancel()
        try:
            yield
        finally:
            with self._changed:
                self._under_way.remove(call)
                self._changed.notify_all()

    def settle(self, seconds: float) -> bool:
        """Cancel every call, those to come included, and wait for those under way; False if any is left."""
        with self._changed:
            self._ending = True
            for call in self._under_way:
                call.cancel()
            return self._changed.wait_for(lambda: not self._under_way, seconds)


@dataclass(frozen=True, slots=True)
class Session:
    """What lasts from the first call to the last. `client` is one for the connection that `source` gives."""

    declared: Manifest
    source: Source
    client: Client
    bounds: Bounds
    budget: Budget
    calls: Calls = field(default_factory=Calls)

    def actions(self) -> list[Action]:
        """The actions that are tools here."""
        return [action for action in self.declared.actions if self.bounds.allows(action)]

    def action(self, name: str) -> Action:
        """The action behind a tool; raises `InputError` where there is none, or none that is allowed."""
        action = self.declared.action(name)
        if not self.bounds.allows(action):
            raise InputError(
                f"{name} changes messages, and this server was not started with leave for it.",
                hint=f"A person may start it with --allow-changes {name}.",
            )
        return action

    def call(self, action: Action, arguments: object, cancellation: Cancellation | None = None) -> dict[str, Any]:
        """Run the action; whatever is wrong is in the envelope, so that the agent can put it right."""
        call = cancellation or Cancellation()
        with self.calls.counted(call):
            return self._call(action, arguments, call)

    def close(self, seconds: float) -> None:
        """Settle the calls under way, for some seconds at the most, and close the connections."""
        self.calls.settle(seconds)
        self.client.close()

    def _call(self, action: Action, arguments: object, call: Cancellation) -> dict[str, Any]:
        taken = 0

        def read() -> ActionInput:
            nonlocal taken
            # Checked here too: the bounds are not to be had by parameters that make no sense.
            parameters = check_parameters(action.input_schema, arguments)
            bounded = self.bounds.applied(action, parameters)
            taken = self.budget.take(action, parameters)
            return ActionInput(parameters=bounded, file=self.source.file)

        runner = Runner(action.id, self.source.environ, client=self.client, on_start=call.begun)
        envelope = runner.run(read).envelope
        self.budget.settle(taken, envelope)
        return envelope
