"""The commands and options in the README and the docs exist."""

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from mimecast_hold.plugin.bundle import find_bundle

ROOT = find_bundle().root
PAGES = [Path(ROOT, "README.md"), *sorted(Path(ROOT, "docs").rglob("*.md"))]
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
COMMAND = re.compile(r"\bmimecast-hold ([a-z-]+)((?:\\\n|[^\n`#|])*)")


def documented() -> dict[str, set[str]]:
    """Return the options that the pages show for each command."""
    found: dict[str, set[str]] = defaultdict(set)
    for page in PAGES:
        for code in CODE.findall(page.read_text(encoding="utf-8")):
            for command, rest in COMMAND.findall(code):
                found[command].update(re.findall(r"(?<!\S)--[a-z][a-z-]*", rest))
    return found


@pytest.mark.parametrize(("command", "options"), sorted(documented().items()))
def test_a_documented_command_and_its_options_exist(command: str, options: set[str]) -> None:
    words = [sys.executable, "-m", "mimecast_hold", command, "--help"]
    shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert options <= set(re.findall(r"--[a-z][a-z-]*", shown))


def test_the_pages_document_the_common_commands() -> None:
    assert documented().keys() >= {"run", "find", "release", "release-matching", "reject", "log", "test", "export"}
