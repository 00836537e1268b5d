"""Where the plugin's own files are, in a checkout or in a wheel."""

from pathlib import Path
from typing import NamedTuple

from mimecast_hold.errors import InternalError

__all__ = ["PLUGIN_UUID", "Bundle", "find_bundle"]

PLUGIN_UUID = "6f0d4c0e-2f0b-4f53-9a52-6d3a1f7f3f10"

_PACKAGE = Path(__file__).absolute().parent.parent
# hatch_build.py fills the first in a wheel; the second is a checkout's root, above src/.
_PLACES = (_PACKAGE / "bundle_data", _PACKAGE.parent.parent)


class Bundle(NamedTuple):
    """A folder that holds plugin.yaml, actions/ and schemas/."""

    root: Path

    @property
    def manifest(self) -> Path:
        return self.root / "plugin.yaml"

    def action(self, action_id: str) -> Path:
        """The path of `actions/<action_id>.py`."""
        return self.root / "actions" / f"{action_id}.py"

    def schema(self, name: str) -> Path:
        """The path of `schemas/<name>.json`, for a name such as `connection`."""
        return self.root / "schemas" / f"{name}.json"


def find_bundle(places: tuple[Path, ...] = _PLACES) -> Bundle:
    """Give the first of `places` that is ours: any other project may have a plugin.yaml too."""
    for bundle in map(Bundle, places):
        if _bears_our_uuid(bundle.manifest):
            return bundle
    searched = ", ".join(map(str, places))
    raise InternalError(
        f"The plugin's own files (plugin.yaml, actions/, schemas/) are in none of: {searched}",
        hint="Install mimecast-hold again from its wheel, or run it from a whole checkout.",
    )


def _bears_our_uuid(manifest: Path) -> bool:
    try:
        with manifest.open(encoding="utf-8") as lines:
            # Read by the line, since to import a YAML reader takes longer than all the rest here.
            return any(line.rstrip() == f"uuid: {PLUGIN_UUID}" for line in lines)
    except (OSError, UnicodeDecodeError):
        return False
