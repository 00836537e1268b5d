"""The result of an operation: an iterator of its records, then a report with the summary and the warnings."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar, overload

from mimecast_hold.errors import Problem
from mimecast_hold.hold_queue.outcome.records import ActionRecord, Operation

R = TypeVar("R", bound=ActionRecord)
OnRecord = Callable[[object], None]
"""Called with each record or item as it comes, to show progress or to log it."""

_NONE: Mapping[str, object] = {}


class LazyRecords(Sequence[dict[str, object]]):
    """Records as dicts, each made on access: ten thousand dicts at once would take 7 MB."""

    def __init__(self, records: Sequence[ActionRecord]) -> None:
        self._records = records

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> dict[str, object]: ...

    @overload
    def __getitem__(self, index: slice) -> list[dict[str, object]]: ...

    def __getitem__(self, index: int | slice) -> dict[str, object] | list[dict[str, object]]:
        if isinstance(index, slice):
            return [record.as_dict() for record in self._records[index]]
        return self._records[index].as_dict()


class Report(NamedTuple):
    """The complete result of an operation, for the envelope.

    `extras` are fields that only this operation has; `verdicts` say for each record whether it succeeded.
    """

    summary: Mapping[str, int]
    records: Sequence[dict[str, object]] = ()
    extras: Mapping[str, object] = _NONE
    verdicts: Sequence[bool] = ()
    warnings: Sequence[str] = ()
    stopped: Problem | None = None


class Run(Iterator[R]):
    """The records of one run, in the order of the ids, each as soon as it and all before it are settled.

    `counted_as` names the number of messages in the summary; `matched` is that number if it differs from the number of
    records.
    """

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
        self.operation = operation
        self.warnings = warnings
        self._records = records
        self._stopped = stopped
        self._counted_as = counted_as
        self._matched = matched
        self._on_record: OnRecord = lambda _: None

    def __next__(self) -> R:
        record = next(self._records)
        self._on_record(record)
        return record

    def on_record(self, callback: OnRecord) -> None:
        """Call `callback` with each record that is still to come."""
        self._on_record = callback

    @property
    def stopped(self) -> Problem | None:
        """Why the run was cut short, once it has ended; None if it was not."""
        return self._stopped()

    def report(self) -> Report:
        """Return all remaining records once the run has ended; those already iterated are not kept."""
        records = list(self)
        return reported(
            self.operation,
            records,
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
    """Return the report of a complete list of records; `counted_as` and `matched` as in `Run`."""
    counts = Counter(record.outcome for record in records)
    summary = {
        counted_as: len(records) if matched is None else matched,
        **{outcome: counts[outcome] for outcome in operation.outcomes},
    }
    verdicts = [record.succeeded for record in records]
    return Report(summary, LazyRecords(records), verdicts=verdicts, warnings=warnings, stopped=stopped)
