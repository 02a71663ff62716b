"""Named views over the tables, one SELECT a file: joined tables for suites and for the release."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent


def create_views(store: duckdb.DuckDBPyConnection) -> list[str]:
    """Create every view whose tables are there; return the names of those that are not."""
    missing = []
    for path in sorted(FOLDER.glob("*.sql")):
        try:
            store.execute(f"CREATE OR REPLACE VIEW {path.stem} AS {path.read_text(encoding='utf-8')}")
        except (duckdb.CatalogException, duckdb.BinderException):
            missing.append(path.stem)
    return missing


def view_words(name: str) -> set[str]:
    """The words of a view's query, among them the tables that it reads; of a plain table, its name."""
    path = FOLDER / f"{name}.sql"
    return set(re.findall(r"\w+", path.read_text(encoding="utf-8"))) if path.is_file() else {name}
