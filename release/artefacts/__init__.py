"""The artefacts of a release, a module a format, in the order in which they are made and told.

Each is written from the tables and then held against them: either its tables are read back, cell by
cell, or its standard's library or schema says whether it fits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from release import provenance
from release.artefacts import (
    changes,
    citation,
    croissant,
    csvw,
    datacite,
    folder,
    parquet,
    python,
    schema_org,
    sqlite,
    tarred,
    workbook,
    zipped,
)
from release.artefacts.source import Source, Tables, hold


@dataclass(frozen=True, slots=True)
class Artefact:
    """One format: how it is written, and by which ways it is held against the tables or its standard.

    ``packed`` artefacts are made from the finished folder; the others are what the archives pack.
    """

    name: str
    write: Callable[[Source, Path], list[str]]
    read_back: tuple[Callable[[Source, Path], Tables], ...] = ()
    validate: Callable[[Source, Path], str] | None = None
    packed: bool = False

    def prove(self, source: Source, target: Path) -> str:
        """Hold the artefact in ``target`` against the tables or its standard; say in words what was found.

        Raises:
            UnfaithfulError: it does not say the same, or breaks its standard.
        """
        told = [hold(source, read(source, target)) for read in self.read_back]
        if self.validate:
            told.append(self.validate(source, target))
        return "; ".join(dict.fromkeys(told))


ARTEFACTS = (
    Artefact("folder", folder.write, (folder.read_back,)),
    Artefact("csvw", csvw.write, (csvw.read_back,)),
    Artefact("croissant", croissant.write, (croissant.read_back,)),
    Artefact("schema.org", schema_org.write, validate=schema_org.validate),
    Artefact("datacite", datacite.write, validate=datacite.validate),
    Artefact("citation", citation.write_cff, validate=citation.validate_cff),
    Artefact("zenodo", citation.write_zenodo, validate=citation.validate_zenodo),
    Artefact("changes", changes.write, validate=changes.validate),
    Artefact("zip", zipped.write, (zipped.read_back,), packed=True),
    Artefact("tar.gz", tarred.write, (tarred.read_back,), packed=True),
    Artefact("parquet", parquet.write, (parquet.read_back,), packed=True),
    Artefact("sqlite", sqlite.write, (sqlite.read_back,), packed=True),
    Artefact("xlsx", workbook.write, (workbook.read_back,), packed=True),
    Artefact("python", python.write, (python.read_wheel, python.read_sdist), packed=True),
    # Last: it names the digest of all that was made before.
    Artefact("provenance", provenance.write, validate=provenance.validate, packed=True),
)
