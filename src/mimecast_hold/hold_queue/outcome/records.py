"""What is told of each message at the end: one frozen record, the same for release and reject."""

from typing import ClassVar, Literal, NamedTuple

from mimecast_hold.errors import Problem

Outcome = Literal["done", "already_done", "not_done", "failed", "unknown", "not_attempted", "skipped"]
Evidence = Literal["response", "release_log", "hold_queue"]


class Operation(NamedTuple):
    """The words of what is asked: release or reject.

    `answer_field` is where Mimecast says yes, `log_status` the release log's word for it, and the outcome's name.
    """

    verb: Literal["release", "reject"]
    answer_field: str
    log_status: Literal["released", "rejected"]

    @property
    def not_done(self) -> str:
        """The outcome's name where Mimecast said no."""
        return f"not_{self.log_status}"

    @property
    def already_done(self) -> str:
        """The outcome's name where the release log says that it was done before."""
        return f"already_{self.log_status}"

    def word(self, outcome: Outcome) -> str:
        """An outcome's name for this deed: `released`, `not_rejected`, `failed`, ..."""
        words = {"done": self.log_status, "already_done": self.already_done, "not_done": self.not_done}
        return words.get(outcome, outcome)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """All outcomes' names, in the order of the summary."""
        return (self.log_status, self.already_done, self.not_done, "failed", "unknown", "not_attempted", "skipped")


RELEASE = Operation("release", "release", "released")
REJECT = Operation("reject", "reject", "rejected")


class _Record(NamedTuple):
    """What became of one message.

    `outcome` is `released` (or `rejected`) on Mimecast's own word alone. `done_by` and `done_at` (RFC 3339, UTC) are
    the release log's, for an outcome that rests on it. `attempts` counts the requests that carried the message,
    `request_id` is the last one's `x-mc-req-id` for Mimecast support, `completed_at` is UTC with milliseconds,
    `message` the held message as it was seen in this run, in find's form.
    """

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


_DONE: tuple[Outcome, ...] = ("done", "already_done")


class ActionRecord(_Record):
    """A record and what its words mean; `operation` tells a release from a reject."""

    __slots__ = ()
    operation: ClassVar[Operation]

    @property
    def outcome(self) -> str:
        """`released`, `already_released`, `not_released`, `failed`, ...; or reject's words."""
        return self.operation.word(self.result)

    @property
    def done(self) -> bool | None:
        """True: Mimecast says so. False: it was not done. None: it could not be learnt."""
        return None if self.result == "unknown" else self.result in _DONE

    @property
    def succeeded(self) -> bool:
        """Whether this record counts as a success: done, or kept back by nothing but a dry run."""
        return self.result in _DONE or (self.result == "skipped" and self.error is None)

    def as_dict(self) -> dict[str, object]:
        """The record as the envelope shows it."""
        return {
            "id": self.id,
            "outcome": self.outcome,
            self.operation.log_status: self.done,
            "evidence": self.evidence,
            f"{self.operation.log_status}_by": self.done_by,
            f"{self.operation.log_status}_at": self.done_at,
            "attempts": self.attempts,
            "request_id": self.request_id,
            "completed_at": self.completed_at,
            "message": self.message,
            "error": problem_dict(self.error),
        }


class ReleaseRecord(ActionRecord):
    """What became of one message that was to be released."""

    __slots__ = ()
    operation = RELEASE

    @property
    def released(self) -> bool | None:
        """True: Mimecast says that it was released. False: it was not. None: it could not be learnt."""
        return self.done

    @property
    def released_by(self) -> str | None:
        """Who released it, by the release log; None where the outcome does not rest on it."""
        return self.done_by

    @property
    def released_at(self) -> str | None:
        """When, in RFC 3339 and UTC."""
        return self.done_at


class RejectRecord(ActionRecord):
    """What became of one message that was to be rejected."""

    __slots__ = ()
    operation = REJECT

    @property
    def rejected(self) -> bool | None:
        """True: Mimecast says that it was rejected. False: it was not. None: it could not be learnt."""
        return self.done

    @property
    def rejected_by(self) -> str | None:
        """Who rejected it, by the release log; None where the outcome does not rest on it."""
        return self.done_by

    @property
    def rejected_at(self) -> str | None:
        """When, in RFC 3339 and UTC."""
        return self.done_at


def problem_dict(problem: Problem | None) -> dict[str, object] | None:
    """A problem as the envelope shows it."""
    if problem is None:
        return None
    return {
        "category": problem.category,
        "code": problem.code,
        "message": problem.message,
        "retryable": problem.retryable,
        "hint": problem.hint,
        "http_status": problem.http_status,
    }
