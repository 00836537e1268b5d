"""Run an action of mimecast-hold on Sekoia.io. Written by `mimecast-hold export sekoia`: do not edit."""

from typing import Any

from mimecast_hold.plugin.platform import PlatformResult, run_action
from mimecast_hold_modules.models import HoldConfiguration
from sekoia_automation.account_validator import AccountValidator
from sekoia_automation.action import Action
from sekoia_automation.module import Module

# An action returns what is known after this many seconds, unless it has another deadline.
DEADLINE_SECONDS = 300
BRANCHES = ("success", "partial", "failure")


class HoldModule(Module):
    """The module and its configuration; the SDK adds the secrets before an action runs."""

    configuration: HoldConfiguration


def run(action_id: str, module: HoldModule, arguments: dict[str, Any], deadline_seconds: int) -> PlatformResult:
    """Run an action of mimecast-hold."""
    return run_action(action_id, module.configuration.model_dump(), arguments, deadline_seconds=deadline_seconds)


class HoldAction(Action):
    """An action. One that did not do everything ends with an error, and still returns every record."""

    action_id = ""

    def run(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Run the action, and open the branch by which the playbook continues."""
        result = run(self.action_id, self.module, arguments, DEADLINE_SECONDS)
        branches = (*BRANCHES, "dry_run") if "dry_run" in result.envelope else BRANCHES
        for branch in branches:
            self.set_output(branch, branch == result.branch)
        self.log(result.message, "info" if result.succeeded else "error")
        if not result.succeeded:
            self.error(result.message)
        return {**result.envelope, "error_category": result.error_category}


class HoldValidator(AccountValidator):
    """The check that the platform runs when an account is saved."""

    def validate(self) -> bool:
        """Return whether Mimecast accepts the account; if not, say what to do."""
        result = run("test_connection", self.module, {}, 60)
        if not result.succeeded:
            self.error(result.message)
        return result.succeeded
