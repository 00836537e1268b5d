"""Find the plugin's own files, in a checkout or in an installed wheel."""

from pathlib import Path
from typing import NamedTuple

from mimecast_hold.errors import InternalError

__all__ = ["PLUGIN_UUID", "Bundle", "find_bundle"]

PLUGIN_UUID = "6f0d4c0e-2f0b-4f53-9a52-6d3a1f7f3f10"

_PACKAGE = Path(__file__).absolute().parent.parent
# In a wheel, hatch_build.py fills the first; in a checkout it is the root, above src/.
_PLACES = (_PACKAGE / "bundle_data", _PACKAGE.parent.parent)


class Bundle(NamedTuple):
    """A folder with plugin.yaml, actions/ and schemas/."""

    root: Path

    @property
    def manifest(self) -> Path:
        return self.root / "plugin.yaml"

    def action(self, action_id: str) -> Path:
        return self.root / "actions" / f"{action_id}.py"

    def schema(self, name: str) -> Path:
        return self.root / "schemas" / f"{name}.json"


def find_bundle(places: tuple[Path, ...] = _PLACES) -> Bundle:
    """Return the first of `places` with our plugin.yaml, known by its uuid: other projects may have one too."""
    for bundle in map(Bundle, places):
        if _has_our_uuid(bundle.manifest):
            return bundle
    raise InternalError(
        f"plugin.yaml, actions/ and schemas/ were not found in: {', '.join(map(str, places))}",
        hint="Install mimecast-hold again from its wheel, or run it from a complete checkout.",
    )


def _has_our_uuid(manifest: Path) -> bool:
    try:
        # A plain search, since importing a YAML reader takes longer than everything else here.
        return f"uuid: {PLUGIN_UUID}" in manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
