"""Release or reject many messages with several requests at once, and yield them in order.

The first request goes alone, so that wrong credentials or a dead host cost one message, not all. The thread that
iterates keeps the time and the histories, and does what `next_step` says. Each worker thread sends one request.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple, cast

from mimecast_hold.api import threads
from mimecast_hold.api.answer.classification import Answer, Kind
from mimecast_hold.api.client import Client, back_off
from mimecast_hold.api.deadline import CANCELLED, Deadline
from mimecast_hold.api.wire.permission import Permission
from mimecast_hold.errors import MimecastHoldError, Problem
from mimecast_hold.hold_queue.bulk.histories import Histories, MessageHistory
from mimecast_hold.hold_queue.bulk.host_health import HostHealth
from mimecast_hold.hold_queue.bulk.schedule import Schedule
from mimecast_hold.hold_queue.outcome.decision import Step
from mimecast_hold.hold_queue.outcome.events import Event, Halted, Lost, Postponed, Sent, Unseen
from mimecast_hold.hold_queue.outcome.message_state import MessageState
from mimecast_hold.hold_queue.outcome.records import Operation
from mimecast_hold.hold_queue.outcome.verdicts import accounts_for_all, events_from
from mimecast_hold.hold_queue.search.release_log import search_log
from mimecast_hold.hold_queue.search.snapshot import look

if TYPE_CHECKING:
    from mimecast_hold.hold_queue.bulk.journal import Journal

_GRACE = 1.0  # seconds to wait for requests in flight after the run is cancelled
_NO_MORE_IDS = Problem("invalid_input", "The iterator of ids raised an error.", "Pass ids that can be read to the end.")
_IN_FLIGHT = Problem("deadline", "A request is still in flight, so the hold queue was not checked.", retryable=True)


class BulkRequest(NamedTuple):
    """The operation, its path, and the function that turns ids into the items of a request."""

    operation: Operation
    path: str
    items: Callable[[Sequence[str]], Sequence[Mapping[str, object]]]


class BulkRunner:
    """One run over many messages. `queue_problem` is why the hold queue may not be read, if that is known."""

    def __init__(
        self,
        client: Client,
        request: BulkRequest,
        messages: Iterable[MessageHistory],
        deadline: Deadline,
        *,
        journal: "Journal | None" = None,
        queue_problem: Problem | None = None,
    ) -> None:
        self._client = client
        self._request = request
        self._deadline = deadline
        self._queue_problem = queue_problem
        self._concurrency = client.connection.concurrency
        self._max_attempts = client.connection.max_attempts
        self._histories = Histories(self._max_attempts, journal)
        self._schedule = Schedule(self._read(messages), self._histories, client.connection.messages_per_request)
        self._host = HostHealth()
        self._results: SimpleQueue[tuple[int, Answer] | None] = SimpleQueue()
        self._in_flight: dict[int, tuple[tuple[str, ...], Permission]] = {}
        self._started = 0
        self._give_up_at = float("inf")
        self._abandoned = False
        self._input_error: Exception | None = None
        self._stopped: Problem | None = None
        self._cut_short = False

    @property
    def stopped(self) -> Problem | None:
        """Why the run was cut short, once it has ended; None also if time ran out with nothing left to do."""
        return self._stopped if self._cut_short else None

    def run(self) -> Iterator[MessageHistory]:
        """Yield each id with its complete history, in the order given."""
        sleeper = cast("SimpleQueue[None]", self._results)
        self._deadline.wake(sleeper)
        try:
            yield from self._run()
        except MimecastHoldError:
            raise
        except Exception as error:  # noqa: BLE001 - a defect of ours must not hide what was released
            self._stop(_defect(error))
            self._abandon()
            yield from self._rest()
        finally:
            self._deadline.forget(sleeper)
        if self._input_error:
            raise self._input_error

    def _read(self, messages: Iterable[MessageHistory]) -> Iterator[MessageHistory]:
        """Yield the messages; if reading them fails, those before are finished first and then the error is raised."""
        try:
            yield from messages
        except Exception as error:  # noqa: BLE001 - whatever the caller's iterator raises
            self._input_error = error
            self._stop(error.problem() if isinstance(error, MimecastHoldError) else _NO_MORE_IDS)

    def _run(self) -> Iterator[MessageHistory]:
        while True:
            self._send()
            yield from self._histories.ended()
            if self._schedule.empty and not self._in_flight:
                break
            self._collect()
        self._settle()
        yield from self._rest()

    def _rest(self) -> Iterator[MessageHistory]:
        """Yield all remaining messages as they stand."""
        for _ in self._schedule.drain():
            continue
        self._cut_short = self._histories.end_all(Halted(self._stopped or _IN_FLIGHT)) or self._cut_short
        yield from self._histories.ended()

    # Send.

    def _send(self) -> None:
        """Start all requests that may start now."""
        self._check()
        while not self._stopped and not self._client.limiter.delay():
            if not self._has_room:
                self._schedule.prepare()
                return
            ids = self._schedule.due(self._now())
            pending = bool(self._in_flight) or self._schedule.next_due() is not None
            # While the host does not respond, a new message is only sent if nothing else is pending: otherwise a host
            # that dies during a run would get thousands of requests while ten messages use up their attempts.
            if not ids and (self._host.responds or not pending):
                ids = self._schedule.new()
            if not ids:
                return
            self._start(ids)
            self._check()
        if self._stopped:
            for message_id in self._schedule.drain():
                self._halt(message_id, self._stopped)

    def _start(self, ids: tuple[str, ...]) -> None:
        self._started += 1
        number, request_id = self._started, self._client.request_id()
        sent = Sent(request_id, self._client.clock.now())
        for message_id in ids:
            self._histories.note(message_id, sent)
        if self._histories.failed:
            self._withhold(ids, self._histories.failed)
            return
        permission = Permission(partial(self._deadline.stop_reason, reserve=True))
        items = self._request.items(ids)
        attempt = partial(self._client.attempt, self._request.path, items, request_id=request_id, permission=permission)
        try:
            threads.start(lambda: (number, _answer(attempt)), self._results.put)
        except MimecastHoldError as error:
            self._use_fewer_threads(ids, error.problem())
        else:
            self._in_flight[number] = ids, permission

    def _use_fewer_threads(self, ids: tuple[str, ...], problem: Problem) -> None:
        """Wait for a running thread because no new one could be started."""
        if not self._in_flight:
            self._withhold(ids, problem)
            return
        self._concurrency = len(self._in_flight)
        for message_id in ids:
            self._histories.note(message_id, Postponed(problem, uses_attempt=False))
        self._schedule.again(self._now(), ids)

    def _withhold(self, ids: tuple[str, ...], problem: Problem) -> None:
        """Stop the run and do not send these messages: the journal or a thread failed."""
        self._stop(problem)
        for message_id in ids:
            self._histories.note(message_id, Postponed(problem))
            self._halt(message_id, problem)

    def _halt(self, message_id: str, problem: Problem) -> None:
        self._cut_short = True
        self._histories.note(message_id, Halted(problem))
        self._histories.step(message_id)

    def _check(self) -> None:
        """Stop if time is up, the run was cancelled, or the limiter lets nothing through in time."""
        if problem := self._deadline.stop_reason(reserve=True):
            self._stop(problem, cuts_short=False)
            grace = _GRACE if problem is CANCELLED else self._deadline.reserve / 2
            self._give_up_at = min(self._give_up_at, self._now() + grace)
        elif self._histories.failed:
            self._stop(self._histories.failed)
        elif problem := self._client.limiter.blocked(self._deadline.remaining(reserve=True)):
            self._stop(problem, cuts_short=False)

    def _stop(self, problem: Problem, *, cuts_short: bool = True) -> None:
        """Send nothing more. The first reason counts; with `cuts_short` false only if messages are left."""
        self._stopped = self._stopped or problem
        self._cut_short = self._cut_short or cuts_short

    # Collect answers.

    def _collect(self) -> None:
        """Wait for one result, or until something else is due."""
        with contextlib.suppress(Empty):
            result = self._client.clock.take(self._results, self._wait())
            if result is not None:
                number, answer = result
                ids, _ = self._in_flight.pop(number)
                self._handle(ids, answer)
        if self._now() >= self._give_up_at:
            self._abandon()

    def _wait(self) -> float:
        """Return the seconds until something other than a result needs attention."""
        now = self._now()
        # Once the time to give up is set, the reserve has begun.
        waits = [self._deadline.remaining(reserve=True) if self._give_up_at == float("inf") else self._give_up_at - now]
        if not self._stopped and self._has_room:
            delay, next_due = self._client.limiter.delay(), self._schedule.next_due()
            # Due messages wait for the limiter too, so only the later of the two matters.
            if delay:
                waits.append(delay)
            elif next_due is not None:
                waits.append(next_due - now)
        return max(0.0, min(waits))

    @property
    def _has_room(self) -> bool:
        return len(self._in_flight) < (self._concurrency if self._host.answers else 1)

    def _handle(self, ids: tuple[str, ...], answer: Answer) -> None:
        events = events_from(self._request.operation, ids, answer)
        for message_id, event in events.items():
            self._histories.note(message_id, event)
        if answer.kind is Kind.ANSWERED and len(ids) > 1:
            self._schedule.adapt_size(all_accounted=accounts_for_all(events))
        if problem := self._host.learn(answer):
            self._stop(problem)
        self._plan_repeats(events)

    def _plan_repeats(self, events: Mapping[str, Event]) -> None:
        """Send messages again: together if nothing was carried out, otherwise one by one."""
        again: list[str] = []
        for message_id, event in events.items():
            if self._histories.step(message_id) is Step.SEND:
                again.append(message_id)
            elif isinstance(event, Postponed | Lost):
                state = self._histories.state(message_id)
                if self._ends_run(state, event):
                    self._stop(state.setback)
        if not again:
            return
        first, at = events[again[0]], self._now()
        if isinstance(first, Postponed | Lost) and first.uses_attempt:
            at += back_off(self._histories.state(again[0]).used_attempts, self._client.chance())
        together = all(isinstance(event, Postponed) for event in events.values())
        for ids in [tuple(again)] if together else [(message_id,) for message_id in again]:
            self._schedule.again(at, ids)

    def _ends_run(self, state: MessageState, event: Postponed | Lost) -> bool:
        """Return whether what ended this message ends the run: refused credentials, or a dead host."""
        if isinstance(event, Postponed) and event.sent and event.problem.category == "authentication":
            return self._host.count_denied(event.problem)
        if not self._host.answers:
            return True  # nothing else may start before the first answer, so the run would wait forever
        return state.got_no_response(self._max_attempts) and self._host.count_unanswered()

    def _abandon(self) -> None:
        """Give up requests in flight: their effect is unknown, unless they had not begun."""
        problem = self._stopped or _IN_FLIGHT
        for ids, permission in self._in_flight.values():
            begun = not permission.revoke(problem)
            self._abandoned = self._abandoned or begun
            for message_id in ids:
                event = Lost(problem, may_still_apply=True) if begun else Postponed(problem)
                self._histories.note(message_id, event)
                self._halt(message_id, problem)
        self._in_flight.clear()

    # Settle, when nothing is in flight.

    def _settle(self) -> None:
        """Look once for all unsettled messages, then read the release log for all that are gone."""
        read_log = partial(search_log, self._client, deadline=self._deadline)
        for step, ask in ((Step.LOOK, self._look), (Step.READ_LOG, read_log)):
            if waiting := self._histories.waiting(step):
                for message_id, event in ask(waiting).items():
                    self._histories.note(message_id, event)
                    self._histories.step(message_id)

    def _look(self, ids: Sequence[str]) -> Mapping[str, Event]:
        if problem := _IN_FLIGHT if self._abandoned else self._queue_problem:
            return dict.fromkeys(ids, Unseen(problem))
        snapshot = look(self._client, ids, self._deadline)
        return {message_id: snapshot.event(message_id) for message_id in ids}

    def _now(self) -> float:
        return self._client.clock.monotonic()


def _answer(attempt: Callable[[], Answer]) -> Answer:
    try:
        return attempt()
    except Exception as error:  # noqa: BLE001 - a defect of ours must not lose the message: its answer counts as lost
        return Answer(Kind.LOST, _defect(error), may_still_apply=True, reached=False)


def _defect(error: Exception) -> Problem:
    """Return the problem for a defect of ours. It names only the error's type: the text may contain a secret."""
    return Problem(
        "internal",
        f"Internal error in mimecast-hold ({type(error).__name__}).",
        "Please report it, and check what happened to the message.",
        retryable=True,
    )
