"""Bulk runs over real sockets: order, duplicates, the first request alone, threads, limits, stopping."""

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.api.client import Client
from mimecast_hold.api.deadline import Deadline, SystemClock
from mimecast_hold.api.wire.permission import BeforeSending, allow
from mimecast_hold.api.wire.transport import Reply, TransportError
from mimecast_hold.errors import ConfigurationError, InputError
from mimecast_hold.hold_queue.bulk.journal import Journal
from mimecast_hold.hold_queue.outcome.events import History
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.simulator import Fault, Quota, Rules, Tenant, Visibility
from tests.api.raw_server import serving
from tests.api.test_tls import authority_in
from tests.api.wires import connection
from tests.hold_queue.rig import (
    LIST,
    LOG,
    RELEASE,
    TOKEN,
    FastClock,
    category,
    client_of,
    connection_to,
    count,
    ids_in,
    outcomes,
    queue_of,
    sent_ids,
    served,
)


def test_records_come_in_the_order_of_the_ids() -> None:
    tenant = Tenant(held=40)
    ids = list(tenant.held)
    slow = [Fault("status", ids=(one,), times=1) for one in ids[::3]]
    with served(tenant, *slow) as sim:
        records = list(queue_of(sim).release(ids))
    assert [one.id for one in records] == ids
    assert set(outcomes(records)) == {"released"}
    assert all(tenant.effects(one) == 1 for one in ids)


def test_a_duplicate_id_is_sent_once_with_a_warning() -> None:
    tenant = Tenant(held=3)
    first, second, third = tenant.held
    with served(tenant) as sim:
        run = queue_of(sim).release([second, first, second, third, first])
        records = list(run)
    assert [one.id for one in records] == [second, first, third]
    assert Counter(sent_ids(sim)) == Counter([(second,), (first,), (third,)])
    assert len(run.warnings) == 1
    assert "2" in run.warnings[0]


def test_nothing_is_sent_for_a_list_with_an_invalid_id() -> None:
    tenant = Tenant(held=20)
    with served(tenant) as sim, queue_of(sim) as queue, pytest.raises(InputError, match=r"\$\.ids\[20\]"):
        queue.release([*tenant.held, "no id"])
    assert sent_ids(sim) == []
    assert len(tenant.held) == 20


def test_a_failing_iterator_of_ids_loses_no_record() -> None:
    tenant = Tenant(held=6)
    ids = list(tenant.held)

    def given() -> Iterator[str]:
        yield from ids
        raise KeyError("the giver's own")

    told: list[Any] = []
    with served(tenant) as sim, queue_of(sim) as queue:
        with pytest.raises(KeyError, match="the giver's own"):
            told.extend(queue.release(given()))
        requested = {one for group in sent_ids(sim) for one in group}
    assert [one.id for one in told] == ids
    assert {one.id for one in told if one.done} == requested == set(ids) - tenant.held.keys()
    assert {one.outcome for one in told} <= {"released", "not_attempted"}


class UnreadableJournal(Journal):
    """A journal that cannot read the events of some messages, and stores nothing."""

    def __init__(self, *ids: str) -> None:
        self._ids = ids

    def note(self, message_id: str, event: object) -> None:
        del message_id, event

    def end(self, message_id: str, history: History, at: datetime) -> None:
        del message_id, history, at

    def window(self, typed: str, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        del typed
        return start, end

    def history(self, message_id: str) -> History:
        if message_id in self._ids:
            raise ConfigurationError("The journal cannot be read.")
        return ()

    def ids(self) -> list[str]:
        return []


def test_a_message_with_unreadable_journal_events_is_looked_up_and_not_sent() -> None:
    tenant = Tenant(held=4)
    ids = list(tenant.held)
    with served(tenant) as sim, contextlib.closing(client_of(sim)) as client:
        records = list(HoldQueue.over(client, journal=UnreadableJournal(ids[1])).release(ids))
        requested = [one for group in sent_ids(sim) for one in group]
    assert outcomes(records) == ["released", "unknown", "released", "released"]
    assert records[1].evidence == "hold_queue"
    assert sorted(requested) == sorted([ids[0], *ids[2:]])
    assert list(tenant.held) == [ids[1]]


@pytest.mark.parametrize("group", [1, 5])
def test_an_iterator_is_read_only_as_far_as_the_next_request_needs(group: int) -> None:
    tenant = Tenant(held=60)
    ids = list(tenant.held)
    read: list[str] = []

    def given() -> Iterator[str]:
        for one in ids:
            read.append(one)
            yield one

    with served(tenant) as sim, queue_of(sim, concurrency=2, messages_per_request=group) as queue:
        run = queue.release(given())
        next(run)
        # What was answered or is under way, and one request more.
        assert min(2, group) < len(read) <= min(2, group) + (2 + 1) * group
        assert len(list(run)) == 59
    assert read == ids


def test_each_record_names_its_own_last_request() -> None:
    tenant = Tenant(held=5)
    ids = list(tenant.held)
    with served(tenant, Fault("status", ids=(ids[2],), times=2)) as sim:
        records = list(queue_of(sim).release(ids))
    for one in records:
        carried = [request for request in sim.requests if ids_in(request) == (one.id,)]
        assert one.attempts == len(carried) == (3 if one.id == ids[2] else 1)
        assert one.request_id == carried[-1].headers["x-mc-req-id"]
    assert len({request.headers["x-mc-req-id"] for request in sim.requests}) == len(sim.requests)


def test_a_wrong_key_costs_one_request_however_many_ids_there_are() -> None:
    tenant = Tenant(held=1)
    with served(tenant) as sim:
        run = queue_of(sim, app_key="00000000-0000-4000-8000-000000000000").release(
            [tenant.unknown_id(n) for n in range(1000)]
        )
        records = list(run)
    assert len(sim.requests) == 1
    assert outcomes(records) == ["failed", *["not_attempted"] * 999]
    assert {category(one) for one in records} == {"authentication"}
    assert run.stopped is not None
    assert run.stopped.category == "authentication"


@pytest.mark.parametrize(
    "rules", [Rules(permissions=frozenset()), Rules(permissions=frozenset(), denial_over_200=True)]
)
def test_a_missing_permission_costs_one_request(rules: Rules) -> None:
    tenant = Tenant(held=5, rules=rules)
    with served(tenant) as sim:
        run = queue_of(sim).release(list(tenant.held))
        records = list(run)
    assert len(sent_ids(sim)) == 1
    assert outcomes(records) == ["failed", *["not_attempted"] * 4]
    assert {category(one) for one in records} == {"permission"}
    assert run.stopped is not None


def test_a_missing_product_costs_one_request() -> None:
    tenant = Tenant(held=5, rules=Rules(products=frozenset()))
    with served(tenant) as sim:
        records = list(queue_of(sim, api="2.0").release(list(tenant.held)))
    assert len(sent_ids(sim)) == 1
    assert {category(one) for one in records} == {"permission"}


def test_credentials_refused_later_stop_the_run() -> None:
    tenant = Tenant(held=60)

    def expire(call: Any) -> None:
        if len(tenant.held) < 50:
            tenant.rules = Rules(keys_expired=True)

    tenant.before_call(expire)
    with served(tenant) as sim:
        run = queue_of(sim).release(list(tenant.held))
        records = list(run)
    said = Counter(outcomes(records))
    assert said["released"] == 60 - len(tenant.held) < 20
    assert said["failed"] <= 4
    assert said["not_attempted"] >= 40
    assert run.stopped is not None
    assert run.stopped.category == "authentication"


class Silence:
    """A transport that gets no answers from the `after`th request on."""

    def __init__(self, *, sent: bool, after: int = 0) -> None:
        self.sent, self.after, self.calls = sent, after, 0
        self._lock = threading.Lock()

    def __call__(self, method: str, url: str, headers: Any, body: bytes, begin: BeforeSending = allow) -> Reply:
        begin()
        with self._lock:
            self.calls += 1
            number = self.calls
        if number > self.after:
            raise TransportError("Nobody answers.", sent=self.sent, kind="timeout" if self.sent else "network")
        message_id = body.decode().split('"id":"')[1].split('"')[0]
        return Reply(200, {}, f'{{"data":[{{"id":"{message_id}","release":true}}]}}'.encode())


def over_wire(wire: Any, **settings: Any) -> HoldQueue:
    with served(Tenant(held=0)) as sim:
        connection = connection_to(sim, **settings)
    return HoldQueue.over(Client(connection, wire=wire, clock=FastClock(500), chance=lambda: 0.0))


def test_a_dead_host_ends_the_run_after_the_first_requests_attempts() -> None:
    wire = Silence(sent=False)
    run = over_wire(wire).release([f"id-{n}" for n in range(10_000)])
    records = list(run)
    assert wire.calls == 3
    assert set(outcomes(records)) == {"not_attempted"}
    assert {category(one) for one in records} == {"network"}
    assert {one.attempts for one in records} == {0}
    assert run.stopped is not None


def test_a_host_that_never_answers_ends_the_run() -> None:
    wire = Silence(sent=True)
    run = over_wire(wire).release([f"id-{n}" for n in range(10_000)])
    records = list(run)
    assert wire.calls <= 6  # the first message's attempts, and one look's
    assert outcomes(records) == ["unknown", *["not_attempted"] * 9999]
    assert {category(one) for one in records} == {"timeout"}


def test_a_host_that_dies_during_the_run_is_given_up_after_ten_messages() -> None:
    wire = Silence(sent=False, after=20)
    run = over_wire(wire).release([f"id-{n}" for n in range(1000)])
    records = list(run)
    assert Counter(outcomes(records)) == {"released": 20, "not_attempted": 980}
    assert wire.calls <= 20 + 3 * (10 + 8)  # some are under way when the tenth has ended
    assert run.stopped is not None
    assert run.stopped.category == "network"


def test_concurrency_is_used_and_not_exceeded() -> None:
    tenant = Tenant(held=40)
    busy, most = [0], [0]
    lock = threading.Lock()

    def enter(call: Any) -> None:
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        threading.Event().wait(0.01)
        with lock:
            busy[0] -= 1

    tenant.before_call(enter)
    with served(tenant) as sim:
        records = list(queue_of(sim, concurrency=6).release(list(tenant.held)))
    assert set(outcomes(records)) == {"released"}
    assert 3 <= most[0] <= 6
    assert sim.connections_opened <= 6


def test_the_first_request_goes_alone() -> None:
    tenant = Tenant(held=10)
    seen_by_first: list[int] = []

    def enter(call: Any) -> None:
        if not seen_by_first:
            seen_by_first.append(-1)
            threading.Event().wait(0.1)
            seen_by_first.append(len(sent_ids(sim)))

    tenant.before_call(enter)
    with served(tenant) as sim:
        list(queue_of(sim).release(list(tenant.held)))
    assert seen_by_first == [-1, 1]


def test_groups_start_with_two_and_grow_once_all_are_accounted_for() -> None:
    tenant = Tenant(held=50)
    ids = [*tenant.held, tenant.unknown_id()]
    with served(tenant) as sim:
        records = list(queue_of(sim, messages_per_request=10, concurrency=1).release(ids))
    assert [len(group) for group in sent_ids(sim)] == [2, 10, 10, 10, 10, 9]
    assert outcomes(records) == [*["released"] * 50, "failed"]
    assert {one.attempts for one in records} == {1}


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_refused_group_is_sent_one_by_one(status: int) -> None:
    tenant = Tenant(held=7, rules=Rules(accounts_for="refuses", refuses_with=status))
    with served(tenant) as sim:
        records = list(queue_of(sim, messages_per_request=5, concurrency=1).release(list(tenant.held)))
    assert [len(group) for group in sent_ids(sim)] == [2, 1, 1, 1, 1, 1, 1, 1]
    assert set(outcomes(records)) == {"released"}
    assert [one.attempts for one in records] == [2, 2, 1, 1, 1, 1, 1]


def test_a_refused_group_uses_no_attempt() -> None:
    tenant = Tenant(held=2, rules=Rules(accounts_for="refuses"))
    with served(tenant) as sim:
        records = list(queue_of(sim, messages_per_request=2, max_attempts=1).release(list(tenant.held)))
    assert outcomes(records) == ["released", "released"]


@pytest.mark.parametrize("told", ["none", "first"])
@pytest.mark.parametrize("does_all", [True, False])
def test_a_message_left_out_of_a_groups_answer_is_sent_again_alone(told: Any, does_all: bool) -> None:
    tenant = Tenant(held=6, rules=Rules(accounts_for=told, does_unaccounted=does_all))
    ids = list(tenant.held)

    def answer_singles(call: Any) -> None:
        tenant.rules = Rules(accounts_for=told if len(call.ids) > 1 else "all", does_unaccounted=does_all)

    tenant.before_call(answer_singles)
    with served(tenant) as sim:
        records = list(queue_of(sim, messages_per_request=6, concurrency=1).release(ids))
    groups = [len(group) for group in sent_ids(sim)]
    assert groups[0] == 2
    assert set(groups[1:]) == {1}
    assert set(outcomes(records)) == {"released"}
    by_log = [one.id for one in records if one.evidence == "release_log"]
    unaccounted = ids[:2] if told == "none" else ids[1:2]
    assert by_log == (unaccounted if does_all else [])


def test_answers_in_another_order_are_matched_by_id() -> None:
    tenant = Tenant(held=4)
    first, second, third, fourth = tenant.held
    tenant.withhold(second)
    body = (
        f'{{"data":[{{"id":"{fourth}","release":true}},{{"id":"{third}","release":true}},'
        f'{{"id":"{second}","release":false}}],"fail":[{{"key":{{"id":"{first}"}},"errors":[{{"code":"err_x","message":"no"}}]}}]}}'
    )

    def wire(method: str, url: str, headers: Any, sent: bytes, begin: BeforeSending) -> Reply:
        begin()
        return Reply(200, {}, body.encode())

    records = list(over_wire(wire, messages_per_request=4).release([first, second, third, fourth]))
    assert outcomes(records) == ["failed", "not_released", "released", "released"]


def test_all_requests_wait_for_the_rate_limit() -> None:
    tenant = Tenant(held=30, rules=Rules(quota=Quota(limit=10, window_seconds=0.3)))
    clock = FastClock(1)
    with served(tenant) as sim:
        records = list(queue_of(sim, clock=clock).release(list(tenant.held)))
    assert set(outcomes(records)) == {"released"}
    assert len(sent_ids(sim)) <= 30 + 4 * 3  # a few that were under way when the quota ended
    assert clock.takes < 200


@pytest.mark.parametrize("form", ["x-rate-limit-reset", "retry-after", "retry-after-date", "none"])
def test_every_form_of_a_rate_limit_is_respected(form: Any) -> None:
    tenant = Tenant(held=6, rules=Rules(quota=Quota(limit=4, window_seconds=0.2, headers=form, gateway_body=True)))
    with served(tenant) as sim:
        records = list(queue_of(sim, clock=FastClock(10)).release(list(tenant.held)))
    assert set(outcomes(records)) == {"released"}
    assert len(sent_ids(sim)) < 150  # ten times as fast as the tenant's clock


def test_waiting_for_the_rate_limit_does_not_spin() -> None:
    tenant = Tenant(held=8)
    clock = FastClock(20)
    with served(tenant, Fault("throttle", seconds=4, first=3)) as sim:
        records = list(queue_of(sim, clock=clock).release(list(tenant.held)))
    assert set(outcomes(records)) == {"released"}
    assert clock.takes < 100


def test_waiting_to_repeat_the_first_group_does_not_spin() -> None:
    tenant = Tenant(held=4)
    clock = FastClock(1)
    slow = [Fault("reset", times=1), Fault("hang", seconds=0.3, times=1)]
    with served(tenant, *slow) as sim:
        list(queue_of(sim, clock=clock, messages_per_request=4).release(list(tenant.held)))
    assert clock.takes < 100


def test_a_limit_beyond_the_deadline_ends_the_run_at_once() -> None:
    tenant = Tenant(held=3)
    with served(tenant, Fault("throttle", seconds=90)) as sim:
        began = time.monotonic()
        run = queue_of(sim, clock=SystemClock()).release(list(tenant.held), deadline_seconds=10)
        records = list(run)
        assert time.monotonic() - began < 5
    assert outcomes(records) == ["failed", "not_attempted", "not_attempted"]
    assert {category(one) for one in records} == {"rate_limited"}
    assert run.stopped is not None
    assert "90 s" in run.stopped.hint or "89 s" in run.stopped.hint
    assert len(sent_ids(sim)) == 1


def test_ten_minutes_of_429_end_the_run() -> None:
    tenant = Tenant(held=3)
    with served(tenant, Fault("throttle", seconds=20)) as sim:
        run = queue_of(sim, clock=FastClock(2000)).release(list(tenant.held))
        records = list(run)
    assert set(outcomes(records)) <= {"failed", "not_attempted"}
    assert {category(one) for one in records} == {"rate_limited"}
    assert len(sent_ids(sim)) < 100


def test_at_the_deadline_requests_in_flight_are_unknown_and_the_rest_unsent() -> None:
    tenant = Tenant(held=20)
    with served(tenant, Fault("hang", "after", every=4)) as sim:
        began = time.monotonic()
        run = queue_of(sim, clock=SystemClock(), timeout_seconds=30, concurrency=2).release(
            list(tenant.held), deadline_seconds=1
        )
        records = list(run)
        assert time.monotonic() - began < 1.5
    said = Counter(outcomes(records))
    assert said["unknown"] in (1, 2)
    assert said["not_attempted"] == 20 - said["released"] - said["unknown"]
    assert run.stopped is not None
    assert run.stopped.category == "deadline"
    for one in records:
        assert one.outcome != "released" or tenant.fate(one.id) == "released"
        assert one.outcome != "not_attempted" or tenant.release_calls[one.id] == 0


def test_no_release_is_sent_inside_the_reserve() -> None:
    tenant = Tenant(held=300)
    with served(tenant, latency_ms=20) as sim:
        began = time.monotonic()
        records = list(queue_of(sim, clock=SystemClock(), concurrency=2).release(list(tenant.held), deadline_seconds=1))
    last = max(request.time for request in sim.requests)
    assert last - began < 0.85
    assert set(outcomes(records)) == {"released", "not_attempted"}
    for one in records:
        assert (one.outcome == "released") == (tenant.fate(one.id) == "released")


def test_a_stopped_run_still_respects_its_deadline() -> None:
    tenant = Tenant(held=12)
    ids = list(tenant.held)

    def expire(call: Any) -> None:
        if call.ids == (ids[5],):
            tenant.rules = Rules(keys_expired=True)

    tenant.before_call(expire)
    with served(tenant, Fault("hang", ids=(ids[3],))) as sim:
        began = time.monotonic()
        records = list(
            queue_of(sim, clock=SystemClock(), timeout_seconds=20, concurrency=3).release(ids, deadline_seconds=1)
        )
        assert time.monotonic() - began < 1.5
    assert records[3].outcome == "unknown"


def test_cancelling_ends_the_run_within_the_grace_period() -> None:
    tenant = Tenant(held=20)
    with served(tenant, Fault("hang", every=3)) as sim:
        client = client_of(sim, clock=SystemClock(), timeout_seconds=20, concurrency=2)
        deadline = Deadline(client.clock)
        run = HoldQueue.over(client, deadline).release(list(tenant.held))
        timer = threading.Timer(0.2, deadline.cancel)
        timer.start()
        began = time.monotonic()
        records = list(run)
        assert time.monotonic() - began < 1.8
        timer.join()
    assert len(records) == 20
    assert run.stopped is not None
    assert run.stopped.category == "cancelled"
    assert {category(one) for one in records if one.outcome == "not_attempted"} == {"cancelled"}


def test_a_cancelled_run_still_uses_answers_within_the_grace_period() -> None:
    tenant = Tenant(held=3)
    with served(tenant, latency_ms=150) as sim:
        client = client_of(sim, clock=SystemClock())
        deadline = Deadline(client.clock)
        run = HoldQueue.over(client, deadline).release(list(tenant.held))
        timer = threading.Timer(0.05, deadline.cancel)
        timer.start()
        records = list(run)
        timer.join()
    assert outcomes(records) == ["released", "not_attempted", "not_attempted"]


def test_a_defect_during_a_run_loses_no_known_record(monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = Tenant(held=20)
    ids = list(tenant.held)
    with served(tenant) as sim:
        client = client_of(sim, concurrency=2)
        chance = [0]

        def broken() -> float:
            chance[0] += 1
            raise ZeroDivisionError

        client.chance = broken
        sim.faults.add(Fault("status", ids=(ids[10],)))
        sim.faults.add(Fault("hang", ids=(ids[11],)))  # so that nothing overtakes the answer to message 10
        run = HoldQueue.over(client).release(ids)
        records = list(run)
    assert chance == [1]
    assert [one.id for one in records] == ids
    assert run.stopped is not None
    assert run.stopped.category == "internal"
    assert records[10].outcome == "unknown"
    for one in records:
        assert one.outcome != "released" or tenant.fate(one.id) == "released"
        assert one.outcome != "not_attempted" or tenant.release_calls[one.id] == 0
    assert {one.outcome for one in records[12:]} == {"not_attempted"}


def test_a_token_is_fetched_once_for_all_and_renewed_once() -> None:
    tenant = Tenant(held=40)

    def revoke(call: Any) -> None:
        if len(tenant.held) == 20:
            tenant.revoke_tokens()

    tenant.before_call(revoke)
    with served(tenant) as sim:
        records = list(queue_of(sim, api="2.0", max_attempts=1).release(list(tenant.held)))
    assert set(outcomes(records)) == {"released"}
    assert count(sim, TOKEN) <= 3


def test_a_refused_client_secret_sends_no_release() -> None:
    tenant = Tenant(held=3)
    with served(tenant) as sim:
        run = queue_of(sim, api="2.0", client_secret="wrong").release(list(tenant.held))
        records = list(run)
    assert sent_ids(sim) == []
    assert {category(one) for one in records} == {"authentication"}
    assert run.stopped is not None


def test_a_refused_client_secret_is_not_an_attempt() -> None:
    tenant = Tenant(held=3)
    with served(tenant) as sim:
        records = list(queue_of(sim, api="2.0", client_secret="wrong").release(list(tenant.held)))
    assert outcomes(records) == ["not_attempted"] * 3
    assert [one.attempts for one in records] == [0, 0, 0]


def test_a_rate_limited_token_call_is_not_an_attempt() -> None:
    tenant = Tenant(held=1)
    with served(tenant, Fault("throttle", endpoint="token", seconds=1, times=2)) as sim:
        records = list(queue_of(sim, api="2.0").release(list(tenant.held)))
    assert outcomes(records) == ["released"]
    assert [one.attempts for one in records] == [len(sent_ids(sim))] == [1]


def test_a_token_call_that_fails_leaves_the_message_unsent() -> None:
    tenant = Tenant(held=2)
    with served(tenant, Fault("status", endpoint="token", status=503)) as sim:
        records = list(queue_of(sim, api="2.0").release(list(tenant.held)))
    assert sent_ids(sim) == []
    assert outcomes(records) == ["not_attempted", "not_attempted"]
    assert {category(one) for one in records} == {"server_error"}


def test_nothing_is_read_if_everything_is_settled() -> None:
    tenant = Tenant(held=5, visibility=Visibility(list_permitted=False))
    with served(tenant) as sim:
        list(queue_of(sim).release(list(tenant.held)))
    assert count(sim, LIST) == count(sim, LOG) == 0
    assert count(sim, RELEASE) == 5


@pytest.mark.slow
def test_a_thousand_ids_against_a_quota_of_a_hundred_a_second_are_all_released() -> None:
    tenant = Tenant(held=1000, rules=Rules(quota=Quota(limit=100, window_seconds=1)))
    with served(tenant) as sim:
        records = list(queue_of(sim, clock=SystemClock(), concurrency=8).release(list(tenant.held)))
    assert Counter(outcomes(records)) == {"released": 1000}
    assert len(sent_ids(sim)) < 1100


def test_a_request_not_begun_at_the_deadline_is_never_sent(tmp_path: Path) -> None:
    """The TLS handshake outlasts the deadline: no byte of the body was sent or will be."""
    authority = authority_in(tmp_path, "ca.pem")
    context, wait = authority.context("127.0.0.1"), threading.Event()
    received = bytearray()

    def talk(sock: socket.socket) -> None:
        wait.wait(5)
        with context.wrap_socket(sock, server_side=True) as secured:
            while piece := secured.recv(65_536):
                received.extend(piece)

    with serving(talk) as server:
        made = connection()._replace(base_url=f"https://127.0.0.1:{server.port}", ca_bundle=authority.file)
        with contextlib.closing(Client(made)) as client:
            run = HoldQueue.over(client, Deadline(SystemClock(), 1)).release(["A", "B"])
            records = list(run)
            wait.set()
            assert server.ended.wait(5)
    assert received.partition(b"\r\n\r\n")[2] == b""
    assert outcomes(records) == ["not_attempted", "not_attempted"]
    assert [one.attempts for one in records] == [0, 0]
    assert [category(one) for one in records] == ["deadline", "deadline"]
    assert not client.sent


@pytest.mark.parametrize("kind", ["status", "throttle"])
def test_a_missing_permission_after_a_429_ends_the_run(kind: Any) -> None:
    tenant = Tenant(held=60, rules=Rules(permissions=frozenset()))
    with served(tenant, Fault(kind, endpoint="hold-release", times=1)) as sim:
        run = queue_of(sim).release(list(tenant.held))
        records = list(run)
    assert run.stopped is not None
    assert run.stopped.category == "permission"
    assert {category(one) for one in records[1:]} == {"permission"}
    assert outcomes(records).count("not_attempted") >= 50


def test_a_quota_that_is_just_enough_does_not_stop_the_run() -> None:
    tenant = Tenant(held=3, rules=Rules(quota=Quota(limit=3)))
    with served(tenant) as sim:
        client = client_of(sim)
        run = HoldQueue.over(client, Deadline(client.clock, 30)).release(list(tenant.held))
        records = list(run)
    assert outcomes(records) == ["released"] * 3
    assert run.stopped is None


def test_an_answer_within_the_reserve_does_not_stop_the_run() -> None:
    tenant = Tenant(held=1)
    with served(tenant, latency_ms=1600) as sim:
        client = client_of(sim, clock=SystemClock())
        run = HoldQueue.over(client, Deadline(client.clock, 2)).release(list(tenant.held))
        records = list(run)
    assert outcomes(records) == ["released"]
    assert run.stopped is None


def test_a_message_with_unreadable_journal_events_is_not_sent_after_a_look() -> None:
    tenant = Tenant(held=2)
    journal = UnreadableJournal(*tenant.held)
    with served(tenant) as sim:
        run = HoldQueue.over(client_of(sim), journal=journal).release(list(tenant.held), look_first=True)
        records = list(run)
        assert sent_ids(sim) == []
    assert outcomes(records) == ["unknown", "unknown"]


def test_a_request_without_an_answer_counts_as_sent() -> None:
    tenant = Tenant(held=1)
    with served(tenant, Fault("hang")) as sim:
        client = client_of(sim, clock=SystemClock(), timeout_seconds=20)
        records = list(HoldQueue.over(client, Deadline(client.clock, 1)).release(list(tenant.held)))
    assert outcomes(records) == ["unknown"]
    assert client.sent
