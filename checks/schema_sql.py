"""The Table Schemas run on DuckDB: one pass over the cells of each table, then its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import duckdb

from checks.cache import Cache, kept
from checks.codes import CODES
from checks.engines import compiled
from checks.findings import Finding
from checks.package import Package, Table


def check_schemas(
    package: Package,
    store: duckdb.DuckDBPyConnection,
    only: frozenset[str] | None = None,
    cache: Cache | None = None,
    unlisted: Counter[str] | None = None,
) -> list[Finding]:
    """Return a finding for each cell or key that breaks its schema; ``only`` names the tables to look at.

    Of large tables a number of findings is listed, the others are added to ``unlisted`` by code.
    """
    findings: list[Finding] = []
    for table in package.tables.values():
        if only is not None and table.name not in only:
            continue
        if table.large and unlisted is not None:
            findings += _check_large(table, package, store, unlisted)
            continue
        digests = [package.tables[name].digest for name in _read_by(table, package)]
        findings += kept(cache, partial(_check_table, table, package, store), "schema", *digests)
    return findings


def _check_table(table: Table, package: Package, store: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    for query in queries(table, package):
        for code, line, key, field, got, expected in store.execute(query).fetchall():
            yield CODES[code].finding(table.file, expected, line=line, key=key, field=field, got=got)


def _check_large(
    table: Table, package: Package, store: duckdb.DuckDBPyConnection, unlisted: Counter[str]
) -> Iterator[Finding]:
    from checks.engines.large import capped

    for query in queries(table, package):
        rows, more = capped(store, query)
        unlisted.update(more)
        for code, line, key, field, got, expected in rows:
            yield CODES[code].finding(table.file, expected, line=line, key=key, field=field, got=got)


def _read_by(table: Table, package: Package) -> list[str]:
    """Names of the tables that the checks of a table read: itself and those that its foreign keys name."""
    named = [foreign["reference"].get("resource") for foreign in table.schema.get("foreignKeys", [])]
    return [table.name, *(name for name in named if name in package.tables)]


def cell_query(table: Table) -> str:
    """One SELECT that returns (code, line, key, field, got, expected) for every bad cell of a table."""
    return compiled.queries(table.name, table.schema, {table.name: (table.file, table.rows.header)})[0]


def key_queries(table: Table, package: Package) -> list[str]:
    """SELECTs for the primary key, unique columns, unique keys and foreign keys of a table."""
    return queries(table, package)[1:]


def queries(table: Table, package: Package) -> list[str]:
    """The SQL of a table: the query of its cells, then those of its keys."""
    columns = {t.name: (t.file, t.rows.header) for t in package.tables.values()}
    return compiled.queries(table.name, table.schema, columns)
