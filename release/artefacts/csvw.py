"""CSV on the Web: the same schemas as metadata of the W3C; its library is a second validator of the data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from release.artefacts.source import Source, Table, Tables, judged_by, typed_back
from release.descriptor import write_json

NAME = "csv-metadata.json"
TYPES = {"string": "string", "integer": "integer", "number": "decimal", "date": "date", "boolean": "boolean"}


def write(source: Source, target: Path) -> list[str]:
    """Write ``csv-metadata.json``, where readers of CSVW look for it."""
    paths = {r["name"]: r["path"] for r in source.descriptor["resources"]}
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": source.descriptor["title"],
        "dc:description": source.descriptor["description"],
        "dc:license": {"@id": source.licence["path"]},
        "dc:creator": source.creators,
        "dc:issued": source.day.isoformat(),
        "schema:version": source.version,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\n"], "trim": False},
        "tables": [_table(table, paths) for table in source.tables],
    }
    write_json(target / NAME, group)
    return [NAME]


def read_back(source: Source, target: Path) -> Tables:
    """Read every table with the library for CSVW, which holds types, patterns, keys and references.

    Raises:
        UnfaithfulError: the library finds a fault in the metadata or in the data.
    """
    import csvw

    with judged_by("csvw", ValueError):
        group = csvw.TableGroup.from_file(target / NAME)
    for resource, table in zip(source.descriptor["resources"], source.tables, strict=True):
        read = group.tabledict[resource["path"]]
        yield table.name, typed_back(table, _rows(read))
    with judged_by("csvw", ValueError):
        group.check_referential_integrity()


def _rows(read: Any) -> Iterator[Iterable[object]]:
    with judged_by("csvw", ValueError):
        read.check_primary_key()
        yield from (row.values() for row in read.iterdicts())


def _table(table: Table, paths: dict[str, str]) -> dict[str, Any]:
    return {
        "url": paths[table.name],
        "dc:title": table.title,
        "dc:description": table.description,
        "tableSchema": {
            "columns": [_column(field) for field in table.fields],
            "primaryKey": table.schema["primaryKey"],
            "foreignKeys": [
                {"columnReference": mine, "reference": {"resource": paths[other], "columnReference": theirs}}
                for mine, other, theirs in table.foreign_keys
            ],
        },
    }


def _column(field: dict[str, Any]) -> dict[str, Any]:
    constraints = field.get("constraints", {})
    kind: dict[str, Any] = {"base": TYPES[field["type"]]}
    if field["type"] == "string":
        pattern = constraints.get("pattern") or "|".join(constraints.get("enum", []))
        kind |= {"format": pattern} if pattern else {}
    kind |= {key: constraints[key] for key in ("minimum", "maximum") if key in constraints}
    column = {
        "name": field["name"],
        "titles": field["name"],
        "dc:title": field["title"],
        "dc:description": [
            {"@value": field[key], "@language": language}
            for key, language in (("description", "en"), ("description_es", "es"))
        ],
        "datatype": kind,
        "required": constraints.get("required", False),
    }
    return column | ({"schema:unitText": field["unit"]} if "unit" in field else {})
