"""What an installation lets one import, and what a start does not pay for."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from mimecast_hold.simulator import Simulator, Tenant

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "src" / "mimecast_hold").rglob("*.py")
    if path.name != "__main__.py" and (path.parent.name != "mcp_server" or importlib.util.find_spec("mcp"))  # an extra
)


def run_elsewhere(code: str, folder: Path) -> str:
    """What `code` prints in a fresh process, outside the checkout and with warnings as errors."""
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_every_module_imports_alone_without_a_warning(tmp_path: Path) -> None:
    """Each with none of the others there, so that no two need each other in one order."""
    code = f"""
import importlib, sys
for name in {MODULES!r}:
    for known in [known for known in sys.modules if known.split(".")[0] == "mimecast_hold"]:
        del sys.modules[known]
    importlib.import_module(name)
"""
    run_elsewhere(code, tmp_path)


@pytest.mark.parametrize("name", ["actions", "schemas", "plugin", "bundle_data"])
def test_nothing_but_the_package_is_importable(name: str, tmp_path: Path) -> None:
    code = f"import importlib.util; print(importlib.util.find_spec({name!r}) is None)"
    assert run_elsewhere(code, tmp_path) == "True"


def test_a_checkout_runs_from_any_folder(tmp_path: Path) -> None:
    code = "from mimecast_hold.plugin.bundle import find_bundle; print(find_bundle().root)"
    assert run_elsewhere(code, tmp_path) == str(ROOT)


def test_a_release_that_goes_well_loads_nothing_that_words_a_refusal(tmp_path: Path) -> None:
    """Nor what a list or a person needs: a platform starts a process for each click.

    What a look needs is loaded all the same, since nothing may be loaded once something was sent.
    """
    tenant = Tenant(held=1)
    with Simulator(tenant, tls=True) as sim:
        given = {"connection": sim.connection("1.0"), "parameters": {"ids": list(tenant.held)}}
        code = f"""
import io, sys
before = set(sys.modules)  # whoever measures what the tests leave out brings modules of its own
from mimecast_hold.cli.main import main
sys.stdin = io.TextIOWrapper(io.BytesIO({json.dumps(given)!r}.encode()))
assert main(["run", "release_held_message"]) == 0
unwanted = ("jsonschema", "yaml", "click", "rich", "mimecast_hold.hold_queue.listings")
print([name for name in unwanted if name in sys.modules.keys() - before])
"""
        assert run_elsewhere(code, tmp_path).splitlines()[-1] == "[]"
