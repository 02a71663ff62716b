"""Faults planted into a package in memory, written as in the headers of rules and suites.

``figures[F-0066].value = 49900`` sets a cell (``[*]`` every row's, ``[status=planned]`` that of the rows with this
cell; ``(blank)`` empties it), ``delete table[key]`` removes a row, ``copy table[key] to newkey`` doubles one; several
edits are joined by `` ; ``. Parts of a composite key are joined by ``|``.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from andean_coca import tables
from checks import package, parsed, rules, schema_sql, store
from checks.findings import Finding

ROOT = Path(__file__).parent.parent
EPOCH = 1_542_000_000  # the moment of releases that tests build
_SET = re.compile(r"(\w+)\[(.+?)\]\.(\w+) = (.*)\Z")
_DELETE = re.compile(r"delete (\w+)\[(.+?)\]\Z")
_COPY = re.compile(r"copy (\w+)\[(.+?)\] to (\S+)\Z")


def shipped() -> package.Package:
    """The package of this checkout, read anew."""
    return package.read(ROOT)


def plant(original: package.Package, edits: str) -> package.Package:
    """Return a copy of a package with the edits made; an edit that changes nothing is an error."""
    changed = copy.copy(original)
    changed.findings = list(original.findings)
    changed.tables = dict(original.tables)
    for name in edited(edits):
        table = copy.copy(original.tables[name])
        table.rows = tables.Rows(table.rows.header, [list(r) for r in table.rows.rows], list(table.rows.lines))
        changed.tables[name] = table
    for edit in edits.split(" ; "):
        _edit(changed, edit)
    return changed


def edited(edits: str) -> set[str]:
    """Names of the tables that the edits touch."""
    return {re.sub(r"\A(delete|copy) ", "", edit).partition("[")[0] for edit in edits.split(" ; ")}


def _edit(changed: package.Package, edit: str) -> None:
    if match := _SET.match(edit):
        table, key, field, value = match.groups()
        value = "" if value == "(blank)" else value
        rows = _find(changed, table, key)
        column = changed.tables[table].rows.header.index(field)
        assert any(row[column] != value for row in rows), f"{edit}: changes nothing"
        for row in rows:
            row[column] = value
    elif match := _DELETE.match(edit):
        table, key = match.groups()
        data = changed.tables[table].rows
        for row in _find(changed, table, key):
            at = next(i for i, r in enumerate(data.rows) if r is row)
            del data.rows[at], data.lines[at]
    elif match := _COPY.match(edit):
        table, key, new = match.groups()
        data = changed.tables[table].rows
        (row,) = _find(changed, table, key)
        double = list(row)
        for name, part in zip(changed.tables[table].primary_key, new.split("|"), strict=True):
            double[data.header.index(name)] = part
        data.rows.append(double)
        data.lines.append(data.lines[-1] + 1)
    else:
        raise AssertionError(f"no edit: {edit!r}")


def _find(changed: package.Package, table: str, key: str) -> list[list[str]]:
    data = changed.tables[table]
    column, _, cell = key.partition("=")
    if cell:
        rows = [row for row in data.rows.rows if row[data.rows.header.index(column)] == cell]
    else:
        positions = [data.rows.header.index(k) for k in data.primary_key]
        rows = [row for row in data.rows.rows if key in ("*", "|".join(row[p] for p in positions))]
    assert rows, f"{table}[{key}] is no row"
    return rows


def open_planted(changed: package.Package) -> duckdb.DuckDBPyConnection:
    """The package in a store, with what Python parses for the rules."""
    connection = store.open_store(changed)
    parsed.fill_parsed(changed, connection)
    return connection


def fast_findings(changed: package.Package) -> list[Finding]:
    """Findings of schemas and rules on a package in memory."""
    connection = open_planted(changed)
    found = schema_sql.check_schemas(changed, connection)
    store.seal(connection)
    return [*changed.findings, *found, *rules.check_rules(changed, connection)]


class Bench:
    """The shipped package in one store, in which faults are planted and rolled back."""

    def __init__(self, original: package.Package) -> None:
        self.original = original
        self.store = open_planted(original)
        store.seal(self.store)

    @contextmanager
    def planted(self, edits: str, reads: Collection[str] | None = None) -> Iterator[package.Package]:
        """The package with the edits made, and the store that holds it, until the block ends.

        ``reads`` names the tables that will be read; others that are computed may be out of date.
        """
        changed = plant(self.original, edits)
        self.store.execute("BEGIN")
        try:
            for name in edited(edits):
                store.update(self.store, self.original.tables[name], changed.tables[name])
            stale = parsed.fed_by(edited(edits))
            parsed.refill_parsed(changed, self.store, stale if reads is None else stale.intersection(reads))
            yield changed
        finally:
            self.store.execute("ROLLBACK")
