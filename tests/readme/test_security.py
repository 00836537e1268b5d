"""The tests named in SECURITY.md exist."""

import re
from pathlib import Path

import pytest

from mimecast_hold.plugin.bundle import find_bundle

ROOT = find_bundle().root
NAMED = sorted(set(re.findall(r"`(test_\w+)`", Path(ROOT, "SECURITY.md").read_text(encoding="utf-8"))))
TEST_CODE = "\n".join(path.read_text(encoding="utf-8") for path in Path(ROOT, "tests").rglob("test_*.py"))


@pytest.mark.parametrize("name", NAMED)
def test_a_test_named_for_a_threat_exists(name: str) -> None:
    assert f"def {name}(" in TEST_CODE


def test_the_table_names_tests() -> None:
    assert len(NAMED) > 30
