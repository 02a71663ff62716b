"""The folder as one tar.gz. Deflate differs between builds of zlib: what counts are the members' digests."""

from __future__ import annotations

import tarfile
from pathlib import Path

from release import archive
from release.artefacts.source import Source, Tables, read_csv


def write(source: Source, target: Path) -> list[str]:
    """Write ``<release>.tar.gz``, with all members below one folder of the release's name."""
    name = f"{target.name}.tar.gz"
    archive.write_tar(target / name, target, source.members, source.epoch)
    return [name]


def read_back(source: Source, target: Path) -> Tables:
    """Read the tables in the archive."""
    yield from read_tar(target / f"{target.name}.tar.gz", target.name, source)


def read_tar(path: Path, folder: str, source: Source) -> Tables:
    """Read the tables below a folder of a tar.gz."""
    with tarfile.open(path) as file:
        for resource in source.descriptor["resources"]:
            member = file.extractfile(f"{folder}/{resource['path']}")
            yield resource["name"], read_csv(member) if member else ()
