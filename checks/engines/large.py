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
from checks import cells
from checks import package as packages
from checks.codes import CODES
from checks.engines import parquet
from checks.engines.gate import Bytes, ragged, unreadable, with_line_feeds
from checks.findings import LISTED, Finding
from checks.store import column, literal, quote, spill


def take(table: Any, reading: Sequence[Future[None]], store: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Load the parts of a table one after the other, number its lines and hold its files against the descriptor.

    ``reading`` are the passes over the bytes of the parts. A table of less than 1 MB is held in memory, too. Of one
    with a part that cannot be read to its end nothing is kept, as of a small one.
    """
    columns = ", ".join(column(f["name"], "VARCHAR", [f["name"]] == table.primary_key) for f in table.fields)
    store.execute(f"CREATE TABLE large.{quote(table.name)} ({columns})")
    lying = table.parts
    taken = [_take(store, table, part, passed) for part, passed in zip(lying, reading, strict=True)]
    table.parts = tuple(part for part, _ in taken)
    bytes_told = [finding for part in table.parts for finding in part.findings]
    found = [finding for _, told in taken for finding in told]
    if any(part.broken for part in table.parts):
        store.execute(f"DROP TABLE large.{quote(table.name)}")
        return bytes_told + found
    _number(store, table)
    if not table.count:
        found.append(CODES["SCH005"].finding(table.file, "at least one row"))
    table.sound = table.sound and not found
    if table.sound and sum(part.size for part in table.parts) <= packages.THRESHOLD:
        table.rows = rows(table, store)
    return bytes_told + held(table, lying) + found


def rows(table: Any, store: duckdb.DuckDBPyConnection) -> tables.Rows:
    """The rows of a loaded table, with the columns of its schema."""
    told = store.execute(f"SELECT * FROM raw.{quote(table.name)} ORDER BY _line").fetchall()
    names = tuple(f["name"] for f in table.fields)
    return tables.Rows(names, [[c or "" for c in r[:-1]] for r in told], [r[-1] for r in told])


def held(table: Any, parts: Sequence[Bytes]) -> list[Finding]:
    """Findings where the descriptor states other facts of a table, whose parts were read to their end."""
    facts: dict[str, object] = {"bytes": sum(part.path.stat().st_size for part in parts), "rows": table.count}
    facts |= {"hash": f"sha256:{parts[0].digest.hexdigest()}"} if parts[0].digest else {}
    return packages.held(table.stated, table.file, facts)


def _take(
    store: duckdb.DuckDBPyConnection, table: Any, part: Bytes, passed: Future[None]
) -> tuple[Bytes, list[Finding]]:
    """Load a part while its bytes are read. Return it as it was loaded, and findings on rows of another length."""
    before = _count(store, f"SELECT count(*) FROM large.{quote(table.name)}")
    found = _load(store, table, part, part.path)
    passed.result()
    if not part.broken and any(finding.code == "LEX003" for finding in part.findings):
        _undo(store, table, before)
        part = with_line_feeds(part, spill() / "lf.csv")
        found = _load(store, table, part, part.path)
    if part.line_ends - 1 != part.rows or len(part.header) == 1 or part.findings or "\ufffd" in part.letters:
        part.find_blank()  # else each line is a row
    if part.broken:
        return part, []
    found = _hold(store, table, part, before, found)
    if found and found[0].code != "SCH004":
        part.findings += found
        part.broken, found = True, []
    return part, found


def _hold(
    store: duckdb.DuckDBPyConnection, table: Any, part: Bytes, before: int, found: list[Finding]
) -> list[Finding]:
    """What is found of a loaded part; held against its bytes if that is nothing, for the reader may leave cells out."""
    if found:
        return (found[0].code == "SCH004" and _mend(store, table, part, before)) or found
    lost, long = (False, False) if part.typed else _leaves_out(store, table, part, before)
    found = _mend(store, table, part, before) if lost or long else []
    if lost and not found:
        found = [CODES["LEX004"].finding(part.file, "CSV", got="cells or rows that DuckDB's reader leaves out")]
    return found


def _load(store: duckdb.DuckDBPyConnection, table: Any, part: Bytes, path: Path) -> list[Finding]:
    """Add a part, as it lies there, to ``large.<name>``; broken rows are findings. Its bytes need not be read yet."""
    into = f"large.{quote(table.name)}"
    before = _count(store, f"SELECT count(*) FROM {into}")
    try:
        cells_of, source = (parquet.cells(path), parquet.source(path)) if part.typed else _csv(part, path)
        shown = ", ".join(f"{cells_of.get(f['name'], 'NULL::VARCHAR')} AS {quote(f['name'])}" for f in table.fields)
        store.execute(f"INSERT INTO {into} SELECT {shown} FROM {source}")
        found = [] if part.typed else _broken(store, part)
    except duckdb.OutOfMemoryException:
        raise
    except (duckdb.Error, tables.TableError) as error:
        found = [unreadable(part.path, part.file, error)]
    store.execute("DROP TABLE IF EXISTS rejects; DROP TABLE IF EXISTS reject_scans")
    part.rows = _count(store, f"SELECT count(*) FROM {into}") - before
    if part.typed:
        parquet.tell(store, table, part, before)
    return found


def _undo(store: duckdb.DuckDBPyConnection, table: Any, before: int) -> None:
    """Take what was loaded after so many rows out of a table.

    It is written anew: places of rows that are deleted are not given again, and lines are counted by them.
    """
    into, kept = f"large.{quote(table.name)}", f"large.{quote(table.name + ' kept')}"
    store.execute(f"CREATE TABLE {kept} AS SELECT * FROM {into} WHERE rowid < {before}; DROP TABLE {into}")
    store.execute(f"ALTER TABLE {kept} RENAME TO {quote(table.name)}")


def _mend(store: duckdb.DuckDBPyConnection, table: Any, part: Bytes, before: int) -> list[Finding]:
    """Findings on rows with more or fewer cells than the header, up to a cap; then the part is loaded without them.

    One on a cell that is too long stands alone.
    """
    names, primary = part.header, [part.header.index(k) for k in table.primary_key if k in part.header]
    found, mended = list[Finding](), spill() / "mended.csv"
    try:
        for line, row in ragged(part.path, len(names), mended):
            if len(found) == LISTED:
                part.unlisted += 1
            else:
                key = "|".join(row[k] if k < len(row) else "" for k in primary) or None
                expected, got = f"{len(names)} cells", f"{len(row)} cells"
                found.append(CODES["SCH004"].finding(part.file, expected, line=line, key=key, got=got))
    except tables.TableError as error:
        return [unreadable(part.path, part.file, error)]
    if found:
        _undo(store, table, before)
        _load(store, table, part, mended)
    return found


def _csv(part: Bytes, path: Path) -> tuple[dict[str, str], str]:
    """The SQL of each column of a CSV file, and of the file."""
    columns = ", ".join(f"{literal(n)}: 'VARCHAR'" for n in part.header)
    options = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true"
    options += f", new_line = '\\n', max_line_size = {cells.MAX_LINE}, store_rejects = true, rejects_table = 'rejects'"
    source = f"read_csv({literal(parquet.plain(path))}, columns = {{{columns}}}, {options})"
    return {name: quote(name) for name in part.header}, source


def _broken(store: duckdb.DuckDBPyConnection, part: Bytes) -> list[Finding]:
    """The finding on the first row that the reader refused as no CSV; else on the first of another length, if any."""
    kinds = {"COLUMN": ("SCH004", f"{len(part.header)} cells"), "SIZE": ("PKG012", cells.SHORT_LINES)}
    query = "SELECT line, error_type, error_message FROM rejects ORDER BY contains(error_type, 'COLUMN'), line LIMIT 1"
    findings = []
    for line, kind, told in store.execute(query).fetchall():
        code, expected = next((found for word, found in kinds.items() if word in kind), ("LEX004", "CSV"))
        findings.append(CODES[code].finding(part.file, expected, line=line, got=str(told).splitlines()[0][:120]))
    return findings


def _number(store: duckdb.DuckDBPyConnection, table: Any) -> None:
    """Show a loaded table as ``raw.<name>`` with the line of each row, once its bytes are read.

    Lines count on from the row before, with the breaks in its cells, through all parts.
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
    before = 0
    for part in table.parts:
        part.begins = line_at(store, table, before)
        before += part.rows


def line_at(store: duckdb.DuckDBPyConnection, table: Any, place: int) -> int:
    """The line of the row at a place, from 0."""
    if lines(table) == table.count:
        return place + 2
    breaks = f"SELECT max(before) FROM large.{quote(table.name + ' breaks')} WHERE place < {place}"
    return place + 2 + _count(store, breaks)


def lines(table: Any) -> int:
    """How many lines the rows of all parts take."""
    return sum(part.line_ends - len(part.blank) - 1 for part in table.parts)


def _leaves_out(store: duckdb.DuckDBPyConnection, table: Any, told: Bytes, before: int) -> tuple[bool, bool]:
    """Whether the reader left something out, for the file is longer than its rows; whether a cell may be too long."""
    names = [n for n in told.header if n in {f["name"] for f in table.fields}]
    if len(names) < len(told.header):
        return False, False  # the header has a finding already
    rows = f"WHERE rowid >= {before} AND rowid < {before + told.rows}" if len(table.parts) > 1 else ""
    joined = f"SELECT concat({', '.join(map(quote, names))}) AS t FROM large.{quote(table.name)} {rows}"
    inner = "sum(strlen(t) - strlen(replace(t, '\"', ''))) FILTER (contains(t, '\"'))" if told.quotes else "0"
    query = f"SELECT coalesce(sum(strlen(t)), 0), coalesce({inner}, 0), coalesce(max(strlen(t)), 0) FROM ({joined})"
    held, quotes, longest = store.execute(query).fetchall()[0]
    if quotes != told.inner:
        told.find_quotes()
    separators = told.rows * len(names) - (0 if told.ended else 1)
    size = held - quotes + separators + told.quotes - told.head_quotes + len(told.blank)
    return bool(told.size - told.head - 1 != size), longest > tables.MAX_CELL  # the row is, as may be a cell of it


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
