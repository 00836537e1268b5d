"""One agent's session: a tool's name and arguments in, the action's envelope out, by the same runner as everywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mimecast_hold.api.clock import Patience
from mimecast_hold.errors import InputError
from mimecast_hold.mcp_server.bounds import Bounds, Budget
from mimecast_hold.plugin.connection_file import ConnectionFile
from mimecast_hold.plugin.manifest import Action, Manifest
from mimecast_hold.plugin.runner import Given, Runner
from mimecast_hold.plugin.validation import check_parameters


@dataclass(frozen=True, slots=True)
class Source:
    """Where the connection comes from, as it was read at start."""

    file: ConnectionFile | None = None
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Session:
    """What lasts from the first call to the last."""

    declared: Manifest
    source: Source
    bounds: Bounds
    budget: Budget

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

    def call(
        self, action: Action, arguments: object, begun: Callable[[Patience], None] = lambda _: None
    ) -> dict[str, Any]:
        """Run the action; whatever is wrong is in the envelope, so that the agent can put it right."""
        taken = 0

        def read() -> Given:
            nonlocal taken
            # Checked here too: the bounds are not to be had by parameters that make no sense.
            parameters = check_parameters(action.input_schema, arguments)
            bounded = self.bounds.applied(action, parameters)
            taken = self.budget.take(action, parameters)
            return Given(parameters=bounded, file=self.source.file)

        envelope = Runner(action.id, self.source.environ, begun=begun).run(read).envelope
        self.budget.settle(taken, envelope)
        return envelope
