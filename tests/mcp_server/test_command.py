import signal
import subprocess
import sys
from pathlib import Path

import pytest

CONNECTION = {
    "MIMECAST_BASE_URL": "http://127.0.0.1:9",
    "MIMECAST_CLIENT_ID": "made-up",
    "MIMECAST_CLIENT_SECRET": "canary-secret",
}


def started(*options: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mimecast_hold", "mcp", *options]
    return subprocess.run(command, env=environ, input="", capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--allow-changes", "find_held_messages"), "changes nothing"),
        (("--allow-changes", "release"), "Unknown action"),
        (("--only-if", "no-such-file.json"), "cannot be read"),
        (("--max-changes", "-1"), "-1 is not in the range x>=0"),
        (("--deadline-seconds", "0"), "is not in the range 1<=x<=86400"),
        (("--connection", "no-such-file.yaml"), "cannot be read"),
    ],
)
def test_invalid_bounds_end_the_command_before_it_serves(options: tuple[str, ...], said: str) -> None:
    done = started(*options, environ=CONNECTION)
    assert done.returncode == 2
    assert said in done.stderr
    assert "canary" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_an_incomplete_connection_ends_the_command_before_it_serves() -> None:
    environ = {name: value for name, value in CONNECTION.items() if name != "MIMECAST_CLIENT_SECRET"}
    done = started(environ=environ)
    assert done.returncode == 2
    assert "client_secret" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_while_the_client_is_silent(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "mimecast_hold", "mcp"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=CONNECTION, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        process.stdin.flush()
        assert b'"id":1' in process.stdout.readline().replace(b" ", b"")
        process.send_signal(number)
        assert process.wait(20) == 128 + number
        assert process.stderr
        assert b"Fatal" not in process.stderr.read()


def test_without_the_extra_the_command_says_which_one_to_install(tmp_path: Path) -> None:
    # A package that cannot be imported stands in for one that is not there.
    (tmp_path / "mcp_types.py").write_text("raise ImportError", encoding="utf-8")
    done = started(environ={**CONNECTION, "PYTHONPATH": str(tmp_path)})
    assert done.returncode == 2
    assert "mimecast-hold[mcp]" in done.stderr
