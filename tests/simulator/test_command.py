import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest

from mimecast_hold.cli.commands import simulate
from mimecast_hold.simulator import Arrivals, Quota, Rules, Tenant, Visibility, options
from tests.simulator.caller import ACCOUNT, LIST, Caller, connect, read

COMMAND = Path(sys.executable).with_name("mimecast-hold")


@contextmanager
def running(*arguments: str, path: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | ({} if path is None else {"PYTHONPATH": str(path)})
    with subprocess.Popen(
        [COMMAND, "simulate", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def parsed(*arguments: str) -> dict[str, Any]:
    """Return the tenant's options that a command line gives."""
    context = simulate.simulate.make_context("simulate", list(arguments))
    return simulate.tenant_options(context.params)


class Known(Caller):
    """Calls a simulator of which only the connection is known."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.bearer = None

    def account(self) -> int:
        self.date = read_date(self.known)
        return self(ACCOUNT).status


def read_date(known: dict[str, str]) -> str:
    connection = connect(known)
    connection.request("GET", "/")
    date = read(connection.getresponse()).headers["date"]
    connection.close()
    return date.replace("GMT", "UTC")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("flags", [[], ["--tls"]])
def test_it_prints_its_connection_serves_and_ends_with_0_on_a_signal(flags: list[str], number: signal.Signals) -> None:
    with running("--held", "2", *flags) as process:
        assert process.stdout is not None
        known = json.loads(process.stdout.readline())
        status = Known(known).account()
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (status, process.returncode, out) == (200, 0, "")
    assert "holds 2 messages at http" in err
    assert "Traceback" not in err


def test_ids_to_try_and_requests_are_shown_when_asked_for() -> None:
    with running("--seed", "3", "--show-ids", "2", "--verbose") as process:
        assert process.stdout is not None
        Known(json.loads(process.stdout.readline())).account()
        process.terminate()
        _, err = process.communicate(timeout=20)
    tenant = Tenant(3)
    for mail in tenant.newest()[:2]:
        assert f"held: {mail.id}" in err
    assert f"not held: {tenant.unknown_id()}" in err
    assert f"POST {ACCOUNT} 200" in err
    assert "\x1b" not in err


def test_tls_without_the_extra_ends_with_2_and_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "trustme.py").write_text("raise ImportError\n")
    with running("--tls", path=tmp_path) as process:
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, "")
    assert "pip install 'mimecast-hold[simulator]'" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("port", ["-1", "70000"])
def test_an_impossible_port_ends_with_2(port: str) -> None:
    with running("--port", port) as process:
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fault", "explode"], "unknown kind of fault 'explode'"),
        (["--fault", "reset:hold-relaese"], "hold-relaese"),
        (["--quota", "lots"], "N/SECONDS"),
        (["--quota", "0/1"], "N/SECONDS"),
        (["--quota", "1/0"], "N/SECONDS"),
        (["--held", "-1"], "x>=0"),
        (["--api", "3.0"], "3.0"),
        (["--most-items", "-1"], "whole number"),
    ],
)
def test_an_invalid_option_is_refused(arguments: list[str], message: str) -> None:
    with running(*arguments) as process:
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert message in err


def test_help_teaches_by_example() -> None:
    with running("--help") as process:
        out, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "mimecast-hold simulate --fault reset:after:hold-release:every=5:times=2" in out


def test_options_become_rules() -> None:
    given = parsed(
        "--quota", "100/0.5", "--quota-headers", "retry-after", "--permission", "held-edit",
        "--product", "none", "--missing", "meta-404", "--accounts-for", "first",
        "--clock-offset", "-90", "--other-admin-rejects", "5", "--page-shift", "3",
    )  # fmt: skip
    rules = options.rules(given)
    assert rules.quota == Quota(100, 0.5, "retry-after")
    assert rules.permissions == {"Account | Monitoring | Held | Edit"}
    assert rules.products == frozenset()
    assert (rules.missing, rules.accounts_for, rules.page_shift) == ("meta-404", "first", 3)
    assert rules.clock_offset.total_seconds() == -90
    assert rules.other_admin is not None
    assert rules.other_admin.every == 5
    assert options.visibility(given) == Visibility()


def test_options_for_unusual_tenants_become_rules() -> None:
    given = parsed(
        "--quota-per-endpoint", "--stranger-quota", "3", "--several-recipients", "--twins", "--arrive-every", "5",
        "--arrive-late", "48", "--most-items", "10", "--largest-page", "7", "--empty-pages", "--page-arrivals", "1",
        "--refuse-future-end", "--refuse-old-start", "--log-ids", "unrelated", "--log-dates", "no-offset",
        "--people", "text", "--log-people", "emails", "--log-operator", "object", "--form", "null-lists",
        "--form", "text-numbers", "--no-gzip",
    )  # fmt: skip
    assert options.rules(given) == Rules(
        quota=Quota(per_endpoint=True, stranger_limit=3),
        several_recipients=True,
        twins=True,
        arrivals=Arrivals(timedelta(seconds=5), timedelta(hours=48)),
        most_items=10,
        largest_page=7,
        empty_pages=True,
        page_arrivals=1,
        refuses_future_end=True,
        refuses_old_start=True,
        log_ids="unrelated",
        log_dates="no-offset",
        people="text",
        log_people="emails",
        log_operator="object",
        forms=frozenset({"null-lists", "text-numbers"}),
        gzip=False,
    )
    assert options.rules(parsed()) == Rules()


@pytest.mark.parametrize("option", ["--arrive-every", "--largest-page"])
@pytest.mark.parametrize("value", ["0", "-1", "soon"])
def test_a_number_that_makes_no_sense_is_refused(option: str, value: str) -> None:
    with pytest.raises(click.BadParameter):
        parsed(f"{option}={value}")


def test_the_newest_subject_is_bad_when_asked_for() -> None:
    with running("--bad-subject", "latin-1") as process:
        assert process.stdout is not None
        caller = Known(json.loads(process.stdout.readline()))
        caller.account()
        answer = caller(LIST, {"admin": True})
        process.terminate()
        process.communicate(timeout=20)
    assert answer.body.count(b"caf\xe9") == 1


def test_options_become_visibility() -> None:
    given = parsed("--own-mail-only", "--recent-only", "2", "--no-list", "--no-log", "--no-total",
                   "--log-delay", "30", "--list-delay", "4")  # fmt: skip
    seen = options.visibility(given)
    assert (seen.own_mail_only, seen.list_permitted, seen.log_permitted) == (True, False, False)
    assert (seen.total_count, seen.log_delay.total_seconds()) == (False, 30)
    assert seen.list_delay.total_seconds() == 4
    assert seen.recent_only is not None
    assert seen.recent_only.total_seconds() == 7200
