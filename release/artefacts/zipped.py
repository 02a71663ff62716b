"""The folder as one zip; its members lie in it uncompressed, so nothing but the content decides the bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path

from release import archive
from release.artefacts.source import Source, Tables, read_csv


def write(source: Source, target: Path) -> list[str]:
    """Write ``<release>.zip``."""
    name = f"{target.name}.zip"
    archive.write_zip(target / name, target, source.members)
    return [name]


def read_back(source: Source, target: Path) -> Tables:
    """Read the tables in the zip."""
    with zipfile.ZipFile(target / f"{target.name}.zip") as file:
        for resource in source.descriptor["resources"]:
            with file.open(resource["path"]) as member:
                yield resource["name"], read_csv(member)
