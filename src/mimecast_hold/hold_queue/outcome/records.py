"""The record of one message: what happened to it. Release and reject have the same fields."""

from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from mimecast_hold.errors import Problem

Outcome = Literal["done", "already_done", "not_done", "failed", "unknown", "not_attempted", "skipped"]
Evidence = Literal["response", "release_log", "hold_queue"]

_DONE: tuple[Outcome, ...] = ("done", "already_done")


class Operation(NamedTuple):
    """Release or reject, with its names.

    `answer_field` is the field of Mimecast's confirmation; `log_status` is the status in the release log, and the name
    of the outcome.
    """

    verb: Literal["release", "reject"]
    answer_field: str
    log_status: Literal["released", "rejected"]

    def word(self, outcome: Outcome) -> str:
        """Return the public name of an outcome: `released`, `not_rejected`, `failed`, ..."""
        done = self.log_status
        return {"done": done, "already_done": f"already_{done}", "not_done": f"not_{done}"}.get(outcome, outcome)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The public names of all outcomes, in the order of the summary."""
        done = self.log_status
        return (done, f"already_{done}", f"not_{done}", "failed", "unknown", "not_attempted", "skipped")


RELEASE = Operation("release", "release", "released")
REJECT = Operation("reject", "reject", "rejected")


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """What happened to one message.

    `result` is `done` only on Mimecast's own word. `done_by` and `done_at` (RFC 3339, UTC) come from the release log if
    the outcome is based on it. `attempts` counts the requests that contained the message; `request_id` is the last
    one's `x-mc-req-id`, for Mimecast support. `completed_at` is in UTC with milliseconds. `message` is the held message
    as seen in this run, in find's form.
    """

    operation: ClassVar[Operation]

    id: str
    result: Outcome
    evidence: Evidence | None = None
    attempts: int = 0
    request_id: str | None = None
    completed_at: str = ""
    message: dict[str, object] | None = None
    error: Problem | None = None
    done_by: str | None = None
    done_at: str | None = None

    @property
    def outcome(self) -> str:
        """`released`, `already_released`, `not_released`, `failed`, ..., or the names for reject."""
        return self.operation.word(self.result)

    @property
    def done(self) -> bool | None:
        """True if Mimecast confirmed it, False if it was not done, None if unknown."""
        return None if self.result == "unknown" else self.result in _DONE

    @property
    def succeeded(self) -> bool:
        """Whether the record counts as a success: done, or skipped only because of a dry run."""
        return self.result in _DONE or (self.result == "skipped" and self.error is None)

    def as_dict(self) -> dict[str, object]:
        status = self.operation.log_status
        return {
            "id": self.id,
            "outcome": self.outcome,
            status: self.done,
            "evidence": self.evidence,
            f"{status}_by": self.done_by,
            f"{status}_at": self.done_at,
            "attempts": self.attempts,
            "request_id": self.request_id,
            "completed_at": self.completed_at,
            "message": self.message,
            "error": problem_dict(self.error),
        }


class ReleaseRecord(ActionRecord):
    """The record of a release: `released`, `released_by` and `released_at` are `done`, `done_by` and `done_at`."""

    __slots__ = ()
    operation = RELEASE

    @property
    def released(self) -> bool | None:
        return self.done

    @property
    def released_by(self) -> str | None:
        return self.done_by

    @property
    def released_at(self) -> str | None:
        return self.done_at


class RejectRecord(ActionRecord):
    """The record of a reject: `rejected`, `rejected_by` and `rejected_at` are `done`, `done_by` and `done_at`."""

    __slots__ = ()
    operation = REJECT

    @property
    def rejected(self) -> bool | None:
        return self.done

    @property
    def rejected_by(self) -> str | None:
        return self.done_by

    @property
    def rejected_at(self) -> str | None:
        return self.done_at


def problem_dict(problem: Problem | None) -> dict[str, object] | None:
    names = ("category", "code", "message", "retryable", "hint", "http_status")
    return {name: getattr(problem, name) for name in names} if problem else None
