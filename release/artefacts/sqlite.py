"""One SQLite file: strict tables with their keys, an index on every foreign key, and figures with their sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from checks.store import quote
from release.artefacts.source import Source, Table, Tables, UnfaithfulError, typed_back

TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "TEXT", "boolean": "INTEGER"}
# Nothing of the machine decides a byte: no journal, no free pages with old content, no statistics.
PRAGMAS = """
PRAGMA page_size = 4096;
PRAGMA auto_vacuum = NONE;
PRAGMA encoding = 'UTF-8';
PRAGMA secure_delete = ON;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
"""
VIEW = """
CREATE VIEW figures_with_sources AS
SELECT f.*, e.printed, e.line AS text_line, e.url AS evidence_url,
  s.source_id, s.title AS source_title, s.publisher, s.published, s.url AS source_url,
  r.label_en AS series_en, r.label_es AS series_es
FROM figures f JOIN evidence e USING (evidence_id) JOIN sources s USING (source_id) LEFT JOIN series r USING (series_id)
"""
VIEWED = {"figures", "evidence", "sources", "series"}


def write(source: Source, target: Path) -> list[str]:
    """Write ``<release>.sqlite``; ``user_version`` is the version, two digits a part: 1.2.3 is 10203.

    Raises:
        UnfaithfulError: a cell refers to no row.
    """
    name = f"{target.name}.sqlite"
    with closing(sqlite3.connect(target / name, isolation_level=None)) as store:
        store.executescript(PRAGMAS)
        store.execute(f"PRAGMA user_version = {_number(source.version)}")
        store.execute("BEGIN")
        for table in source.tables:
            store.execute(_create(table))
            marks = ", ".join("?" * len(table.header))
            store.executemany(f"INSERT INTO {quote(table.name)} VALUES ({marks})", _values(table))
        for statement in _indices(source):
            store.execute(statement)
        if {table.name for table in source.tables} >= VIEWED:
            store.execute(VIEW)
        store.execute("COMMIT")
        lost = store.execute("PRAGMA foreign_key_check").fetchone()
        if lost:
            raise UnfaithfulError(f"{lost[0]}, row {lost[1]}: refers to no row of {lost[2]}")
        store.execute("VACUUM")
    return [name]


def read_back(source: Source, target: Path) -> Tables:
    """Read every table in the order in which it was written."""
    with closing(sqlite3.connect(f"{(target / f'{target.name}.sqlite').as_uri()}?mode=ro", uri=True)) as store:
        for table in source.tables:
            columns = ", ".join(map(quote, table.header))
            rows = store.execute(f"SELECT {columns} FROM {quote(table.name)} ORDER BY rowid")
            yield table.name, typed_back(table, rows)


def _number(version: str) -> int:
    major, minor, patch = map(int, version.split("."))
    return major * 10_000 + minor * 100 + patch


def _values(table: Table) -> Iterator[list[object]]:
    days = [at for at, kind in enumerate(table.types) if kind == "date"]
    for row in table.values():
        values: list[object] = list(row)
        for at in days:
            day = values[at]
            values[at] = day.isoformat() if isinstance(day, date) else None
        yield values


def _create(table: Table) -> str:
    lines = [
        f"{quote(f['name'])} {TYPES[f['type']]}{' NOT NULL' if f.get('constraints', {}).get('required') else ''}"
        for f in table.fields
    ]
    lines.append(f"PRIMARY KEY ({_columns(table.schema['primaryKey'])})")
    lines += [
        f"FOREIGN KEY ({_columns(mine)}) REFERENCES {quote(other)} ({_columns(theirs)})"
        for mine, other, theirs in table.foreign_keys
    ]
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {quote(table.name)} (\n  {body}\n) STRICT"


def _indices(source: Source) -> list[str]:
    """An index on each foreign key, and a unique one where a key refers to columns that are no primary key."""
    keys = {table.name: table.schema["primaryKey"] for table in source.tables}
    needed: dict[str, str] = {}
    for table in source.tables:
        for mine, other, theirs in table.foreign_keys:
            if theirs != keys[other]:
                needed["_".join([other, *theirs])] = f"UNIQUE INDEX %s ON {quote(other)} ({_columns(theirs)})"
            if mine != keys[table.name][: len(mine)]:
                needed["_".join([table.name, *mine])] = f"INDEX %s ON {quote(table.name)} ({_columns(mine)})"
    return [f"CREATE {what % quote(name)}" for name, what in needed.items()]


def _columns(names: list[str]) -> str:
    return ", ".join(map(quote, names))
