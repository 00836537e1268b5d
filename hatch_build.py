"""Add plugin.yaml, actions/ and schemas/ to the wheel's package."""

from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Patterns and not folders: a forced folder would include its caches.
BUNDLE = ("plugin.yaml", "actions/*.py", "schemas/*.json")


class BundleHook(BuildHookInterface[BuilderConfig]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # a checkout has the files itself, and a copy would become stale
            return
        root = Path(self.root)
        for path in (found for pattern in BUNDLE for found in sorted(root.glob(pattern))):
            inside = path.relative_to(root).as_posix()
            build_data["force_include"][str(path)] = f"mimecast_hold/bundle_data/{inside}"
