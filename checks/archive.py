"""A package given as a zip file: unpacked into a temporary folder if it is plain, else told why it is not."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from checks.cache import NOTE, Cache, kept_report, package_key
from checks.codes import CODES
from checks.findings import Finding, Report

MAX_MEMBERS = 1_000
MAX_BYTES = 256 * 1024 * 1024  # of all members, unpacked
MAX_RATIO = 200  # of one member, unpacked to packed; text packs to a tenth, hardly more


def is_archive(path: Path) -> bool:
    """Whether a path is a file that its name calls a zip."""
    return path.suffix.lower() == ".zip" and path.is_file()


def check(path: Path, *, cache: Cache | None = None, **options: Any) -> Report:
    """Check the package in a folder or zip file; ``options`` are those of ``checks.run.check``.

    With a cache, a package of which no byte has changed has the report of the last run.
    """
    with opened(path) as found:
        if not isinstance(found, Path):
            return Report(findings=found)
        told = {name: value for name, value in options.items() if name != "progress"}
        keyed = partial(package_key, found, str(path.resolve()), repr(sorted(told.items())))
        key = keyed() if cache and told.get("sources") is None else None
        kept = kept_report(cache, key) if cache and key else None
        if kept:
            kept.notes.append(NOTE)
            return kept
        from checks import run

        report = run.check(found, cache=cache, **options)
        if cache:
            if key and key == keyed():  # no file was written while the others were read
                cache.put(key, asdict(report))
            cache.save()
        return report


@contextmanager
def opened(path: Path) -> Iterator[Path | list[Finding]]:
    """Give the folder of a package: the path itself, or where its zip is unpacked until the block ends.

    A zip that is not plain is not unpacked at all; then its findings are given.
    """
    if not is_archive(path):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                found = list(_faults(archive.infolist(), path.name))
                if not found:
                    _unpack(archive, Path(folder))
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
            found = [CODES["PKG013"].finding(path.name, "a zip file that can be read", got=str(error)[:200])]
        except Exception as error:  # a broken stream has an error of its own in each compression
            found = [CODES["PKG013"].finding(path.name, "a zip file that can be read", got=type(error).__name__)]
        yield found or _root(Path(folder))


def _faults(members: list[zipfile.ZipInfo], file: str) -> Iterator[Finding]:
    code = CODES["PKG013"]
    if len(members) > MAX_MEMBERS:
        yield code.finding(file, f"at most {MAX_MEMBERS:,} files", got=f"{len(members):,}")
        return
    total = sum(m.file_size for m in members)
    if total > MAX_BYTES:
        yield code.finding(file, f"at most {MAX_BYTES:,} bytes unpacked", got=f"{total:,}")
    seen: set[str] = set()
    for member in members:
        name = member.filename
        kind = stat.S_IFMT(member.external_attr >> 16)
        if not _plain_name(name):
            yield code.finding(file, "names inside the package", field=name)
        elif name.casefold() in seen:
            yield code.finding(file, "each name once", field=name)
        elif kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            yield code.finding(file, "files and folders, no links", field=name)
        elif member.flag_bits & 1:
            yield code.finding(file, "files without a password", field=name)
        elif member.file_size > MAX_RATIO * max(member.compress_size, 1_000):
            got = f"{member.file_size:,} bytes from {member.compress_size:,}"
            yield code.finding(file, f"files that unpack to at most {MAX_RATIO} times their size", field=name, got=got)
        seen.add(name.casefold())


def _plain_name(name: str) -> bool:
    parts = PurePosixPath(name).parts
    outside = name.startswith("/") or "\\" in name or ":" in name or not name.isprintable()
    return bool(parts) and not outside and ".." not in parts


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    """Unpack what the directory of the zip promises, and never more."""
    for member in archive.infolist():
        target = folder / member.filename
        if member.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as packed, target.open("xb") as file:
            shutil.copyfileobj(packed, file)
        if target.stat().st_size != member.file_size:
            raise zipfile.BadZipFile(f"{member.filename} has another size than the zip says")


def _root(folder: Path) -> Path:
    """The folder with the descriptor: the top, or the one folder in it."""
    inside = list(folder.iterdir())
    if not (folder / "datapackage.json").exists() and len(inside) == 1 and inside[0].is_dir():
        return inside[0]
    return folder
