"""A platform's package: files in memory, written to a folder or into an archive that is the same each time."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path

from mimecast_hold.errors import InputError

_EPOCH = 1_577_836_800  # 2020-01-01: zip has no time before 1980, and some tools mistrust those near it
_ZIP_TIME = (2020, 1, 1, 0, 0, 0)
_FILE, _EXECUTABLE = 0o644, 0o755


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """`files` by their paths; the ending of `archive_name` says whether it is a .zip, or a .tgz or .tar.gz.

    `next_step` tells whoever exported it what to do with it, in a sentence.
    """

    files: Mapping[str, bytes]
    archive_name: str
    next_step: str
    executables: frozenset[str] = frozenset()

    def mode(self, path: str) -> int:
        """A file's permissions."""
        return _EXECUTABLE if path in self.executables else _FILE

    def write(self, folder: Path) -> None:
        """Write the files into a folder that is new or empty: what an older export left would be installed too."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"{folder} is not empty.", hint="Give --out a new or an empty folder.", field="out")
        for path, data in sorted(self.files.items()):
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            place.chmod(self.mode(path))

    def archive(self) -> bytes:
        """The archive: sorted, and with nothing of this machine in it."""
        return self._zip() if self.archive_name.endswith(".zip") else self._tar()

    def _zip(self) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path, data in sorted(self.files.items()):
                member = zipfile.ZipInfo(path, _ZIP_TIME)
                member.create_system = 3  # Unix, wherever it is made
                member.external_attr = (0o100000 | self.mode(path)) << 16
                archive.writestr(member, data, zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    def _tar(self) -> bytes:
        packed = io.BytesIO()
        with (
            gzip.GzipFile("", "wb", compresslevel=9, fileobj=packed, mtime=_EPOCH) as stream,
            tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            for path, data in sorted(self.files.items()):
                member = tarfile.TarInfo(path)
                member.size, member.mtime, member.mode = len(data), _EPOCH, self.mode(path)
                archive.addfile(member, io.BytesIO(data))
        return packed.getvalue()


def template(platform: str, name: str) -> str:
    """A file under templates/, which an exporter fills in or carries as it is."""
    place = resources("mimecast_hold.exporters").joinpath("templates", platform, name)
    return place.read_text(encoding="utf-8")


def filled(text: str, **values: str) -> str:
    """The text with each `@@NAME@@` replaced: platforms' own files are full of braces, dollars and percents."""
    for name, value in values.items():
        text = text.replace(f"@@{name.upper()}@@", value)
    return text


def json_text(value: object) -> str:
    """JSON as people read it, with a newline at its end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
