"""pyproject.toml, plugin.yaml and the lists of pinned versions agree."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / "tests" / "packaging" / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def lower_bounds() -> dict[str, str]:
    """Return the lower bounds, without the extra mcp: it needs newer versions than the minimum run installs."""
    extras = [extra for name, extra in PROJECT["project"]["optional-dependencies"].items() if name != "mcp"]
    required = [*PROJECT["project"]["dependencies"], *(one for extra in extras for one in extra)]
    return dict(requirement.split(">=") for requirement in required)


@pytest.mark.parametrize("name", sorted(lower_bounds()))
def test_the_minimum_run_uses_the_oldest_allowed_version(name: str) -> None:
    oldest, allowed = pins("minimum.txt")[name], lower_bounds()[name]
    assert re.fullmatch(rf"{re.escape(allowed)}(\.0)*", oldest)


def test_the_core_depends_on_three_libraries() -> None:
    names = {requirement.split(">=")[0] for requirement in PROJECT["project"]["dependencies"]}
    assert names == {"requests", "jsonschema", "PyYAML"}


def test_hatch_reads_the_version_from_the_manifest() -> None:
    text = (ROOT / "plugin.yaml").read_text(encoding="utf-8")
    found = re.findall(PROJECT["tool"]["hatch"]["version"]["pattern"], text)
    assert found == [yaml.safe_load(text)["version"]]


def test_every_ruff_exception_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    rules = re.findall(r'^    "[A-Z]+[0-9]*",.*$', text, flags=re.MULTILINE)
    assert rules
    assert [rule for rule in rules if "  # " not in rule] == []
