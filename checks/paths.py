"""The paths of a descriptor: inside the package, there, and of a form that was asked for."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from checks.codes import CODES

if TYPE_CHECKING:
    from checks.package import Package

DESCRIPTOR = "datapackage.json"
ADDRESSES = ("https://", "http://localhost:", "s3://")
SUFFIXES = (".csv", ".csv.gz", ".parquet")
_LEFT = re.compile(r"_SUCCESS|\..*\.crc")  # what Spark leaves beside the parts that it writes
_OUTSIDE = ("PKG002", "a path inside the package")


def of_table(package: Package, path: object, where: str, *, large: bool, remote: bool) -> str | None:
    """The path of a table, or ``None`` with a finding, also where its form would have to be asked for."""
    address = isinstance(path, str) and path.startswith(ADDRESSES)
    told = path if isinstance(path, str) and address else safe(package, path, where, folder=True)
    if told is None or not in_parts(package, told):
        return told
    missing = [o for o, given in (("--memory 1GB", large), ("--remote", remote or not address)) if not given]
    if not missing:
        return told
    options = " ".join(missing)
    fix = f"ask for it with {options}, or give the path of a CSV file below the package folder"
    finding = CODES["PKG002"].finding(DESCRIPTOR, f"to be asked for with {options}", field=where, got=told, fix=fix)
    package.findings.append(finding)
    return None


def in_parts(package: Package, path: str) -> bool:
    """Whether a path is an address, packed, Parquet or a folder: what ``checks.engines.parts`` alone reads."""
    return path.startswith(ADDRESSES) or path.endswith((".gz", ".parquet")) or (package.root / path).is_dir()


def is_part(name: str) -> bool:
    """Whether a file of this name in a folder is a part of its table."""
    return name.endswith(SUFFIXES) and not name.startswith((".", "_"))


def fault(package: Package, path: str, *, folder: bool = False) -> tuple[str, str] | None:
    """Code and expectation where a path leads out of the package, or to no file (nor folder where it may be one)."""
    full = package.root / path
    there = False
    with suppress(OSError, RuntimeError, ValueError):  # links in a circle, names that no file can have
        if not full.resolve().is_relative_to(package.root.resolve()):
            return _OUTSIDE
        there = full.is_file() or (folder and full.is_dir())
    return None if there else ("PKG003", "a file")


def safe(package: Package, path: object, where: str, *, folder: bool = False) -> str | None:
    """A path of a file inside the package, or of a folder where it may be one; else ``None`` with a finding."""
    if not isinstance(path, str) or not path:
        package.findings.append(CODES["PKG002"].finding(DESCRIPTOR, "one path", field=where, got=repr(path)))
        return None
    parts = PurePosixPath(path).parts
    unsafe = not parts or "://" in path or "\\" in path or path.startswith("/") or ":" in parts[0]
    unsafe = unsafe or any(p == ".." or p.startswith(".") for p in parts)
    told = _OUTSIDE if unsafe else fault(package, path, folder=folder)
    if told:
        code, expected = told
        package.findings.append(CODES[code].finding(DESCRIPTOR, expected, field=where, got=path))
        return None
    return path


def undescribed(package: Package, resources: list[dict[str, Any]]) -> None:
    """Add a finding for each file of ``data/`` that is neither a table nor a part of one."""
    described = {str(PurePosixPath(r["path"])) for r in resources if isinstance(r.get("path"), str)}
    folder = package.root / "data"
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        name = path.relative_to(package.root).as_posix()
        known = name in described
        if path.parent.relative_to(package.root).as_posix() in described:
            known = is_part(path.name) or _LEFT.fullmatch(path.name) is not None
        if not (known or path.is_dir()):
            package.findings.append(CODES["PKG007"].finding(name, "a resource that describes the file"))
