"""What reading gives back: lists that are read as they are asked for, and afterwards their summary."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.outcome.records import problem_dict
from mimecast_hold.hold_queue.results import Report, Watcher
from mimecast_hold.hold_queue.search.messages import HeldMessage, LogEntry

T = TypeVar("T")


class Notes:
    """What there is to say of a listing: fixed texts, and texts with a count that is known at the end.

    `incomplete`: Mimecast has more than could be listed.
    """

    def __init__(self, *texts: str) -> None:
        """Begin with the fixed `texts`."""
        self._texts = dict.fromkeys(texts)
        self._counts: Counter[str] = Counter()
        self.incomplete = False

    def add(self, text: str) -> None:
        """Say it, once."""
        self._texts[text] = None

    def count(self, text: str, times: int = 1) -> None:
        """Say it once, with a number in the place of `{}`, that grows by `times`."""
        self._counts[text] += times

    def texts(self) -> list[str]:
        """All of it."""
        return [*self._texts, *(text.format(f"{count:,}") for text, count in self._counts.items() if count)]


class Listing(Generic[T]):
    """Items, read page by page as they are asked for; `truncated` is known at the end."""

    summary_name: str
    extras_name: str

    def __init__(
        self, items: Iterator[T], *, most: int, shown: Callable[[T], dict[str, object]], notes: Notes | None = None
    ) -> None:
        """Give out at most `most` items; `shown` is an item as the envelope has it."""
        self._items = items
        self._left = most
        self._shown = shown
        self._notes = notes or Notes()
        self.truncated = False
        self._watcher: Watcher = lambda _: None

    @property
    def warnings(self) -> list[str]:
        """What to know of the items that were given out so far."""
        return self._notes.texts()

    def __iter__(self) -> Iterator[T]:
        """The items."""
        return self

    def __next__(self) -> T:
        """The next item."""
        item = next(self._items)
        if not self._left:
            self.truncated = True
            raise StopIteration
        self._left -= 1
        self._watcher(item)
        return item

    def watch(self, watcher: Watcher) -> None:
        """Have `watcher` told of each item that is still to come."""
        self._watcher = watcher

    def report(self) -> Report:
        """Everything that is still to come; what was read before a failure is kept."""
        shown: list[dict[str, object]] = []
        stopped = None
        try:
            shown.extend(map(self._shown, self))
        except MimecastHoldError as error:
            stopped = error.problem()
            self.truncated = True
        extras: dict[str, object] = {self.extras_name: shown, "truncated": self.truncated or self._notes.incomplete}
        return Report({self.summary_name: len(shown)}, extras=extras, warnings=self.warnings, stopped=stopped)


class FindResult(Listing[HeldMessage]):
    """Held messages."""

    summary_name, extras_name = "found", "messages"


class ReleaseLog(Listing[LogEntry]):
    """Entries of the release log."""

    summary_name, extras_name = "entries", "entries"


@dataclass(frozen=True, slots=True)
class Hold:
    """How many messages one policy or reason holds."""

    policy: str | None
    count: int | None
    """None where Mimecast's count could not be read."""


@dataclass(frozen=True, slots=True)
class HoldSummary:
    """What is held, by policy."""

    holds: Sequence[Hold]
    warnings: Sequence[str] = ()

    def __iter__(self) -> Iterator[Hold]:
        """One for each policy."""
        return iter(self.holds)

    def report(self) -> Report:
        """Everything."""
        shown = [{"policy": one.policy, "count": one.count} for one in self.holds]
        summary = {"policies": len(shown), "messages": sum(one.count or 0 for one in self.holds)}
        return Report(summary, extras={"holds": shown}, warnings=self.warnings)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried."""

    check: str
    required: bool
    ok: bool
    detail: str
    error: Problem | None = None


@dataclass(frozen=True, slots=True)
class ConnectionReport:
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
