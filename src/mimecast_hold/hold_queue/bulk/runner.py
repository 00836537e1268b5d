"""Many messages, several requests at once, order kept: does what settling says, and decides nothing of one message.

The first request goes alone, so that wrong credentials or a dead host cost one message and not all. The thread that
iterates holds the clock and the histories; worker threads do nothing but one request each.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from queue import Empty, SimpleQueue
from typing import NamedTuple, cast

from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.api.client import Client, back_off, limited_beyond
from mimecast_hold.api.deadline import CANCELLED, Deadline
from mimecast_hold.api.wire.permission import Permit
from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.bulk.histories import Histories, Journal, Pair
from mimecast_hold.hold_queue.bulk.host_health import HostHealth
from mimecast_hold.hold_queue.bulk.lookup import Lookup
from mimecast_hold.hold_queue.bulk.schedule import Schedule
from mimecast_hold.hold_queue.bulk.workers import Results, begin, defect
from mimecast_hold.hold_queue.outcome.decision import Step
from mimecast_hold.hold_queue.outcome.events import Event, Halted, Lost, Postponed, Sent, Unseen
from mimecast_hold.hold_queue.outcome.message_state import died_silently, repeats, setback
from mimecast_hold.hold_queue.outcome.records import Operation
from mimecast_hold.hold_queue.outcome.verdicts import accounts_for_all, events_from

_GRACE = 1.0  # seconds for which requests in flight are awaited once somebody cancels
_NO_MORE = Problem("invalid_input", "What gives the ids has failed.", "Give ids that can be read to their end.")
_UNDER_WAY = Problem("deadline", "A request is still under way, so that a look would prove nothing.", retryable=True)


class BulkRequest(NamedTuple):
    """What is to be done: the deed, its path, and how ids become the items of a request."""

    operation: Operation
    path: str
    items: Callable[[Sequence[str]], Sequence[Mapping[str, object]]]


class BulkRunner:
    """One run over many messages."""

    def __init__(
        self,
        client: Client,
        order: BulkRequest,
        deadline: Deadline,
        lookup: Lookup,
        journal: Journal | None = None,
    ) -> None:
        """Take what is to be done, for how long, and who looks and reads the log."""
        self._client = client
        self._order = order
        self._deadline = deadline
        self._lookup = lookup
        self._concurrency = client.connection.concurrency
        self._max_attempts = client.connection.max_attempts
        self._histories = Histories(self._max_attempts, journal)
        self._results: Results = SimpleQueue()
        self._in_flight: dict[int, tuple[tuple[str, ...], Permit]] = {}
        self._started = 0
        self._host_health = HostHealth()
        self._give_up_at = float("inf")
        self._abandoned = False
        self._givers: Exception | None = None  # what went wrong with the messages as they were given
        self._stopped: Problem | None = None
        self._cut_short = False

    @property
    def stopped(self) -> Problem | None:
        """Why the run was cut short, at its end; None too where time ran out and nothing was left to be done."""
        return self._stopped if self._cut_short else None

    def run(self, work: Iterable[Pair]) -> Iterator[Pair]:
        """Each id with its whole history, in the order given."""
        schedule = Schedule(self._given(work), self._histories, self._client.connection.messages_per_request)
        sleeper = cast("SimpleQueue[None]", self._results)
        self._deadline.wake(sleeper)
        try:
            yield from self._run(schedule)
        except MimecastHoldError:
            raise
        except Exception as error:  # noqa: BLE001 - a defect of ours: what was released must be told even so
            self._stop(defect(error))
            self._abandon()
            yield from self._left(schedule)
        finally:
            self._deadline.forget(sleeper)
        if self._givers:
            raise self._givers

    def _given(self, work: Iterable[Pair]) -> Iterator[Pair]:
        """The messages; where there is something wrong with them, those before it are ended first, and it is raised."""
        try:
            yield from work
        except Exception as error:  # noqa: BLE001 - whatever whoever gives the messages raises, at the end
            self._givers = error
            self._stop(error.problem() if isinstance(error, MimecastHoldError) else _NO_MORE)

    def _run(self, schedule: Schedule) -> Iterator[Pair]:
        while True:
            self._send(schedule)
            yield from self._histories.ended()
            if schedule.empty and not self._in_flight:
                break
            self._collect(schedule)
        self._settle()
        yield from self._left(schedule)

    def _left(self, schedule: Schedule) -> Iterator[Pair]:
        """All that has not been told yet, as it stands: after a run that went its way, that is what is settled now."""
        for _ in schedule.drain():
            continue
        self._cut_short = self._histories.leave(Halted(self._stopped or _UNDER_WAY)) or self._cut_short
        yield from self._histories.ended()

    # Sending.

    def _send(self, schedule: Schedule) -> None:
        """Start all that may be started now."""
        self._check()
        while not self._stopped and not self._client.limiter.delay():
            if not self._has_room:
                schedule.prepare()
                return
            ids = schedule.due(self._now())
            asked = bool(self._in_flight) or schedule.next_due() is not None
            # With nothing to wait for the next one begins, whatever is known of the host: else the run would not end.
            if not ids and (not asked or self._host_health.may_begin(started=bool(self._started), asked=asked)):
                ids = schedule.fresh()
            if not ids:
                return
            self._start(ids, schedule)
            self._check()
        if self._stopped:
            for message_id in schedule.drain():
                self._halt(message_id, self._stopped)
                self._histories.step(message_id)

    def _start(self, ids: tuple[str, ...], schedule: Schedule) -> None:
        self._started += 1
        request_id = self._client.request_id()
        sent = Sent(request_id, self._client.clock.now())
        for message_id in ids:
            self._histories.note(message_id, sent)
        if self._histories.failed:
            self._keep_back(ids, self._histories.failed)
            return
        permit = Permit(partial(self._deadline.spent, reserve=True))
        items = self._order.items(ids)
        attempt = partial(self._client.attempt, self._order.path, items, request_id=request_id, permit=permit)
        try:
            begin(self._started, attempt, self._results)
        except MimecastHoldError as error:
            self._go_on_with_fewer(ids, error.problem(), schedule)
        else:
            self._in_flight[self._started] = ids, permit

    def _go_on_with_fewer(self, ids: tuple[str, ...], problem: Problem, schedule: Schedule) -> None:
        """There is no thread for a request: it waits for one of those that are at work."""
        if not self._in_flight:
            self._keep_back(ids, problem)
            return
        self._concurrency = len(self._in_flight)
        for message_id in ids:
            self._histories.note(message_id, Postponed(problem, counts=False))
        schedule.again(self._now(), ids)

    def _keep_back(self, ids: tuple[str, ...], problem: Problem) -> None:
        """Send nothing more: the journal does not know of it, or there is no thread to send it."""
        self._stop(problem)
        for message_id in ids:
            self._histories.note(message_id, Postponed(problem))
            self._halt(message_id, problem)
            self._histories.step(message_id)

    def _halt(self, message_id: str, problem: Problem) -> None:
        self._cut_short = True
        self._histories.note(message_id, Halted(problem))

    def _check(self) -> None:
        """Stop where time is up, somebody cancelled, or the limiter lets nothing through in time."""
        if problem := self._deadline.spent(reserve=True):
            self._stop(problem, cuts_short=False)
            grace = _GRACE if problem is CANCELLED else self._deadline.reserve / 2
            self._give_up_at = min(self._give_up_at, self._now() + grace)
        elif self._histories.failed:
            self._stop(self._histories.failed)
        elif self._client.limiter.exhausted() or self._client.limiter.delay() > self._deadline.remaining(reserve=True):
            limiter = self._client.limiter
            self._stop(limited_beyond(limiter.problem, limiter.opens_in()), cuts_short=False)

    def _stop(self, problem: Problem, *, cuts_short: bool = True) -> None:
        """Send nothing more; the first reason is told, or only if anything is left where it need not cut short."""
        self._stopped = self._stopped or problem
        self._cut_short = self._cut_short or cuts_short

    # What came of it.

    def _collect(self, schedule: Schedule) -> None:
        """Wait for one result, or until something else is due."""
        with contextlib.suppress(Empty):
            result = self._client.clock.take(self._results, self._wait(schedule))
            if result is not None:
                number, answer = result
                ids, _ = self._in_flight.pop(number)
                self._understand(ids, answer, schedule)
        if self._now() >= self._give_up_at:
            self._abandon()

    def _wait(self, schedule: Schedule) -> float:
        """Seconds until something else than a result calls for attention."""
        now = self._now()
        # Once the time to give up is set, the reserve has begun and is no more to be waited for.
        waits = [self._deadline.remaining(reserve=True) if self._give_up_at == float("inf") else self._give_up_at - now]
        if not self._stopped and self._has_room:
            delay, next_due = self._client.limiter.delay(), schedule.next_due()
            # What is due waits for the limiter, too: only the later of the two is worth waking up for.
            if delay:
                waits.append(delay)
            elif next_due is not None:
                waits.append(next_due - now)
        return max(0.0, min(waits))

    @property
    def _has_room(self) -> bool:
        return len(self._in_flight) < (self._concurrency if self._host_health.answers else 1)

    def _understand(self, ids: tuple[str, ...], answer: Answer, schedule: Schedule) -> None:
        events = events_from(self._order.operation, ids, answer)
        for message_id, event in events.items():
            self._histories.note(message_id, event)
        if answer.kind is Kind.ANSWERED and len(ids) > 1:
            schedule.learn(len(ids), all_accounted=accounts_for_all(events))
        if problem := self._host_health.heed(answer):
            self._stop(problem)
        self._plan(events, schedule)

    def _plan(self, events: Mapping[str, Event], schedule: Schedule) -> None:
        """Have messages asked about again: together if nothing was carried out, else one by one."""
        again: list[str] = []
        for message_id, event in events.items():
            if self._histories.step(message_id) is Step.SEND:
                again.append(message_id)
            elif isinstance(event, Postponed | Lost) and self._ends_all(message_id, event):
                self._stop(setback(self._histories.history(message_id)))
        if not again:
            return
        first = events[again[0]]
        wait = 0.0
        if isinstance(first, Postponed | Lost) and first.counts:
            wait = back_off(repeats(self._histories.history(again[0])), self._client.chance())
        together = all(isinstance(event, Postponed) for event in events.values())
        for ids in [tuple(again)] if together else [(message_id,) for message_id in again]:
            schedule.again(self._now() + wait, ids)

    def _ends_all(self, message_id: str, event: Postponed | Lost) -> bool:
        """Whether what ended this message ends the run: credentials refused for good, or a host that is dead."""
        if isinstance(event, Postponed) and event.sent and event.problem.category == "authentication":
            return self._host_health.refuses_credentials(event.problem)
        if not self._host_health.answers:
            return True  # nothing else may begin before the first is answered: the run would wait for ever
        return died_silently(self._histories.history(message_id), self._max_attempts) and self._host_health.is_dead()

    def _abandon(self) -> None:
        """Leave requests that are still under way: what they do is not known any more, unless they never began."""
        problem = self._stopped or _UNDER_WAY
        for ids, permit in self._in_flight.values():
            begun = not permit.withdraw(problem)
            self._abandoned = self._abandoned or begun
            for message_id in ids:
                self._histories.note(message_id, Lost(problem, late=True) if begun else Postponed(problem))
                self._halt(message_id, problem)
        self._in_flight.clear()

    # When nothing is in flight any more.

    def _settle(self) -> None:
        """One look for all that is unsettled, then the release log for all that is gone."""
        for step, ask in (
            (Step.LOOK, self._look),
            (Step.READ_LOG, self._lookup.read_log),
        ):
            if waiting := self._histories.waiting(step):
                for message_id, event in ask(waiting).items():
                    self._histories.note(message_id, event)
                    self._histories.step(message_id)

    def _look(self, ids: Sequence[str]) -> Mapping[str, Event]:
        if self._abandoned:
            return dict.fromkeys(ids, Unseen(_UNDER_WAY))
        return self._lookup.look(ids)

    def _now(self) -> float:
        return self._client.clock.monotonic()
