"""Commands that ask before they change something, in a pseudo-terminal."""

import contextlib
import json
import shlex
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from mimecast_hold.simulator import Fault, Simulator, Tenant, Visibility
from tests.cli.screen import COMMAND, Screen, without_escapes

pytestmark = pytest.mark.slow

MATCHING = ("release-matching", "--route", "outbound", "--max-messages", "40", "--end", "1m", "--no-dry-run")
ANSWERS = {"yes": ("y\n", 0), "no": ("n\n", 1), "end of input": ("\x04", 130), "Ctrl-C": ("\x03", 130)}


def asking(command: str, tenant: Tenant) -> tuple[list[str], list[str]]:
    """A command as it is typed, and the messages that it asks about."""
    if command == "release-matching":
        return list(MATCHING), [mail.id for mail in tenant.newest() if mail.route == "outbound"]
    ids = [mail.id for mail in tenant.newest()[:3]]
    return [command, *ids], ids


def events_in(journal: Path) -> int:
    if not journal.exists():
        return 0
    with contextlib.closing(sqlite3.connect(journal)) as database:
        (count,) = database.execute("SELECT count(*) FROM events").fetchone()
    return int(count)


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("more", [[], ["--json"], ["--journal"], ["--json", "--journal"]], ids=" ".join)
@pytest.mark.parametrize("command", ["release", "reject", "release-matching"])
def test_the_command_does_what_the_person_confirmed(
    tenant: Tenant, connection_file: str, tmp_path: Path, command: str, more: list[str], answer: str
) -> None:
    typed, ids = asking(command, tenant)
    out, journal = tmp_path / "out", tmp_path / "journal"
    options = [one if one != "--journal" else f"--journal={journal}" for one in more]
    keys, status = ANSWERS[answer]
    line = f"exec {shlex.join([COMMAND, *typed, *options, '--connection', connection_file])}"
    with Screen(line=f"{line} > {out}" if "--json" in more else line) as screen:
        screen.wait_for(f"{len(ids)} messages? [y/N]: ")
        assert tenant.release_calls.total() + tenant.reject_calls.total() == 0
        screen.type(keys)
        assert screen.end() == status
    done = "rejected" if command == "reject" else "released"
    assert {tenant.fate(one) for one in ids} == {done if answer == "yes" else "held"}
    assert bool(events_in(journal)) == (answer == "yes" and "--journal" in more)
    assert "Dry run" not in screen.shown
    assert "Traceback" not in screen.shown
    if "--json" in more and answer == "yes":
        envelope = json.loads(out.read_text())
        assert (envelope["dry_run"], envelope["summary"][done]) == (False, len(ids))
        assert "Dry run" not in envelope["readable"]


@pytest.mark.parametrize("more", [[], ["--journal"]], ids=["plain", "journal"])
@pytest.mark.parametrize("as_json", [False, True], ids=["table", "json"])
def test_a_real_run_without_matches_is_not_reported_as_a_dry_run(
    connection_file: str, tmp_path: Path, more: list[str], as_json: bool
) -> None:
    nothing = [*MATCHING[:2], "external", *MATCHING[3:], *(f"{one}={tmp_path / 'journal'}" for one in more)]
    line = shlex.join([COMMAND, *nothing, "--connection", connection_file, *(["--json"] if as_json else [])])
    with Screen(line=f"{line} > {tmp_path / 'out'}" if as_json else line) as screen:
        assert screen.end() == 0
    assert "[y/N]" not in screen.shown
    assert "Dry run" not in screen.shown
    if as_json:
        envelope = json.loads((tmp_path / "out").read_text())
        assert (envelope["dry_run"], envelope["summary"]["matched"]) == (False, 0)
        assert "Dry run" not in envelope["readable"]
    else:
        assert "0 matched" in screen.shown


@pytest.mark.parametrize("as_json", [False, True], ids=["table", "json"])
def test_a_failed_preview_is_reported_as_a_real_run(connection_file: str, tmp_path: Path, as_json: bool) -> None:
    few = [*MATCHING[:4], "1", *MATCHING[5:]]
    line = shlex.join([COMMAND, *few, "--connection", connection_file, *(["--json"] if as_json else [])])
    with Screen(line=f"{line} > {tmp_path / 'out'}" if as_json else line) as screen:
        assert screen.end() == 1
    assert "Dry run" not in screen.shown
    if as_json:
        envelope = json.loads((tmp_path / "out").read_text())
        assert (envelope["dry_run"], envelope["error"]["category"]) == (False, "guard")
        assert "Dry run" not in envelope["readable"]


def test_a_yes_applies_only_to_the_messages_shown(tenant: Tenant, connection_file: str) -> None:
    shown = [mail.id for mail in tenant.newest() if mail.route == "outbound"]
    unseen = [mail.id for mail in tenant.newest() if mail.route != "outbound"]
    assert len(shown) == 2
    with Screen([*MATCHING, "--connection", connection_file]) as screen:
        screen.wait_for("Release 2 messages? [y/N]: ")
        tenant.act_as_other_admin(shown[0], "reject")
        come = rerouted(tenant, unseen[0])
        screen.type("y\n")
        assert screen.end() == 1
    assert set(tenant.release_calls) == {shown[1]}
    assert [tenant.fate(one) for one in (*shown, come)] == ["rejected", "released", "held"]
    assert "1 released" in screen.shown
    assert "1 skipped" in screen.shown


def rerouted(tenant: Tenant, message_id: str) -> str:
    """Have a message that was held all along turn up among those that match."""
    with tenant.lock:
        tenant._held[message_id] = replace(tenant.held[message_id], route="outbound")  # noqa: SLF001
        tenant._changed()  # noqa: SLF001
    return message_id


def test_a_journal_is_settled_even_if_nothing_matches(
    simulator: Simulator, tenant: Tenant, connection_file: str, tmp_path: Path
) -> None:
    journal = ["--journal", str(tmp_path / "journal"), "--connection", connection_file]
    ids = [mail.id for mail in tenant.newest() if mail.route == "outbound"]
    tenant.visibility = Visibility(log_permitted=False)
    simulator.faults.add(Fault("status", status=504, when="after", endpoint="hold-release"))
    with Screen([*MATCHING, "--yes", *journal]) as screen:
        assert screen.end() == 1
    assert f"{len(ids)} unknown" in screen.shown
    simulator.faults.clear()
    tenant.visibility = Visibility()
    with Screen([*MATCHING, *journal]) as screen:
        assert screen.end() == 0
    shown = without_escapes(screen.shown)
    assert "[y/N]" not in shown
    assert "Dry run" not in shown
    assert f"{len(ids)} matched, {len(ids)} released" in shown


def test_a_run_with_a_span_and_a_journal_is_continued_at_a_terminal(
    simulator: Simulator, tenant: Tenant, connection_file: str, tmp_path: Path
) -> None:
    typed = [*MATCHING, "--journal", str(tmp_path / "journal"), "--connection", connection_file]
    ids = [mail.id for mail in tenant.newest() if mail.route == "outbound"]
    simulator.faults.add(Fault("status", status=409, endpoint="hold-release", ids=(ids[0],)))
    answered(typed, len(ids), status=1)
    simulator.faults.clear()
    screen = Screen(typed)
    with screen:
        screen.wait_for("Release 1 message? [y/N]: ")
        screen.type("y\n")
        assert screen.end() == 0
    assert {tenant.fate(one) for one in ids} == {"released"}
    assert max(tenant.release_calls[one] for one in ids[1:]) == 1


def answered(typed: Sequence[str], count: int, *, status: int) -> None:
    """Run a command, and say yes to what it asks."""
    with Screen(typed) as screen:
        screen.wait_for(f"Release {count} messages? [y/N]: ")
        screen.type("y\n")
        assert screen.end() == status
