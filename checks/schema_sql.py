"""Table Schemas compiled to SQL that selects the bad cells: one pass over each table, then its keys."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import duckdb

from andean_coca.types import TYPES
from checks.cache import Cache, kept
from checks.codes import CODES
from checks.findings import Finding
from checks.package import Package, Table
from checks.store import literal, quote

_URI = r"https?://[^\s/]+\.[^\s/]+(/\S*)?"


def check_schemas(
    package: Package,
    store: duckdb.DuckDBPyConnection,
    only: frozenset[str] | None = None,
    cache: Cache | None = None,
) -> list[Finding]:
    """Return a finding for each cell or key that breaks its schema; ``only`` names the tables to look at."""
    findings: list[Finding] = []
    for table in package.tables.values():
        if only is not None and table.name not in only:
            continue
        digests = [package.tables[name].digest for name in _read_by(table, package)]
        findings += kept(cache, partial(_check_table, table, package, store), "schema", *digests)
    return findings


def _check_table(table: Table, package: Package, store: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    for query in (cell_query(table), *key_queries(table, package)):
        for code, line, key, field, got, expected in store.execute(query).fetchall():
            yield CODES[code].finding(table.file, expected, line=line, key=key, field=field, got=got)


def _read_by(table: Table, package: Package) -> list[str]:
    """Names of the tables that the checks of a table read: itself and those that its foreign keys name."""
    named = [foreign["reference"].get("resource") for foreign in table.schema.get("foreignKeys", [])]
    return [table.name, *(name for name in named if name in package.tables)]


def key_expression(table: Table, alias: str = "") -> str:
    """SQL that joins the primary key of a row by ``|``."""
    parts = [f"coalesce({alias}{quote(k)}, '')" for k in table.primary_key]
    return f"concat_ws('|', {', '.join(parts)})" if parts else "NULL"


def cell_query(table: Table) -> str:
    """One SELECT that returns (code, line, key, field, got, expected) for every bad cell of a table."""
    present = set(table.rows.header)
    faults = [_fault(f) for f in table.fields if f["name"] in present]
    return (
        "SELECT f.code, line, key, f.field, f.got, f.expected FROM ("
        f"SELECT _line AS line, {key_expression(table)} AS key, "
        f"unnest([{', '.join(faults)}]) AS f FROM raw.{quote(table.name)}) WHERE f IS NOT NULL"
    )


def _fault(field: dict[str, Any]) -> str:
    """A CASE that gives the first fault of a cell, or NULL: a cell of the wrong type has one finding."""
    column, limits = quote(field["name"]), field.get("constraints", {})
    kind = TYPES[field["type"]]
    cases = [(f"{column} IS NULL", "SCH101", "a value")] if limits.get("required") else []
    if kind.grammar:
        fits = f"regexp_full_match({column}, {literal(kind.grammar)}) AND TRY_CAST({column} AS {kind.sql}) IS NOT NULL"
        bad = f"{column} IS NOT NULL AND NOT ({fits})"
        cases.append((bad, "SCH102", f"{field['type']} such as {kind.example}"))
    if "enum" in limits:
        allowed = [str(v) for v in limits["enum"]]
        cases.append((f"{column} NOT IN ({', '.join(map(literal, allowed))})", "SCH103", " | ".join(allowed)))
    if "pattern" in limits:
        bad = f"NOT regexp_full_match({column}, {literal(limits['pattern'])})"
        cases.append((bad, "SCH104", limits["pattern"]))
    if field.get("format") == "uri":
        cases.append((f"NOT regexp_full_match({column}, {literal(_URI)})", "SCH104", "a web address"))
    for key, sign, word in (("minimum", "<", "at least"), ("maximum", ">", "at most")):
        if key in limits:
            bad = f"CAST({column} AS {kind.sql}) {sign} CAST({literal(str(limits[key]))} AS {kind.sql})"
            cases.append((bad, "SCH105", f"{word} {limits[key]}"))
    for key, sign, word in (("minLength", "<", "at least"), ("maxLength", ">", "at most")):
        if key in limits:
            cases.append((f"length({column}) {sign} {int(limits[key])}", "SCH106", f"{word} {limits[key]} characters"))
    if not cases:
        return "NULL"
    whens = " ".join(
        f"WHEN {test} THEN {{'code': {literal(code)}, 'field': {literal(field['name'])}, "
        f"'got': {column}, 'expected': {literal(expected)}}}"
        for test, code, expected in cases
    )
    return f"CASE {whens} END"


def key_queries(table: Table, package: Package) -> list[str]:
    """SELECTs for the primary key, unique columns, unique keys and foreign keys of a table."""
    present = set(table.rows.header)
    queries = []
    if table.primary_key and present.issuperset(table.primary_key):
        queries.append(_doubles(table, table.primary_key, "SCH108"))
        blank = " OR ".join(f"{quote(k)} IS NULL" for k in table.primary_key)
        queries.append(
            f"SELECT 'SCH108', _line, {key_expression(table)}, {literal(table.primary_key[0])}, NULL, 'a filled key' "
            f"FROM raw.{quote(table.name)} WHERE {blank}"
        )
    unique = [[f["name"]] for f in table.fields if f.get("constraints", {}).get("unique")]
    keys = [*unique, *table.schema.get("uniqueKeys", [])]
    queries += [_doubles(table, key, "SCH107") for key in keys if present.issuperset(key)]
    for foreign in table.schema.get("foreignKeys", []):
        query = _dangling(table, foreign, package)
        if query:
            queries.append(query)
    return queries


def _doubles(table: Table, key: list[str], code: str) -> str:
    columns = ", ".join(map(quote, key))
    # A row with no value at all in the key repeats nothing; a partly blank key can repeat.
    filled = f"coalesce({columns}) IS NOT NULL"
    got = "concat_ws('|', " + ", ".join(f"coalesce({quote(k)}, '')" for k in key) + ")"
    return (
        f"SELECT {literal(code)}, _line, {key_expression(table)}, {literal(key[0])}, {got}, "
        f"'a value of its own: line ' || first_line || ' has it already' "
        f"FROM (SELECT *, min(_line) OVER (PARTITION BY {columns}) AS first_line FROM raw.{quote(table.name)} "
        f"WHERE {filled}) WHERE _line > first_line"
    )


def _dangling(table: Table, foreign: dict[str, Any], package: Package) -> str | None:
    reference = foreign["reference"]
    own = foreign["fields"] if isinstance(foreign["fields"], list) else [foreign["fields"]]
    theirs = reference["fields"] if isinstance(reference["fields"], list) else [reference["fields"]]
    parent = package.tables.get(reference.get("resource") or table.name)
    if parent is None or not set(own) <= set(table.rows.header) or not set(theirs) <= set(parent.rows.header):
        return None
    match = " AND ".join(f"p.{quote(t)} = c.{quote(o)}" for o, t in zip(own, theirs, strict=True))
    filled = " AND ".join(f"c.{quote(o)} IS NOT NULL" for o in own)
    return (
        f"SELECT 'SCH109', c._line, {key_expression(table, 'c.')}, {literal(own[0])}, c.{quote(own[0])}, "
        f"{literal('an id of ' + parent.file)} FROM raw.{quote(table.name)} c "
        f"WHERE {filled} AND NOT EXISTS (SELECT 1 FROM raw.{quote(parent.name)} p WHERE {match})"
    )
