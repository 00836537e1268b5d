"""Every platform has a page in docs/platforms/."""

import pytest

from mimecast_hold.cli.commands.export import PLATFORMS
from tests.exporters.golden import ROOT


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_platform_has_a_page(platform: str) -> None:
    text = (ROOT / f"docs/platforms/{platform}.md").read_text(encoding="utf-8")
    assert f"mimecast-hold export {platform}" in text
    assert "five steps" in text
    assert "(../../README.md#connection)" in text  # the fields of the form
