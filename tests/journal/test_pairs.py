"""Every journal left by one run, combined with every situation of the next: each run ends, and each record is true."""

import contextlib
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, NamedTuple

import pytest

from mimecast_hold.api.deadline import Deadline
from mimecast_hold.hold_queue.bulk.journal import Journal
from mimecast_hold.hold_queue.outcome.records import ReleaseRecord
from mimecast_hold.hold_queue.queue import HoldQueue
from mimecast_hold.simulator import Fault, Simulator, Tenant, Visibility
from tests.hold_queue.rig import category, client_of, sent_ids, served

pytestmark = pytest.mark.slow

ENDPOINT = "hold-release"
NOBODY = {"recipients": ["nobody@example.com"]}


class Situation(NamedTuple):
    """The situation of a run: the host's faults, the tenant's state, and the run's parameters."""

    faults: tuple[Fault, ...] = ()
    before: Callable[[Tenant, list[str]], None] = lambda _tenant, _ids: None
    after: Callable[[Tenant, list[str]], None] = lambda _tenant, _ids: None
    deadline: float | None = None
    options: Mapping[str, Any] = {}
    settings: Mapping[str, Any] = {}
    dead: bool = False
    killed: bool = False


def _withheld(tenant: Tenant, ids: list[str]) -> None:
    for one in ids:
        tenant.withhold(one)


def _allowed(tenant: Tenant, ids: list[str]) -> None:
    for one in ids:
        tenant.allow(one)


def _rejected(tenant: Tenant, ids: list[str]) -> None:
    tenant.act_as_other_admin(ids[0], "reject")


def _status(status: int, **more: Any) -> tuple[Fault, ...]:
    return (Fault("status", status=status, endpoint=ENDPOINT, **more),)


SITUATIONS = {
    "200 yes": Situation(),
    "release false": Situation(before=_withheld, after=_allowed),
    "not found": Situation(before=_rejected),
    "403": Situation(_status(403)),
    "403 later on": Situation(_status(403, every=2)),
    "409": Situation(_status(409)),
    "418": Situation(_status(418)),
    "429": Situation((Fault("throttle", seconds=1e6, endpoint=ENDPOINT),), deadline=10),
    "500": Situation(_status(500)),
    "503": Situation(_status(503)),
    "503 after the effect": Situation(_status(503, when="after")),
    "504": Situation(_status(504)),
    "reset": Situation((Fault("reset", endpoint=ENDPOINT),)),
    "reset after the effect": Situation((Fault("reset", when="after", endpoint=ENDPOINT),)),
    "time-out": Situation((Fault("hang", endpoint=ENDPOINT),), settings={"timeout_seconds": 0.2}),
    "dead host": Situation(dead=True),
    "kill -9": Situation((Fault("hang", endpoint=ENDPOINT),), killed=True),
    "kill -9 after the effect": Situation((Fault("hang", when="after", endpoint=ENDPOINT),), killed=True),
    "guard": Situation(options={"only_if": NOBODY}),
    "dry run": Situation(options={"dry_run": True}),
}
GUARDED = ("200 yes", "not found", "409", "503", "time-out", "dead host", "kill -9")
SETTLED = {"released", "not_released"}


@pytest.fixture(scope="module")
def dead_host() -> Iterator[str]:
    """An address where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


class Bench:
    """A tenant, a journal, and the runs that use it."""

    def __init__(self, sim: Simulator, folder: Path, dead_host: str) -> None:
        self.tenant = sim.tenant
        self.ids = [*list(sim.tenant.held)[:3], sim.tenant.unknown_id()]
        self._sim = sim
        self._journal = folder / "journal"
        self._dead_host = dead_host
        self._settled: set[str] = set()

    def run(self, situation: Situation, **options: Any) -> list[ReleaseRecord]:
        """Run, check what must always hold, and return the records."""
        self._sim.faults.clear()
        for fault in situation.faults:
            self._sim.faults.add(fault)
        situation.before(self.tenant, self.ids)
        sent_before = len(sent_ids(self._sim))
        records = self._ended({**situation.options, **options}, situation)
        situation.after(self.tenant, self.ids)
        sent = {one for group in sent_ids(self._sim)[sent_before:] for one in group}
        assert not sent & self._settled, "what is known is not sent again"
        if not situation.killed:
            assert [one.id for one in records] == self.ids
        for one in records:
            self._is_true(one, dry_run=bool(situation.options.get("dry_run")))
        if not situation.killed:
            self._settled |= {one.id for one in records if one.outcome in SETTLED and not one.error}
        return records

    def _ended(self, options: dict[str, Any], situation: Situation) -> list[ReleaseRecord]:
        records: list[ReleaseRecord] = []
        runs = Thread(target=lambda: records.extend(self._records(options, situation)), daemon=True)
        runs.start()
        runs.join(60)
        assert not runs.is_alive(), "the run does not end"
        return records

    def _records(self, options: dict[str, Any], situation: Situation) -> list[ReleaseRecord]:
        settings = {"max_attempts": 2, **situation.settings}
        if situation.dead:
            settings["base_url"] = self._dead_host
        client = client_of(self._sim, **settings)
        deadline = Deadline(client.clock, situation.deadline)
        with (
            Journal(str(self._journal), "a tenant", "release_held_message") as journal,
            contextlib.closing(client),
        ):
            if not situation.killed:
                return list(HoldQueue.over(client, deadline, journal).release(self.ids, **options))
            kept = self._journal.with_name("killed")
            kills = Thread(target=self._kill, args=(kept, deadline, situation.faults[0].when == "after"), daemon=True)
            kills.start()
            list(HoldQueue.over(client, deadline, journal).release(self.ids[:1], **options))
            deadline.cancel()
            kills.join()
        if kept.exists():  # what a process that was killed over its first request had written
            self._journal.unlink()
            kept.rename(self._journal)
            kept.with_name("killed-wal").rename(self._journal.with_name("journal-wal"))
        return []

    def _kill(self, kept: Path, deadline: Deadline, late: bool) -> None:
        """Copy the journal while a request hangs, after its effect if it has one."""
        before = len(sent_ids(self._sim))
        while len(sent_ids(self._sim)) == before or (late and not self.tenant.effects(self.ids[0])):
            if deadline.stop_reason():
                return
            sleep(0.005)
        shutil.copy2(self._journal.with_name("journal-wal"), kept.with_name("killed-wal"))
        shutil.copy2(self._journal, kept)
        deadline.cancel()

    def _is_true(self, one: ReleaseRecord, *, dry_run: bool) -> None:
        fate = self.tenant.fate(one.id)
        assert category(one) != "internal", one
        assert self.tenant.effects(one.id) <= 1
        if one.released:
            assert fate == "released", one
        elif one.outcome in ("failed", "not_released") and not dry_run:
            assert fate != "released", one
        if one.outcome == "not_attempted":
            assert one.error


@pytest.fixture
def bench(tmp_path: Path, dead_host: str) -> Iterator[Bench]:
    with served(Tenant(held=5)) as sim:
        yield Bench(sim, tmp_path, dead_host)


@pytest.mark.parametrize("met", SITUATIONS)
@pytest.mark.parametrize("left", SITUATIONS)
def test_runs_after_any_journal_end_with_true_records(bench: Bench, left: str, met: str) -> None:
    bench.run(SITUATIONS[left])
    bench.run(SITUATIONS[met])
    last = bench.run(Situation())
    assert all(one.outcome in ("released", "not_released", "failed", "unknown") for one in last)
    assert all(bench.tenant.fate(one.id) != "held" or one.outcome == "not_released" for one in last)


@pytest.mark.parametrize("met", GUARDED)
@pytest.mark.parametrize("left", SITUATIONS)
def test_nothing_passes_a_guard_after_any_journal(bench: Bench, left: str, met: str) -> None:
    tenant = bench.tenant
    bench.run(SITUATIONS[left])
    fates = [tenant.fate(one) for one in bench.ids]
    bench.run(SITUATIONS[met], only_if=NOBODY)
    tenant.visibility = Visibility(own_mail_only=True)
    everyone = {"recipients": [mail.recipient.address for mail in tenant.held.values()] or ["nobody@example.com"]}
    bench.run(SITUATIONS[met], only_if=everyone)
    expected = [
        "rejected" if met == "not found" and one == bench.ids[0] and fate == "held" else fate
        for one, fate in zip(bench.ids, fates, strict=True)
    ]
    assert [tenant.fate(one) for one in bench.ids] == expected
    tenant.visibility = Visibility()
    bench.run(Situation(), only_if=everyone)
    last = bench.run(Situation())
    assert all(tenant.fate(one.id) != "held" or one.outcome == "not_released" for one in last)
