"""What changed between two states of the package, row by row and cell by cell: ``python -m release.diff REV``."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

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


def as_markdown(diffs: list[TableDiff], evidence: dict[str, str]) -> str:
    """The diff for people: counts first, then changed cells, then rows; ``evidence`` maps ids to printed phrases."""
    if not diffs:
        return "Nothing changed in the data."
    lines = ["| table | added | removed | changed |", "|---|---|---|---|"]
    lines += [f"| {d.name} | {len(d.added)} | {len(d.removed)} | {len(d.changed)} |" for d in diffs]
    for diff in diffs:
        lines += ["", f"### {diff.name}", ""]
        lines += [f"- column added: `{c}`" for c in diff.columns_added]
        lines += [f"- column **removed**: `{c}`" for c in diff.columns_removed]
        for key, cells in diff.changed.items():
            told = "; ".join(f"`{c.column}` {_show(c.old)} → {_show(c.new)}" for c in cells)
            lines.append(f"- {key}: {told}{_quote(evidence.get(key))}")
        lines += [f"- {key} **removed**{_quote(evidence.get(key))}" for key in diff.removed]
        lines += [f"- {key} added{_quote(evidence.get(key))}" for key in diff.added]
    return "\n".join(lines)


def _show(cell: str) -> str:
    return f"`{cell}`" if cell else "blank"


def _quote(phrase: str | None) -> str:
    return f' ("{phrase}")' if phrase else ""


def printed_phrases(read: Read) -> dict[str, str]:
    """Return the printed phrase of every evidence row and of the figure that it carries, by id."""
    package = _package(read)
    phrases = {key: row["printed"] for key, row in _by_key(package.get("evidence")).items()}
    figures = _by_key(package.get("figures"))
    return phrases | {key: phrases.get(row["evidence_id"], "") for key, row in figures.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what changed against a revision or another package; exit 2 if it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m release.diff", description=__doc__)
    parser.add_argument("old", help="git revision, or folder of a package, to compare with")
    parser.add_argument(
        "new", nargs="?", type=Path, default=ROOT, help="folder of the newer package (default: this checkout)"
    )
    parser.add_argument(
        "--format", choices=("markdown", "json"), default="markdown", help="how it is written (default: markdown)"
    )
    options = parser.parse_args(arguments)
    other, new = Path(options.old), folder(options.new)
    try:
        old = folder(other) if (other / "datapackage.json").is_file() else revision(options.old)
        diffs = compare(old, new)
    except (ValueError, KeyError, tables.TableError) as error:
        print(f"diff: {error}", file=sys.stderr)
        return 2
    if options.format == "json":
        body: list[dict[str, Any]] = [asdict(diff) for diff in diffs]
        print(json.dumps(body, ensure_ascii=False))
    else:
        print(as_markdown(diffs, printed_phrases(old) | printed_phrases(new)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
