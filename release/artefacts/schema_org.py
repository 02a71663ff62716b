"""schema.org: the dataset as search engines read it, in JSON-LD."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from release.artefacts.source import Source, UnfaithfulError
from release.descriptor import write_json

NAME = "dataset.jsonld"
# What is wanted of a dataset that is to be found and cited.
WANTED = "name description version license keywords creator datePublished distribution variableMeasured".split()


def write(source: Source, target: Path) -> list[str]:
    """Write ``dataset.jsonld``."""
    write_json(target / NAME, describe(source))
    return [NAME]


def describe(source: Source) -> dict[str, Any]:
    """Return the dataset in JSON-LD; its distribution are the tables."""
    head = source.descriptor
    variables = {field["name"]: field for table in source.tables for field in table.fields}
    return {
        # The vocabulary itself, so that a reader needs no network to expand it.
        "@context": {"@vocab": "https://schema.org/"},
        "@type": "Dataset",
        "name": head["title"],
        "alternateName": head["name"],
        "description": head["description"],
        "version": source.version,
        "datePublished": source.day.isoformat(),
        "license": source.licence["path"],
        "isAccessibleForFree": True,
        "keywords": head["keywords"],
        "creator": [{"@type": "Organization", "name": name} for name in source.creators],
        "variableMeasured": [
            {"@type": "PropertyValue", "name": name, "description": field["description"]}
            | ({"unitText": field["unit"]} if "unit" in field else {})
            for name, field in variables.items()
            if field["type"] in ("number", "integer")
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": resource["title"],
                "description": resource["description"],
                "contentUrl": resource["path"],
                "encodingFormat": resource["mediatype"],
                "contentSize": f"{resource['bytes']} B",
                "sha256": resource["hash"].removeprefix("sha256:"),
            }
            for resource in head["resources"]
        ],
    }


def validate(_: Source, target: Path) -> str:
    """Expand the file and hold every type and property against the vocabulary that rdflib carries.

    Raises:
        UnfaithfulError: a word is none of schema.org's, or a wanted property is missing.
    """
    import rdflib

    text = (target / NAME).read_text(encoding="utf-8")
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    words = set(graph.predicates()) | set(graph.objects(predicate=rdflib.RDF.type))
    unknown = sorted(str(word) for word in words - {rdflib.RDF.type} if word not in rdflib.SDO)
    missing = [name for name in WANTED if name not in json.loads(text)]
    if unknown or missing:
        raise UnfaithfulError(f"schema.org: unknown {unknown}, missing {missing}")
    return f"rdflib: {len(graph):,} statements, all in words of schema.org"
