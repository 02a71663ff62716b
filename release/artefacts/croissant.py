"""Croissant: the tables as record sets for machine learning, files named by their hash."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from release.artefacts.source import Source, Table, Tables, UnfaithfulError, judged_by, typed_back
from release.descriptor import write_json

NAME = "croissant.json"
TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "date": "sc:Date", "boolean": "sc:Boolean"}
# The context that the format's version 1.0 prescribes.
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def write(source: Source, target: Path) -> list[str]:
    """Write ``croissant.json``."""
    resources = {r["name"]: r for r in source.descriptor["resources"]}
    head = source.descriptor
    value = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": head["name"],
        "alternateName": head["title"],
        "description": head["description"],
        "version": source.version,
        "license": source.licence["path"],
        "keywords": head["keywords"],
        "creator": [{"@type": "sc:Organization", "name": name} for name in source.creators],
        "datePublished": source.day.isoformat(),
        "citeAs": f"{head['title']}, version {source.version}",
        "distribution": [_file(table, resources[table.name]) for table in source.tables],
        "recordSet": [_record_set(table, resources[table.name]["path"]) for table in source.tables],
    }
    write_json(target / NAME, value)
    return [NAME]


def read_back(source: Source, target: Path) -> Tables:
    """Read every record with the library of the format.

    Raises:
        UnfaithfulError: the library objects to the file, or warns.
    """
    import mlcroissant

    logging.getLogger("absl").setLevel(logging.ERROR)
    with judged_by("mlcroissant", mlcroissant.ValidationError):
        dataset = mlcroissant.Dataset(jsonld=str(target / NAME))
    issues = dataset.metadata.ctx.issues
    if issues.errors or issues.warnings:
        raise UnfaithfulError(f"mlcroissant: {issues.report()}")
    for table in source.tables:
        yield table.name, typed_back(table, _records(dataset, table.name))


def _records(dataset: Any, name: str) -> Iterator[Iterable[object]]:
    import mlcroissant

    with judged_by("mlcroissant", mlcroissant.GenerationError):
        yield from (map(_plain, record.values()) for record in dataset.records(name))


def _plain(value: object) -> object:
    return value.decode("utf-8") if isinstance(value, bytes) else value


def _file(table: Table, resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": table.path.name,
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _record_set(table: Table, path: str) -> dict[str, Any]:
    """No `references`: the library that reads the format fails on records of a set that has some."""
    fields = []
    for field in table.fields:
        one: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": f"{table.name}/{field['name']}",
            "name": field["name"],
            "description": field["description"],
            "dataType": TYPES[field["type"]],
            "source": {"fileObject": {"@id": path}, "extract": {"column": field["name"]}},
        }
        fields.append(one)
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": [{"@id": f"{table.name}/{name}"} for name in table.schema["primaryKey"]],
        "field": fields,
    }
