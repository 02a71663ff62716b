"""The folder of a release: descriptor, tables, schemas, documents, and the flat tables for people."""

from __future__ import annotations

import shutil
from pathlib import Path

from release import derived, descriptor
from release.artefacts.source import Source, Tables, read_csv

# A release has a README of its own: commands of the checkout would not run there.
DOCUMENTS = {
    "LICENSE": "LICENSE",
    "LICENSE-DATA": "LICENSE-DATA",
    "SECURITY.md": "SECURITY.md",
    "release/README.md": "README.md",
}


def write(source: Source, target: Path) -> list[str]:
    """Write the package, its documents and the derived tables."""
    before = set(target.rglob("*"))
    descriptor.write_json(target / "datapackage.json", source.descriptor)
    for resource in source.descriptor["resources"]:
        for name in (resource["path"], resource["schema"]):
            (target / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(source.root / name, target / name)
    for name, released in DOCUMENTS.items():
        shutil.copyfile(source.root / name, target / released)
    derived.write_derived(source.root, target / "derived")
    return sorted(p.relative_to(target).as_posix() for p in set(target.rglob("*")) - before if p.is_file())


def read_back(source: Source, target: Path) -> Tables:
    """Read the tables of the folder."""
    for resource in source.descriptor["resources"]:
        with (target / resource["path"]).open("rb") as file:
            yield resource["name"], read_csv(file)
