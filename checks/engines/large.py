"""Tables beyond the limits: read by DuckDB's own readers as raw text, within a bound of memory.

Cells are looked at in SQL; what SQL suspects is judged by the code of small tables. Findings are listed up to a cap
for each code, and counted in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import duckdb

from andean_coca import tables
from checks import package as packages
from checks.codes import CODES
from checks.engines import parquet
from checks.engines.gate import Bytes, ragged, unreadable
from checks.findings import LISTED, Finding
from checks.store import column, literal, quote, spill


def take(table: Any, reading: Sequence[Future[None]], store: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Load the parts of a table one after the other, number its lines and hold its files against the descriptor.

    ``reading`` are the passes over the bytes of the parts. A table of less than 1 MB is held in memory, too.
    """
    found, bytes_told = list[Finding](), list[Finding]()
    for part, passed in zip(table.parts, reading, strict=True):
        broken = _load(store, table, part)
        passed.result()
        if part.line_ends - 1 != part.rows or len(part.header) == 1 or part.findings:  # else each line is a row
            part.find_blank()
        bytes_told += part.findings
        found += [] if part.broken else broken
    whole = not found and not any(part.broken for part in table.parts)
    found += _number(store, table)
    if whole and not table.count:
        found.append(CODES["SCH005"].finding(table.file, "at least one row"))
    table.sound = table.sound and whole and not found
    facts: dict[str, object] = {"bytes": sum(part.path.stat().st_size for part in table.parts)}
    facts |= {"rows": table.count} if whole else {}
    facts |= {"hash": f"sha256:{table.parts[0].digest.hexdigest()}"} if table.parts[0].digest else {}
    if table.sound and sum(part.size for part in table.parts) <= packages.THRESHOLD:
        shown = ", ".join(map(quote, table.rows.header))
        told = store.execute(f"SELECT {shown}, _line FROM raw.{quote(table.name)} ORDER BY _line").fetchall()
        table.rows = tables.Rows(table.rows.header, [[c or "" for c in r[:-1]] for r in told], [r[-1] for r in told])
    return bytes_told + packages.held(table.stated, table.file, facts) + found


def _load(store: duckdb.DuckDBPyConnection, table: Any, part: Bytes) -> list[Finding]:
    """Add a part to ``large.<name>``; broken rows are findings. Its bytes need not have been read."""
    into, fields = f"large.{quote(table.name)}", [f["name"] for f in table.fields]
    first = part is table.parts[0]
    before = 0 if first else _count(store, f"SELECT count(*) FROM {into}")
    try:
        cells_of, source = (
            (parquet.cells(part.path), parquet.source(part.path)) if part.typed else _csv(part, part.path)
        )
        shown = ", ".join(f"{cells_of.get(n, 'NULL::VARCHAR')} AS {quote(n)}" for n in fields)
        if first:
            columns = ", ".join(column(n, "VARCHAR", [n] == table.primary_key) for n in fields)
            store.execute(f"CREATE TABLE {into} ({columns})")
        store.execute(f"INSERT INTO {into} SELECT {shown} FROM {source}")
        found = [] if part.typed else _broken(store, part)
        if any(finding.code == "SCH004" for finding in found):  # such rows were left out
            # Written anew: places of rows that are deleted are not given again, and lines are counted by them.
            kept = f"large.{quote(table.name + ' kept')}"
            store.execute(f"CREATE TABLE {kept} AS SELECT * FROM {into} WHERE rowid < {before}; DROP TABLE {into}")
            store.execute(f"ALTER TABLE {kept} RENAME TO {quote(table.name)}")
            store.execute("DROP TABLE rejects; DROP TABLE reject_scans")
            mended = spill() / "mended.csv"
            found = [*_of_other_length(table, part, mended), *(f for f in found if f.code != "SCH004")]
            store.execute(f"INSERT INTO {into} SELECT {shown} FROM {_csv(part, mended)[1]}")
    except (duckdb.Error, tables.TableError) as error:
        store.execute(f"CREATE TABLE IF NOT EXISTS {into} ({', '.join(f'{quote(n)} VARCHAR' for n in fields)})")
        found = [unreadable(part.path, part.file, str(error).splitlines()[0][:200])]
    store.execute("DROP TABLE IF EXISTS rejects; DROP TABLE IF EXISTS reject_scans")
    part.rows = _count(store, f"SELECT count(*) FROM {into}") - before
    if part.typed:
        parquet.tell(store, table, part, before)
    return found


def _of_other_length(table: Any, part: Bytes, mended: Path | None = None) -> list[Finding]:
    """Findings on rows with more or fewer cells than the header, up to a cap."""
    names, primary = part.header, [part.header.index(k) for k in table.primary_key if k in part.header]
    found = list[Finding]()
    for line, row in ragged(part.path, len(names), mended):
        if len(found) < LISTED:
            key = "|".join(row[k] if k < len(row) else "" for k in primary) or None
            expected, got = f"{len(names)} cells", f"{len(row)} cells"
            found.append(CODES["SCH004"].finding(part.file, expected, line=line, key=key, got=got))
    return found


def _csv(part: Bytes, path: Path) -> tuple[dict[str, str], str]:
    """The SQL of each column of a CSV file, and of the file."""
    columns = ", ".join(f"{literal(n)}: 'VARCHAR'" for n in part.header)
    options = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true"
    options += f", new_line = '\\n', max_line_size = {1 << 20}, store_rejects = true, rejects_table = 'rejects'"
    source = f"read_csv({literal(parquet.plain(path))}, columns = {{{columns}}}, {options})"
    return {name: quote(name) for name in part.header}, source


def _broken(store: duckdb.DuckDBPyConnection, part: Bytes) -> list[Finding]:
    """Findings on the rows that the reader refused."""
    broken = store.execute("SELECT line, error_type, error_message FROM rejects ORDER BY line LIMIT 50").fetchall()
    kinds = {
        "COLUMN": ("SCH004", f"{len(part.header)} cells"),
        "UTF": ("LEX001", "UTF-8"),
        "UNICODE": ("LEX001", "UTF-8"),
    }
    kinds |= {"SIZE": ("PKG012", "lines of 1 MB at most")}
    findings = []
    for line, kind, told in broken:
        code, expected = next((found for word, found in kinds.items() if word in kind), ("LEX004", "CSV"))
        findings.append(CODES[code].finding(part.file, expected, line=line, got=str(told).splitlines()[0][:120]))
    return findings


def _number(store: duckdb.DuckDBPyConnection, table: Any) -> list[Finding]:
    """Show a loaded table as ``raw.<name>`` with the line of each row, once its bytes are read.

    Lines count on from the row before, with the breaks in its cells, through all parts. Rows that have too many cells
    are findings.
    """
    name, names = quote(table.name), [f["name"] for f in table.fields]
    shown = ", ".join(map(quote, names))
    table.count = _count(store, f"SELECT count(*) FROM large.{name}")
    if lines(table) == table.count:
        store.execute(f"CREATE VIEW raw.{name} AS SELECT {shown}, rowid + 2 AS _line FROM large.{name}")
    else:
        row = f"concat_ws('', {shown})"
        store.execute(
            f"CREATE TABLE large.{quote(table.name + ' breaks')} AS "
            "SELECT place, sum(n) OVER (ORDER BY place) AS before FROM "
            f"(SELECT rowid AS place, length({row}) - length(replace({row}, chr(10), '')) AS n FROM large.{name} "
            f"WHERE contains({row}, chr(10)))"
        )
        store.execute(
            f"CREATE VIEW raw.{name} AS SELECT t.* EXCLUDE (_place), t._place + 2 + coalesce(b.before, 0) AS _line "
            f"FROM (SELECT {shown}, rowid AS _place FROM large.{name}) t "
            f"ASOF LEFT JOIN large.{quote(table.name + ' breaks')} b ON t._place > b.place"
        )
    found, before = list[Finding](), 0
    for part in table.parts:
        part.begins = line_at(store, table, before)
        if not (part.typed or part.broken):
            found += _ragged(store, table, part, before)
        before += part.rows
    return found


def line_at(store: duckdb.DuckDBPyConnection, table: Any, place: int) -> int:
    """The line of the row at a place, from 0."""
    if lines(table) == table.count:
        return place + 2
    breaks = f"SELECT max(before) FROM large.{quote(table.name + ' breaks')} WHERE place < {place}"
    return place + 2 + _count(store, breaks)


def lines(table: Any) -> int:
    """How many lines the rows of all parts take."""
    return sum(part.line_ends - len(part.blank) - 1 for part in table.parts)


def _ragged(store: duckdb.DuckDBPyConnection, table: Any, told: Bytes, before: int) -> list[Finding]:
    """Rows with cells that the reader has left out: then the file is longer than its cells."""
    names = [n for n in told.header if n in {f["name"] for f in table.fields}]
    if len(names) < len(told.header):
        return []  # the header has a finding already
    cells_of = " + ".join(f"coalesce(strlen({quote(n)}), 0)" for n in names)
    inner = "0"
    if told.doubled:
        inner = " + ".join(f"coalesce(strlen({quote(n)}) - strlen(replace({quote(n)}, '\"', '')), 0)" for n in names)
    rows = f"WHERE rowid >= {before} AND rowid < {before + told.rows}" if len(table.parts) > 1 else ""
    held = _count(store, f"SELECT sum({cells_of}) - sum({inner}) FROM large.{quote(table.name)} {rows}")
    separators = told.rows * len(names) - (0 if told.ended else 1)
    if told.size - told.head - 1 == held + separators + told.quotes - told.head_quotes + len(told.blank):
        return []
    return _of_other_length(table, told)


def _count(store: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(store.execute(query).fetchall()[0][0] or 0)


def capped(store: duckdb.DuckDBPyConnection, query: str) -> tuple[list[tuple[Any, ...]], dict[str, int]]:
    """The rows of a query of findings up to a cap, first lines first, and how many more there are of each code."""
    rows = store.execute(f"SELECT * FROM ({query}) LIMIT {LISTED + 1}").fetchall()
    if len(rows) <= LISTED:
        return rows, {}
    rows = store.execute(f"SELECT * FROM ({query}) ORDER BY line LIMIT {LISTED}").fetchall()
    totals = dict(store.execute(f"SELECT code, count(*) FROM ({query}) GROUP BY code").fetchall())
    for row in rows:
        totals[row[0]] -= 1
    return rows, totals
