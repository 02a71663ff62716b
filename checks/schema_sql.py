"""The Table Schemas run on DuckDB: one pass over the cells of each table, then its keys."""

from __future__ import annotations

from collections import Counter
from functools import partial

import duckdb

from checks.cache import Cache, key
from checks.codes import CODES
from checks.engines import compiled
from checks.findings import Finding
from checks.package import Package, Table
from checks.parallel import answers


def check_schemas(  # noqa: PLR0913, PLR0917 - what a run decides
    package: Package,
    store: duckdb.DuckDBPyConnection,
    only: frozenset[str] | None = None,
    cache: Cache | None = None,
    unlisted: Counter[str] | None = None,
    workers: int = 1,
) -> list[Finding]:
    """Return a finding for each cell or key that breaks its schema; ``only`` names the tables to look at.

    Of large tables a number of findings is listed, the others are added to ``unlisted`` by code. ``workers`` is how
    many queries run at once.
    """
    looked_at = [t for t in package.tables.values() if only is None or t.name in only]
    names = {t.name: key("schema", *(package.tables[n].digest for n in _read_by(t, package))) for t in looked_at}
    known = {t.name: None if cache is None or t.large else cache.findings(names[t.name]) for t in looked_at}
    asked = [
        (t, partial(_ask, t, query, t.large and unlisted is not None))
        for t in looked_at
        if known[t.name] is None
        for query in queries(t, package)
    ]
    found: dict[str, list[Finding]] = {t.name: list(known[t.name] or ()) for t in looked_at}
    for (table, _), (told, more) in zip(asked, answers(store, [ask for _, ask in asked], workers), strict=True):
        found[table.name] += told
        if unlisted is not None:
            unlisted.update(more)
    if cache is not None:
        for table in (t for t in looked_at if known[t.name] is None and not t.large):
            cache.put_findings(names[table.name], found[table.name])
    return [finding for told in found.values() for finding in told]


def _ask(table: Table, query: str, cap: bool, store: duckdb.DuckDBPyConnection) -> tuple[list[Finding], dict[str, int]]:
    """The findings of a query, and how many more there are of each code."""
    more: dict[str, int] = {}
    if cap:
        from checks.engines.large import capped

        rows, more = capped(store, query)
    else:
        rows = store.execute(query).fetchall()
    return [
        CODES[code].finding(table.file, expected, line=line, key=name, field=field, got=got)
        for code, line, name, field, got, expected in rows
    ], more


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
