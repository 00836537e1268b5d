"""Runs that change something: what a look keeps back, what is dispatched, and the records that come of it."""

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from mimecast_hold.api.client import Client
from mimecast_hold.api.clock import Patience
from mimecast_hold.errors import InputError, MimecastHoldError, Problem
from mimecast_hold.hold_queue import endpoints
from mimecast_hold.hold_queue.dispatch import Dispatch, Order
from mimecast_hold.hold_queue.events import Closed, Halted, History, KeptBack, Lost, Resumed, Seen, Sent, Unseen
from mimecast_hold.hold_queue.ids import checked, is_of_another_kind
from mimecast_hold.hold_queue.inquiry import Inquiry, event_in
from mimecast_hold.hold_queue.ledger import Journal, Pair
from mimecast_hold.hold_queue.records import RELEASE, ActionRecord, ReleaseRecord
from mimecast_hold.hold_queue.results import Run
from mimecast_hold.hold_queue.settling import record

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.filters import Filter
    from mimecast_hold.hold_queue.guards import Guard
    from mimecast_hold.hold_queue.look import Sight

RELEASING = Order(RELEASE, endpoints.HOLD_RELEASE, endpoints.release_items)

# What makes a dry run or a guard impossible, and not only incomplete.
_BLOCKING = ("authentication", "permission", "configuration", "network", "timeout", "deadline", "cancelled")


class Caution(NamedTuple):
    """What is to be looked at before anything is sent."""

    look_first: bool = False
    only_if: Mapping[str, object] | None = None
    dry_run: bool = False

    @property
    def guard(self) -> "Guard | None":
        """The guard, if one was given."""
        from mimecast_hold.hold_queue.guards import Guard

        return None if self.only_if is None else Guard.of(self.only_if)

    @property
    def looks(self) -> bool:
        """Whether the hold queue is read first."""
        return self.look_first or self.dry_run or self.only_if is not None


class Actor(NamedTuple):
    """Runs orders over a client, for as long as there is patience."""

    client: Client
    patience: Patience
    journal: Journal | None = None

    def act(self, order: Order, ids: Iterable[str], caution: Caution) -> Run[ActionRecord]:
        """One record for each distinct id; raises `InputError` for ids that cannot be any."""
        if isinstance(ids, str):
            raise InputError(
                "$.ids: one text is given where a list of ids belongs.",
                hint="Give a list, even of a single id.",
                field="ids",
            )
        each: Iterable[str] = (checked(message_id, position) for position, message_id in enumerate(ids))
        if isinstance(ids, Collection):
            each = list(each)  # all of a list before anything is sent for its first; of an iterator, each as it comes
        warnings: list[str] = []
        distinct = _distinct(each, warnings)
        inquiry = Inquiry(self.client, self.patience)
        if not caution.looks:
            work: Iterable[Pair] = ((one, self._known(one)) for one in distinct)
            return self._dispatch(order, work, inquiry, warnings)
        guard = caution.guard
        if guard and guard.on_senders_alone:
            warnings.append(guard.SENDERS_ALONE)
        known = list(distinct)
        sight = inquiry.look_first(known)
        blocked = None
        if sight.problem:
            warnings.append(f"The hold queue could not be read whole: {sight.problem.message}")
            needed = guard is not None or caution.dry_run
            blocked = sight.problem if needed and sight.problem.category in _BLOCKING else None
        work = ((one, self._begun(one, _looked_at(one, sight, guard, dry_run=caution.dry_run))) for one in known)
        return self._dispatch(order, work, inquiry, warnings, blocked=blocked)

    def release_matching(self, wanted: "Filter", max_messages: int, *, dry_run: bool) -> Run[ActionRecord]:
        """Release what matches; with more matches than `max_messages` nothing is released."""
        inquiry = Inquiry(self.client, self.patience)
        matched = inquiry.matches(wanted)
        warnings = inquiry.left_out()
        if len(matched) > max_messages:
            return _too_many(len(matched), max_messages, warnings)
        earlier = self.journal.ids() if self.journal else []
        ids = dict.fromkeys((*earlier, *matched))
        work = ((one, self._begun(one, _matched(matched.get(one), dry_run=dry_run))) for one in ids)
        return self._dispatch(RELEASING, work, inquiry, warnings, counted_as="matched")

    def _known(self, message_id: str) -> History:
        """What earlier runs on the same journal know of a message."""
        if not self.journal:
            return ()
        try:
            return self.journal.history(message_id)
        except MimecastHoldError as error:
            # An earlier run may have asked for it: it is looked for, and nothing is sent.
            return (Lost(error.problem(), late=True, counts=False), Halted(error.problem()))

    def _begun(self, message_id: str, looked: History) -> History:
        """The history that a look begins, or goes on where an earlier run has asked already.

        A guard holds then, too. One that is gone is asked about again all the same, since that settles it.
        """
        known = self._known(message_id)
        if not any(isinstance(event, Sent | Lost) for event in known):
            return looked
        if not isinstance(known[-1], Resumed):
            return known
        match looked:
            case (Seen(), KeptBack()):
                return (*known, *looked)  # it is held, and today's guard keeps it back whatever was asked before
            case (Unseen(problem), KeptBack()):
                return (*known, Halted(problem))  # not to be sent unguarded; what became of it is looked up
        # The look came before this run's first request, and decides nothing of it.
        return (*known, *(event for event in looked if isinstance(event, Seen)), Resumed())

    def _record(self, order: Order, message_id: str, history: History) -> ActionRecord:
        """The record, which the journal is told of before anyone else."""
        now = self.client.clock.now()
        # Of what was never sent nothing is noted: the next run begins afresh.
        if self.journal and not isinstance(history[-1], Closed) and any(isinstance(event, Sent) for event in history):
            # The record is known all the same; an earlier failure of the journal has stopped the run.
            with contextlib.suppress(MimecastHoldError):
                self.journal.note(message_id, Closed(now))
        return record(order.deed, message_id, history, now)

    def _dispatch(
        self,
        order: Order,
        work: Iterable[Pair],
        inquiry: Inquiry,
        warnings: list[str],
        *,
        blocked: Problem | None = None,
        counted_as: str = "requested",
    ) -> Run[ActionRecord]:
        dispatch = Dispatch(self.client, order, self.patience, inquiry, self.journal)
        records = (self._record(order, one, history) for one, history in dispatch.run(work))
        return Run(
            order.deed,
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


def _looked_at(message_id: str, sight: "Sight", guard: "Guard | None", *, dry_run: bool) -> History:
    """What the look showed of a message, and whether that keeps it back."""
    from mimecast_hold.hold_queue.guards import kept_back_by_dry_run, kept_back_by_guard

    event = event_in(sight, message_id)
    message = sight.seen[message_id][0] if message_id in sight.seen else None
    kept = kept_back_by_guard(guard, event, message) if guard else None
    if kept is None and dry_run:
        kept = kept_back_by_dry_run(event)
    return (event, kept) if kept else (event,)


def _matched(seen: Seen | None, *, dry_run: bool) -> History:
    """The history of a message that matches, or that an earlier run took up and that is gone by now."""
    begun: History = (seen,) if seen else ()
    return (*begun, KeptBack()) if dry_run else begun


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
