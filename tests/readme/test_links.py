"""Links in the README work in a checkout, on the repository's host and on a package index's page."""

import re
from pathlib import Path

import pytest

from mimecast_hold.plugin.bundle import find_bundle

ROOT = find_bundle().root
SOURCE = "https://example.org/mimecast-hold"
README = Path(ROOT, "README.md").read_text(encoding="utf-8")
PROSE = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
TARGETS = sorted(set(re.findall(r"\]\((\S+?)\)|^\[[^\]]+\]: (\S+)$", PROSE, re.MULTILINE)))
PAGES = sorted(Path(ROOT, "docs").rglob("*.md"))


@pytest.mark.parametrize("target", [inline or reference for inline, reference in TARGETS])
def test_a_link_in_the_readme_is_absolute_and_leads_to_a_file(target: str) -> None:
    assert target.startswith("https://")
    if target.startswith(SOURCE):
        kind, branch, path = target.removeprefix(f"{SOURCE}/").split("/", 2)
        assert (kind, branch) == ("raw" if path.endswith(".svg") else "blob", "main")
        assert Path(ROOT, path).is_file()


@pytest.mark.parametrize("name", re.findall(r"\]\[([\w-]+)\]", PROSE))
def test_a_named_link_in_the_readme_is_defined(name: str) -> None:
    assert re.search(rf"^\[{name}\]: ", PROSE, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_relative_link_in_the_docs_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or Path(page.parent, target).is_file(), target
