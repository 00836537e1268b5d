"""Once something was sent, all known records are printed or the exit status is not 0, whatever goes wrong."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.hold_queue.outcome.records import ReleaseRecord
from mimecast_hold.plugin import manifest, runner
from mimecast_hold.plugin.envelope import json_chunks
from mimecast_hold.plugin.runner import ActionInput, Runner
from mimecast_hold.plugin.validation import schemas
from mimecast_hold.simulator import Fault, Simulator, Tenant
from tests.run.command import RUN, Ran, checked, environ, finished, run, started

pytestmark = pytest.mark.slow

ACTION = "release_held_message"
# As if the package had been upgraded, and no file descriptor left, in the moment of the first request.
_NOTHING_LEFT = """
import os, sys
class Gone:
    def find_spec(self, name, path=None, target=None):
        if os.path.exists(os.environ["GONE"]) and name not in sys.builtin_module_names:  # part of the interpreter
            sys.stderr.write(f"imported too late: {name}\\n")
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Gone())
from mimecast_hold.cli.main import console
console()
"""
PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "a release": (ACTION, {}),
    "a guard": (ACTION, {"only_if": {"recipient_domains": ["example.com"]}}),
    "a look first": (ACTION, {"look_first": True, "reason": "Fall 1 \u20ac"}),
    "a dry run": (ACTION, {"dry_run": True}),
    "a rejection": ("reject_held_message", {}),
}
READING: dict[str, dict[str, Any]] = {
    "find_held_messages": {},
    "get_hold_summary": {},
    "get_release_log": {},
    "test_connection": {"check_release_permission": True},
    "release_matching_held_messages": {"route": "inbound", "max_messages": 50},
}


def with_nothing_left(arguments: Sequence[str], tenant: Tenant, flag: Path, given: bytes = b"") -> Any:
    tenant.before_call(lambda _: flag.touch())
    env = environ(GONE=str(flag))
    return subprocess.run(
        [sys.executable, "-c", _NOTHING_LEFT, *arguments], input=given, capture_output=True, check=False, env=env
    )


def ran_with_nothing_left(
    action: str, sim: Simulator, parameters: Mapping[str, object], flag: Path, *arguments: str
) -> Ran:
    given = json.dumps({"connection": sim.connection(), "parameters": parameters}).encode()
    ended = with_nothing_left(["run", action, *arguments], sim.tenant, flag, given)
    assert "imported too late" not in ended.stderr.decode()
    assert flag.exists()
    return checked(ended.returncode, ended.stdout.decode("ascii"), ended.stderr.decode())


@pytest.mark.parametrize("case", PARAMETERS)
@pytest.mark.parametrize("lost", [None, "reset", "truncate", "garbage"])
def test_nothing_is_loaded_after_the_first_request(case: str, lost: Any, tmp_path: Path) -> None:
    action, parameters = PARAMETERS[case]
    tenant = Tenant(held=4)
    ids = [*tenant.held, tenant.unknown_id()]
    # A lost answer is followed by a refusal, since it was carried out: the queue and then the log tell.
    faults = [Fault(lost, "after", ids=(ids[1],), endpoint="hold-release", times=1)] if lost else []
    with Simulator(tenant, faults=faults) as sim:
        ran = ran_with_nothing_left(action, sim, {"ids": ids, **parameters}, tmp_path / "gone")
    assert len(ran.records) == 5
    assert ran.error["category"] != "internal" if ran.envelope["error"] else True


@pytest.mark.parametrize("action", READING)
def test_nothing_is_loaded_after_the_first_request_of_any_action(action: str, tmp_path: Path) -> None:
    with Simulator(Tenant(held=4)) as sim:
        ran = ran_with_nothing_left(action, sim, READING[action], tmp_path / "gone")
    assert ran.status == 0


def test_nothing_is_loaded_to_close_a_journal(tmp_path: Path) -> None:
    tenant = Tenant(held=4)
    arguments = ("--journal", str(tmp_path / "journal"))
    with Simulator(tenant) as sim:
        ran = ran_with_nothing_left(ACTION, sim, {"ids": list(tenant.held)}, tmp_path / "gone", *arguments)
    assert ran.outcomes == ["released"] * 4


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"], ["--jsonl"]])
def test_a_command_loads_nothing_after_the_first_request(form: list[str], tmp_path: Path) -> None:
    tenant = Tenant(held=160)
    with Simulator(tenant) as sim:
        path = tmp_path / "connection.json"
        path.write_text(json.dumps(sim.connection()))
        path.chmod(0o600)
        typed = ["release", *tenant.held, "--look-first", "--connection", str(path), *form]
        ended = with_nothing_left(typed, tenant, tmp_path / "gone")
    assert (ended.returncode, b"imported too late" in ended.stderr) == (0, False)
    assert all(one.encode() in ended.stdout for one in tenant.release_calls)


@pytest.mark.parametrize("files", [14, 24])
def test_a_run_without_free_file_descriptors_prints_its_envelope(files: int) -> None:
    tenant = Tenant(held=80)
    with Simulator(tenant, latency_ms=100) as sim:
        connection = {**sim.connection(), "concurrency": 32, "messages_per_request": 1}
        given = json.dumps({"connection": connection, "parameters": {"ids": list(tenant.held)}}).encode()
        limit = (files, files)
        process = started(ACTION, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limit))
        ran = finished(process, given)
    assert [one["released"] for one in ran.records] == [one["id"] in tenant.release_calls for one in ran.records]
    assert ran.outcomes == ["released"] * 80


@pytest.mark.skipif(not hasattr(os, "set_blocking"), reason="POSIX")
def test_a_non_blocking_standard_output_gets_the_whole_envelope() -> None:
    tenant = Tenant(held=300)
    read, write = os.pipe()
    os.set_blocking(write, False)
    with Simulator(tenant) as sim:
        process = started(ACTION, stdout=write)
        os.close(write)
        assert process.stdin
        process.stdin.write(
            json.dumps({"connection": sim.connection(), "parameters": {"ids": list(tenant.held)}}).encode()
        )
        process.stdin.close()
        process.stdin = None
        assert process.stderr
        for line in process.stderr:  # whose last line comes before the envelope
            if f"action={ACTION}".encode() in line:
                break
        with os.fdopen(read, "rb") as reader:
            out = reader.read()
        _, err = process.communicate(timeout=60)
    ran = checked(process.returncode, out.decode("ascii"), err.decode())
    assert len(out) > 65_536
    assert (ran.status, ran.outcomes) == (0, ["released"] * 300)


def test_a_non_blocking_standard_input_is_read_to_its_end() -> None:
    read, write = os.pipe()
    os.set_blocking(read, False)
    tenant = Tenant(held=1)
    with Simulator(tenant) as sim:
        process = started(ACTION, stdin=read)
        os.close(read)
        given = json.dumps({"connection": sim.connection(), "parameters": {"ids": list(tenant.held)}}).encode()
        with os.fdopen(write, "wb", buffering=0) as writer:
            writer.write(given[:20])
            writer.write(given[20:])
        ran = finished(process)
    assert ran.outcomes == ["released"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("where", [">/dev/full", ">&-", "| true"])
@pytest.mark.parametrize("what", ["release", "help"])
def test_an_envelope_that_cannot_be_printed_is_not_a_success(where: str, what: str, tmp_path: Path) -> None:
    tenant = Tenant(held=200)
    with Simulator(tenant) as sim:
        (tmp_path / "in").write_text(
            json.dumps({"connection": sim.connection(), "parameters": {"ids": list(tenant.held)}})
        )
        words = " ".join((*RUN, ACTION if what == "release" else "--help"))
        line = f"{{ {words} < {tmp_path}/in {{0}}; }}; exit ${{PIPESTATUS[0]}}".replace("{0}", where)
        ended = subprocess.run(["/bin/bash", "-c", line], capture_output=True, check=False, env=environ())
    assert ended.returncode == 1
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "ascii", "cp037", "utf-7", ""])
def test_the_envelope_is_ascii_whatever_the_encoding_of_the_streams(encoding: str) -> None:
    with Simulator(Tenant(held=1)) as sim:
        ran = run("find_held_messages", {"connection": sim.connection()}, env={"PYTHONIOENCODING": encoding})
    assert ran.status == 0


def test_a_variable_for_completion_does_not_change_what_a_platform_gets() -> None:
    env = {"_MIMECAST_HOLD_COMPLETE": "bash_source"}
    with Simulator(Tenant(held=1)) as sim:
        assert run("find_held_messages", {"connection": sim.connection()}, env=env).status == 0


def test_standard_input_that_cannot_be_read_is_invalid_input(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path / "out", os.O_WRONLY | os.O_CREAT)
    try:
        ran = finished(started(ACTION, stdin=descriptor))
    finally:
        os.close(descriptor)
    assert (ran.status, ran.error["category"]) == (2, "invalid_input")


def released_here(sim: Simulator) -> Any:
    ids = list(sim.tenant.held)
    return Runner(ACTION, {}).run(lambda: ActionInput(sim.connection(), {"ids": ids}))


@pytest.mark.parametrize("error", [ModuleNotFoundError("gone"), OSError(24, "Too many open files"), MemoryError()])
def test_a_check_that_fails_loses_no_record(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> list[str]:
        raise error

    monkeypatch.setattr(runner, "check_output", broken)
    with Simulator(Tenant(held=3)) as sim:
        done = released_here(sim)
    envelope = json.loads("".join(done.json_chunks()))
    assert done.exit_status == 1
    assert envelope["error"]["category"] == "internal"
    assert [one["outcome"] for one in envelope["records"]] == ["released"] * 3


@pytest.mark.parametrize("what", ["api.client.Client.close", "hold_queue.bulk.journal.Journal.close"])
def test_an_error_while_closing_loses_no_record(what: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(f"mimecast_hold.{what}", broken)
    with Simulator(Tenant(held=3)) as sim:
        ids = list(sim.tenant.held)
        run_ = Runner(ACTION, {}, journal=str(tmp_path / "journal"))
        done = run_.run(lambda: ActionInput(sim.connection(), {"ids": ids}))
    assert (done.exit_status, done.envelope["status"]) == (0, "success")


def test_a_malformed_envelope_is_reported_when_jsonschema_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    reported = schemas.check_output(manifest.load().action(ACTION).output_schema, {"action": ACTION})
    assert reported == ["$.status: required, but missing."]


def test_the_records_of_a_defect_are_still_json(monkeypatch: pytest.MonkeyPatch) -> None:
    as_dict = ReleaseRecord.as_dict
    odd = {"attempts": float("nan"), "message": b"\xff"}
    monkeypatch.setattr(ReleaseRecord, "as_dict", lambda self: {**as_dict(self), **odd})
    with Simulator(Tenant(held=2)) as sim:
        done = released_here(sim)
    envelope = json.loads("".join(done.json_chunks()), parse_constant=pytest.fail)
    assert done.exit_status == 1
    assert [one["outcome"] for one in envelope["records"]] == ["released"] * 2


@pytest.mark.parametrize("half", ["\ud800", "a\ude00\ud83d"])
def test_half_a_character_is_replaced(half: str) -> None:
    envelope = {"warnings": [half], "records": [{"id": "a", "message": {"subject": f"x{half}y\U0001f600"}}]}
    out = json.loads("".join(json_chunks(envelope)))
    assert out["records"][0]["message"]["subject"].encode()
    assert out["records"][0]["message"]["subject"].endswith("y\U0001f600")
    assert "\ufffd" in out["warnings"][0]


def test_a_path_that_is_not_text_is_escaped() -> None:
    done = Runner("find_held_messages", {}).run(lambda: ActionInput(file=None, parameters={"search_text": "\udcff"}))
    done.envelope["readable"].encode()
    process = started("find_held_messages", "--connection", os.fsdecode(b"/none\xff"))
    ran = finished(process, b"")
    assert ran.status == 2
    assert "/none\ufffd" in ran.error["message"]
