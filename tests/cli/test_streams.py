"""Standard streams that are closed, full, non-blocking or in another encoding, and the exit status for each."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from mimecast_hold.simulator import Tenant
from tests.cli.screen import COMMAND, Screen, without_escapes

pytestmark = pytest.mark.slow

PIPE = 65_536  # bytes that a pipe takes without a reader


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "ascii", "cp037", "utf-7"])
@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"], ["--ids"]])
def test_a_list_is_printed_in_the_encoding_of_the_stream(
    connection_file: str, tenant: Tenant, encoding: str, form: list[str]
) -> None:
    ended = subprocess.run(
        [COMMAND, "find", "--connection", connection_file, *form],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    out, err = ended.stdout.decode(encoding), ended.stderr.decode(encoding)
    assert ended.returncode == 0
    assert "Traceback" not in err
    assert all(mail.id in out for mail in tenant.newest())


@pytest.mark.parametrize("encoding", ["utf-16", "ascii", "cp037"])
def test_the_demonstration_runs_in_any_encoding(encoding: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    ended = subprocess.run([COMMAND, "demo"], env=env, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "The tenant agrees: 3 released" in ended.stdout.decode(encoding)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("where", [">/dev/full", ">&-", "| true"])
@pytest.mark.parametrize("words", ["--help", "--version", "release --help", "completion bash", "demo", "run --help"])
def test_output_that_cannot_be_printed_is_not_a_success(where: str, words: str) -> None:
    line = f"{{ {COMMAND} {words} {where}; }}; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["/bin/bash", "-c", line], capture_output=True, check=False, text=True)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ("could not be printed" in ended.stderr) is (where != "| true")


def test_a_non_blocking_standard_output_gets_the_whole_list(connection_file: str, tenant: Tenant) -> None:
    tenant.add(300)
    read, write = os.pipe()
    os.set_blocking(write, False)
    process = subprocess.Popen(
        [COMMAND, "find", "--json", "--connection", connection_file], stdout=write, stderr=subprocess.PIPE
    )
    os.close(write)
    with os.fdopen(read, "rb") as reader:
        out = reader.read()
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert len(out) > PIPE
    assert len(json.loads(out)["messages"]) == 340


def test_a_failed_search_does_not_claim_more_results(tmp_path: Path, connection_file: str) -> None:
    wrong = json.loads(Path(connection_file).read_text()) | {"access_key": "wrong"}
    (tmp_path / "wrong.json").write_text(json.dumps(wrong))
    with Screen(["find", "--connection", str(tmp_path / "wrong.json")]) as screen:
        assert screen.end() == 1
    shown = without_escapes(screen.shown)
    assert "Error: " in shown
    assert "there are more" not in shown


def test_a_dry_run_on_a_terminal_reads_would_release(tenant: Tenant, connection_file: str) -> None:
    ids = [mail.id for mail in tenant.newest()[:2]]
    with Screen(["release", *ids, "--dry-run", "--connection", connection_file]) as screen:
        assert screen.end() == 0
    shown = without_escapes(screen.shown)
    assert shown.count("would release") == 2
    assert "Dry run: nothing was changed. 2 requested, 2 would be released" in shown
    assert not tenant.release_calls
