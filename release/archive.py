"""Archives of a release, with the same bytes wherever and whenever they are made."""

from __future__ import annotations

import gzip
import shutil
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

# The earliest time that zip can hold: the content decides the bytes, not the clock.
_TIME = (1980, 1, 1, 0, 0, 0)


def write_zip(path: Path, root: Path, members: Iterable[str]) -> None:
    """Store files of ``root`` uncompressed (deflate differs between builds of zlib), in order of name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            info.file_size = (root / name).stat().st_size  # decides whether the member needs zip64
            with (root / name).open("rb") as file, archive.open(info, "w") as member:
                shutil.copyfileobj(file, member, 1 << 20)


def write_tar(path: Path, root: Path, members: Iterable[str], epoch: int) -> None:
    """Pack files of ``root`` in order of name, below a folder named as ``root``; owner, mode and time are fixed."""
    with (
        path.open("wb") as file,
        # Neither a file name nor a time in the header of gzip.
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in sorted(members):
            info = tarfile.TarInfo(f"{root.name}/{name}")
            info.size, info.mtime, info.mode = (root / name).stat().st_size, epoch, 0o644
            with (root / name).open("rb") as content:
                archive.addfile(info, content)
