"""A keyring that keeps its secrets in the file that KEPT names."""

import json
import os
from pathlib import Path

import keyring.backend
import keyring.errors


class Keyring(keyring.backend.KeyringBackend):
    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._keep({**self._kept(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = self._kept()
        del kept[f"{service}/{username}"]
        self._keep(kept)

    def _kept(self) -> dict[str, str]:
        path = Path(os.environ["KEPT"])
        if path.is_dir():
            raise keyring.errors.KeyringLocked
        found: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        return found

    def _keep(self, kept: dict[str, str]) -> None:
        if "BROKEN" in os.environ:
            # As a backend's own library does: its exception quotes what it was given.
            raise RuntimeError(f"CredWrite({kept!r})")
        Path(os.environ["KEPT"]).write_text(json.dumps(kept))
