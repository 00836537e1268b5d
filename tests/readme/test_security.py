"""SECURITY.md names tests that exist."""

import re
from pathlib import Path

import pytest

from mimecast_hold.plugin.bundle import find_bundle

ROOT = find_bundle().root
NAMED = sorted(set(re.findall(r"`(test_\w+)`", Path(ROOT, "SECURITY.md").read_text(encoding="utf-8"))))
WRITTEN = "\n".join(path.read_text(encoding="utf-8") for path in Path(ROOT, "tests").rglob("test_*.py"))


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_is_named_against_a_threat_exists(name: str) -> None:
    assert f"def {name}(" in WRITTEN


def test_there_are_threats() -> None:
    assert len(NAMED) > 30
