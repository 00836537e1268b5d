"""A scenario (a tenant, its faults, other administrators and our runs), and how to play it."""

import json
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal

from mimecast_hold.api.deadline import Deadline
from mimecast_hold.api.wire.permission import BeforeSending, allow
from mimecast_hold.api.wire.transport import Reply, TransportError
from mimecast_hold.errors import MimecastHoldError
from mimecast_hold.hold_queue.bulk.journal import Journal
from mimecast_hold.hold_queue.outcome.records import ActionRecord
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.simulator import Fault, HeldMail, Rules, Simulator, Tenant, Visibility
from mimecast_hold.simulator.mailbox.mail import BadText
from tests.hold_queue.rig import FastClock, client_of

Past = Literal["held", "released", "rejected", "expired", "never", "refused", "withheld"]
Verb = Literal["release", "reject"]
Choice = Literal["ids", "guard", "matching"]
HELD = 30
_TIMEOUT = 0.15  # seconds: a time-out that nobody scripted is a fault like any other, and no rule may break by it

_FACTOR = 500  # by which waiting is shorter: ten minutes of 429 take a second
_LONGEST = 20  # seconds for a run, of which most take a tenth of one; nearly three hours by the client's clock

_FARTHEST = timedelta(minutes=10)  # API 1.0 refuses a date that is a quarter of an hour off


@dataclass(frozen=True)
class Twin:
    """Another message with the same sender, recipient, subject and size as one of ours."""

    of: int
    past: Literal["held", "released", "rejected", "unseen"]
    """`unseen`: it arrives and leaves at call number `at`, so no look shows it."""
    later: Literal["release", "reject"] | None = None
    """What another administrator does with it at call number `at`."""
    at: int = 1
    both: bool = False
    """Whether the message itself leaves too: in the same way, or with `unseen` in the other way."""


@dataclass(frozen=True)
class Trouble:
    """A fault that names its message by position, because ids differ."""

    kind: Any
    when: Any
    endpoint: str
    position: int | None
    often: Mapping[str, Any]
    extras: Mapping[str, Any]

    def fault(self, verb: str, ids: list[str]) -> Fault:
        by_id = self.position is not None and self.endpoint in ("acting", "any")
        chosen = (ids[self.position % len(ids)],) if by_id and self.position is not None else ()
        endpoint = f"hold-{verb}" if self.endpoint == "acting" else self.endpoint
        return Fault(self.kind, self.when, endpoint, chosen, **self.extras, **self.often)


@dataclass(frozen=True)
class Run:
    """One run: what goes wrong in it, and how the messages are chosen."""

    faults: tuple[Trouble, ...]
    choice: Choice = "ids"
    look_first: bool = False
    cancel_at: int | None = None


@dataclass(frozen=True)
class Scenario:
    """Everything that decides what happens, except the order of threads."""

    verb: Literal["release", "reject"]
    api: Literal["1.0", "2.0"]
    pasts: tuple[Past, ...]
    rules: Rules
    visibility: Visibility
    settings: Mapping[str, int]
    runs: tuple[Run, ...]
    """Several runs continue the same journal."""
    twins: tuple[Twin, ...] = ()
    past_ago: timedelta = timedelta(0)
    call_takes: timedelta = timedelta(0)
    """How far each call moves the tenant's clock, so that log entries become visible and dates differ."""
    bad_subject: BadText | None = None
    late_comes: Literal["between", "in the end"] = "in the end"
    between: tuple[tuple[Literal["release", "reject"], int], ...] = ()
    """What another administrator does between the runs, and with which message."""


@dataclass
class Exchange:
    """One request, and its result: a reply, an error, or nothing yet."""

    path: str
    ids: tuple[str, ...]
    request_id: str
    reply: Reply | None = None
    error: TransportError | None = None


Misread = Callable[[Exchange, Reply, Tenant], Reply]
"""How a defective client would misread an answer."""


@dataclass
class Wire:
    """The real transport, with a record of all exchanges."""

    inner: Any
    tenant: Tenant
    misread: Misread | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, begin: BeforeSending = allow
    ) -> Reply:
        path = "/" + url.split("/", 3)[3]
        items = json.loads(body)["data"] if body.startswith(b"{") else ()
        ids = tuple(one for item in items for one in item.get("ids", [item["id"]] if "id" in item else []))
        exchange = Exchange(path, ids, headers.get("x-mc-req-id", ""))

        def begun() -> None:
            begin()
            with self._lock:
                self.exchanges.append(exchange)

        try:
            exchange.reply = self.inner(method, url, headers, body, begun)
        except TransportError as error:
            exchange.error = error
            raise
        assert exchange.reply is not None
        return self.misread(exchange, exchange.reply, self.tenant) if self.misread else exchange.reply


@dataclass
class RunPlayed:
    """The result of one run."""

    run: Run
    records: list[ActionRecord]
    exchanges: list[Exchange]
    done_before: frozenset[str]
    """What had been carried out through the API before the run (and, below, after it)."""
    done_after: frozenset[str]
    ended_at: datetime
    """By the tenant's clock."""
    error: MimecastHoldError | None = None
    endless: bool = False
    """Whether it had to be cancelled because it did not end."""


@dataclass
class Played:
    """The result of a scenario: records, exchanges, and the tenant's final state."""

    scenario: Scenario
    ids: list[str]
    allowed: frozenset[str]
    """The messages that any run was allowed to change."""
    runs: list[RunPlayed]
    tenant: Tenant
    mail: Mapping[str, HeldMail]


def play(scenario: Scenario, misread: Misread | None = None) -> Played:
    """Play a scenario in this process, over real sockets."""
    clock = _Clock(scenario)
    tenant = Tenant(
        held=HELD,
        now=clock.now,
        rules=scenario.rules,
        visibility=scenario.visibility,
    )
    ids = _prepared(tenant, scenario)
    clock.begin(tenant)
    stage = _Stage(scenario, tenant, ids, misread)
    with tempfile.TemporaryDirectory() as folder, Simulator(tenant) as sim:
        played = []
        for number, run in enumerate(scenario.runs):
            if number:
                stage.between(sim)
            played.append(stage.play(run, sim, Path(folder) / "journal"))
        sim.finish_late()
    return Played(scenario, ids, frozenset(stage.allowed), played, tenant, stage.mail)


class _Clock:
    """The tenant's clock: behind while the past is arranged, then further ahead of ours with each call."""

    def __init__(self, scenario: Scenario) -> None:
        self._ahead = -scenario.past_ago
        self._step = scenario.call_takes

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def begin(self, tenant: Tenant) -> None:
        self._ahead = timedelta(0)
        tenant.before_call(self._tick)

    def _tick(self, _: Any) -> None:
        self._ahead = min(self._ahead + self._step, _FARTHEST)


class _Stage:
    """What the runs of one scenario share."""

    def __init__(self, scenario: Scenario, tenant: Tenant, ids: list[str], misread: Misread | None) -> None:
        self.scenario, self.tenant, self.ids, self.misread = scenario, tenant, ids, misread
        self.mail = self._all_mail()
        self.allowed: set[str] = set()

    def between(self, sim: Simulator) -> None:
        sim.faults.clear()
        if self.scenario.late_comes == "between":
            sim.finish_late()
        for verb, position in self.scenario.between:
            self.tenant.act_as_other_admin(self.ids[position % len(self.ids)], verb)

    def play(self, run: Run, sim: Simulator, path: Path) -> RunPlayed:
        scenario, tenant = self.scenario, self.tenant
        for trouble in run.faults:
            sim.faults.add(trouble.fault(scenario.verb, self.ids))
        client = client_of(sim, scenario.api, FastClock(_FACTOR), timeout_seconds=_TIMEOUT, **scenario.settings)
        wire = Wire(client._open_wire(), tenant, self.misread)  # noqa: SLF001  # the wire that it would use, listened to
        client._wire = wire  # noqa: SLF001
        deadline = Deadline(client.clock)
        done_before = tenant.changed_by_api
        _at_call(tenant, run.cancel_at, deadline.cancel)
        records: list[ActionRecord] = []
        errors: list[MimecastHoldError] = []

        def listen() -> None:
            try:
                with self._journal(path) as journal:
                    records.extend(self._asked(run, HoldQueue.over(client, deadline, journal)))
            except MimecastHoldError as error:
                errors.append(error)

        endless = not _ends(listen, deadline)
        client.close()
        done_after = tenant.changed_by_api
        return RunPlayed(
            run,
            records,
            list(wire.exchanges),
            done_before,
            done_after,
            tenant.now,
            errors[0] if errors else None,
            endless,
        )

    def _all_mail(self) -> dict[str, HeldMail]:
        return dict(self.tenant.held) | {entry.message_id: entry.mail for entry in self.tenant.log}

    def _journal(self, path: Path) -> AbstractContextManager[Journal | None]:
        several = len(self.scenario.runs) > 1
        return Journal(str(path), "a tenant", f"{self.scenario.verb}_held_message") if several else nullcontext()

    def _asked(self, run: Run, queue: HoldQueue) -> Any:
        # By the end of a long scenario nothing may be held any more.
        first = self.mail.get(self.ids[0]) or next(iter((*self.tenant.newest(), *self.mail.values())))
        act: Any = queue.release if self.scenario.verb == "release" else queue.reject
        if run.choice == "guard":
            addresses = {person.address for person in first.recipients}
            self.allowed |= {one for one in self.ids if one in self.mail and _within(self.mail[one], addresses)}
            return act(self.ids, only_if={"recipients": sorted(addresses)})
        if run.choice == "matching" and self.scenario.verb == "release":
            code = first.policy.reason_code
            try:
                return queue.release_matching(
                    max_messages=100, dry_run=False, reason_codes=[code], end=datetime.now(UTC) + timedelta(minutes=20)
                )
            finally:  # a message that arrives while the run reads matches as well
                mail = self.mail | self._all_mail()
                self.allowed |= {one for one in mail if mail[one].policy.reason_code == code}
        self.allowed |= set(self.ids)
        return act(self.ids, look_first=run.look_first)


def _ends(work: Callable[[], None], deadline: Deadline) -> bool:
    """Return whether the work ends by itself; otherwise it is cancelled."""
    thread = Thread(target=work, name="scenario", daemon=True)
    thread.start()
    thread.join(_LONGEST)
    ended = not thread.is_alive()
    if not ended:
        deadline.cancel()
        thread.join(_LONGEST)
    return ended


def _within(mail: HeldMail, addresses: set[str]) -> bool:
    return {person.address for person in mail.recipients} <= addresses


def _prepared(tenant: Tenant, scenario: Scenario) -> list[str]:
    """Return the ids to send, after arranging their pasts and twins."""
    asked = list(zip(list(tenant.held), scenario.pasts, strict=False))
    if scenario.bad_subject:
        tenant.spoil_subject(asked[0][0], scenario.bad_subject)
    twins = [(twin, asked[twin.of % len(asked)][0]) for twin in scenario.twins]
    known = [(twin, one, tenant.add_twin(one)) for twin, one in twins if twin.past != "unseen"]
    ids = [
        tenant.unknown_id(number) if past == "never" else _given_past(tenant, held, past)
        for number, (held, past) in enumerate(asked)
    ]
    for twin, one, other in known:
        if twin.past in ("released", "rejected"):
            _given_past(tenant, other, "released" if twin.past == "released" else "rejected")
        if twin.later:
            _do_at(tenant, twin.at, {other: twin.later} | ({one: twin.later} if twin.both else {}))
    for twin, one in twins:
        if twin.past == "unseen":
            _come_and_go_at(tenant, twin, one)
    return ids


def _given_past(tenant: Tenant, identifier: str, past: Past) -> str:
    match past:
        case "released" | "rejected":
            tenant.act_as_other_admin(identifier, "release" if past == "released" else "reject")
        case "expired":
            tenant.expire(identifier)
        case "refused":
            tenant.refuse(identifier, "err_policy_lock", "The policy keeps this message")
        case "withheld":
            tenant.withhold(identifier)
    return identifier


def _do_at(tenant: Tenant, number: int, verbs: Mapping[str, Verb]) -> None:
    """Have another administrator act at call number `number`."""

    def act() -> None:
        for one, verb in verbs.items():
            tenant.act_as_other_admin(one, verb)

    _at_call(tenant, number, act)


def _come_and_go_at(tenant: Tenant, twin: Twin, one: str) -> None:
    """Have a twin arrive and leave between two looks, and the message leave in the other way."""
    verb: Verb = twin.later or "release"

    def act() -> None:
        try:
            other = tenant.add_twin(one)
        except KeyError:  # it is not held any more: a late request may be faster
            return
        if twin.both:
            tenant.act_as_other_admin(one, "reject" if verb == "release" else "release")
        tenant.act_as_other_admin(other, verb)

    _at_call(tenant, twin.at, act)


def _at_call(tenant: Tenant, number: int | None, act: Callable[[], None]) -> None:
    calls = [0]

    def count(_: Any) -> None:
        calls[0] += 1
        if calls[0] == number:
            act()

    tenant.before_call(count)
