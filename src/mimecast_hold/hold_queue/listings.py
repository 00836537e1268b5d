"""The results of the reading operations. Lists are read page by page as they are iterated."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.outcome.records import problem_dict
from mimecast_hold.hold_queue.results import OnRecord, Report
from mimecast_hold.hold_queue.search.messages import HeldMessage, LogEntry

T = TypeVar("T")


class Warnings:
    """The warnings about a listing: fixed texts, and texts with a count.

    `incomplete`: Mimecast has more than could be listed.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = dict.fromkeys(texts)
        self._counts: Counter[str] = Counter()
        self.incomplete = False

    def add(self, text: str) -> None:
        """Add a text, unless it is there already."""
        self._texts[text] = None

    def count(self, text: str, times: int = 1) -> None:
        """Add `times` to the count that replaces `{}` in the text."""
        self._counts[text] += times

    def texts(self) -> list[str]:
        return [*self._texts, *(text.format(f"{count:,}") for text, count in self._counts.items() if count)]


class Listing(Iterator[T]):
    """At most `most` items, read page by page as they are iterated; `truncated` is known at the end."""

    summary_name: str
    extras_name: str

    def __init__(
        self, items: Iterator[T], *, most: int, as_dict: Callable[[T], dict[str, object]], warnings: Warnings
    ) -> None:
        self.truncated = False
        self._items = items
        self._left = most
        self._as_dict = as_dict
        self._warnings = warnings
        self._on_record: OnRecord = lambda _: None

    @property
    def warnings(self) -> list[str]:
        return self._warnings.texts()

    def __next__(self) -> T:
        item = next(self._items)
        if not self._left:
            self.truncated = True
            raise StopIteration
        self._left -= 1
        self._on_record(item)
        return item

    def on_record(self, callback: OnRecord) -> None:
        """Call `callback` with each item that is still to come."""
        self._on_record = callback

    def report(self) -> Report:
        """Return all remaining items; those read before a failure are kept."""
        items: list[dict[str, object]] = []
        stopped = None
        try:
            items.extend(map(self._as_dict, self))
        except MimecastHoldError as error:
            stopped = error.problem()
            self.truncated = True
        extras: dict[str, object] = {self.extras_name: items, "truncated": self.truncated or self._warnings.incomplete}
        return Report({self.summary_name: len(items)}, extras=extras, warnings=self.warnings, stopped=stopped)


class FindResult(Listing[HeldMessage]):
    """Held messages."""

    summary_name, extras_name = "found", "messages"


class ReleaseLog(Listing[LogEntry]):
    """Entries of the release log."""

    summary_name, extras_name = "entries", "entries"


@dataclass(frozen=True, slots=True)
class Hold:
    """The number of messages that one policy or reason holds; `count` is None if it could not be read."""

    policy: str | None
    count: int | None


@dataclass(frozen=True, slots=True)
class HoldSummary:
    """The number of held messages for each policy."""

    holds: Sequence[Hold]
    warnings: Sequence[str] = ()

    def __iter__(self) -> Iterator[Hold]:
        return iter(self.holds)

    def report(self) -> Report:
        holds = [{"policy": hold.policy, "count": hold.count} for hold in self.holds]
        summary = {"policies": len(holds), "messages": sum(hold.count or 0 for hold in self.holds)}
        return Report(summary, extras={"holds": holds}, warnings=self.warnings)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the connection."""

    check: str
    required: bool
    ok: bool
    detail: str
    error: Problem | None = None

    def as_dict(self) -> dict[str, object]:
        shown = {"check": self.check, "required": self.required, "ok": self.ok, "detail": self.detail}
        return {**shown, "error": problem_dict(self.error)}


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """The checks of a connection; it passes if every required check does."""

    checks: Sequence[Check]

    def __iter__(self) -> Iterator[Check]:
        return iter(self.checks)

    def report(self) -> Report:
        """Return all checks; `stopped` is the first required one that failed."""
        ok = sum(check.ok for check in self.checks)
        failed = [check.error for check in self.checks if check.required and not check.ok]
        return Report(
            {"requested": len(self.checks), "ok": ok, "failed": len(self.checks) - ok},
            [check.as_dict() for check in self.checks],
            verdicts=[not failed] * len(self.checks),  # one failed required check fails the whole test
            warnings=[f"{check.check}: {check.detail}" for check in self.checks if not check.ok and not check.required],
            stopped=failed[0] if failed else None,
        )
