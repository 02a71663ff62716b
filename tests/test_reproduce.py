"""The release has the same bytes wherever and whenever it is built, and a build that has not is seen."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest
from planting import EPOCH, ROOT

from release import reproduce


def test_two_builds_are_the_same_byte_by_byte() -> None:
    files, differing = reproduce.reproduce(ROOT, EPOCH)
    assert differing == []
    assert files > 90


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A copy of what a release is made of, to plant a fault into."""
    for part in reproduce.PARTS:
        (tmp_path / part).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(ROOT / part, tmp_path / part)
    return tmp_path


# What a build must not depend on: where it is planted, and how the difference is told.
PLANTED = {
    "clock": (
        "release/archive.py",
        "_TIME = (1980, 1, 1, 0, 0, 0)",
        "import time; _TIME = time.gmtime()[:6]",
        r"\.zip: byte \d+, member .*: \(20",
    ),
    "header of gzip": ("release/archive.py", "mtime=0", "mtime=None", r"0\.tar\.gz: byte [4-7]\b"),
    "hash seed": (
        "release/artefacts/sqlite.py",
        "{_number(source.version)}",
        "{hash('version') % 1000}",
        r"\.sqlite: byte \d+$",
    ),
    "time zone": (
        "release/artefacts/workbook.py",
        "datetime.fromtimestamp(source.epoch, UTC)",
        "datetime.fromtimestamp(source.epoch).astimezone()",
        r"\.xlsx: byte \d+, member docProps/core\.xml: byte",
    ),
    "order of a set": (
        "release/artefacts/datacite.py",
        'for word in head["keywords"]',
        'for word in set(head["keywords"])',
        r"datacite\.json: byte \d+$",
    ),
}


def test_what_depends_on_the_machine_is_found_and_named(parts: Path) -> None:
    for file, old, new, _ in PLANTED.values():
        text = (parts / file).read_text(encoding="utf-8")
        assert old in text
        (parts / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    _, differing = reproduce.reproduce(parts, EPOCH)
    missed = [name for name, (*_, found) in PLANTED.items() if not any(re.search(found, line) for line in differing)]
    assert missed == [], differing


def test_a_build_that_fails_says_why(parts: Path) -> None:
    (parts / "LICENSE").unlink()
    with pytest.raises(FileNotFoundError):
        reproduce.reproduce(parts, EPOCH)
    (parts / "LICENSE").write_text("x", encoding="utf-8")
    (parts / "data" / "units.csv").unlink()
    with pytest.raises(RuntimeError, match=r"the release does not build:\n(.|\n)*units\.csv"):
        reproduce.reproduce(parts, EPOCH)


def test_files_and_members_that_differ_are_named(tmp_path: Path) -> None:
    for name, mode, body in (("one", 0o644, b"same"), ("two", 0o600, b"sane")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "plain.txt").write_bytes(body)
        (folder / f"only-{name}").touch()
        with zipfile.ZipFile(folder / "a.zip", "w") as zipped:
            zipped.writestr(zipfile.ZipInfo("first"), b"x")
            zipped.writestr(zipfile.ZipInfo("second" if mode == 0o644 else "other"), b"y")
        with gzip.GzipFile(folder / "a.tar.gz", "wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
            info = tarfile.TarInfo("member")
            info.mode = mode
            tar.addfile(info)
    told = list(reproduce.differences(tmp_path / "one", tmp_path / "two"))
    assert told[:2] == ["only-one: only in the first build", "only-two: only in the second build"]
    assert "plain.txt: byte 2" in told
    assert any(line.endswith("member second: missing, or in another place") for line in told)
    assert any(line.endswith("member member: 0 644 0 0   became 0 600 0 0  ") for line in told)
    assert list(reproduce.differences(tmp_path / "one", tmp_path / "one")) == []


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_diffoscope_is_asked_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "bin" / "diffoscope"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\necho it differs here\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:/bin:/usr/bin")
    for name, text in (("one", "a"), ("two", "b")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(text, encoding="utf-8")
    assert list(reproduce.differences(tmp_path / "one", tmp_path / "two")) == ["file: byte 0\nit differs here"]
