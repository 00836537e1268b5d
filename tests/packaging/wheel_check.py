"""Run by a Python that has the wheel and nothing else of ours: prints what it finds, as JSON."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

from mimecast_hold.plugin.bundle import find_bundle
from mimecast_hold.simulator import Simulator, Tenant

COMMAND = str(Path(sys.executable).with_name("mimecast-hold"))


def run_release() -> dict[str, object]:
    """Release one held message and one unknown id through the installed command."""
    tenant = Tenant(seed=7, held=3)
    ids = [next(iter(tenant.held)), tenant.unknown_id()]
    with Simulator(tenant) as simulator:
        given = {"connection": simulator.connection(api="1.0"), "parameters": {"ids": ids}}
        done = subprocess.run(
            [COMMAND, "run", "release_held_message"],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
    fates = [tenant.fate(one) for one in ids]
    return {"status": done.returncode, "envelope": json.loads(done.stdout), "fates": fates}


def found() -> dict[str, object]:
    importable = [name for name in ("actions", "schemas") if importlib.util.find_spec(name)]
    return {"bundle": str(find_bundle().root), "importable": importable, "release": run_release()}


if __name__ == "__main__":
    json.dump(found(), sys.stdout)
