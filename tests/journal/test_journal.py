"""A killed run continues from its journal; an unusable journal is reported before anything is sent."""

import contextlib
import json
import os
import resource
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.errors import ConfigurationError
from mimecast_hold.hold_queue.bulk.journal import Journal
from mimecast_hold.simulator import Fault, Simulator, Tenant, Visibility

COMMAND = [sys.executable, "-m", "mimecast_hold", "run", "release_held_message", "--journal"]


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(seed=3, held=200)


@pytest.fixture
def simulator(tenant: Tenant) -> Iterator[Simulator]:
    with Simulator(tenant, latency_ms=10) as running:
        yield running


def request(simulator: Simulator, ids: list[str], **parameters: Any) -> bytes:
    given = {"connection": simulator.connection(), "parameters": {"ids": ids, **parameters}}
    return json.dumps(given).encode()


def run(journal: Path, given: bytes, **options: Any) -> tuple[int, dict[str, Any]]:
    done = subprocess.run([*COMMAND, str(journal)], input=given, capture_output=True, check=False, **options)
    envelope: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, envelope


def await_that(happens: Callable[[], bool]) -> None:
    """Wait for another process, twenty seconds at most."""
    for _ in range(4000):
        if happens():
            return
        time.sleep(0.005)
    pytest.fail("it did not happen")


def releases(simulator: Simulator) -> list[str]:
    """Return the ids in each release request."""
    found = [one for one in simulator.requests if one.path.endswith("hold-release")]
    return [json.loads(one.body)["data"][0]["id"] for one in found]


def kill_midway(simulator: Simulator, journal: Path, given: bytes, after: int) -> None:
    process = subprocess.Popen(
        [*COMMAND, str(journal)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    assert process.stdin
    process.stdin.write(given)
    process.stdin.close()
    await_that(lambda: len(simulator.requests) >= after)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_run_is_continued_without_repeating_known_results(
    simulator: Simulator, tenant: Tenant, tmp_path: Path
) -> None:
    journal, ids = tmp_path / "journal", [*tenant.held, tenant.unknown_id()]
    given = request(simulator, ids)
    kill_midway(simulator, journal, given, after=60)
    sent_before = len(releases(simulator))
    status, envelope = run(journal, given)
    assert status == 1
    outcomes = {one["id"]: one["outcome"] for one in envelope["records"]}
    assert list(outcomes) == ids
    assert outcomes.pop(tenant.unknown_id()) == "failed"
    assert set(outcomes.values()) == {"released"}
    assert all(tenant.fate(one) == "released" for one in outcomes)
    again = Counter(releases(simulator)[sent_before:])
    in_flight = [one for one in again if Counter(releases(simulator))[one] > 1]
    assert len(in_flight) <= 8, "only what was in flight is asked about again"


def test_known_results_stay_in_a_third_run(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal, ids = tmp_path / "journal", [*list(tenant.held)[:5], tenant.unknown_id()]
    first = run(journal, request(simulator, ids))
    sent = len(simulator.requests)
    second = run(journal, request(simulator, ids))
    assert len(simulator.requests) == sent
    assert second[1]["records"] == first[1]["records"]
    assert second[0] == first[0] == 1


def test_a_lost_answer_that_could_not_be_settled_is_settled_by_the_next_run(tenant: Tenant, tmp_path: Path) -> None:
    journal, (message_id, *_) = tmp_path / "journal", tenant.held
    with Simulator(tenant, faults=(Fault("reset", when="before", endpoint="hold-release"),)) as simulator:
        _, envelope = run(journal, request(simulator, [message_id]))
        assert envelope["records"][0]["outcome"] == "unknown"
        simulator.faults.clear()
        status, envelope = run(journal, request(simulator, [message_id]))
    assert (status, envelope["records"][0]["outcome"]) == (0, "released")
    assert envelope["records"][0]["attempts"] == 5


def test_a_guard_applies_again_in_a_continued_run(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal, (message_id, *_) = tmp_path / "journal", tenant.held
    given = request(simulator, [message_id], only_if={"recipients": ["nobody@example.com"]})
    for _ in range(2):
        _, envelope = run(journal, given)
        assert envelope["records"][0]["error"]["category"] == "guard"
    assert tenant.fate(message_id) == "held"


def test_two_runs_at_once_do_not_share_a_journal(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal, ended = tmp_path / "journal", threading.Event()
    tenant.before_call(lambda _: pytest.fail("it was not let go on") if not ended.wait(60) else None)
    given = request(simulator, list(tenant.held))
    first = subprocess.Popen(
        [*COMMAND, str(journal)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert first.stdin
    assert first.stdout
    first.stdin.write(given)
    first.stdin.close()
    await_that(lambda: bool(releases(simulator)))
    status, envelope = run(journal, given)
    assert (status, envelope["error"]["category"]) == (2, "configuration")
    assert "in use by another run" in envelope["error"]["message"]
    ended.set()
    assert json.loads(first.stdout.read())["status"] == "success"
    first.stdout.close()
    assert first.wait() == 0
    assert max(Counter(releases(simulator)).values()) == 1


def test_the_journal_has_mode_0600(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    run(journal, request(simulator, list(tenant.held)[:1]))
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_journal_contains_no_secret(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    run(journal, request(simulator, list(tenant.held)[:3]))
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    secrets = [value for name, value in simulator.connection().items() if name.endswith("key")]
    assert secrets
    assert not [one for one in secrets if str(one).encode() in kept]


def refuses(simulator: Simulator, journal: Path, given: bytes, says: str, **options: Any) -> None:
    status, envelope = run(journal, given, **options)
    assert (status, envelope["error"]["category"]) == (2, "configuration"), envelope["error"]
    assert says in envelope["error"]["message"]
    assert not simulator.requests
    assert {one["outcome"] for one in envelope["records"]} == {"not_attempted"}


def test_another_tenants_journal_is_refused(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    with Simulator(Tenant(seed=4)) as other:
        run(journal, request(other, ["an-id"]))
    refuses(simulator, journal, request(simulator, list(tenant.held)[:2]), "another tenant")


def test_a_link_is_refused(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    journal.symlink_to(tmp_path / "elsewhere")
    refuses(simulator, journal, request(simulator, list(tenant.held)[:1]), "is a link")


def test_a_file_of_another_kind_is_refused(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    journal.write_text("notes of a case, and no journal\n" * 100)
    journal.chmod(0o600)
    refuses(simulator, journal, request(simulator, list(tenant.held)[:1]), "cannot be used")


def test_a_missing_folder_is_reported(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal = tmp_path / "missing" / "journal"
    refuses(simulator, journal, request(simulator, list(tenant.held)[:1]), "cannot be created")


def test_a_full_disk_is_reported_before_anything_is_sent(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    given = request(simulator, list(tenant.held)[:1])
    refuses(simulator, tmp_path / "journal", given, "cannot be used", preexec_fn=no_room)


def test_a_disk_that_fills_up_ends_the_run_and_loses_no_record(
    simulator: Simulator, tenant: Tenant, tmp_path: Path
) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))

    ids = list(tenant.held)
    status, envelope = run(tmp_path / "journal", request(simulator, ids), preexec_fn=little_room)
    assert (status, envelope["status"]) == (1, "partial")
    assert envelope["error"]["category"] == "configuration"
    released = {one["id"] for one in envelope["records"] if one["outcome"] == "released"}
    assert released == {one for one in ids if tenant.fate(one) == "released"}
    assert {one["outcome"] for one in envelope["records"]} == {"released", "not_attempted"}


def test_a_read_only_journal_is_reported(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    sqlite3.connect(journal).close()
    journal.chmod(0o400)
    if os.access(journal, os.W_OK):
        pytest.skip("this user may write to read-only files")
    refuses(simulator, journal, request(simulator, list(tenant.held)[:1]), "cannot be used")


def test_a_journal_for_an_action_that_changes_nothing_is_refused(simulator: Simulator, tmp_path: Path) -> None:
    command = [*COMMAND[:-2], "find_held_messages", "--journal", str(tmp_path / "journal")]
    given = json.dumps({"connection": simulator.connection()}).encode()
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    assert done.returncode == 2
    assert "changes nothing" in json.loads(done.stdout)["error"]["message"]


def test_a_dry_run_creates_no_journal(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    run(tmp_path / "journal", request(simulator, list(tenant.held)[:1], dry_run=True))
    assert not list(tmp_path.iterdir())


def test_another_database_is_refused_and_left_unchanged(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    path = tmp_path / "of-something-else"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE about (name TEXT)")
    path.chmod(0o600)
    before = path.read_bytes()
    status, envelope = run(path, request(simulator, list(tenant.held)[:1]))
    assert (status, envelope["error"]["category"]) == (2, "configuration")
    assert path.read_bytes() == before
    assert releases(simulator) == []


def test_a_refused_journal_is_closed(tmp_path: Path) -> None:
    path = str(tmp_path / "journal")
    Journal(path, "a tenant", "release_held_message").close()
    with pytest.raises(ConfigurationError, match="another tenant"):
        Journal(path, "another tenant", "release_held_message")
    Journal(path, "a tenant", "release_held_message").close()  # nobody holds the lock


def test_the_journal_of_other_filters_is_refused(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    codes = sorted({mail.policy.reason_code for mail in tenant.held.values()})
    journal = tmp_path / "outage.journal"

    def released(code: str, **more: Any) -> tuple[int, dict[str, Any]]:
        parameters = {"reason_codes": [code], "end": "1m", "max_messages": 200, "dry_run": False, **more}
        given = json.dumps({"connection": simulator.connection(), "parameters": parameters}).encode()
        command = [*COMMAND[:-2], "release_matching_held_messages", "--journal", str(journal)]
        done = subprocess.run(command, input=given, capture_output=True, check=False)
        return done.returncode, json.loads(done.stdout)

    status, first = released(codes[0])
    assert status == 0
    assert first["summary"]["released"]
    status, other = released(codes[1])
    assert status == 2
    assert "other filters" in other["error"]["message"]
    assert len(releases(simulator)) == first["summary"]["released"]
    status, again = released(codes[0], max_messages=150, deadline_seconds=60)
    assert status == 0
    assert [one["id"] for one in again["records"]] == [one["id"] for one in first["records"]]
    assert len(releases(simulator)) == first["summary"]["released"]


def test_a_guard_applies_to_messages_of_an_earlier_run(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    ids = list(tenant.held)[:20]
    not_processed = '{"meta":{"status":503},"data":[],"fail":[]}'
    simulator.faults.add(Fault("body", ids=tuple(ids[4:6]), times=8, status=503, body=not_processed))
    status, first = run(tmp_path / "journal", request(simulator, ids[:6]))
    assert (status, first["summary"]["failed"]) == (1, 2)
    sent = len(releases(simulator))
    nobody = {"recipients": ["nobody@example.com"]}
    status, second = run(tmp_path / "journal", request(simulator, ids, only_if=nobody))
    assert [one["outcome"] for one in second["records"]] == ["released"] * 4 + ["skipped"] * 16
    assert len(releases(simulator)) == sent


def test_unsent_messages_are_sent_once_the_connection_works(
    simulator: Simulator, tenant: Tenant, tmp_path: Path
) -> None:
    ids = list(tenant.held)[:5]
    given = json.loads(request(simulator, ids))
    wrong = {**given["connection"], "secret_key": "d3Jvbmc="}
    status, first = run(tmp_path / "journal", json.dumps({**given, "connection": wrong}).encode())
    assert (status, first["error"]["category"]) == (1, "authentication")
    status, second = run(tmp_path / "journal", json.dumps(given).encode())
    assert (status, second["summary"]["released"]) == (0, 5)


def test_a_message_with_damaged_events_is_looked_up_and_not_sent(
    simulator: Simulator, tenant: Tenant, tmp_path: Path
) -> None:
    ids = list(tenant.held)[:3]
    journal = tmp_path / "journal"
    assert run(journal, request(simulator, ids))[0] == 0
    with contextlib.closing(sqlite3.connect(journal)) as database:
        database.execute("UPDATE events SET event = '{' WHERE id = ?", (ids[1],))
        database.commit()
    status, envelope = run(journal, request(simulator, ids))
    assert status == 0
    assert [one["evidence"] for one in envelope["records"]] == ["response", "release_log", "response"]
    assert len(releases(simulator)) == 3


def events_in(journal: Path) -> list[tuple[str, str]]:
    """Return a journal's content: ids, and the names of events."""
    with contextlib.closing(sqlite3.connect(journal)) as database:
        rows = database.execute("SELECT id, event FROM events ORDER BY number").fetchall()
    return [(message_id, json.loads(event)["event"]) for message_id, event in rows]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o777])
def test_a_journal_that_others_can_read_or_change_is_refused(
    simulator: Simulator, tenant: Tenant, tmp_path: Path, mode: int
) -> None:
    journal = tmp_path / "a journal"
    Journal(str(journal), "a tenant", "release_held_message").close()
    journal.chmod(mode)
    given = request(simulator, list(tenant.held)[:1])
    refuses(simulator, journal, given, "can read or change")
    _, envelope = run(journal, given)
    assert f"chmod 600 '{journal}'" in envelope["error"]["hint"]
    assert "new journal" in envelope["error"]["hint"]


def test_files_beside_a_journal_are_checked_too(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    Journal(str(journal), "a tenant", "release_held_message").close()
    beside = tmp_path / "journal-wal"
    beside.touch(0o666)
    beside.chmod(0o666)
    refuses(simulator, journal, request(simulator, list(tenant.held)[:1]), "can read or change")


_YES = {"event": "Answered", "verdict": "done", "problem": None}
_PROBLEM = {"category": "refused", "message": "", "hint": "", "code": None, "retryable": False, "http_status": None}


@pytest.mark.parametrize(
    "rows",
    [
        ["{"],
        ["null"],
        ["[" * 100_000],
        [None],
        [b"\xff"],
        [7],
        [{**_YES}],  # of no request
        [{**_YES, "verdict": "yes"}],
        [{**_YES, "by": "someone"}],
        [{"event": "Answered", "verdict": "done"}],
        [{"event": "Believed"}],
        [{"event": ["Sent"]}],
        [{"event": "Sent", "request_id": 7, "at": "2026-11-25T09:00:00+00:00"}],
        [{"event": "Sent", "request_id": "a", "at": "2026-11-25T09:00:00"}],
        [{"event": "Sent", "request_id": "a", "at": "yesterday"}],
        [{"event": "Lost", "problem": _PROBLEM, "late": 0, "counts": True, "answered": False}],
        [{"event": "Halted", "problem": {**_PROBLEM, "category": "luck"}}],
        [{"event": "Halted", "problem": {**_PROBLEM, "retryable": "no"}}],
        [{"event": "Seen", "message": {}, "at": "2026-11-25T09:00:00+00:00"}],
    ],
    ids=str,
)
def test_a_row_that_no_run_wrote_is_rejected_without_ending_the_run(
    simulator: Simulator, tenant: Tenant, tmp_path: Path, rows: list[object]
) -> None:
    ids = list(tenant.held)[:4]
    journal = tmp_path / "journal"
    assert run(journal, request(simulator, ids[:3]))[0] == 0
    with contextlib.closing(sqlite3.connect(journal)) as database:
        for message_id in ids[1:3]:
            numbers = database.execute("SELECT number FROM events WHERE id = ?", (message_id,)).fetchall()
            database.execute("DELETE FROM events WHERE number = ?", numbers[0])
            for row in rows:
                text = json.dumps(row) if isinstance(row, dict) else row
                database.execute("UPDATE events SET event = ? WHERE number = ?", (text, *numbers[1]))
        database.commit()
    sent = len(releases(simulator))
    status, envelope = run(journal, request(simulator, ids))
    assert [one["evidence"] for one in envelope["records"]] == ["response", "release_log", "release_log", "response"]
    assert [one["outcome"] for one in envelope["records"]] == ["released"] * 4
    assert (status, releases(simulator)[sent:]) == (0, [ids[3]])


def test_a_held_message_with_invalid_events_is_not_sent(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    message_id = next(iter(tenant.held))
    journal = tmp_path / "journal"
    tenant.withhold(message_id)
    run(journal, request(simulator, [message_id]))
    with contextlib.closing(sqlite3.connect(journal)) as database:
        database.execute("UPDATE events SET event = ?", (json.dumps(_YES),))
        database.commit()
    tenant.allow(message_id)
    _, envelope = run(journal, request(simulator, [message_id]))
    assert [one["outcome"] for one in envelope["records"]] == ["unknown"]
    assert tenant.fate(message_id) == "held"


@pytest.mark.parametrize(
    ("fault", "category"),
    [
        (Fault("status", status=403, form="mimecast", endpoint="hold-release"), "permission"),
        (Fault("status", status=401, form="mimecast", endpoint="hold-release"), "authentication"),
        (Fault("status", status=418, form="mimecast", endpoint="hold-release"), "authentication"),
        (Fault("status", status=405, form="mimecast", endpoint="hold-release"), "configuration"),
        (
            Fault(
                "body",
                body='{"fail":[{"code":"app_forbidden","message":"Resource does not exist in any product"}]}',
                endpoint="hold-release",
            ),
            "permission",
        ),
    ],
    ids=str,
)
def test_a_refusal_that_can_be_fixed_is_sent_again(
    simulator: Simulator, tenant: Tenant, tmp_path: Path, fault: Fault, category: str
) -> None:
    ids = list(tenant.held)[:3]
    simulator.faults.add(fault)
    _, envelope = run(tmp_path / "journal", request(simulator, ids))
    assert {one["error"]["category"] for one in envelope["records"]} == {category}
    simulator.faults.clear()
    status, envelope = run(tmp_path / "journal", request(simulator, ids))
    assert (status, envelope["summary"]["released"]) == (0, 3)


def test_a_run_that_sends_nothing_stores_no_events(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal, ids = tmp_path / "journal", list(tenant.held)[:3]
    nobody = {"recipients": ["nobody@example.com"]}
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        dead = json.loads(request(simulator, ids))
        dead["connection"]["base_url"] = f"http://127.0.0.1:{taken.getsockname()[1]}"
        nothing = (request(simulator, ids, only_if=nobody), request(simulator, ids, dry_run=True))
        for given in (*nothing, json.dumps(dead).encode()):
            run(journal, given)
            assert not journal.exists() or events_in(journal) == []
    wrong = simulator.connection("2.0") | {"client_secret": "wrong"}
    run(tmp_path / "token", json.dumps({"connection": wrong, "parameters": {"ids": ids}}).encode())
    assert events_in(tmp_path / "token") == []


def test_a_kept_back_message_adds_no_events(simulator: Simulator, tenant: Tenant, tmp_path: Path) -> None:
    journal, ids = tmp_path / "journal", list(tenant.held)[:1]
    simulator.faults.add(Fault("status", status=409, times=1))
    run(journal, request(simulator, ids))
    kept = events_in(journal)
    run(journal, request(simulator, ids, only_if={"recipients": ["nobody@example.com"]}))
    assert events_in(journal) == kept


def test_a_message_that_the_guard_does_not_find_is_looked_up_and_not_sent(
    simulator: Simulator, tenant: Tenant, tmp_path: Path
) -> None:
    journal, ids = tmp_path / "journal", list(tenant.held)[:2]
    codes = sorted({mail.policy.reason_code for mail in tenant.held.values()})
    simulator.faults.add(Fault("status", status=504, endpoint="hold-release"))
    run(journal, request(simulator, ids))
    simulator.faults.clear()
    tenant.act_as_other_admin(ids[1], "reject")
    tenant.visibility = Visibility(own_mail_only=True)
    sent = len(releases(simulator))
    _, envelope = run(journal, request(simulator, ids, only_if={"reason_codes": codes}))
    assert [one["outcome"] for one in envelope["records"]] == ["unknown", "failed"]
    assert envelope["records"][1]["error"]["category"] == "already_rejected"
    assert len(releases(simulator)) == sent
    assert tenant.fate(ids[0]) == "held"


def test_a_kept_back_message_is_unknown_while_an_earlier_request_may_apply(
    tmp_path: Path,
) -> None:
    tenant = Tenant(held=2)
    other, late = tenant.held
    fault = Fault("late", ids=(late,), seconds=60, status=504)
    with Simulator(tenant, faults=[fault]) as simulator:
        run(tmp_path / "journal", request(simulator, [other, late]))
        guard = {"recipients": ["nobody@example.com"]}
        _, envelope = run(tmp_path / "journal", request(simulator, [late], only_if=guard))
        simulator.finish_late()
    (record,) = envelope["records"]
    assert (record["outcome"], record["released"], record["evidence"]) == ("unknown", None, "hold_queue")
    assert tenant.fate(late) == "released"
