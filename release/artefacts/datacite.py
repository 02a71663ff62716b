"""DataCite 4.5: the metadata with which a DOI is registered; the DOI itself comes from the registrar."""

from __future__ import annotations

import json
from pathlib import Path

from release.artefacts.source import Source, UnfaithfulError
from release.descriptor import write_json

NAME = "datacite.json"


def write(source: Source, target: Path) -> list[str]:
    """Write ``datacite.json``."""
    head = source.descriptor
    value = {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "titles": [{"title": head["title"], "lang": "en"}],
        "creators": [{"name": name, "nameType": "Organizational"} for name in source.creators],
        "publisher": {"name": source.creators[0]},
        "publicationYear": str(source.day.year),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
        "version": source.version,
        "language": "en",
        "subjects": [{"subject": word} for word in head["keywords"]],
        "dates": [{"date": source.day.isoformat(), "dateType": "Issued"}],
        "formats": sorted({resource["mediatype"] for resource in head["resources"]}),
        "sizes": [f"{sum(resource['rows'] for resource in head['resources'])} rows"],
        "rightsList": [
            {
                "rights": source.licence["title"],
                "rightsUri": source.licence["path"],
                "rightsIdentifier": source.licence["name"],
                "rightsIdentifierScheme": "SPDX",
            }
        ],
        "descriptions": [{"description": head["description"], "descriptionType": "Abstract", "lang": "en"}],
    }
    write_json(target / NAME, value)
    return [NAME]


def validate(_: Source, target: Path) -> str:
    """Hold the file against the schema that DataCite's library carries.

    Raises:
        UnfaithfulError: it does not fit; the message names the place.
    """
    from datacite import schema45

    value = json.loads((target / NAME).read_bytes())
    faults = sorted(f"{error.json_path}: {error.message}" for error in schema45.validator.iter_errors(value))
    if faults:
        raise UnfaithfulError("datacite: " + "; ".join(faults))
    return "datacite: fits schema 4.5"
