"""Resolves the exports' lock files again: python -m tests.exporters.locks (make locks).

Each platform's project is exported and locked by uv; our own version and wheel are then templates' names again.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from mimecast_hold.cli.commands.export import package
from mimecast_hold.plugin import manifest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "src/mimecast_hold/exporters/templates"
PLATFORMS = ("splunk-soar", "sekoia")


def lock(platform: str) -> None:
    """Resolve one."""
    made = package(platform)
    tools = ROOT / ".tools" / platform / "bin"
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        made.write(project)
        (project / "uv.lock").unlink()
        # uv has authorities of its own, where the rest of a machine may have others.
        environ = {**os.environ, "UV_SYSTEM_CERTS": "1"}
        subprocess.run([tools / "uv", "lock", "--python", tools / "python"], cwd=project, env=environ, check=True)
        text = (project / "uv.lock").read_text(encoding="utf-8")
    place = TEMPLATES / platform.replace("-", "_") / "uv.lock.tmpl"
    place.write_text(_template(text), encoding="utf-8")


def _template(text: str) -> str:
    version = re.escape(manifest.load().version)
    text = re.sub(rf"mimecast_hold-{version}-py3-none-any\.whl", "@@WHEEL@@", text)
    text = re.sub(r'(filename = "@@WHEEL@@", hash = "sha256:)[0-9a-f]{64}', r"\1@@SHA256@@", text)
    return re.sub(rf'(name = "mimecast[^"]*"\nversion = "){version}"', r'\1@@VERSION@@"', text)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or PLATFORMS:
        lock(wanted)
