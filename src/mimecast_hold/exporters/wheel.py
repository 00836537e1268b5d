"""Read or build our own wheel. An export contains it with its hash, so that nothing is installed by name alone."""

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


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel's file name and content."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The hash in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def license_text(self) -> str:
        """The LICENSE in the wheel."""
        with zipfile.ZipFile(BytesIO(self.data)) as archive:
            return archive.read(next(path for path in archive.namelist() if path.endswith("/LICENSE"))).decode()


def wheel(path: str | None, version: str) -> Wheel:
    """Read the wheel at `path`, or build one from the checkout."""
    return _read(Path(path), version) if path else _built(version)


def _read(path: Path, version: str) -> Wheel:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refusal(f"The wheel cannot be read: {error.strerror}.", version) from None
    if path.name != f"mimecast_hold-{version}-py3-none-any.whl" or not _is_ours(data, version):
        raise _refusal(f"{path.name} is not the wheel of mimecast-hold {version}.", version)
    return Wheel(path.name, data)


def _is_ours(data: bytes, version: str) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            lines = archive.read(_MANIFEST).decode().splitlines()
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return False
    return f"uuid: {PLUGIN_UUID}" in lines and f"version: {version}" in lines


def _built(version: str) -> Wheel:
    root = find_bundle().root
    if not (root / "pyproject.toml").is_file():
        raise _refusal("There is no checkout here to build the wheel from.", version)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
    with tempfile.TemporaryDirectory() as folder:
        build = subprocess.run([*command, folder, str(root)], capture_output=True, text=True, check=False)  # noqa: S603 - our own checkout
        if build.returncode:
            last = re.sub(r"\s+", " ", (build.stderr.strip().splitlines() or [""])[-1])
            raise _refusal(f"The wheel could not be built: {last}", version)
        return _read(next(Path(folder).iterdir()), version)


def _refusal(message: str, version: str) -> InputError:
    hint = f"Give --wheel the wheel of this version: pip download --no-deps mimecast-hold=={version}, or build it."
    return InputError(message, hint=hint, field="wheel")
