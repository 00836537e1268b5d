"""What is told of each message at the end: one frozen record, the same for release and reject."""

from typing import ClassVar, Literal, NamedTuple

from mimecast_hold.errors import Problem

Outcome = Literal["done", "not_done", "failed", "unknown", "not_attempted", "skipped"]
Evidence = Literal["response", "release_log", "hold_queue"]


class Deed(NamedTuple):
    """The words of what is asked: release or reject.

    `answer_field` is where Mimecast says yes, `fate` the release log's word for it, and the outcome's name.
    """

    verb: Literal["release", "reject"]
    answer_field: str
    fate: Literal["released", "rejected"]

    @property
    def not_done(self) -> str:
        """The outcome's name where Mimecast said no."""
        return f"not_{self.fate}"

    def word(self, outcome: Outcome) -> str:
        """An outcome's name for this deed: `released`, `not_rejected`, `failed`, ..."""
        return {"done": self.fate, "not_done": self.not_done}.get(outcome, outcome)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """All outcomes' names, in the order of the summary."""
        return (self.fate, self.not_done, "failed", "unknown", "not_attempted", "skipped")


RELEASE = Deed("release", "release", "released")
REJECT = Deed("reject", "reject", "rejected")


class _Record(NamedTuple):
    """What became of one message.

    `outcome` is `released` (or `rejected`) on Mimecast's own word alone. `attempts` counts the requests that carried
    the message, `request_id` is the last one's `x-mc-req-id` for Mimecast support, `completed_at` is UTC with
    milliseconds, `message` the held message as it was seen in this run, in find's form.
    """

    id: str
    result: Outcome
    evidence: Evidence | None = None
    attempts: int = 0
    request_id: str | None = None
    completed_at: str = ""
    message: dict[str, object] | None = None
    error: Problem | None = None


class ActionRecord(_Record):
    """A record and what its words mean; `deed` tells a release from a reject."""

    __slots__ = ()
    deed: ClassVar[Deed]

    @property
    def outcome(self) -> str:
        """`released`, `not_released`, `failed`, `unknown`, `not_attempted`, `skipped`; or reject's words."""
        return self.deed.word(self.result)

    @property
    def done(self) -> bool | None:
        """True: Mimecast says so. False: this run did not do it. None: it could not be learnt."""
        return None if self.result == "unknown" else self.result == "done"

    @property
    def succeeded(self) -> bool:
        """Whether this record counts as a success: done, or kept back by nothing but a dry run."""
        return self.result == "done" or (self.result == "skipped" and self.error is None)

    def as_dict(self) -> dict[str, object]:
        """The record as the envelope shows it."""
        return {
            "id": self.id,
            "outcome": self.outcome,
            self.deed.fate: self.done,
            "evidence": self.evidence,
            "attempts": self.attempts,
            "request_id": self.request_id,
            "completed_at": self.completed_at,
            "message": self.message,
            "error": problem_dict(self.error),
        }


class ReleaseRecord(ActionRecord):
    """What became of one message that was to be released."""

    __slots__ = ()
    deed = RELEASE

    @property
    def released(self) -> bool | None:
        """True: Mimecast says it released it. False: this run did not. None: it could not be learnt."""
        return self.done


class RejectRecord(ActionRecord):
    """What became of one message that was to be rejected."""

    __slots__ = ()
    deed = REJECT

    @property
    def rejected(self) -> bool | None:
        """True: Mimecast says it rejected it. False: this run did not. None: it could not be learnt."""
        return self.done


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
