"""How an action of mimecast-hold runs on Sekoia.io. Written by `mimecast-hold export sekoia`: change it there."""

from typing import Any

from mimecast_hold.plugin.platform import Answer, answer
from mimecast_hold_modules.models import HoldConfiguration
from sekoia_automation.account_validator import AccountValidator
from sekoia_automation.action import Action
from sekoia_automation.module import Module

# An action is back by then with whatever is known, unless it is given another deadline.
DEADLINE_SECONDS = 300
BRANCHES = ("success", "partial", "failure")


class HoldModule(Module):
    """The module, with its configuration; the SDK puts the secrets into it before an action runs."""

    configuration: HoldConfiguration


def run(action_id: str, module: HoldModule, arguments: dict[str, Any], deadline_seconds: int) -> Answer:
    """Run an action of mimecast-hold."""
    return answer(action_id, module.configuration.model_dump(), arguments, deadline_seconds=deadline_seconds)


class HoldAction(Action):
    """One that did not do all it was asked for ends with an error, and gives every record all the same."""

    action_id = ""

    def run(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """Run the action, and open the branch that the playbook goes on by."""
        given = run(self.action_id, self.module, arguments, DEADLINE_SECONDS)
        branches = (*BRANCHES, "dry_run") if "dry_run" in given.envelope else BRANCHES
        for branch in branches:
            self.set_output(branch, branch == given.branch)
        self.log(given.message, "info" if given.succeeded else "error")
        if not given.succeeded:
            self.error(given.message)
        return {**given.envelope, "error_category": given.error_category}


class HoldValidator(AccountValidator):
    """What the platform asks when an account is saved: whether Mimecast accepts it."""

    def validate(self) -> bool:
        """Whether it does, and if not, what to do."""
        given = run("test_connection", self.module, {}, 60)
        if not given.succeeded:
            self.error(given.message)
        return given.succeeded
