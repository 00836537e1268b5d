"""README says what is so."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.plugin.bundle import find_bundle
from mimecast_hold.plugin.generate import products
from mimecast_hold.plugin.manifest import schema
from mimecast_hold.plugin.validation.schemas import check_output
from mimecast_hold.simulator import Simulator, Tenant

ROOT = find_bundle().root
README = Path(ROOT, "README.md").read_text(encoding="utf-8")
CHANGING = ("started_at", "duration_ms", "completed_at", "request_id", "host")


def shown_envelope() -> dict[str, Any]:
    found = re.search(r"<!-- envelope -->\n```json\n(.*?)\n```\n<!-- end of envelope -->", README, re.DOTALL)
    assert found
    envelope: dict[str, Any] = json.loads(found[1])
    return envelope


def real_envelope() -> dict[str, Any]:
    """What a run gives for one held message and one that was never held."""
    tenant = Tenant(seed=7)
    with Simulator(tenant) as simulator:
        parameters = {"ids": [next(iter(tenant.held)), tenant.unknown_id()]}
        request = {"connection": simulator.connection(), "parameters": parameters}
        command = [sys.executable, "-m", "mimecast_hold", "run", "release_held_message"]
        done = subprocess.run(command, input=json.dumps(request).encode(), capture_output=True, check=False)
    assert done.returncode == 1
    envelope: dict[str, Any] = json.loads(done.stdout)
    return envelope


def still(value: Any) -> Any:
    """A value without what changes from run to run."""
    if isinstance(value, list):
        return [still(one) for one in value]
    if isinstance(value, dict):
        return {name: still(one) for name, one in value.items() if name not in CHANGING}
    if isinstance(value, str):
        return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8025", value)
    return value


def test_the_envelope_in_the_readme_is_what_a_run_gives() -> None:
    assert still(shown_envelope()) == still(real_envelope()), json.dumps(real_envelope(), indent=2)


def test_the_envelope_in_the_readme_keeps_to_its_schema() -> None:
    assert check_output(schema("release_held_message.output"), shown_envelope()) == []


@pytest.mark.parametrize(("path", "content"), [pytest.param(*one, id=one[0].name) for one in products(ROOT)])
def test_what_is_generated_is_current(path: Path, content: str) -> None:
    assert path.read_text(encoding="utf-8") == content, f"run `make generate`: {path.name} is not current"


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = Path(ROOT, "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
