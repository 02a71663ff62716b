"""The descriptor of a release: the one in the repository, with hash, bytes and rows of every table."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from andean_coca import tables


def released(root: Path) -> dict[str, Any]:
    """Return the descriptor of the package in ``root`` with what only a release knows."""
    descriptor: dict[str, Any] = json.loads((root / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        raw = (root / resource["path"]).read_bytes()
        resource["hash"] = f"sha256:{hashlib.sha256(raw).hexdigest()}"
        resource["bytes"] = len(raw)
        resource["rows"] = len(tables.parse(raw.decode("utf-8")).rows)
    return descriptor


def write_json(path: Path, value: object) -> None:
    """Write JSON in the form that the repository uses."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
