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
    """Hold ``CITATION.cff`` against the format's schema, which check-jsonschema carries.

    Raises:
        UnfaithfulError: it does not fit; the message is that of the tool.
    """
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    command += ["--force-filetype", "yaml", str(target / CFF)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise UnfaithfulError(f"check-jsonschema: {run.stdout}{run.stderr}")
    return f"check-jsonschema: {run.stdout.strip()}"


def validate_zenodo(_: Source, target: Path) -> str:
    """Hold ``.zenodo.json`` against the schema beside this module.

    Raises:
        UnfaithfulError: it does not fit; the message names the place.
    """
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(ZENODO_SCHEMA.read_bytes()))
    errors = validator.iter_errors(json.loads((target / ZENODO).read_bytes()))
    faults = sorted(f"{error.json_path}: {error.message}" for error in errors)
    if faults:
        raise UnfaithfulError("zenodo: " + "; ".join(faults))
    return "jsonschema: fits the fields of a deposit"
