"""The tables of a package in an embedded DuckDB: raw text in schema ``raw``, typed views in ``main``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from andean_coca.types import TYPES
from checks.package import Package, Table


def quote(name: str) -> str:
    """Return an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def open_store(package: Package) -> duckdb.DuckDBPyConnection:
    """Load every table of a package. Each has its columns and ``_line``, the physical line."""
    store = duckdb.connect(":memory:", config={"threads": 2})
    store.execute("CREATE SCHEMA raw")
    for table in package.tables.values():
        _load(store, table)
    return store


def fill(
    store: duckdb.DuckDBPyConnection, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]
) -> None:
    """Create a table from rows of Python values; ``columns`` are (name, SQL type)."""
    store.execute(f"CREATE TABLE {name} ({', '.join(f'{quote(c)} {t}' for c, t in columns)})")
    values = [list(column) for column in zip(*rows, strict=True)]
    if values:
        # Whole columns as list parameters: one statement, a hundred times faster than executemany.
        unnested = ", ".join(f"unnest(?::{t}[])" for _, t in columns)
        store.execute(f"INSERT INTO {name} SELECT {unnested}", values)


def seal(store: duckdb.DuckDBPyConnection) -> None:
    """Take from the store every way to read or write a file or to change its settings."""
    store.execute("SET enable_external_access = false")
    store.execute("SET lock_configuration = true")


def _load(store: duckdb.DuckDBPyConnection, table: Table) -> None:
    header = table.rows.header
    known = {f["name"]: TYPES[f["type"]].sql for f in table.fields}
    place = {name: header.index(name) for name in known if name in header}
    width = len(header)
    padded = (
        (*(row + [""] * width)[:width], line) for row, line in zip(table.rows.rows, table.rows.lines, strict=True)
    )
    picked = ([row[place[n]] or None if n in place else None for n in known] + [row[-1]] for row in padded)
    fill(store, f"raw.{quote(table.name)}", [*((n, "VARCHAR") for n in known), ("_line", "BIGINT")], picked)
    casts = [quote(n) if t == "VARCHAR" else f"TRY_CAST({quote(n)} AS {t}) AS {quote(n)}" for n, t in known.items()]
    store.execute(f"CREATE VIEW {quote(table.name)} AS SELECT {', '.join(casts)}, _line FROM raw.{quote(table.name)}")
