"""The commands for people, against a simulated tenant."""

import csv
import io
import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from mimecast_hold.plugin.manifest import load
from mimecast_hold.plugin.validation.schemas import check_output
from mimecast_hold.simulator import Rules, Simulator, Tenant, Visibility
from tests.cli.conftest import Run


def newest(tenant: Tenant, count: int) -> list[str]:
    return [mail.id for mail in tenant.newest()[:count]]


def test_found_ids_are_piped_to_release(ask: Run, tenant: Tenant) -> None:
    found = ask("find", "--route", "outbound", "--ids")
    ids = found.out.split()
    released = ask("release", "-", "--jsonl", stdin=found.out)
    assert (found.status, released.status) == (0, 0)
    assert [record["id"] for record in released.lines] == ids
    assert ids
    assert all(tenant.fate(one) == "released" for one in ids)
    assert all(mail.route != "outbound" for mail in tenant.newest())


@pytest.mark.parametrize("form", ["--jsonl", "--json", "--ids"])
def test_release_reads_every_format_of_find(ask: Run, tenant: Tenant, form: str) -> None:
    found = ask("find", "--max-messages", "2", form)
    ended = ask("release", "-", stdin="\ufeff" + found.out.replace("\n", "\r\n") + "\n\n")
    assert ended.status == 0
    assert tenant.release_calls.total() == 2


def test_ids_on_standard_input_replace_the_dash(ask: Run, tenant: Tenant) -> None:
    first, second, third = newest(tenant, 3)
    ended = ask("release", first, "-", third, "--jsonl", stdin=f"  {second}  \n")
    assert [record["id"] for record in ended.lines] == [first, second, third]


@pytest.mark.parametrize("form", [[], ["--json"], ["--jsonl"], ["--csv"]])
def test_no_ids_on_standard_input_is_nothing_to_release(ask: Run, simulator: Simulator, form: list[str]) -> None:
    ended = ask("release", "-", *form, stdin="\n \n")
    assert (ended.status, simulator.requests) == (0, [])
    assert ended.err == "Nothing to release.\n"
    if form == ["--json"]:
        assert check_output(load().action("release_held_message").output_schema, ended.json) == []
        assert ended.json["summary"]["requested"] == 0
    else:
        assert ended.out == ""


@pytest.mark.parametrize(
    ("stdin", "told"),
    [
        (b"\xff", "Line 1 of standard input is not UTF-8"),
        (b"good\n\xff", "Line 2 of standard input is not UTF-8"),
        (b"good\n{broken", "Line 2 of standard input is JSON without an id"),
        (b'{"subject": "no id"}', "Line 1 of standard input is JSON without an id"),
        (b'{"messages": 3}', "Line 1 of standard input is JSON without an id"),
    ],
)
def test_input_that_is_not_a_list_of_ids_is_refused(ask: Run, simulator: Simulator, stdin: bytes, told: str) -> None:
    ended = ask("release", "-", stdin=stdin)
    assert ended.status == 2
    assert told in ended.err
    assert simulator.requests == []


def test_a_problem_names_the_message_and_the_next_step(ask: Run, tenant: Tenant) -> None:
    known, unknown = newest(tenant, 1)[0], tenant.unknown_id()
    ended = ask("release", known, unknown)
    assert ended.status == 1
    assert "2 requested, 1 released, 1 failed" in ended.out
    problem = ended.err[ended.err.index("1 message failed") :].splitlines()
    assert problem[0].startswith("1 message failed: The message was not found")
    assert problem[1] == f"  {unknown}"
    assert problem[2].startswith("  Next: ")


def test_equal_problems_are_reported_once(ask: Run, tenant: Tenant) -> None:
    ended = ask("release", "-", stdin="\n".join(tenant.unknown_id(n) for n in range(25)))
    assert ended.err.count("Next:") == 1
    assert "25 messages failed" in ended.err
    assert "and 15 more" in ended.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["find", "--max-messages", "0"], "Error: --max-messages: expected at least 1, got 0."),
        (["find", "--start", "yesterday"], "Error: --start: does not have the expected form"),
        (["find", "--route", "sideways"], "Error: --route: expected one of all, internal"),
        (["release", "good", "two words"], "Error: ID 2 contains spaces"),
        (["release", "ID", "--only-if-sender", "nobody"], "Error: --only-if-sender: does not have the expected form"),
        (["release", "ID", "--only-if-sender", ""], "Error: --only-if-sender: the guard is blank"),
        (["release", "ID", "--only-if-sender-domain", "  "], "Error: --only-if-sender-domain: the guard is blank"),
        (["release", "ID", "--only-if-recipient", ""], "Error: --only-if-recipient: the guard is blank"),
        (["reject", "ID", "--only-if-reason-code", ""], "Error: --only-if-reason-code: the guard is blank"),
        (["release", "a;b"], "Error: ID 1 looks like several ids in one text"),
        (["release", "['a','b']"], "Error: ID 1 looks like a list written as text"),
        (["find", "--region", "mars"], "Error: --region: The region is not one of API 1.0: eu, de"),
        (["release"], "Missing argument 'ID...'"),
        (["release", "-", "-"], "can be read only once"),
        (["release-matching"], "Missing option '--max-messages'"),
        (["find", "--json", "--csv"], "Give only one of --json, --csv."),
        (["find", "--keyring", "a"], "Give --connection or --keyring, not both"),
    ],
)
def test_invalid_input_is_reported_by_the_names_of_options(
    ask: Run, simulator: Simulator, arguments: list[str], told: str
) -> None:
    ended = ask(*arguments)
    assert ended.status == 2
    assert told in ended.err
    assert "Traceback" not in ended.err
    assert simulator.requests == []


def test_an_unknown_command_is_refused_with_suggestions(run: Run) -> None:
    ended = run("relaese", "ID")
    assert ended.status == 2
    assert "No such command 'relaese'. Did you mean" in ended.err
    assert "'release'" in ended.err


def test_refused_credentials_are_reported_once(run: Run, simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(simulator.connection() | {"app_key": "6f0d4c0e-0000-4000-8000-000000000000"}))
    path.chmod(0o600)
    ended = run("release", "A", "B", "C", "--connection", str(path))
    assert ended.status == 1
    assert ended.err.count("Next:") == 1
    assert "1 message failed for this reason.\n2 messages not attempted for this reason." in ended.err


def test_the_envelope_is_the_one_that_run_prints(ask: Run, tenant: Tenant) -> None:
    ended = ask("release", *newest(tenant, 2), "--look-first", "--json")
    assert ended.json["action"] == "release_held_message"
    assert check_output(load().action("release_held_message").output_schema, ended.json) == []
    assert ended.json["records"][0]["message"]["subject"] == subject_of(ended.json["records"][0]["id"])


def subject_of(identifier: str) -> str:
    """What the fixture's tenant held at first."""
    return Tenant(held=40).held[identifier].subject


def test_a_table_in_a_pipe_is_plain_and_complete(ask: Run, tenant: Tenant) -> None:
    ended = ask("find", "--max-messages", "3")
    header, *rows, last = ended.out.splitlines()
    assert header.split("  ")[0] == "received (UTC)"
    assert [row.split()[-1] for row in rows] == newest(tenant, 3)
    assert last == "3 found (there are more)"
    assert "\x1b" not in ended.out
    assert "…" not in ended.out


def test_csv_has_one_line_per_record_with_its_message(ask: Run, tenant: Tenant) -> None:
    ended = ask("release", *newest(tenant, 1), tenant.unknown_id(), "--look-first", "--csv")
    rows = list(csv.DictReader(io.StringIO(ended.out, newline="")))
    assert ended.out.count("\r\n") == 3
    assert [row["outcome"] for row in rows] == ["released", "failed"]
    assert rows[0]["message_subject"] == subject_of(rows[0]["id"])
    assert rows[1]["error_category"] == "not_found"


@pytest.mark.parametrize("form", ["--jsonl", "--csv", "--json"])
@pytest.mark.parametrize("name", ["summary", "log", "test", "find"])
def test_every_command_prints_every_form(ask: Run, tenant: Tenant, name: str, form: str) -> None:
    tenant.expire(newest(tenant, 1)[0])
    ended = ask(name, form)
    assert ended.status == 0
    assert ended.out.count("\n") > 0
    if form == "--jsonl":
        assert all(isinstance(line, dict) for line in ended.lines)


def test_the_log_distinguishes_released_rejected_and_expired(ask: Run, tenant: Tenant) -> None:
    released, rejected, expired = newest(tenant, 3)
    ask("release", released)
    ask("reject", rejected, "--reason-type", "inappropriate-communication", "--notify", "--message", "No.")
    tenant.expire(expired)
    fates = [line["fate"] for line in ask("log", "--jsonl").lines]
    assert sorted(fates) == ["expired", "rejected", "released"]
    assert [notice.message for notice in tenant.notices] == ["No."]
    shown = ask("log").out
    assert all(fate in shown for fate in fates)


def test_release_matching_is_a_dry_run_by_default(ask: Run, tenant: Tenant) -> None:
    ended = ask("release-matching", "--max-messages", "40", "--route", "outbound")
    assert (ended.status, tenant.release_calls.total()) == (0, 0)
    assert "Dry run: nothing was changed." in ended.out


def test_release_matching_releases_matches_without_a_terminal(ask: Run, tenant: Tenant) -> None:
    wanted = [mail.id for mail in tenant.newest() if mail.route == "outbound"]
    ended = ask("release-matching", "--max-messages", "40", "--route", "outbound", "--end", "1m", "--no-dry-run")
    assert ended.status == 0
    assert all(tenant.fate(one) == "released" for one in wanted)
    assert tenant.release_calls.total() == len(wanted)


def test_more_matches_than_allowed_release_nothing(ask: Run, tenant: Tenant) -> None:
    ended = ask("release-matching", "--max-messages", "1", "--route", "inbound", "--end", "1m", "--no-dry-run")
    assert (ended.status, tenant.release_calls.total()) == (1, 0)
    assert "held messages match, but max_messages is 1. Nothing was released" in ended.err


def test_a_service_that_ignores_filters_releases_nothing_more(ask: Run, tenant: Tenant) -> None:
    tenant.rules = Rules(ignores_filters=True)
    wanted = {mail.id for mail in tenant.newest() if mail.route == "outbound"}
    ended = ask("release-matching", "--max-messages", "40", "--route", "outbound", "--end", "1m", "--no-dry-run")
    assert ended.status == 0
    assert set(tenant.release_calls) == wanted


def test_a_wrong_tenant_is_not_mistaken_for_mimecast(ask: Run) -> None:
    assert "which is not a Mimecast host" in ask("summary").err


def test_a_failed_search_is_reported(ask: Run, tenant: Tenant) -> None:
    tenant.visibility = Visibility(list_permitted=False)
    ended = ask("find")
    assert (ended.status, ended.out) == (1, "")
    assert "Error: " in ended.err
    assert "Next: " in ended.err


def test_include_raw_prints_raw_items(ask: Run) -> None:
    assert all("raw" in line for line in ask("find", "--max-messages", "3", "--include-raw", "--jsonl").lines)


def test_the_connection_in_the_environment_is_used(
    run: Run, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in simulator.connection("2.0").items():
        monkeypatch.setenv(f"MIMECAST_{name.upper()}", value)
    ended = run("summary", "--jsonl")
    assert ended.status == 0
    assert sum(line["count"] for line in ended.lines) == 40


def test_options_cannot_redirect_credentials_of_the_environment(
    run: Run, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in simulator.connection("2.0").items():
        monkeypatch.setenv(f"MIMECAST_{name.upper()}", value)
    ended = run("summary", "--base-url", f"http://localhost:{simulator.port}")
    assert ended.status == 2
    assert "would decide where the credentials of the environment are sent" in ended.err
    assert simulator.requests == []


@pytest.mark.parametrize("form", ["--ids", "--jsonl", "--csv"])
def test_a_truncated_list_is_reported_in_every_format(ask: Run, form: str) -> None:
    cut, whole = ask("find", "--max-messages", "2", form), ask("find", form)
    assert cut.err.splitlines()[-1] == "Warning: only the first 2 were printed; raise --max-messages to see more."
    assert "only the first" not in whole.err


@pytest.mark.parametrize("command", [["find", "--max-messages", "abc"], ["log", "--max-entries", "abc"]])
def test_an_invalid_number_is_refused_without_a_traceback(ask: Run, command: list[str]) -> None:
    ended = ask(*command)
    assert ended.status == 2
    assert command[1] in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("text", [[], ["--search-text", ""]])
def test_a_search_field_without_a_text_is_refused(ask: Run, simulator: Simulator, text: list[str]) -> None:
    ended = ask("find", "--search-field", "sender", *text, "--ids")
    assert (ended.status, ended.out) == (2, "")
    assert "--search-field: needs search_text." in ended.err
    assert simulator.requests == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"], ["--ids"]])
def test_a_result_that_cannot_be_printed_is_an_error(connection_file: str, form: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "mimecast_hold", "find", "--connection", connection_file, *form]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
    assert ended.returncode == 1
    assert "Error: the result could not be printed" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("closed", "status"), [("<&-", 0), (">&-", 1), ("2>&-", 0), ("2>/dev/full", 0)])
def test_a_closed_stream_is_handled(connection_file: str, tenant: Tenant, closed: str, status: int) -> None:
    (one,) = newest(tenant, 1)
    command = f"{shlex.quote(sys.executable)} -m mimecast_hold release {one} --connection {connection_file} {closed}"
    ended = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, text=True)
    assert ended.returncode == status
    assert ("could not be printed" in ended.stderr) is bool(status)
    assert "Traceback" not in ended.stderr
    assert tenant.fate(one) == "released"


def test_an_invalid_deadline_is_refused(ask: Run, tenant: Tenant) -> None:
    ended = ask("release", *newest(tenant, 1), "--deadline-seconds", "nan")
    assert ended.status == 2
    assert "--deadline-seconds" in ended.err
