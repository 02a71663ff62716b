"""One zip of a release, with the same bytes wherever and whenever it is made."""

from __future__ import annotations

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
            archive.writestr(info, (root / name).read_bytes())
