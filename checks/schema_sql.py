"""The Table Schemas run on DuckDB: one pass over the cells of each table, then its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from functools import partial

import duckdb

from checks.cache import Cache, key
from checks.codes import CODES
from checks.engines import compiled
from checks.findings import Finding
from checks.package import Package, Table
from checks.parallel import Crew, answers


def check_schemas(  # noqa: PLR0913, PLR0917 - what a run decides
    package: Package,
    store: duckdb.DuckDBPyConnection | Crew,
    only: frozenset[str] | None = None,
    cache: Cache | None = None,
    unlisted: Counter[str] | None = None,
    workers: int = 1,
    ascending: Collection[str] = (),
) -> list[Finding]:
    """Return a finding for each cell or key that breaks its schema; ``only`` names the tables to look at.

    Of large tables a number of findings is listed, the others are added to ``unlisted`` by code. ``workers`` is how
    many queries run at once. ``ascending`` names tables in which each row stands after the one before it by its key.
    """
    looked_at = [t for t in package.tables.values() if only is None or t.name in only]
    names = {t.name: key("schema", *(package.tables[n].digest for n in _read_by(t, package))) for t in looked_at}
    known = {t.name: None if cache is None or t.large else cache.findings(names[t.name]) for t in looked_at}
    asked = [t for t in looked_at if known[t.name] is None]
    found: dict[str, list[Finding]] = {t.name: list(known[t.name] or ()) for t in looked_at}
    more: dict[str, Counter[str]] = {t.name: Counter() for t in looked_at}

    def ask(queries_of: list[tuple[Table, str]]) -> None:
        asks = [partial(_ask, t, query, sql[t.name], t.large and unlisted is not None) for t, query in queries_of]
        for (table, _), (told, beyond) in zip(queries_of, answers(store, asks, workers), strict=True):
            found[table.name] += told
            more[table.name].update(beyond)

    sql = {t.name: queries(t, package) for t in asked}
    ask([(t, query) for t in asked for query in sql[t.name].of(ascending=t.name in ascending)])
    done = set[tuple[str, str]]()
    while left := [(t, q) for t in asked for q in _follow(t, sql[t.name], found, more) if (t.name, q) not in done]:
        ask(left)  # what is found of an id may be news for what refers to it
        done.update((table.name, query) for table, query in left)
    if unlisted is not None:
        unlisted.update(sum(more.values(), Counter()))
    if cache is not None:
        for table in (t for t in looked_at if known[t.name] is None and not t.large):
            cache.put_findings(names[table.name], found[table.name])
    return [finding for told in found.values() for finding in told]


def _ask(
    table: Table, query: str, sql: compiled.Queries, cap: bool, store: duckdb.DuckDBPyConnection
) -> tuple[list[Finding], dict[str, int]]:
    """The findings of a query, and how many more there are of each code."""
    more: dict[str, int] = {}
    if query == sql.cells and not table.large and not store.execute(sql.suspect).fetchall():
        return [], more  # to plan the whole query takes longer than to look at a small table
    if cap:
        from checks.engines.large import capped

        rows, more = capped(store, query)
    else:
        rows = store.execute(query).fetchall()
    return [
        CODES[code].finding(table.file, expected, line=line, key=name, field=field, got=got)
        for code, line, name, field, got, expected in rows
    ], more


def _follow(
    table: Table, sql: compiled.Queries, found: dict[str, list[Finding]], more: dict[str, Counter[str]]
) -> Iterator[str]:
    """The queries of patterns that do not follow: the reference dangles, or the ids there may be wrong themselves."""
    for field, (parent, query) in sql.follows.items():
        dangles = any(f.code == "SCH109" and f.field == field for f in found[table.name]) or more[table.name]["SCH109"]
        if dangles or parent not in found or any(f.code == "SCH104" for f in found[parent]) or more[parent]["SCH104"]:
            yield query


def _read_by(table: Table, package: Package) -> list[str]:
    """Names of the tables that the checks of a table read: itself and those that its foreign keys name."""
    named = [foreign["reference"].get("resource") for foreign in table.schema.get("foreignKeys", [])]
    return [table.name, *(name for name in named if name in package.tables)]


def cell_query(table: Table) -> str:
    """One SELECT that returns (code, line, key, field, got, expected) for every bad cell of a table."""
    return compiled.queries(table.name, table.schema, compiled.shapes([table])).cells


def key_queries(table: Table, package: Package) -> list[str]:
    """SELECTs for the primary key, unique columns, unique keys and foreign keys of a table."""
    return queries(table, package).every_key


def queries(table: Table, package: Package) -> compiled.Queries:
    """The SQL of a table of a package."""
    return compiled.queries(table.name, table.schema, compiled.shapes(package.tables.values()))
