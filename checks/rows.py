"""Cells and rows of a table for Python: those of a small table lie in memory, those of a large one in the store."""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from checks.package import Package, Table
from checks.store import quote

Row = dict[str, str]


def distinct(package: Package, store: duckdb.DuckDBPyConnection, table: str, *names: str) -> set[tuple[str, ...]]:
    """The different cells that some columns of a table have side by side."""
    found = package.tables.get(table)
    if found is None or not set(names) <= set(found.rows.header):
        return set()
    if found.large:
        cells = ", ".join(f"coalesce({quote(n)}, '')" for n in names)
        return set(store.execute(f"SELECT DISTINCT {cells} FROM raw.{quote(table)}").fetchall())
    places = [found.rows.header.index(name) for name in names]
    return {tuple(row[p] for p in places) for row in found.rows.rows if len(row) > max(places)}


def rows_of(
    package: Package,
    store: duckdb.DuckDBPyConnection,
    table: str,
    column: str = "",
    values: Collection[str] = (),
) -> list[Row]:
    """The rows of a table, or those that have one of the values in a column; blank cells are blank text.

    Raises:
        KeyError: the package has no such table, or a small table no such column.
    """
    found = package.tables[table]
    if not found.large:
        rows = [dict(zip(found.rows.header, row, strict=True)) for row in found.rows.rows]
        return [row for row in rows if row[column] in values] if column else rows
    if not column:
        return _fetched(store, found, "", [])
    return _fetched(store, found, f"WHERE {quote(column)} IN (SELECT unnest(?::VARCHAR[]))", [sorted(values)])


def keyed(package: Package, store: duckdb.DuckDBPyConnection, table: str, keys: Collection[str]) -> dict[str, Row]:
    """The rows of a table that have one of the keys, by key; none of a table that is not sound."""
    if table not in package.tables or not package.tables[table].sound:
        return {}
    found, primary = package.tables[table], package.tables[table].primary_key
    if found.large and len(primary) > 1:
        key = f"concat_ws('|', {', '.join(f'coalesce({quote(k)}, {chr(39) * 2})' for k in primary)})"
        rows = _fetched(store, found, f"WHERE {key} IN (SELECT unnest(?::VARCHAR[]))", [sorted(keys)])
    else:
        rows = rows_of(package, store, table, *((primary[0], keys) if found.large else ()))
    told = {"|".join(row[k] for k in primary): row for row in rows}
    return {key: row for key, row in told.items() if key in keys}


def _fetched(store: duckdb.DuckDBPyConnection, table: Table, where: str, values: list[object]) -> list[Row]:
    shown = ", ".join(f"coalesce({quote(n)}, '')" for n in table.rows.header)
    told = store.execute(f"SELECT {shown} FROM raw.{quote(table.name)} {where} ORDER BY _line", values).fetchall()
    return [dict(zip(table.rows.header, row, strict=True)) for row in told]
