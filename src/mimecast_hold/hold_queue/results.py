"""What an operation gives back: an iterator of its records or items, and afterwards its summary and warnings."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar, overload

from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.records import ActionRecord, Operation

R = TypeVar("R", bound=ActionRecord)
T = TypeVar("T")
Watcher = Callable[[object], None]
"""Told of each item as it comes, for whoever shows progress or keeps a trail."""

_NONE: Mapping[str, object] = {}


class LazyRecords(Sequence[dict[str, object]]):
    """Records as an envelope shows them, each made when it is asked for: ten thousand at once would take 7 MB."""

    def __init__(self, records: Sequence[ActionRecord]) -> None:
        """Take the records themselves."""
        self._records = records

    def __len__(self) -> int:
        """How many there are."""
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> dict[str, object]: ...

    @overload
    def __getitem__(self, index: slice) -> list[dict[str, object]]: ...

    def __getitem__(self, index: int | slice) -> dict[str, object] | list[dict[str, object]]:
        """One of them, or a list of some."""
        if isinstance(index, slice):
            return [one.as_dict() for one in self._records[index]]
        return self._records[index].as_dict()


class Report(NamedTuple):
    """An operation's end, for the envelope: `extras` are what only this operation has, `verdicts` one a record."""

    summary: Mapping[str, int]
    records: Sequence[dict[str, object]] = ()
    extras: Mapping[str, object] = _NONE
    verdicts: Sequence[bool] = ()
    warnings: Sequence[str] = ()
    stopped: Problem | None = None


class Run(Generic[R]):
    """Records of one run, in the order of the ids, each as soon as it and all before it are settled."""

    def __init__(
        self,
        operation: Operation,
        records: Iterator[R],
        *,
        warnings: list[str],
        stopped: Callable[[], Problem | None],
        counted_as: str = "requested",
        matched: int | None = None,
    ) -> None:
        """`counted_as` names the number of messages in the summary; `matched` where it is not that of the records."""
        self.operation = operation
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

    def watch(self, watcher: Watcher) -> None:
        """Have `watcher` told of each record that is still to come."""
        self._records = told(self._records, watcher)

    @property
    def stopped(self) -> Problem | None:
        """Why the run was cut short, once it has ended; None where it was not."""
        return self._stopped()

    def report(self) -> Report:
        """Everything that is still to come, once it has ended: what was taken by iterating is not kept."""
        return reported(
            self.operation,
            list(self._records),
            counted_as=self._counted_as,
            matched=self._matched,
            warnings=self.warnings,
            stopped=self.stopped,
        )


def reported(
    operation: Operation,
    records: Sequence[ActionRecord],
    *,
    counted_as: str = "requested",
    matched: int | None = None,
    warnings: Sequence[str] = (),
    stopped: Problem | None = None,
) -> Report:
    """The report of records that are all there; `matched` as `Run` takes it."""
    counts = Counter(one.outcome for one in records)
    summary = {
        counted_as: len(records) if matched is None else matched,
        **{word: counts[word] for word in operation.outcomes},
    }
    verdicts = [one.succeeded for one in records]
    return Report(summary, LazyRecords(records), verdicts=verdicts, warnings=warnings, stopped=stopped)


def told(items: Iterator[T], watcher: Watcher) -> Iterator[T]:
    """The items, each told of as it comes."""
    for item in items:
        watcher(item)
        yield item
