"""Runs that change something: what a look keeps back, what is dispatched, and the records that come of it."""

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import InputError, MimecastHoldError, Problem
from mimecast_hold.hold_queue.bulk.guards import Guard, kept_back_by_dry_run, kept_back_by_guard
from mimecast_hold.hold_queue.bulk.histories import Journal, Pair
from mimecast_hold.hold_queue.bulk.lookup import Lookup, event_in
from mimecast_hold.hold_queue.bulk.runner import BulkRequest, BulkRunner
from mimecast_hold.hold_queue.dates import rfc_3339
from mimecast_hold.hold_queue.ids import checked, is_of_another_kind
from mimecast_hold.hold_queue.outcome.decision import Step, next_step, record
from mimecast_hold.hold_queue.outcome.events import (
    Absent,
    Closed,
    Halted,
    History,
    KeptBack,
    Lost,
    Resumed,
    Seen,
    Unseen,
)
from mimecast_hold.hold_queue.outcome.message_state import MessageState
from mimecast_hold.hold_queue.outcome.records import RELEASE, ActionRecord, ReleaseRecord
from mimecast_hold.hold_queue.results import Run
from mimecast_hold.hold_queue.search import endpoints
from mimecast_hold.hold_queue.search.snapshot import QueueSnapshot

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.search.filters import Filter
RELEASING = BulkRequest(RELEASE, endpoints.HOLD_RELEASE, endpoints.release_items)

_MATCHES_NO_MORE = Problem(
    "guard",
    "The message has left the hold queue or does not match any more: nothing was sent for it.",
    "See get_release_log for what became of it.",
)

# What makes a dry run or a guard impossible, and not only incomplete.
_BLOCKING = ("authentication", "permission", "configuration", "network", "timeout", "deadline", "cancelled")


class Safeguards(NamedTuple):
    """What is to be looked at before anything is sent."""

    look_first: bool = False
    only_if: Mapping[str, object] | None = None
    dry_run: bool = False

    @property
    def guard(self) -> Guard | None:
        """The guard, if one was given."""
        return None if self.only_if is None else Guard.of(self.only_if)

    @property
    def looks(self) -> bool:
        """Whether the hold queue is read first."""
        return self.look_first or self.dry_run or self.only_if is not None


class Preview(NamedTuple):
    """What a person was shown before agreeing: spans mean what they meant `at` that time.

    Only `ids` may be released, whatever matches by now; None while nobody has agreed to anything.
    """

    at: datetime
    ids: Collection[str] | None = None


class BulkAction(NamedTuple):
    """Runs orders over a client, for as long as there is patience."""

    client: Client
    deadline: Deadline
    journal: Journal | None = None

    def act(self, order: BulkRequest, ids: Iterable[str], safeguards: Safeguards) -> Run[ActionRecord]:
        """One record for each distinct id; raises `InputError` for ids that cannot be any."""
        if isinstance(ids, str) or not isinstance(ids, Iterable):
            raise InputError(
                "$.ids: one value is given where a list of ids belongs.",
                hint="Give a list, even of a single id.",
                field="ids",
            )
        if safeguards.dry_run:
            self = self._replace(journal=None)  # noqa: PLW0642 - what is only shown leaves nothing to be continued
        each: Iterable[str] = (checked(message_id, position) for position, message_id in enumerate(ids))
        if isinstance(ids, Collection):
            each = list(each)  # all of a list before anything is sent for its first; of an iterator, each as it comes
        warnings: list[str] = []
        distinct = _distinct(each, warnings)
        lookup = Lookup(self.client, self.deadline)
        if not safeguards.looks:
            work: Iterable[Pair] = ((one, self._known(one)) for one in distinct)
            return self._dispatch(order, work, lookup, warnings)
        guard = safeguards.guard
        if guard and guard.on_senders_alone:
            warnings.append(guard.SENDERS_ALONE)
        known = list(distinct)
        snapshot = lookup.look_first(known)
        blocked = None
        if snapshot.problem:
            warnings.append(f"The hold queue could not be read whole: {snapshot.problem.message}")
            needed = guard is not None or safeguards.dry_run
            blocked = snapshot.problem if needed and snapshot.problem.category in _BLOCKING else None
        work = ((one, self._begun(one, _looked_at(one, snapshot, guard, dry_run=safeguards.dry_run))) for one in known)
        return self._dispatch(order, work, lookup, warnings, blocked=blocked)

    def release_matching(
        self, wanted: "Filter", max_messages: int, *, dry_run: bool, typed_window: str, shown: "Preview | None" = None
    ) -> Run[ActionRecord]:
        """Release what matches; with more to release than `max_messages` nothing is released.

        With a journal, `wanted` is over the times that its first run meant, as it was given in `typed_window`.
        """
        warnings: list[str] = []
        if self.journal and wanted.end:  # which a run that releases always has
            wanted = _as_first_meant(wanted, self.journal.window(typed_window, wanted.start, wanted.end), warnings)
        lookup = Lookup(self.client, self.deadline)
        matched = lookup.matches(wanted)
        warnings += lookup.left_out()
        earlier = self.journal.ids() if self.journal else []
        agreed = shown.ids if shown else None
        if agreed is not None:
            matched = {one: seen for one, seen in matched.items() if one in agreed}
        ids = dict.fromkeys((*earlier, *matched, *(agreed or ())))
        begun = {one: self._matched(one, matched.get(one)) for one in ids}
        to_release = [one for one in begun if next_step(begun[one], 1) is Step.SEND]
        if len(to_release) > max_messages:
            return _too_many(len(to_release), max_messages, warnings)
        if dry_run:
            begun = {one: (*begun[one], KeptBack()) for one in to_release}
        return self._dispatch(RELEASING, begun.items(), lookup, warnings, counted_as="matched")

    def _known(self, message_id: str) -> History:
        """What earlier runs on the same journal know of a message."""
        if not self.journal:
            return ()
        try:
            return self.journal.history(message_id)
        except MimecastHoldError as error:
            # An earlier run may have asked for it: it is looked for, and nothing is sent that no look has shown.
            return (Lost(error.problem(), late=True, counts=False), Halted(error.problem()))

    def _begun(self, message_id: str, looked: History) -> History:  # noqa: PLR0911 - a table of what the look showed
        """The history that a look begins, or goes on with where an earlier run has asked: a guard holds then, too."""
        known = self._known(message_id)
        if not known or _is_not_sent_again(known):
            return known or looked
        match looked:
            case (Seen() as seen, KeptBack(problem)) if problem and MessageState.of(known).late:
                return (*known, seen, Halted(problem))  # kept back today, and an earlier request may yet be carried out
            case (Seen(), KeptBack()):
                return (*known, *looked)  # it is held, and today's guard keeps it back whatever was asked before
            case (Seen(),):
                return (*known, *looked, Resumed())  # the look came before this run's first request
            case (Unseen(problem), KeptBack()):
                return (*known, Halted(problem))
            case (Absent(), KeptBack() as kept):
                return _not_again(known, kept)
            case _:
                return known

    def _matched(self, message_id: str, seen: Seen | None) -> History:
        """The history of a message that matches today, or that is here since an earlier run or a person has seen it."""
        known = self._known(message_id)
        if _is_not_sent_again(known):
            return known
        if seen is None:
            return _not_again(known, KeptBack(_MATCHES_NO_MORE))
        return (*known, seen, Resumed()) if known else (seen,)

    def _record(self, order: BulkRequest, message_id: str, history: History) -> ActionRecord:
        """The record, which the journal is told of before anyone else."""
        now = self.client.clock.now()
        if self.journal and not isinstance(history[-1], Closed):
            # The record is known all the same; an earlier failure of the journal has stopped the run.
            with contextlib.suppress(MimecastHoldError):
                self.journal.end(message_id, history, now)
        return record(order.operation, message_id, history, now)

    def _dispatch(
        self,
        order: BulkRequest,
        work: Iterable[Pair],
        lookup: Lookup,
        warnings: list[str],
        *,
        blocked: Problem | None = None,
        counted_as: str = "requested",
    ) -> Run[ActionRecord]:
        dispatch = BulkRunner(self.client, order, self.deadline, lookup, self.journal)
        records = (self._record(order, one, history) for one, history in dispatch.run(work))
        return Run(
            order.operation,
            records,
            warnings=warnings,
            stopped=lambda: blocked or dispatch.stopped,
            counted_as=counted_as,
        )


def _distinct(ids: Iterable[str], warnings: list[str]) -> Iterator[str]:
    """Each id once; what is odd goes into `warnings` as it comes."""
    seen: dict[str, None] = {}  # a set takes more than twice as much
    twice = 0
    for position, message_id in enumerate(ids):
        if message_id in seen:
            twice += 1
            continue
        seen[message_id] = None
        if is_of_another_kind(message_id):
            warnings.append(
                f"$.ids[{position}] looks like a message tracking id and not like a held message's; it was asked for "
                "as it is."
            )
        yield message_id
    if twice:
        warnings.append(f"{twice} of the ids were given more than once; each was asked for once.")


def _looked_at(message_id: str, snapshot: QueueSnapshot, guard: Guard | None, *, dry_run: bool) -> History:
    """What the look showed of a message, and whether that keeps it back."""
    event = event_in(snapshot, message_id)
    message = snapshot.seen[message_id][0] if message_id in snapshot.seen else None
    kept = kept_back_by_guard(guard, event, message) if guard else None
    if kept is None and dry_run:
        kept = kept_back_by_dry_run(event)
    return (event, kept) if kept else (event,)


def _is_not_sent_again(known: History) -> bool:
    """Whether an earlier run knows what became of a message, or has left something that cannot be read."""
    return bool(known) and (not isinstance(known[-1], Resumed) or MessageState.of(known).confirmed)


def _not_again(known: History, kept: KeptBack) -> History:
    """The history of a message that may not be sent: what became of an earlier request is looked up."""
    if kept.problem and MessageState.of(known).in_doubt:
        return (*known, Halted(kept.problem))
    return (*known, kept)


def _as_first_meant(wanted: "Filter", times: tuple[datetime, datetime], warnings: list[str]) -> "Filter":
    """The same filter over the times of the journal's first run."""
    start, end = times
    if times != (wanted.start, wanted.end):
        warnings.append(
            f"The journal continues a run over mail from {rfc_3339(start)} to {rfc_3339(end)}: spans mean what they "
            "meant then. For newer mail use a new journal."
        )
    return replace(wanted, start=start, end=end)


def _too_many(count: int, most: int, warnings: list[str]) -> Run[ActionRecord]:
    problem = Problem(
        "guard",
        f"{count} held messages match, and max_messages allows {most}: nothing was released.",
        "Narrow the filters, or raise max_messages if all of them are meant.",
    )
    return Run(
        RELEASE,
        iter(cast("tuple[ReleaseRecord, ...]", ())),
        warnings=warnings,
        stopped=lambda: problem,
        counted_as="matched",
        matched=count,
    )
