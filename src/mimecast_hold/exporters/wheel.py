"""Our own wheel, which an export carries, or names with its hash: never a bare name that another could register."""

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from mimecast_hold.errors import InputError
from mimecast_hold.plugin.bundle import PLUGIN_UUID, find_bundle

_MANIFEST = "mimecast_hold/bundle_data/plugin.yaml"
_HINT = "Give --wheel the wheel of this very version: pip download --no-deps mimecast-hold=={}, or build it."


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel by its file's name, and what is in it."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Its hash, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def license_text(self) -> str:
        """The LICENSE that it carries."""
        with zipfile.ZipFile(BytesIO(self.data)) as archive:
            path = next(path for path in archive.namelist() if path.endswith("/LICENSE"))
            return archive.read(path).decode()


def wheel(given: str | None, version: str) -> Wheel:
    """The wheel that was given, or one built from the checkout that this runs from."""
    return _read(Path(given), version) if given else _built(version)


def _read(path: Path, version: str) -> Wheel:
    hint = _HINT.format(version)
    try:
        found = Wheel(path.name, path.read_bytes())
    except OSError as error:
        raise InputError(f"The wheel cannot be read: {error.strerror}.", hint=hint, field="wheel") from None
    if found.name != f"mimecast_hold-{version}-py3-none-any.whl" or not _is_ours(found, version):
        raise InputError(f"{path.name} is not the wheel of mimecast-hold {version}.", hint=hint, field="wheel")
    return found


def _is_ours(found: Wheel, version: str) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(found.data)) as archive:
            lines = archive.read(_MANIFEST).decode().splitlines()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return False
    return f"uuid: {PLUGIN_UUID}" in lines and f"version: {version}" in lines


def _built(version: str) -> Wheel:
    root = find_bundle().root
    if not (root / "pyproject.toml").is_file():
        raise InputError(
            "There is no checkout here to build the wheel from.", hint=_HINT.format(version), field="wheel"
        )
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run([*command, folder, str(root)], capture_output=True, text=True, check=False)  # noqa: S603 - our own checkout
        if made.returncode:
            last = re.sub(r"\s+", " ", made.stderr.strip().splitlines()[-1] if made.stderr.strip() else "")
            raise InputError(f"The wheel could not be built: {last}", hint=_HINT.format(version), field="wheel")
        return _read(next(Path(folder).iterdir()), version)
