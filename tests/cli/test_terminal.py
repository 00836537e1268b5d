"""What a person sees and is asked, in a pseudo-terminal."""

import json
import shlex
from pathlib import Path
from threading import Event

import pytest

from mimecast_hold.simulator import Simulator, Tenant
from tests.cli.screen import COMMAND, Screen, escapes_in, without_escapes


@pytest.fixture
def options(connection_file: str) -> list[str]:
    return ["--connection", connection_file]


def newest(tenant: Tenant, count: int) -> list[str]:
    return [mail.id for mail in tenant.newest()[:count]]


def lines_of(screen: Screen) -> list[str]:
    return without_escapes(screen.shown).replace("\r\n", "\n").splitlines()


def test_a_table_has_colours_fits_the_screen_and_shows_ids_whole(tenant: Tenant, options: list[str]) -> None:
    with Screen(["find", "--max-messages", "4", *options]) as screen:
        assert screen.end() == 0
    rows = [line for line in lines_of(screen) if line.startswith("20")]
    assert "\x1b[1m" in screen.shown
    assert len(rows) == 4
    assert all(len(row) <= 100 for row in rows)
    assert all(one in lines_of(screen) for one in newest(tenant, 4))


@pytest.mark.parametrize(
    ("more", "env"),
    [(["--no-color"], {}), ([], {"NO_COLOR": "1"}), ([], {"TERM": "dumb"})],
    ids=["--no-color", "NO_COLOR", "dumb terminal"],
)
def test_colours_can_be_switched_off(tenant: Tenant, options: list[str], more: list[str], env: dict[str, str]) -> None:
    with Screen(["release", *newest(tenant, 1), *options, *more], env=env) as screen:
        assert screen.end() == 0
    assert "released" in screen.shown
    assert escapes_in(screen.shown) == set()


def test_several_messages_are_released_after_a_yes(tenant: Tenant, options: list[str]) -> None:
    ids = newest(tenant, 3)
    with Screen(["release", *ids, *options]) as screen:
        screen.wait_for("Release 3 messages? [y/N]: ")
        assert tenant.release_calls.total() == 0
        screen.type("y\n")
        assert screen.end() == 0
    assert [tenant.fate(one) for one in ids] == ["released"] * 3
    assert "3 requested, 3 released" in screen.shown
    assert "\x1b[32mreleased" in screen.shown


@pytest.mark.parametrize(("keys", "status"), [("n\n", 1), ("\n", 1), ("\x03", 130), ("\x04", 130)])
def test_nothing_is_released_without_a_yes(tenant: Tenant, options: list[str], keys: str, status: int) -> None:
    with Screen(["release", *newest(tenant, 3), *options]) as screen:
        screen.wait_for("[y/N]: ")
        screen.type(keys)
        assert screen.end() == status
    assert tenant.release_calls.total() == 0
    assert "Traceback" not in screen.shown


@pytest.mark.parametrize("case", ["one message", "one message twice", "--yes", "--dry-run"])
def test_there_is_no_question_if_none_is_needed(tenant: Tenant, options: list[str], case: str) -> None:
    one, other = newest(tenant, 2)
    typed = {"one message": [one], "one message twice": [one, one]}.get(case, [one, other, case])
    with Screen(["release", *typed, *options]) as screen:
        assert screen.end() == 0
    assert "[y/N]" not in screen.shown


def test_reject_asks_too(tenant: Tenant, options: list[str]) -> None:
    with Screen(["reject", *newest(tenant, 2), *options]) as screen:
        screen.wait_for("Reject 2 messages? [y/N]: ")
        screen.type("y\n")
        assert screen.end() == 0
    assert tenant.reject_calls.total() == 2


def matching(*more: str) -> list[str]:
    return ["release-matching", "--route", "outbound", "--max-messages", "40", "--end", "1m", "--no-dry-run", *more]


def test_release_matching_shows_what_matches_and_asks(tenant: Tenant, options: list[str]) -> None:
    wanted = {mail.id for mail in tenant.newest() if mail.route == "outbound"}
    with Screen([*matching(), *options]) as screen:
        screen.wait_for(f"Release {len(wanted)} messages? [y/N]: ")
        assert tenant.release_calls.total() == 0
        screen.type("y\n")
        assert screen.end() == 0
    assert "Dry run" not in screen.shown
    assert set(tenant.release_calls) == wanted


def test_messages_that_arrive_after_the_question_are_not_released(tenant: Tenant, options: list[str]) -> None:
    with Screen([*matching(), *options]) as screen:
        screen.wait_for("[y/N]: ")
        later = tenant.add(20)
        screen.type("y\n")
        assert screen.end() == 0
    assert not set(tenant.release_calls) & set(later)


def test_only_the_result_is_on_standard_output(tenant: Tenant, options: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    typed = shlex.join([COMMAND, *matching("--json"), *options])
    with Screen(line=f"{typed} > {out}") as screen:
        screen.wait_for("[y/N]: ")
        screen.type("y\n")
        assert screen.end() == 0
    assert out.read_text()[0] == "{"
    assert json.loads(out.read_text())["dry_run"] is False


def test_progress_is_shown_on_standard_error_for_long_work(
    connection_file: str, simulator: Simulator, tmp_path: Path
) -> None:
    ids = simulator.tenant.add(60)
    (tmp_path / "ids").write_text("\n".join(ids))
    typed = shlex.join([COMMAND, "release", "-", "--jsonl", "--connection", connection_file])
    with Screen(line=f"{typed} < {tmp_path}/ids > {tmp_path}/out") as screen:
        assert screen.end() == 0
    assert "60/60" in without_escapes(screen.shown)
    assert len((tmp_path / "out").read_text().splitlines()) == 60
    assert "\x1b" not in (tmp_path / "out").read_text()


def test_no_progress_is_shown_if_standard_error_is_not_a_terminal(
    connection_file: str, simulator: Simulator, tmp_path: Path
) -> None:
    (tmp_path / "ids").write_text("\n".join(simulator.tenant.add(60)))
    typed = shlex.join([COMMAND, "release", "-", "--connection", connection_file])
    with Screen(line=f"{typed} < {tmp_path}/ids 2> {tmp_path}/err") as screen:
        assert screen.end() == 0
    assert "60/60" not in (tmp_path / "err").read_text()
    assert "\x1b" not in (tmp_path / "err").read_text()


def test_a_closed_pipe_prints_no_error(tenant: Tenant, options: list[str]) -> None:
    tenant.add(400)
    find = shlex.join([COMMAND, "find", "--ids", "--no-color", *options])
    with Screen(line=f"{find} | head -n 1") as screen:
        assert screen.end() == 0
    assert "Broken" not in screen.shown
    assert "Traceback" not in screen.shown
    assert "Exception" not in screen.shown


def test_ctrl_c_ends_a_run_and_shows_what_is_known(tmp_path: Path) -> None:
    tenant = Tenant(held=300)
    under_way = Event()
    tenant.before_call(lambda _: under_way.set() if tenant.release_calls.total() > 3 else None)
    with Simulator(tenant, latency_ms=50) as simulator:
        path = tmp_path / "connection.json"
        path.write_text(json.dumps(simulator.connection() | {"concurrency": 2}))
        path.chmod(0o600)
        typed = ["release", *newest(tenant, 200), "--yes", "--connection", str(path)]
        with Screen(typed) as screen:
            assert under_way.wait(30)
            screen.type("\x03")
            assert screen.end() == 130
    shown = without_escapes(screen.shown)
    assert "200 requested" in shown
    assert "messages not attempted for this reason." in shown
    assert "The run was cancelled." in shown


def test_a_terminal_lists_only_the_failures_of_many_records(tenant: Tenant, options: list[str]) -> None:
    ids = tenant.add(60)
    with Screen(["release", *ids, tenant.unknown_id(), "--yes", *options]) as screen:
        assert screen.end() == 1
    shown = lines_of(screen)
    assert not any(one in shown for one in ids)
    assert tenant.unknown_id() in shown
    assert "61 requested, 60 released, 1 failed (only failures are listed; --jsonl lists all)" in shown


def test_a_terminal_without_a_width_shows_a_table(connection_file: str) -> None:
    with Screen(["find", "--connection", connection_file], env={"COLUMNS": "0"}) as screen:
        assert screen.end() == 0
    assert "Traceback" not in screen.shown
