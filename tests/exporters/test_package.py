"""Packages are written whole, and archives hold nothing of the machine they were made on."""

import io
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from mimecast_hold.cli.main import main
from mimecast_hold.errors import InputError
from mimecast_hold.exporters import wheel as wheels
from mimecast_hold.exporters.package import Package
from mimecast_hold.plugin import manifest
from tests.exporters.golden import stand_in_wheel

FILES = {"b/run": b"#!/bin/sh\n", "a.txt": b"a"}


def _package(name: str) -> Package:
    return Package(files=FILES, archive_name=name, next_step="", executables=frozenset({"b/run"}))


def test_a_zip_is_sorted_and_has_fixed_times_and_permissions() -> None:
    with zipfile.ZipFile(io.BytesIO(_package("x.zip").archive())) as archive:
        found = [(m.filename, m.date_time[0], oct(m.external_attr >> 16)) for m in archive.infolist()]
    assert found == [("a.txt", 2020, "0o100644"), ("b/run", 2020, "0o100755")]


def test_a_tgz_is_sorted_and_has_no_owner_and_fixed_times() -> None:
    data = _package("x.tgz").archive()
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        found = [(m.name, m.uid, m.uname, m.mtime, oct(m.mode)) for m in archive.getmembers()]
    assert found == [("a.txt", 0, "", 1_577_836_800, "0o644"), ("b/run", 0, "", 1_577_836_800, "0o755")]
    assert data == _package("x.tgz").archive()


def test_files_are_written_with_their_permissions(tmp_path: Path) -> None:
    _package("x.zip").write(tmp_path / "new")
    assert (tmp_path / "new/a.txt").read_bytes() == b"a"
    assert subprocess.run([tmp_path / "new/b/run"], check=True).returncode == 0


def test_nothing_is_written_into_a_folder_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "old").touch()
    with pytest.raises(InputError, match="not empty"):
        _package("x.zip").write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("name", ["mimecast_hold-0.0.1-py3-none-any.whl", "other.whl", None])
def test_a_foreign_wheel_or_another_version_is_refused(tmp_path: Path, name: str | None) -> None:
    version = manifest.load().version
    path = tmp_path / (name or f"mimecast_hold-{version}-py3-none-any.whl")
    path.write_bytes(stand_in_wheel().data)
    with pytest.raises(InputError, match="is not the wheel of mimecast-hold"):
        wheels.wheel(str(path), version)


def test_the_command_explains_a_refusal_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "sekoia", "--out", str(tmp_path), "--wheel", str(tmp_path / "none.whl")]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("Error: The wheel cannot be read")
    assert "Traceback" not in told.err
