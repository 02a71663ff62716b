"""Build the release twice under different circumstances and compare every byte: ``python -m release.reproduce``.

Folder, order and time of the files, umask, time zone, locale, hash seed and the clock differ; the tables and
the moment of the release (``SOURCE_DATE_EPOCH`` or the commit) are the same.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from release import provenance
from release.artefacts import folder, python
from release.build import ROOT, moment

# What a release is made of; anything else in the checkout has no say in it.
PARTS = sorted(
    {"datapackage.json", "data", "schemas", "src", "checks", "release", provenance.LOCK}
    | {*folder.DOCUMENTS, *python.FILES}
)
BUILD = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[2], 8))
sys.path[:0] = [os.getcwd(), os.path.join(os.getcwd(), "src")]
from release.build import build
build(Path.cwd(), Path(sys.argv[1]), int(os.environ["SOURCE_DATE_EPOCH"]))
"""
GRAIN = 2  # seconds: the coarsest clock that a format keeps, that of zip


@dataclass(frozen=True, slots=True)
class Circumstance:
    """All that must not matter: where and when the files lie, and how the machine is set."""

    folder: str
    umask: str
    files_from: int
    backwards: bool
    environment: dict[str, str]


CIRCUMSTANCES = (
    Circumstance(
        "uno/año", "022", 1_000_000_000, False, {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
    ),
    Circumstance(
        "another/place with spaces",
        "077",
        1_500_000_001,
        True,
        {"TZ": "America/Lima", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "4711"},
    ),
)


def make(root: Path, work: Path, how: Circumstance, epoch: int) -> Path:
    """Copy what the release of ``root`` is made of, build it there, and return the built folder.

    Raises:
        RuntimeError: the build fails; the message is its own.
    """
    place = work / how.folder / "checkout"
    place.mkdir(parents=True)
    for part in sorted(PARTS, reverse=how.backwards):
        (place / part).parent.mkdir(parents=True, exist_ok=True)
        if (root / part).is_dir():
            shutil.copytree(root / part, place / part, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            shutil.copyfile(root / part, place / part)
    for path in place.rglob("*"):
        os.utime(path, (how.files_from, how.files_from))
    version = json.loads((place / "datapackage.json").read_bytes())["version"]
    target = place.parent / f"andean-coca-{version}"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch), **how.environment}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-c", BUILD, str(target), how.umask]
    run = subprocess.run(command, cwd=place, env=environment, capture_output=True, check=False)
    if run.returncode:
        raise RuntimeError("the release does not build:\n" + run.stderr.decode(errors="replace"))
    return target


def differences(first: Path, second: Path) -> Iterator[str]:
    """Say which files of two folders differ, and where: the member of an archive, and the byte (from 0)."""
    mine, theirs = ({p.relative_to(at).as_posix() for p in at.rglob("*") if p.is_file()} for at in (first, second))
    for name in sorted(mine ^ theirs):
        yield f"{name}: only in the {'first' if name in mine else 'second'} build"
    for name in sorted(mine & theirs):
        at = first_byte((first / name).read_bytes(), (second / name).read_bytes())
        if at is not None:
            inside = member(first / name, second / name)
            yield f"{name}: byte {at}{inside}{_diffoscope(first / name, second / name)}"


def first_byte(one: bytes, other: bytes) -> int | None:
    """Position of the first byte that differs; ``None`` if there is none."""
    if one == other:
        return None
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def member(first: Path, second: Path) -> str:
    """Say in words which member of two archives differs first, in its content or in what is told of it."""
    for (name, told, content), (other, also, body) in zip_longest(_members(first), _members(second), fillvalue=_NONE):
        if name != other:
            return f", member {name or other}: missing, or in another place"
        at = first_byte(content, body)
        if at is not None:
            return f", member {name}: byte {at}"
        if told != also:
            return f", member {name}: {told} became {also}"
    return ""


_Member = tuple[str, str, bytes]
_NONE: _Member = ("", "", b"")


def _members(path: Path) -> Iterator[_Member]:
    """Yield name, time and mode, and content of the members of an archive; nothing of any other file."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as zipped:
            for info in zipped.infolist():
                yield info.filename, f"{info.date_time} {info.external_attr:o}", zipped.read(info)
    elif path.suffix == ".gz":
        with tarfile.open(path) as tarred:
            for entry in tarred:
                file = tarred.extractfile(entry)
                told = f"{entry.mtime} {entry.mode:o} {entry.uid} {entry.gid} {entry.uname} {entry.gname}"
                yield entry.name, told, file.read() if file else b""


def _diffoscope(first: Path, second: Path) -> str:
    """The first lines that diffoscope has to say, where it is installed."""
    if not shutil.which("diffoscope"):
        return ""
    command = ["diffoscope", "--max-report-size", "4000", str(first), str(second)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return "\n" + "\n".join(told.splitlines()[:40])


def reproduce(root: Path, epoch: int) -> tuple[int, list[str]]:
    """Build the release of ``root`` in both circumstances; return how many files it has and what differs."""
    with tempfile.TemporaryDirectory(prefix="reproduce-") as name:
        built = []
        for how in CIRCUMSTANCES:
            start = time.monotonic()
            built.append(make(root, Path(name).resolve(), how, epoch))
            time.sleep(max(0.0, GRAIN - (time.monotonic() - start)))
        return sum(p.is_file() for p in built[0].rglob("*")), list(differences(*built))


def main(arguments: Sequence[str] | None = None) -> int:
    """Say which files of a second build differ; exit 1 if one does."""
    argparse.ArgumentParser(prog="python -m release.reproduce", description=__doc__).parse_args(arguments)
    files, differing = reproduce(ROOT, moment(ROOT))
    print("\n".join(differing) or f"built twice: all {files} files are the same, byte by byte")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
