"""The README matches the program."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mimecast_hold.plugin.bundle import find_bundle
from mimecast_hold.plugin.generate import generated_files
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
    """Run the command for one held message and one that was never held, and return its envelope."""
    tenant = Tenant(seed=7)
    with Simulator(tenant) as simulator:
        parameters = {"ids": [next(iter(tenant.held)), tenant.unknown_id()]}
        request = {"connection": simulator.connection(), "parameters": parameters}
        command = [sys.executable, "-m", "mimecast_hold", "run", "release_held_message"]
        done = subprocess.run(command, input=json.dumps(request).encode(), capture_output=True, check=False)
    assert done.returncode == 1
    envelope: dict[str, Any] = json.loads(done.stdout)
    return envelope


def comparable(value: Any) -> Any:
    """Return a value without what differs between runs."""
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, dict):
        return {name: comparable(item) for name, item in value.items() if name not in CHANGING}
    if isinstance(value, str):
        return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8025", value)
    return value


def shortened(real: Any, shown: Any) -> Any:
    """Return the real value with the ellipses of the shown one, where it begins like the shown one."""
    if isinstance(real, dict) and isinstance(shown, dict):
        return {name: shortened(item, shown.get(name)) for name, item in real.items()}
    if isinstance(real, list) and isinstance(shown, list) and len(real) == len(shown):
        return [shortened(item, other) for item, other in zip(real, shown, strict=True)]
    abbreviated = isinstance(real, str) and isinstance(shown, str) and shown.endswith("...")
    return shown if abbreviated and real.startswith(shown.removesuffix("...")) else real


def test_the_envelope_in_the_readme_is_that_of_a_real_run() -> None:
    real = real_envelope()
    assert comparable(shown_envelope()) == comparable(shortened(real, shown_envelope())), json.dumps(real, indent=2)


def test_the_envelope_in_the_readme_matches_its_schema() -> None:
    assert check_output(schema("release_held_message.output"), shown_envelope()) == []


@pytest.mark.parametrize(
    ("path", "content"), [pytest.param(*product, id=product[0].name) for product in generated_files(ROOT)]
)
def test_generated_files_are_current(path: Path, content: str) -> None:
    assert path.read_text(encoding="utf-8") == content, f"run `make generate`: {path.name} is out of date"


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = Path(ROOT, "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
