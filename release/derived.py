"""Flat tables for people in a spreadsheet: labels instead of ids, base units beside printed ones.

They are conveniences, not part of the contract: their columns may change with any release.
"""

from __future__ import annotations

from pathlib import Path

from andean_coca import record, tables
from checks import package, store
from checks.views import create_views

FLAT = ("figures_flat", "events_flat")
README = """\
Derived tables: conveniences, NOT FOR PINNING.

figures_flat, events_flat: figures and mentions of events with their names.
latest, wide_*: the newest number of every series, place and period; years by series.
revisions: how the number of one year moved from edition to edition.
claims_and_verdicts: what reports claim beside what the agencies published, then and since.

They repeat the tables in ../data with labels instead of ids, for people who work in a spreadsheet.
Columns may be added, renamed or removed in any release. Programs should read ../datapackage.json.
"""


def write_derived(root: Path, folder: Path) -> None:
    """Write every flat table of the package in ``root``, and what they are, into ``folder``."""
    folder.mkdir()
    connection = store.open_store(package.read(root))
    create_views(connection)
    for name in FLAT:
        result = connection.execute(f"SELECT * FROM {name}")
        header = [column[0] for column in result.description or []]
        rows = [dict(zip(header, map(_cell, row), strict=True)) for row in result.fetchall()]
        _write(folder / f"{name}.csv", header, rows)
    _write_record(root, folder)
    (folder / "README.txt").write_text(README, encoding="utf-8", newline="\n")


def _write_record(root: Path, folder: Path) -> None:
    """Write the official record for people: newest numbers long and wide, revisions, claims with verdicts."""
    data = {name: tables.read_file(root / "data" / f"{name}.csv")[1] for name in record.TABLES}
    newest = record.newest_rows(data)
    files = {"latest": newest, "revisions": record.revision_rows(data), "claims_and_verdicts": record.claim_rows(data)}
    for name, rows in files.items():
        _write(folder / f"{name}.csv", list(rows[0]), rows)
    for indicator in sorted({row["indicator_en"] for row in newest}):
        header, rows = record.wide_rows(row for row in newest if row["indicator_en"] == indicator)
        if rows:
            _write(folder / f"wide_{indicator.lower().replace(' ', '_')}.csv", header, rows)


def _write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    text = tables.serialise(header, [[row.get(name, "") for name in header] for row in rows])
    path.write_text(text, encoding="utf-8", newline="\n")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return record.number(value)
    return str(value)
