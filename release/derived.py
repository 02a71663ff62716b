"""Flat tables for people in a spreadsheet: labels instead of ids, base units beside printed ones.

They are conveniences, not part of the contract: their columns may change with any release.
"""

from __future__ import annotations

from pathlib import Path

from andean_coca import tables
from checks import package, store
from checks.views import create_views

FLAT = ("figures_flat", "events_flat")
README = """\
Derived tables: conveniences, NOT FOR PINNING.

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
        rows = [[_cell(value) for value in row] for row in result.fetchall()]
        text = tables.serialise(header, rows)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
    (folder / "README.txt").write_text(README, encoding="utf-8", newline="\n")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # Fifteen digits are all that a double holds for sure: no noise from a conversion.
        return f"{value:.15g}" if abs(value) < 1e15 else repr(value)
    return str(value)
