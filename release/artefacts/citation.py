"""How to cite: ``CITATION.cff`` for people and repositories, ``.zenodo.json`` for a deposit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from release.artefacts.source import Source, UnfaithfulError
from release.descriptor import write_json

CFF, ZENODO = "CITATION.cff", ".zenodo.json"
# The deposit's fields as Zenodo's public documentation of its API describes them.
ZENODO_SCHEMA = Path(__file__).parent / "zenodo.schema.json"


def write_cff(source: Source, target: Path) -> list[str]:
    """Write ``CITATION.cff``."""
    head = source.descriptor
    value: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Cite the version and the id of the row, and name the document that the row cites.",
        "type": "dataset",
        "title": head["title"],
        "abstract": head["description"],
        "authors": [{"name": name} for name in source.creators],
        "version": source.version,
        "date-released": source.day.isoformat(),
        "license": source.licence["name"],
        "keywords": head["keywords"],
    }
    lines = [f"{key}: {json.dumps(text, ensure_ascii=False)}\n" for key, text in value.items()]  # JSON is YAML
    (target / CFF).write_text("".join(lines), encoding="utf-8", newline="\n")
    return [CFF]


def write_zenodo(source: Source, target: Path) -> list[str]:
    """Write ``.zenodo.json``."""
    head = source.descriptor
    value = {
        "upload_type": "dataset",
        "title": head["title"],
        "description": head["description"],
        "creators": [{"name": name} for name in source.creators],
        "version": source.version,
        "publication_date": source.day.isoformat(),
        "access_right": "open",
        "license": source.licence["name"].lower(),
        "keywords": head["keywords"],
        "language": "eng",
    }
    write_json(target / ZENODO, value)
    return [ZENODO]


def validate_cff(_: Source, target: Path) -> str:
    """Hold ``CITATION.cff`` against the format's schema, which check-jsonschema carries."""
    return _validate(target / CFF, "--builtin-schema", "vendor.citation-file-format", "--force-filetype", "yaml")


def validate_zenodo(_: Source, target: Path) -> str:
    """Hold ``.zenodo.json`` against the schema beside this module."""
    return _validate(target / ZENODO, "--schemafile", str(ZENODO_SCHEMA))


def _validate(path: Path, *options: str) -> str:
    command = [sys.executable, "-m", "check_jsonschema", *options, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise UnfaithfulError(f"check-jsonschema: {run.stdout}{run.stderr}")
    return f"check-jsonschema: {run.stdout.strip()}"
