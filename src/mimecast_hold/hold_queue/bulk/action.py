"""Release or reject messages: check what may be sent, run it, and return the records."""

import contextlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline
from mimecast_hold.errors import InputError, MimecastHoldError, Problem
from mimecast_hold.hold_queue.bulk.guards import SENDERS_ALONE, Guard, kept_back
from mimecast_hold.hold_queue.bulk.histories import MessageHistory
from mimecast_hold.hold_queue.bulk.matching import find_matches
from mimecast_hold.hold_queue.bulk.runner import BulkRequest, BulkRunner
from mimecast_hold.hold_queue.dates import rfc_3339
from mimecast_hold.hold_queue.ids import checked, is_tracking_id
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
from mimecast_hold.hold_queue.outcome.records import RELEASE, ActionRecord
from mimecast_hold.hold_queue.results import Run
from mimecast_hold.hold_queue.search import endpoints
from mimecast_hold.hold_queue.search.snapshot import QueueSnapshot, look

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.bulk.journal import Journal
    from mimecast_hold.hold_queue.search.filters import Filter

RELEASING = BulkRequest(RELEASE, endpoints.HOLD_RELEASE, endpoints.release_items)
_NO_LONGER_MATCHES = Problem(
    "guard",
    "The message left the hold queue or no longer matches the filters. Nothing was sent for it.",
    "Check the release log (get_release_log).",
)
# Problems that make a dry run or a guard impossible, not only incomplete.
_BLOCKING = ("authentication", "permission", "configuration", "network", "timeout", "deadline", "cancelled")


class Preview(NamedTuple):
    """What a person saw before confirming: spans count from `at`, and only `ids` may be released.

    `ids` is None until the person has confirmed.
    """

    at: datetime
    ids: Collection[str] | None = None


class BulkAction:
    """Runs bulk requests over a client until a deadline."""

    def __init__(self, client: Client, deadline: Deadline, journal: "Journal | None" = None) -> None:
        self.deadline = deadline
        self._client = client
        self._journal = journal

    def act(
        self, request: BulkRequest, ids: Iterable[str], *, look_first: bool, guard: Guard | None, dry_run: bool
    ) -> Run[ActionRecord]:
        """Return one record for each distinct id; raises `InputError` for an invalid id."""
        if isinstance(ids, str) or not isinstance(ids, Iterable):
            raise InputError("$.ids: must be a list of ids.", hint="Use a list, even for a single id.", field="ids")
        if dry_run:
            self._journal = None  # a dry run leaves nothing to continue
        valid: Iterable[str] = (checked(message_id, position) for position, message_id in enumerate(ids))
        if isinstance(ids, Collection):
            valid = list(valid)  # check a whole list before anything is sent, an iterator id by id
        warnings: list[str] = []
        distinct = _distinct(valid, warnings)
        if not (look_first or guard or dry_run):
            return self._run(request, ((message_id, self._known(message_id)) for message_id in distinct), warnings)
        if guard and guard.on_senders_alone:
            warnings.append(SENDERS_ALONE)
        to_look_up = list(distinct)
        snapshot = look(self._client, to_look_up, self.deadline)
        blocked = queue_problem = None
        if problem := snapshot.problem:
            warnings.append(f"The hold queue could not be read completely: {problem.message}")
            blocked = problem if (guard or dry_run) and problem.category in _BLOCKING else None
            queue_problem = problem if problem.category in ("permission", "authentication") else None
        messages = (
            (message_id, _begin(self._known(message_id), _looked_at(message_id, snapshot, guard, dry_run=dry_run)))
            for message_id in to_look_up
        )
        return self._run(request, messages, warnings, blocked=blocked, queue_problem=queue_problem)

    def release_matching(
        self, wanted: "Filter", max_messages: int, *, dry_run: bool, typed_window: str, preview: Preview | None = None
    ) -> Run[ActionRecord]:
        """Release what matches, or nothing if more than `max_messages` match.

        A journal keeps the window of its first run; `typed_window` is the window as the user typed it.
        """
        warnings: list[str] = []
        if self._journal and wanted.end:  # a run that releases always has an end
            wanted = _with_window(wanted, self._journal.window(typed_window, wanted.start, wanted.end), warnings)
        matched, left_out = find_matches(self._client, wanted, self.deadline)
        warnings += left_out
        confirmed = preview.ids if preview else None
        if confirmed is not None:
            matched = {message_id: seen for message_id, seen in matched.items() if message_id in confirmed}
        earlier = self._journal.ids() if self._journal else []
        ids = dict.fromkeys((*earlier, *matched, *(confirmed or ())))
        histories = {message_id: _begin_matched(self._known(message_id), matched.get(message_id)) for message_id in ids}
        to_release = [message_id for message_id, history in histories.items() if next_step(history, 1) is Step.SEND]
        if len(to_release) > max_messages:
            return _too_many(len(to_release), max_messages, warnings)
        if dry_run:
            histories = {message_id: (*histories[message_id], KeptBack()) for message_id in to_release}
        return self._run(RELEASING, histories.items(), warnings, counted_as="matched")

    def _known(self, message_id: str) -> History:
        """Return what earlier runs with the same journal know about a message."""
        if not self._journal:
            return ()
        try:
            return self._journal.history(message_id)
        except MimecastHoldError as error:
            # An earlier run may have sent it, so it is looked up and not sent.
            return (Lost(error.problem(), may_still_apply=True, uses_attempt=False), Halted(error.problem()))

    def _run(
        self,
        request: BulkRequest,
        messages: Iterable[MessageHistory],
        warnings: list[str],
        *,
        blocked: Problem | None = None,
        queue_problem: Problem | None = None,
        counted_as: str = "requested",
    ) -> Run[ActionRecord]:
        runner = BulkRunner(
            self._client, request, messages, self.deadline, journal=self._journal, queue_problem=queue_problem
        )
        return Run(
            request.operation,
            (self._record(request, message_id, history) for message_id, history in runner.run()),
            warnings=warnings,
            stopped=lambda: blocked or runner.stopped,
            counted_as=counted_as,
        )

    def _record(self, request: BulkRequest, message_id: str, history: History) -> ActionRecord:
        """Return the record, after the journal has noted that the message has ended."""
        now = self._client.clock.now()
        if self._journal and not isinstance(history[-1], Closed):
            # The record is known anyway; an earlier failure of the journal has stopped the run.
            with contextlib.suppress(MimecastHoldError):
                self._journal.end(message_id, history, now)
        return record(request.operation, message_id, history, now)


def _distinct(ids: Iterable[str], warnings: list[str]) -> Iterator[str]:
    """Yield each id once, and add warnings about duplicates and tracking ids."""
    seen: dict[str, None] = {}  # a set takes more than twice the memory
    duplicates = 0
    for position, message_id in enumerate(ids):
        if message_id in seen:
            duplicates += 1
            continue
        seen[message_id] = None
        if is_tracking_id(message_id):
            warnings.append(f"$.ids[{position}] looks like a message tracking id; it is used unchanged.")
        yield message_id
    if duplicates:
        warnings.append(f"Duplicate ids were ignored: {duplicates}.")


def _looked_at(message_id: str, snapshot: QueueSnapshot, guard: Guard | None, *, dry_run: bool) -> History:
    """Return the events of looking a message up: what the queue shows, and whether that keeps the message back."""
    event = snapshot.event(message_id)
    message = snapshot.seen[message_id][0] if message_id in snapshot.seen else None
    kept = kept_back(event, message, guard, dry_run=dry_run)
    return (event, kept) if kept else (event,)


def _begin(known: History, looked: History) -> History:  # noqa: PLR0911 - a table of what the look showed
    """Return the history with which the run begins; a guard also holds for a message that an earlier run has sent."""
    if not known or _is_not_sent_again(known):
        return known or looked
    match looked:
        case (Seen() as seen, KeptBack(problem)) if problem and MessageState.of(known).may_still_apply:
            return (*known, seen, Halted(problem))  # the guard keeps it back, but an earlier request may still apply
        case (Seen(), KeptBack()):
            return (*known, *looked)  # still held, and the guard keeps it back whatever was sent before
        case (Seen(),):
            return (*known, *looked, Resumed())  # the look came before this run's first request
        case (Unseen(problem), KeptBack()):
            return (*known, Halted(problem))
        case (Absent(), KeptBack() as kept):
            return _keep_back(known, kept)
        case _:
            return known


def _begin_matched(known: History, seen: Seen | None) -> History:
    """Return the history with which the run begins; `seen` is None if the message does not match now."""
    if _is_not_sent_again(known):
        return known
    if seen is None:
        return _keep_back(known, KeptBack(_NO_LONGER_MATCHES))
    return (*known, seen, Resumed()) if known else (seen,)


def _is_not_sent_again(known: History) -> bool:
    """Return whether an earlier run knows what became of a message, or its events could not be read."""
    return bool(known) and (not isinstance(known[-1], Resumed) or MessageState.of(known).confirmed)


def _keep_back(known: History, kept: KeptBack) -> History:
    """Return the history of a message that may not be sent; the result of an earlier request is looked up."""
    if kept.problem and MessageState.of(known).in_doubt:
        return (*known, Halted(kept.problem))
    return (*known, kept)


def _with_window(wanted: "Filter", window: tuple[datetime, datetime], warnings: list[str]) -> "Filter":
    """Return the filter with the window of the journal's first run."""
    start, end = window
    if window != (wanted.start, wanted.end):
        warnings.append(
            f"The journal continues a run on mail from {rfc_3339(start)} to {rfc_3339(end)}: start and end keep their "
            "times of the first run. Use a new journal for newer mail."
        )
    return replace(wanted, start=start, end=end)


def _too_many(count: int, most: int, warnings: list[str]) -> Run[ActionRecord]:
    problem = Problem(
        "guard",
        f"{count} held messages match, but max_messages is {most}. Nothing was released.",
        "Narrow the filters, or raise max_messages to release them all.",
    )
    none: tuple[ActionRecord, ...] = ()
    return Run(RELEASE, iter(none), warnings=warnings, stopped=lambda: problem, counted_as="matched", matched=count)
