"""release_matching_held_messages with a journal: which messages a continued run may release, and how many."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import pytest

from mimecast_hold.api.deadline import SystemClock
from mimecast_hold.hold_queue.bulk.action import Preview
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.simulator import Fault, Simulator, Tenant, Visibility
from tests.hold_queue.rig import sent_ids, served

T = TypeVar("T")
ATTEMPT = "hold-release"


class HandSet(SystemClock):
    """A clock set by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 25, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def wait(self, minutes: float) -> None:
        self.time += timedelta(minutes=minutes)

    def take(self, queue: "SimpleQueue[T]", seconds: float) -> T:
        return super().take(queue, min(seconds, 0.05))


class Desk:
    """A tenant, a journal, and repeated runs that release what matches."""

    def __init__(self, sim: Simulator, clock: HandSet, journal: Path) -> None:
        self.sim, self.tenant, self.clock, self.journal = sim, sim.tenant, clock, journal

    def add(self, count: int) -> list[str]:
        return self.tenant.add(count)

    def run(self, *, shown: Preview | None = None, **parameters: Any) -> dict[str, Any]:
        given = {"start": "71m", "end": "1m", "reason_codes": CODES, "max_messages": 3, "dry_run": False}
        runner = Runner(ACTION, {}, journal=str(self.journal), clock=self.clock, preview=shown)
        connection = {**self.sim.connection(), "max_attempts": 1}
        return runner.run(lambda: ActionInput(connection, {**given, **parameters})).envelope

    @contextlib.contextmanager
    def failing(self, *faults: Fault) -> Iterator[None]:
        for fault in faults:
            self.sim.faults.add(fault)
        yield
        self.sim.faults.clear()

    @property
    def sent(self) -> list[str]:
        return [one for group in sent_ids(self.sim) for one in group]

    @property
    def events(self) -> list[str]:
        with contextlib.closing(sqlite3.connect(self.journal)) as database:
            return [json.loads(event)["event"] for (event,) in database.execute("SELECT event FROM events")]


ACTION = "release_matching_held_messages"
CODES = sorted({mail.policy.reason_code for mail in Tenant(held=200).held.values()})
UNAVAILABLE = Fault("status", status=503, endpoint=ATTEMPT)
CONFLICT = Fault("status", status=409, endpoint=ATTEMPT)
RESET = Fault("reset", endpoint=ATTEMPT)
TOO_LATE = Fault("status", status=504, endpoint=ATTEMPT)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = HandSet()
    with served(Tenant(held=0, now=clock.now)) as sim:
        yield Desk(sim, clock, tmp_path / "journal")


def outcomes(envelope: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in envelope["records"]}


@pytest.mark.parametrize("fault", [UNAVAILABLE, CONFLICT, RESET], ids=["503", "409", "reset"])
def test_a_span_keeps_its_meaning_in_a_continued_run(desk: Desk, fault: Fault) -> None:
    early = desk.add(3)
    desk.clock.wait(30)
    with desk.failing(fault):
        assert desk.run()["summary"]["released"] == 0
    later = desk.add(3)
    desk.clock.wait(35)
    sent = len(desk.sent)
    second = desk.run()
    assert outcomes(second) == dict.fromkeys(early, "released")
    assert set(desk.sent[sent:]) == set(early)
    assert [desk.tenant.fate(one) for one in later] == ["held"] * 3
    assert any("continues a run on mail from 2026-11-25T08:19:00Z" in one for one in second["warnings"])


def test_the_limit_counts_everything_to_be_sent(desk: Desk) -> None:
    early = desk.add(3)
    desk.clock.wait(30)
    with desk.failing(CONFLICT):
        desk.run()
    desk.clock.wait(-20)
    late = desk.add(1)  # within the window, and listed only now
    desk.clock.wait(25)
    sent = len(desk.sent)
    envelope = desk.run()
    assert envelope["error"]["category"] == "guard"
    assert envelope["error"]["message"].startswith("4 held messages match")
    assert len(desk.sent) == sent
    assert set(outcomes(desk.run(max_messages=4)).values()) == {"released"}
    assert {desk.tenant.fate(one) for one in (*early, *late)} == {"released"}


def test_released_messages_do_not_count_again(desk: Desk) -> None:
    early = desk.add(3)
    desk.clock.wait(30)
    with desk.failing(Fault("status", status=409, endpoint=ATTEMPT, ids=(early[0],))):
        desk.run()
    envelope = desk.run(max_messages=1)
    assert outcomes(envelope) == dict.fromkeys(early, "released")


@pytest.mark.parametrize(("fault", "outcome"), [(CONFLICT, "skipped"), (TOO_LATE, "failed")], ids=["409", "504"])
def test_an_earlier_runs_message_that_no_longer_matches_is_not_sent(desk: Desk, fault: Fault, outcome: str) -> None:
    first, second = desk.add(2)
    desk.clock.wait(30)
    with desk.failing(fault):
        desk.run()
    desk.tenant.act_as_other_admin(first, "reject")
    sent = len(desk.sent)
    found = outcomes(desk.run())
    assert found == {first: outcome, second: "released"}
    assert desk.sent[sent:] == [second]


@pytest.mark.parametrize("fault", [CONFLICT, RESET], ids=["409", "reset"])
def test_a_message_that_the_key_cannot_see_is_not_sent(desk: Desk, fault: Fault) -> None:
    (only,) = desk.add(1)
    desk.clock.wait(30)
    with desk.failing(fault):
        desk.run()
    desk.tenant.visibility = Visibility(own_mail_only=True)
    sent = len(desk.sent)
    envelope = desk.run()
    assert outcomes(envelope)[only] in ("skipped", "unknown")
    assert envelope["status"] == "failure"
    assert len(desk.sent) == sent


def test_a_run_is_continued_with_the_same_spans_or_their_times(desk: Desk) -> None:
    early = desk.add(2)
    desk.clock.wait(30)
    with desk.failing(CONFLICT):
        desk.run()
    desk.clock.wait(10)
    other = desk.run(end="2m")
    assert (other["error"]["category"], other["records"]) == ("configuration", [])
    assert "other filters" in other["error"]["message"]
    same = desk.run(start="2026-11-25T08:19:00Z", end="2026-11-25T09:29:00Z")
    assert outcomes(same) == dict.fromkeys(early, "released")


def test_a_journal_is_bound_to_its_filters_only_once_something_was_sent(desk: Desk) -> None:
    desk.add(4)
    desk.clock.wait(30)
    assert desk.run()["error"]["category"] == "guard"
    assert desk.run(end="50m")["summary"]["matched"] == 0
    desk.clock.wait(50)
    assert desk.run(max_messages=4, start="90m")["summary"]["released"] == 4


def test_a_dry_run_shows_what_a_continued_run_would_release_and_leaves_the_journal_alone(desk: Desk) -> None:
    early = desk.add(3)
    desk.clock.wait(30)
    with desk.failing(Fault("status", status=409, endpoint=ATTEMPT, ids=(early[0],))):
        desk.run()
    desk.add(3)
    desk.clock.wait(30)
    kept = desk.events
    looked = desk.run(dry_run=True)
    assert outcomes(looked) == {early[0]: "skipped"}
    assert desk.events == kept
    assert outcomes(desk.run()) == dict.fromkeys(early, "released")


def test_only_previewed_messages_are_released(desk: Desk) -> None:
    shown_and_left, shown, *_ = desk.add(2)
    now = desk.clock.now() + timedelta(minutes=30)
    never_shown = desk.add(1)
    desk.clock.wait(30)
    desk.tenant.act_as_other_admin(shown_and_left, "reject")
    desk.clock.wait(20)
    envelope = desk.run(shown=Preview(now, [shown_and_left, shown]))
    assert outcomes(envelope) == {shown: "released", shown_and_left: "skipped"}
    assert desk.sent == [shown]
    assert desk.tenant.fate(never_shown[0]) == "held"


def test_an_earlier_runs_message_is_not_sent_unless_previewed(desk: Desk) -> None:
    first, second = desk.add(2)
    desk.clock.wait(30)
    with desk.failing(CONFLICT):
        desk.run()
    sent = len(desk.sent)
    envelope = desk.run(shown=Preview(desk.clock.now(), [second]))
    assert outcomes(envelope) == {first: "skipped", second: "released"}
    assert desk.sent[sent:] == [second]
