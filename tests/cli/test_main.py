import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mimecast_hold.cli.application import group
from mimecast_hold.plugin.manifest import load
from tests.cli.conftest import Run
from tests.cli.screen import COMMAND


def python(code: str, *, path: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    env = os.environ | ({"PYTHONPATH": str(path)} if path else {})
    argv = [sys.executable, "-c", code]
    return subprocess.run(argv, env=env, input=stdin, capture_output=True, text=True, check=False)


def test_help_lists_every_command_with_a_description(run: Run) -> None:
    ended = run("--help")
    assert ended.status == 0
    shown = " ".join(ended.out.split())
    for name, command in group().commands.items():
        assert f" {name} {command.get_short_help_str(200)}" in shown
    described = [group(words).commands["simulate"].get_short_help_str(200) for words in ((), ("simulate",))]
    assert described[0] == described[1]
    assert {"run", "demo", "simulate", "export", "mcp", "keyring", "completion"} <= set(group().commands)


def test_no_command_prints_the_help(run: Run) -> None:
    ended = run()
    assert (ended.status, ended.out) == (2, "")
    assert "Usage: mimecast-hold [OPTIONS] COMMAND" in ended.err


def test_the_version_comes_from_the_manifest(run: Run) -> None:
    assert run("--version").out == f"mimecast-hold {load().version}\n"


@pytest.mark.parametrize(
    ("name", "extra"),
    [*((name, "cli") for name in ("find", "release", "keyring", "completion", "demo", "--help")), ("mcp", "mcp")],
)
def test_without_the_extra_the_message_says_what_to_install(tmp_path: Path, name: str, extra: str) -> None:
    code = f"""
import sys
sys.modules["click"] = sys.modules["rich"] = None
from mimecast_hold.cli.main import main
sys.exit(main(["{name}"]))
"""
    ended = python(code, path=tmp_path)
    assert ended.returncode == 2
    assert f"pip install 'mimecast-hold[{extra}]'" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_run_does_without_the_extra() -> None:
    code = """
import sys
from mimecast_hold.cli.main import main
status = main(["run", "release_held_message"])
print([name for name in ("click", "rich", "keyring") if name in sys.modules])
sys.exit(status)
"""
    ended = python(code, stdin="{}")
    envelope, loaded = ended.stdout.splitlines()
    assert (ended.returncode, loaded) == (2, "[]")
    assert json.loads(envelope)["error"]["category"] == "invalid_input"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(run: Run, shell: str) -> None:
    ended = run("completion", shell)
    assert ended.status == 0
    assert "_MIMECAST_HOLD_COMPLETE" in ended.out


def test_a_shell_gets_completions() -> None:
    env = os.environ | {
        "_MIMECAST_HOLD_COMPLETE": "bash_complete",
        "COMP_WORDS": "mimecast-hold rel",
        "COMP_CWORD": "1",
    }
    ended = subprocess.run([COMMAND], env=env, capture_output=True, text=True, check=False)
    assert ended.stdout.split() == ["plain,release", "plain,release-matching"]


def test_a_character_that_cannot_be_encoded_is_replaced(connection_file: str) -> None:
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    argv = [COMMAND, "find", "--connection", connection_file]
    ended = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr


def test_the_picture_of_the_terminal_loads_nothing() -> None:
    drawing = Path(__file__).parents[2] / "docs" / "terminal.svg"
    text = drawing.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"'<\s)]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "released" in text
