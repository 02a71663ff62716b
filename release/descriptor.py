"""The descriptor of a release: the one in the repository, with hash, bytes and rows of every table."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any


def released(root: Path) -> dict[str, Any]:
    """Return the descriptor of the package in ``root`` with what only a release knows."""
    descriptor: dict[str, Any] = json.loads((root / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        path = root / resource["path"]
        resource["hash"] = f"sha256:{sha256(path)}"
        resource["bytes"] = path.stat().st_size
        with path.open(encoding="utf-8", newline="") as file:
            resource["rows"] = sum(1 for _ in csv.reader(file, strict=True)) - 1
    return descriptor


def sha256(path: Path) -> str:
    """SHA-256 of a file, which may be larger than memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: Path, value: object) -> None:
    """Write JSON in the form that the repository uses."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
