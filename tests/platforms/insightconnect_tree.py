"""Write again what `insight-plugin create` makes of our spec: templates/insightconnect/generated/."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from mimecast_hold.exporters import insightconnect
from mimecast_hold.plugin.manifest import load

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / ".tools/insightconnect-tooling/bin/insight-plugin"
# Files that every package brings itself, and samples and tests that the tool only sketches, are left out.
_OURS = ("action.py", "connection.py", "plugin.spec.yaml", "requirements.txt")
_SKETCHES = ("unit_test", "tests")


def created() -> Mapping[str, str]:
    """Return the files that the tool writes, without ours."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "plugin.spec.yaml"
        spec.write_text(insightconnect.spec_text(load()), encoding="utf-8")
        subprocess.run([TOOL, "create", spec], cwd=folder, check=True, capture_output=True, timeout=120)
        tree = Path(folder) / insightconnect.NAME
        return {
            path.relative_to(tree).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(tree.rglob("*"))
            if path.is_file() and path.name not in _OURS and path.suffix != ".png"
            if path.relative_to(tree).parts[0] not in _SKETCHES
        }


if __name__ == "__main__":
    shutil.rmtree(insightconnect.GENERATED)
    for name, text in created().items():
        place = insightconnect.GENERATED / f"{name}.tmpl"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
