"""One action, run for a platform: its flat forms in, and what the platform is to show out.

What a package that we export calls. It adds nothing to the runner but the forms' mapping.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from mimecast_hold.exporters.mapping import action_form, connection_form, nested
from mimecast_hold.exporters.outputs import rows_name
from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.runner import Given, Runner
from mimecast_hold.presentation.safe_text import displayed
from mimecast_hold.presentation.tables import headline

Branch = Literal["success", "partial", "failure", "dry_run"]

_DRY_RUN = "Dry run: nothing was changed."


@dataclass(frozen=True, slots=True)
class Answer:
    """An envelope, seen as platforms want it."""

    envelope: dict[str, Any]
    rows: list[dict[str, Any]]
    title: str

    @property
    def status(self) -> str:
        """`success`, `partial` or `failure`."""
        return str(self.envelope["status"])

    @property
    def succeeded(self) -> bool:
        """Whether the platform may call it a success: a partial one is not."""
        return self.status == "success"

    @property
    def dry_run(self) -> bool:
        """Whether nothing was changed on purpose."""
        return bool(self.envelope.get("dry_run"))

    @property
    def branch(self) -> Branch:
        """The way on in a playbook: a dry run that went well never goes the way of a release."""
        if self.dry_run and self.succeeded:
            return "dry_run"
        return cast("Branch", self.status)  # the schema names the other three

    @property
    def message(self) -> str:
        """One line: what it came to, and if it went wrong, what to do next."""
        parts = [f"{self.title}: {self.status}.", f"{headline(self.envelope).removeprefix(_DRY_RUN).strip()}."]
        if self.dry_run:
            parts.insert(0, _DRY_RUN)
        problem = self._problem()
        if problem:
            parts += [displayed(problem["message"], 500), displayed(problem["hint"], 500)]
        return " ".join(filter(None, parts))

    @property
    def readable(self) -> str:
        """A Markdown text for people, with a table."""
        return str(self.envelope["readable"])

    @property
    def summary(self) -> dict[str, Any]:
        """What a playbook branches on, flat: the status, whether it was a dry run, and the counts."""
        error = self.envelope["error"] or {}
        return {
            "status": self.status,
            **({"dry_run": self.dry_run} if "dry_run" in self.envelope else {}),
            **self.envelope["summary"],
            "host": self.envelope["host"],
            "error_category": error.get("category"),
        }

    def _problem(self) -> Mapping[str, Any] | None:
        """The action's own problem, or else the first record's."""
        errors = (row.get("error") for row in self.rows)
        found: Mapping[str, Any] | None = self.envelope["error"]
        return found or (None if self.succeeded else next(filter(None, errors), None))


def answer(
    action_id: str, connection: Mapping[str, object], parameters: Mapping[str, object], *, deadline_seconds: int
) -> Answer:
    """Run an action on a platform's two forms as filled in. Raises nothing but for an action that there is not.

    `deadline_seconds` holds where the form gives none: it keeps below the platform's own time-out.
    """
    action = manifest.load().action(action_id)
    fields = action_form(action, deadline_seconds=deadline_seconds)
    given = Given(
        nested(connection_form(), connection),
        {"deadline_seconds": deadline_seconds, **nested(fields, parameters)},
    )
    envelope = Runner(action_id, _environ()).run(lambda: given).envelope
    return Answer(envelope, envelope.get(rows_name(action), []), action.title)


def _environ() -> dict[str, str]:
    """The environment without a connection: on a platform the form is the whole truth of where mail is released."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("MIMECAST_")}
