"""What lets anyone verify a release: digests of every file, of what archives hold, and of the rows themselves."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from andean_coca import tables
from release.artefacts.source import Source
from release.descriptor import sha256, write_json

ABOUT = (
    "tables: SHA-256 over one JSON array a line, UTF-8, without spaces: the header, then every row, all cells as text; "
    "the same in every format and for every version of a library. "
    "members: SHA-256 of what lies in an archive, unpacked."
)


def seal(source: Source, target: Path) -> list[str]:
    """Write ``digests.json``, ``registry.txt`` (for pooch) and ``SHA256SUMS`` over all that was made."""
    made = sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file())
    told = {
        t.name: {"rows": sum(1 for _ in t.rows()), "sha256": tables.digest(t.header, t.rows())} for t in source.tables
    }
    members = {name: dict(unpacked(target / name)) for name in made if name.endswith((".zip", ".whl", ".xlsx", ".gz"))}
    write_json(target / "digests.json", {"about": ABOUT, "version": source.version, "tables": told, "members": members})
    sums = {name: sha256(target / name) for name in sorted([*made, "digests.json"])}
    _lines(target / "registry.txt", (f"{name} sha256:{digest}" for name, digest in sums.items()))
    sums = dict(sorted((sums | {"registry.txt": sha256(target / "registry.txt")}).items()))
    _lines(target / "SHA256SUMS", (f"{digest}  {name}" for name, digest in sums.items()))
    return ["digests.json", "registry.txt", "SHA256SUMS"]


def unpacked(path: Path) -> Iterator[tuple[str, str]]:
    """Yield name and digest of every member of an archive, in the order of the archive."""
    if path.suffix == ".gz":
        with tarfile.open(path) as packed:
            for member in packed:
                file = packed.extractfile(member)
                if file:
                    yield member.name, hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as content:
                yield name, hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]


def _lines(path: Path, lines: Iterator[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
