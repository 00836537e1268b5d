"""Run one action from an exported package: convert the platform's flat forms, and return a result that fits it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from mimecast_hold.plugin import manifest
from mimecast_hold.plugin.forms import action_form, connection_form, nested
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.presentation.outcomes import DRY_RUN, counts_text
from mimecast_hold.presentation.safe_text import defanged, displayed

Branch = Literal["success", "partial", "failure", "dry_run"]

_UNGUARDED = (
    "No guard was applied: each of its fields arrived as an empty list. The platform sends the same for a field that "
    "was left empty and for an empty variable. Set require_guard in the connection to refuse such a run."
)


@dataclass(frozen=True, slots=True)
class PlatformResult:
    """An envelope in the forms that platforms need; `rows` are its records, messages, entries or holds."""

    envelope: dict[str, Any]
    rows: list[dict[str, Any]]
    title: str

    @property
    def status(self) -> str:
        """`success`, `partial` or `failure`."""
        return str(self.envelope["status"])

    @property
    def succeeded(self) -> bool:
        """Whether the platform may report a success. A partial result is not a success."""
        return self.status == "success"

    @property
    def dry_run(self) -> bool:
        """Whether it was a dry run, which changes nothing."""
        return bool(self.envelope.get("dry_run"))

    @property
    def branch(self) -> Branch:
        """The branch for a playbook. A successful dry run has its own, so that no playbook takes it for a release."""
        if self.dry_run and self.succeeded:
            return "dry_run"
        return cast("Branch", self.status)

    @property
    def message(self) -> str:
        """One line: the result, and after a problem what to do next."""
        parts = [DRY_RUN if self.dry_run else "", f"{self.title}: {self.status}.", f"{counts_text(self.envelope)}."]
        if problem := self._problem():
            # Platforms turn text into links, and some of these words are Mimecast's or a sender's.
            parts += [defanged(displayed(problem[name], 500)) for name in ("message", "hint")]
        return " ".join(filter(None, parts))

    @property
    def readable(self) -> str:
        """A Markdown text for people, with a table."""
        return str(self.envelope["readable"])

    @property
    def summary(self) -> dict[str, Any]:
        """A flat object for a playbook: branch, flags such as `dry_run` and `truncated`, counts, warnings."""
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
        """The category of the action's error, or of the first record's; None after a success."""
        problem = self._problem()
        return str(problem["category"]) if problem else None

    def _problem(self) -> Mapping[str, Any] | None:
        errors = (row.get("error") for row in self.rows)
        found: Mapping[str, Any] | None = self.envelope["error"]
        return found or (None if self.succeeded else next(filter(None, errors), None))


def run_action(
    action_id: str,
    connection: Mapping[str, object],
    parameters: Mapping[str, object],
    *,
    deadline_seconds: int,
    sends_empty_lists: bool = False,
) -> PlatformResult:
    """Run an action with the values of a platform's two forms. Raises only for an unknown action.

    `deadline_seconds` is the default, below the platform's own time-out. Some platforms send an empty list for a list
    that was not filled in (`sends_empty_lists`): it counts as missing, and a run without a guard gets a warning.
    """
    action = manifest.load().action(action_id)
    fields = action_form(action, deadline_seconds=deadline_seconds)
    filled = {name: value for name, value in parameters.items() if not (sends_empty_lists and value == [])}
    action_input = ActionInput(
        nested(connection_form(), connection),
        {"deadline_seconds": deadline_seconds, **nested(fields, filled)},
    )
    # On a platform, only the form decides where mail is released.
    environ = {name: value for name, value in os.environ.items() if not name.upper().startswith("MIMECAST_")}
    envelope = Runner(action_id, environ).run(lambda: action_input).envelope
    guards = {field.name for field in fields if field.in_guard}
    if guards & parameters.keys() and not guards & filled.keys():
        readable = f"{envelope['readable'].rstrip()}\n\nWarning: {_UNGUARDED}\n"
        envelope = {**envelope, "warnings": [*envelope["warnings"], _UNGUARDED], "readable": readable}
    return PlatformResult(envelope, envelope.get(action.rows_name, []), action.title)
