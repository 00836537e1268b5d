"""One action, run for a platform: its flat forms in, and what the platform is to show out.

What a package that we export calls. It adds nothing to the runner but the forms' mapping.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.forms import action_form, connection_form, nested
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.presentation.safe_text import defanged, displayed
from mimecast_hold.presentation.tables import headline

Branch = Literal["success", "partial", "failure", "dry_run"]

_UNGUARDED = (
    "No guard was applied: each of its fields arrived as an empty list. The platform sends the same for a field that "
    "was left empty and for an empty variable. With require_guard in the connection, such a run is refused."
)
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
            # Platforms make links of what looks like one, and some of these words are Mimecast's or a sender's.
            parts += [defanged(displayed(problem[name], 500)) for name in ("message", "hint")]
        return " ".join(filter(None, parts))

    @property
    def readable(self) -> str:
        """A Markdown text for people, with a table."""
        return str(self.envelope["readable"])

    @property
    def summary(self) -> dict[str, Any]:
        """What a playbook branches on, flat: branch, flags such as `dry_run` and `truncated`, counts, warnings."""
        return {
            "branch": self.branch,
            "status": self.status,
            **{name: value for name, value in self.envelope.items() if isinstance(value, bool)},
            **self.envelope["summary"],
            "host": self.envelope["host"],
            "error_category": self.error_category,
            "warnings": list(self.envelope["warnings"]),
        }

    @property
    def error_category(self) -> str | None:
        """The category of the action's error, or else of the first record that has one; None after a success."""
        problem = self._problem()
        return str(problem["category"]) if problem else None

    def _problem(self) -> Mapping[str, Any] | None:
        """The action's own problem, or else the first record's."""
        errors = (row.get("error") for row in self.rows)
        found: Mapping[str, Any] | None = self.envelope["error"]
        return found or (None if self.succeeded else next(filter(None, errors), None))


def answer(
    action_id: str,
    connection: Mapping[str, object],
    parameters: Mapping[str, object],
    *,
    deadline_seconds: int,
    sends_empty_lists: bool = False,
) -> Answer:
    """Run an action on a platform's two forms as filled in. Raises nothing but for an unknown action.

    `deadline_seconds` is the default, below the platform's own time-out. Some platforms send an empty list for a list
    that was not filled in (`sends_empty_lists`): it counts as not given, and a run without a guard gets a warning.
    """
    action = manifest.load().action(action_id)
    fields = action_form(action, deadline_seconds=deadline_seconds)
    filled = {name: value for name, value in parameters.items() if not (sends_empty_lists and value == [])}
    given = ActionInput(
        nested(connection_form(), connection),
        {"deadline_seconds": deadline_seconds, **nested(fields, filled)},
    )
    envelope = Runner(action_id, _environ()).run(lambda: given).envelope
    guards = {field.name for field in fields if field.guards}
    if guards & parameters.keys() and not guards & filled.keys():
        envelope = _warned(envelope, _UNGUARDED)
    return Answer(envelope, envelope.get(action.rows_name, []), action.title)


def _warned(envelope: dict[str, Any], warning: str) -> dict[str, Any]:
    readable = f"{envelope['readable'].rstrip()}\n\nWarning: {warning}\n"
    return {**envelope, "warnings": [*envelope["warnings"], warning], "readable": readable}


def _environ() -> dict[str, str]:
    """The environment without a connection: on a platform the form is the whole truth of where mail is released."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith("MIMECAST_")}
