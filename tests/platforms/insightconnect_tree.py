"""Writes again what `insight-plugin create` makes of our spec: templates/insightconnect/generated.json."""

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from mimecast_hold.exporters import insightconnect
from mimecast_hold.plugin.manifest import load

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / ".tools/insightconnect-tooling/bin/insight-plugin"
PLACE = ROOT / "src/mimecast_hold/exporters/templates/insightconnect/generated.json"
# What every package brings of its own, or leaves out: samples and tests that the tool only sketches.
_OURS = ("action.py", "connection.py", "plugin.spec.yaml", "requirements.txt")


def created() -> Mapping[str, str]:
    """What the tool writes, without what is ours."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "plugin.spec.yaml"
        spec.write_text(insightconnect.spec_text(load()), encoding="utf-8")
        subprocess.run([TOOL, "create", spec], cwd=folder, check=True, capture_output=True, timeout=120)
        tree = Path(folder) / insightconnect.NAME
        files = (path for path in sorted(tree.rglob("*")) if path.is_file())
        return {
            path.relative_to(tree).as_posix(): path.read_text(encoding="utf-8") for path in files if _kept(path, tree)
        }


def _kept(path: Path, tree: Path) -> bool:
    return (
        path.name not in _OURS
        and path.suffix != ".png"
        and path.relative_to(tree).parts[0] not in ("unit_test", "tests")
    )


if __name__ == "__main__":
    PLACE.write_text(json.dumps(created(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
