"""What an operation gives back: an iterator of its records or items, and afterwards its summary and warnings."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.messages import HeldMessage, LogEntry
from mimecast_hold.hold_queue.records import ActionRecord, Deed, problem_dict

R = TypeVar("R", bound=ActionRecord)
T = TypeVar("T")
Seen = Callable[[], None]
"""Called for each item as it comes, for whoever shows progress."""


@dataclass(frozen=True, slots=True)
class Report:
    """An operation's end, for the envelope: `extras` are what only this operation has, `verdicts` one a record."""

    summary: dict[str, int]
    records: list[dict[str, object]] = field(default_factory=list)
    extras: dict[str, object] = field(default_factory=dict)
    verdicts: list[bool] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stopped: Problem | None = None


class Run(Generic[R]):
    """Records of one run, in the order of the ids, each as soon as it and all before it are settled."""

    def __init__(
        self,
        deed: Deed,
        records: Iterator[R],
        *,
        warnings: list[str],
        stopped: Callable[[], Problem | None],
        counted_as: str = "requested",
        matched: int | None = None,
    ) -> None:
        """`counted_as` names the number of messages in the summary; `matched` where it is not that of the records."""
        self.deed = deed
        self.warnings = warnings
        self._records = records
        self._stopped = stopped
        self._counted_as = counted_as
        self._matched = matched

    def __iter__(self) -> Iterator[R]:
        """The records."""
        return self._records

    def __next__(self) -> R:
        """The next record."""
        return next(self._records)

    def watch(self, seen: Seen) -> None:
        """Have `seen` called for each record that is still to come."""
        self._records = _told(self._records, seen)

    @property
    def stopped(self) -> Problem | None:
        """Why the run was cut short, once it has ended; None where it was not."""
        return self._stopped()

    def report(self) -> Report:
        """Everything, once it has ended."""
        records = list(self._records)
        counts = Counter(one.outcome for one in records)
        matched = len(records) if self._matched is None else self._matched
        summary = {self._counted_as: matched, **{word: counts[word] for word in self.deed.outcomes}}
        return Report(
            summary,
            [one.as_dict() for one in records],
            verdicts=[one.succeeded for one in records],
            warnings=self.warnings,
            stopped=self.stopped,
        )


class Found:
    """Held messages, read page by page as they are asked for; `truncated` is known at the end."""

    def __init__(self, messages: Iterator[HeldMessage], *, warnings: list[str], most: int, include_raw: bool) -> None:
        """Give out at most `most` messages."""
        self._messages = messages
        self._left = most
        self._include_raw = include_raw
        self.warnings = warnings
        self.truncated = False

    def __iter__(self) -> Iterator[HeldMessage]:
        """The messages."""
        return self

    def __next__(self) -> HeldMessage:
        """The next message."""
        message = next(self._messages)
        if not self._left:
            self.truncated = True
            raise StopIteration
        self._left -= 1
        return message

    def watch(self, seen: Seen) -> None:
        """Have `seen` called for each message that is still to come."""
        self._messages = _told(self._messages, seen)

    def report(self) -> Report:
        """Everything; what was read before a failure is kept."""
        shown: list[dict[str, object]] = []
        stopped = None
        try:
            shown.extend(map(self._shown, self))
        except MimecastHoldError as error:
            stopped = error.problem()
            self.truncated = True
        extras: dict[str, object] = {"messages": shown, "truncated": self.truncated}
        return Report({"found": len(shown)}, extras=extras, warnings=self.warnings, stopped=stopped)

    def _shown(self, message: HeldMessage) -> dict[str, object]:
        return {**message.as_dict(), "raw": dict(message.raw)} if self._include_raw else message.as_dict()


class LogRead:
    """Entries of the release log; `truncated` is known at the end."""

    def __init__(self, entries: Iterator[LogEntry], *, most: int) -> None:
        """Give out at most `most` entries."""
        self._entries = entries
        self._left = most
        self.truncated = False

    def __iter__(self) -> Iterator[LogEntry]:
        """The entries."""
        return self

    def __next__(self) -> LogEntry:
        """The next entry."""
        entry = next(self._entries)
        if not self._left:
            self.truncated = True
            raise StopIteration
        self._left -= 1
        return entry

    def watch(self, seen: Seen) -> None:
        """Have `seen` called for each entry that is still to come."""
        self._entries = _told(self._entries, seen)

    def report(self) -> Report:
        """Everything; what was read before a failure is kept."""
        shown: list[dict[str, object]] = []
        stopped = None
        try:
            shown.extend(entry.as_dict() for entry in self)
        except MimecastHoldError as error:
            stopped = error.problem()
            self.truncated = True
        extras: dict[str, object] = {"entries": shown, "truncated": self.truncated}
        return Report({"entries": len(shown)}, extras=extras, stopped=stopped)


@dataclass(frozen=True, slots=True)
class Hold:
    """How many messages one policy or reason holds."""

    policy: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Holds:
    """What is held, by policy."""

    holds: Sequence[Hold]

    def __iter__(self) -> Iterator[Hold]:
        """One for each policy."""
        return iter(self.holds)

    def report(self) -> Report:
        """Everything."""
        shown = [{"policy": one.policy, "count": one.count} for one in self.holds]
        summary = {"policies": len(shown), "messages": sum(one.count for one in self.holds)}
        return Report(summary, extras={"holds": shown})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried."""

    check: str
    required: bool
    ok: bool
    detail: str
    error: Problem | None = None


@dataclass(frozen=True, slots=True)
class Checks:
    """What a test of the connection found; it stands when all that is required is well."""

    checks: Sequence[Check]

    def __iter__(self) -> Iterator[Check]:
        """One for each thing that was tried."""
        return iter(self.checks)

    def report(self) -> Report:
        """Everything; `stopped` is the first required thing that failed."""
        records: list[dict[str, object]] = [
            {
                "check": one.check,
                "required": one.required,
                "ok": one.ok,
                "detail": one.detail,
                "error": problem_dict(one.error),
            }
            for one in self.checks
        ]
        passed = sum(one.ok for one in self.checks)
        summary = {"requested": len(records), "ok": passed, "failed": len(records) - passed}
        failed = [one.error for one in self.checks if one.required and not one.ok]
        warnings = [f"{one.check}: {one.detail}" for one in self.checks if not one.ok and not one.required]
        return Report(
            summary,
            records,
            # What is required decides for all: a test that half stands does not stand.
            verdicts=[not failed] * len(records),
            warnings=warnings,
            stopped=failed[0] if failed else None,
        )


def _told(items: Iterator[T], seen: Seen) -> Iterator[T]:
    for item in items:
        seen()
        yield item
