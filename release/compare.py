"""Two states of the package compared, row by row and cell by cell."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from andean_coca import tables
from release.build import ROOT

Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """A changed cell: its column, what stood there and what stands there now."""

    column: str
    old: str
    new: str


@dataclass(slots=True)
class TableDiff:
    """What changed in a table: rows by key, and columns."""

    name: str
    added: dict[str, dict[str, str]] = field(default_factory=dict)
    removed: dict[str, dict[str, str]] = field(default_factory=dict)
    changed: dict[str, list[Cell]] = field(default_factory=dict)
    columns_added: list[str] = field(default_factory=list)
    columns_removed: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.added or self.removed or self.changed or self.columns_added or self.columns_removed)


def folder(root: Path) -> Read:
    """Read files of a package in a folder."""
    return lambda name: (root / name).read_bytes() if (root / name).is_file() else None


def revision(name: str, root: Path = ROOT) -> Read:
    """Read files of the package at a git revision.

    Raises:
        ValueError: git knows no such revision.
    """
    known = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"], cwd=root, capture_output=True, check=False
    )
    if known.returncode:
        raise ValueError(f"git knows no revision {name!r}")

    def read(file: str) -> bytes | None:
        shown = subprocess.run(["git", "show", f"{name}:{file}"], cwd=root, capture_output=True, check=False)
        return shown.stdout if shown.returncode == 0 else None

    return read


def compare(old: Read, new: Read) -> list[TableDiff]:
    """Return what changed from one state to another, a diff a table that changed, in order of name."""
    before, after = _package(old), _package(new)
    diffs = [_compare_table(name, before.get(name), after.get(name)) for name in sorted(before.keys() | after.keys())]
    return [diff for diff in diffs if not diff.empty]


def _package(read: Read) -> dict[str, tuple[list[str], tables.Rows]]:
    """Return key and rows of every table that can be read."""
    descriptor = read("datapackage.json")
    found = {}
    for resource in json.loads(descriptor)["resources"] if descriptor else []:
        raw, schema = read(resource["path"]), read(resource["schema"])
        if raw is not None and schema is not None:
            found[resource["name"]] = (json.loads(schema)["primaryKey"], tables.parse(raw.decode("utf-8")))
    return found


def _compare_table(
    name: str, old: tuple[list[str], tables.Rows] | None, new: tuple[list[str], tables.Rows] | None
) -> TableDiff:
    before, after = _by_key(old), _by_key(new)
    had, has = (list(t[1].header) if t else [] for t in (old, new))
    diff = TableDiff(
        name, columns_added=[c for c in has if c not in had], columns_removed=[c for c in had if c not in has]
    )
    diff.added = {key: row for key, row in after.items() if key not in before}
    diff.removed = {key: row for key, row in before.items() if key not in after}
    shared = [c for c in had if c in has]
    for key in before.keys() & after.keys():
        cells = [Cell(c, before[key][c], after[key][c]) for c in shared if before[key][c] != after[key][c]]
        if cells:
            diff.changed[key] = cells
    diff.changed = {key: diff.changed[key] for key in after if key in diff.changed}
    return diff


def _by_key(table: tuple[list[str], tables.Rows] | None) -> dict[str, dict[str, str]]:
    if table is None:
        return {}
    key, parsed = table
    rows = [dict(zip(parsed.header, row, strict=False)) for row in parsed.rows]
    return {"|".join(row.get(k, "") for k in key): row for row in rows}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a figure stands: the phrase as printed, the document with its title, and the line."""

    printed: str
    source: str
    title: str
    line: str


def evidence(read: Read) -> dict[str, Evidence]:
    """Return where every evidence row, and the figure that it carries, stands; by id of either."""
    package = _package(read)
    titles = {key: row.get("title", "") for key, row in _by_key(package.get("sources")).items()}
    places = {}
    for key, row in _by_key(package.get("evidence")).items():
        source = row.get("source_id", "")
        places[key] = Evidence(row.get("printed", ""), source, titles.get(source, ""), row.get("line", ""))
    figures = _by_key(package.get("figures")).items()
    return places | {key: places[at] for key, row in figures if (at := row.get("evidence_id", "")) in places}
