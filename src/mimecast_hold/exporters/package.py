"""A platform's package: files in memory, written to a folder or to a reproducible archive."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mimecast_hold.errors import InputError

TEMPLATES = Path(__file__).with_name("templates")

_EPOCH = 1_577_836_800  # 2020-01-01: zip has no time before 1980, and some tools reject times near it
_ZIP_TIME = (2020, 1, 1, 0, 0, 0)
_FILE, _EXECUTABLE = 0o644, 0o755


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Files by path. `archive_name` ends in .zip, .tgz or .tar.gz; `next_step` says how to install the package."""

    files: Mapping[str, bytes]
    archive_name: str
    next_step: str
    executables: frozenset[str] = frozenset()

    def mode(self, path: str) -> int:
        """Return the permissions of a file."""
        return _EXECUTABLE if path in self.executables else _FILE

    def write(self, folder: Path) -> None:
        """Write the files into a new or empty folder, since files of an older export would be installed too."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InputError(f"{folder} is not empty.", hint="Set --out to a new or empty folder.", field="out")
        for path, data in sorted(self.files.items()):
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            place.chmod(self.mode(path))

    def archive(self) -> bytes:
        """Return the archive: sorted, with fixed times, and without user names."""
        return self._zip() if self.archive_name.endswith(".zip") else self._tar()

    def _zip(self) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path, data in sorted(self.files.items()):
                member = zipfile.ZipInfo(path, _ZIP_TIME)
                member.create_system = 3  # Unix, on every system
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


def template(path: str, **values: str) -> str:
    """Return a file of templates/ with each `@@NAME@@` replaced.

    Platforms' own files are full of braces, dollars and percent signs, which other template languages use.
    """
    text = (TEMPLATES / path).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@@{name.upper()}@@", value)
    return text


def picture(path: str) -> bytes:
    """Return a PNG of templates/. All are made from logo.svg, on white.

    To make one again: `magick logo.svg -background white -gravity center -resize 128x128 -extent 128x128 icon.png`.
    """
    return (TEMPLATES / path).read_bytes()


def as_bytes(texts: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in texts.items()}


def json_text(value: object) -> str:
    """Return indented JSON with a newline at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def one_major_ahead(version: str) -> str:
    """Return our version for platforms whose versions begin at 1.0.0; ours began at 0.1.0."""
    major, _, rest = version.partition(".")
    return f"{int(major) + 1}.{rest}"


def class_name(name: str) -> str:
    """Return `release_held_message` as `ReleaseHeldMessage`."""
    return "".join(word.title() for word in name.split("_"))
