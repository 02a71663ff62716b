"""The formatter: tables in canonical form, whatever editor wrote them.

It changes how cells are written, never what they say: UTF-8 without byte order mark, LF, NFC, no
space at the edges, plain numbers, rows sorted by key. What it cannot tell for sure it leaves to the
checks.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

from andean_coca import tables

_PLAIN = re.compile(r"\+?(-?)0*(\d+)(?:\.(\d*?)0*)?")


def format_package(root: Path, *, write: bool = True) -> list[str]:
    """Put every table of the package in ``root`` into canonical form; return the files that were not.

    Raises:
        tables.TableError: a file is no CSV; its line is told.
        UnicodeDecodeError: a file is not UTF-8.
    """
    changed = []
    for resource in json.loads((root / "datapackage.json").read_bytes())["resources"]:
        path = root / resource["path"]
        schema = json.loads((root / resource["schema"]).read_bytes())
        old = path.read_bytes()
        new = format_table(old.decode("utf-8-sig"), schema).encode("utf-8")
        if new != old:
            changed.append(resource["path"])
            if write:
                path.write_bytes(new)
    return changed


def format_table(text: str, schema: dict[str, Any]) -> str:
    """Return the canonical text of a table. Formatting twice gives the same as once."""
    parsed = tables.parse(text.replace("\r\n", "\n").replace("\r", "\n"))
    types = {f["name"]: f["type"] for f in schema["fields"]}
    header = [name.strip() for name in parsed.header]
    numeric = [types.get(name) in ("integer", "number") for name in header]
    # A blank line at the end is no row.
    rows = [
        [_cell(c, n) for c, n in zip(row, [*numeric, *[False] * len(row)], strict=False)] for row in parsed.rows if row
    ]
    key = [header.index(k) for k in schema.get("primaryKey", []) if k in header]
    if key and all(len(row) > max(key) for row in rows):
        rows.sort(key=lambda row: tables.sort_key(row, key))
    return tables.serialise(header, rows)


def _cell(cell: str, numeric: bool) -> str:
    cell = unicodedata.normalize("NFC", cell).strip()
    if numeric and (match := _PLAIN.fullmatch(cell)):
        sign, whole, fraction = match.groups()
        cell = f"{whole}.{fraction}" if fraction else whole
        cell = sign + cell if cell.strip("0.") else cell
    return cell
