"""The pages about platforms say of the form what the schema says."""

from pathlib import Path

import pytest

from mimecast_hold.cli.commands.export import PLATFORMS
from tests.exporters.golden import ROOT, with_fields

PAGES = sorted((ROOT / "docs/platforms").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_lists_the_current_fields_of_the_form(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == with_fields(page.read_text(encoding="utf-8")), "make golden"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_has_its_page(platform: str) -> None:
    text = (ROOT / f"docs/platforms/{platform}.md").read_text(encoding="utf-8")
    assert f"mimecast-hold export {platform}" in text
    assert "five steps" in text
