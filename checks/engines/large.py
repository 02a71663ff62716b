"""Tables beyond the limits: read by DuckDB's own CSV reader as raw text, within a bound of memory.

The bytes pass a streamed gate, cells are looked at in SQL; what SQL suspects is judged by the code of small
tables. Findings are listed up to a cap for each code and field, and counted in full.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import duckdb

from andean_coca import tables
from checks import cells
from checks.codes import CODES
from checks.findings import LISTED_PER_CODE, Finding
from checks.store import literal, quote

_CHUNK = 1 << 22
_LISTED = 20 * LISTED_PER_CODE  # of one query; more are counted only
# Cells side by side, a unit separator around each: what may begin or end none, and what is not plainly Latin.
_LATIN = r"¡¿ª°º«»À-ÖØ-öø-ɏ\x{2013}\x{2014}\x{2018}\x{2019}\x{201c}\x{201d}…"
_SUSPECT = rf"\x1f[\s=+@-]|\s\x1f|[\x00-\x09\x0b-\x1e\x7f]|[^\x00-\x7f{_LATIN}]"
_ID = re.compile(r"[A-Z]+-\[0-9\]\{4,\}")


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked if its name ends in ``.gz``."""
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def gate(path: Path, file: str) -> tuple[list[Finding], str, int, int]:
    """Read a file once in pieces: findings on its bytes, SHA-256, how many bytes and line ends it has.

    A finding of the codes LEX001 or PKG012 means that it cannot be read as a table.
    """
    findings: list[Finding] = []
    total, size, lines, since = hashlib.sha256(), 0, 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    carriage = False
    with opened(path) as stream:
        while piece := stream.read(_CHUNK):
            if size == 0 and piece.startswith(b"\xef\xbb\xbf"):
                findings.append(CODES["LEX002"].finding(file, "no byte order mark", line=1))
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                line = lines + piece.count(b"\n") + 1
                return [CODES["LEX001"].finding(file, "UTF-8", got=f"before line {line}")], "", size, lines
            if not carriage and b"\r" in piece:
                carriage = True
                line = lines + piece.count(b"\n", 0, piece.index(b"\r")) + 1
                findings.append(CODES["LEX003"].finding(file, "LF", line=line, got="CR"))
            longest = max(map(len, piece.split(b"\n")), default=0)
            since = longest if b"\n" in piece else since + len(piece)
            if since > 1 << 20:
                return [CODES["PKG012"].finding(file, "lines of 1 MB at most", line=lines + 1)], "", size, lines
            total.update(piece)
            size, lines = size + len(piece), lines + piece.count(b"\n")
            since = len(piece) - piece.rfind(b"\n") - 1 if b"\n" in piece else since
    return findings, total.hexdigest(), size, lines


def header(path: Path) -> tuple[str, ...]:
    """The column names of a file.

    Raises:
        TableError: there is none.
    """
    with opened(path) as stream:
        first = stream.readline(1 << 20).decode("utf-8", errors="replace").lstrip("\ufeff")
    names = next(csv.reader([first]), [])
    if not names:
        raise tables.TableError("there is no header", 1)
    return tuple(names)


def load(store: duckdb.DuckDBPyConnection, table: Any, path: Path) -> list[Finding]:
    """Load a file into ``large.<name>``, shown as ``raw.<name>`` with physical lines; broken rows are findings."""
    names = table.rows.header
    columns = ", ".join(f"{literal(n)}: 'VARCHAR'" for n in names)
    options = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', strict_mode = true"
    options += f", new_line = '\\n', max_line_size = {1 << 20}, store_rejects = true, rejects_table = 'rejects'"
    store.execute("CREATE SCHEMA IF NOT EXISTS large")
    source = f"read_csv({literal(str(path))}, columns = {{{columns}}}, {options})"
    wanted = [f["name"] for f in table.fields]
    shown = ", ".join(quote(n) if n in names else f"NULL::VARCHAR AS {quote(n)}" for n in wanted)
    try:
        store.execute(f"CREATE TABLE large.{quote(table.name)} AS SELECT {shown} FROM {source}")
    except duckdb.Error as error:
        return [CODES["LEX004"].finding(table.file, "CSV", got=str(error).splitlines()[0][:200])]
    broken = store.execute("SELECT line, error_type, error_message FROM rejects ORDER BY line LIMIT 50").fetchall()
    store.execute("DROP TABLE IF EXISTS rejects; DROP TABLE IF EXISTS reject_scans")
    _number(store, table, wanted)
    findings = []
    for line, kind, told in broken:
        code, expected = ("SCH004", f"{len(names)} cells") if "COLUMN" in kind else ("LEX004", "CSV")
        findings.append(CODES[code].finding(table.file, expected, line=line, got=str(told).splitlines()[0][:120]))
    return findings


def _number(store: duckdb.DuckDBPyConnection, table: Any, names: list[str]) -> None:
    """Show the loaded table with the line of each row: counted on from the row before, with the breaks in its cells."""
    name = quote(table.name)
    shown = ", ".join(map(quote, names))
    count = store.execute(f"SELECT count(*) FROM large.{name}").fetchone()
    table.count = count[0] if count else 0
    line = "rowid + 2"
    if table.line_ends != table.count + 1:
        row = f"concat_ws('', {shown})"
        store.execute(
            f"CREATE TABLE large.{quote(table.name + ' breaks')} AS "
            "SELECT place, sum(n) OVER (ORDER BY place) AS before FROM "
            f"(SELECT rowid AS place, length({row}) - length(replace({row}, chr(10), '')) AS n FROM large.{name} "
            f"WHERE contains({row}, chr(10)))"
        )
        store.execute(
            f"CREATE VIEW raw.{name} AS SELECT t.* EXCLUDE (place), t.place + 2 + coalesce(b.before, 0) AS _line "
            f"FROM (SELECT {shown}, rowid AS place FROM large.{name}) t "
            f"ASOF LEFT JOIN large.{quote(table.name + ' breaks')} b ON t.place > b.place"
        )
    else:
        store.execute(f"CREATE VIEW raw.{name} AS SELECT {shown}, {line} AS _line FROM large.{name}")


def characters(store: duckdb.DuckDBPyConnection, table: Any) -> Iterator[Finding]:
    """Yield findings on characters, canonical form and order, as ``checks.cells`` does for small tables."""
    names = [n for n in table.rows.header if n in {f["name"] for f in table.fields}]
    row = "chr(31) || concat_ws(chr(31), " + ", ".join(map(quote, names)) + ") || chr(31)"
    suspects = f"SELECT {', '.join(map(quote, names))}, _line FROM raw.{quote(table.name)} WHERE "
    found = store.execute(f"{suspects} regexp_matches({row}, {literal(_SUSPECT)}) ORDER BY _line LIMIT 100000")
    types = {f["name"]: f.get("type", "string") for f in table.fields}
    key = [names.index(k) for k in table.primary_key if k in names]
    while batch := found.fetchmany(10_000):
        some = tables.Rows(tuple(names), [[c or "" for c in r[:-1]] for r in batch], [r[-1] for r in batch])
        yield from cells.characters(some, types, key, table.file)
    yield from _canonical(store, table, names)
    if key:
        yield from _order(store, table)


def _canonical(store: duckdb.DuckDBPyConnection, table: Any, names: list[str]) -> Iterator[Finding]:
    """Quotes that nothing needs, blank lines and a missing end can only change the size of a file."""
    row = f"concat_ws('', {', '.join(map(quote, names))})"
    quoted = " + ".join(
        f"CASE WHEN regexp_matches({quote(n)}, '[\",\\n\\r]') THEN 2 + strlen({quote(n)}) - "
        f"strlen(replace({quote(n)}, '\"', '')) ELSE 0 END"
        for n in names
    )
    need = f"CASE WHEN regexp_matches({row}, '[\",\\n\\r]') THEN {quoted} ELSE 0 END"
    query = f"SELECT sum(strlen({row}) + {len(names)} + {need}) FROM raw.{quote(table.name)}"
    told = store.execute(query).fetchone()
    wanted = int((told and told[0]) or 0) + len(tables.serialise(table.rows.header, []).encode())
    if wanted != table.size:
        yield CODES["LEX005"].finding(table.file, f"{wanted:,} bytes as written", got=f"{table.size:,}")


def _order(store: duckdb.DuckDBPyConnection, table: Any) -> Iterator[Finding]:
    """The first row that stands before its predecessor; ids by length, then text, other keys with numbers padded."""
    patterns = {f["name"]: f.get("constraints", {}).get("pattern", "") for f in table.fields}
    parts, seen, whens = [], [], []
    for n, name in enumerate(table.primary_key):
        parts.append(f"coalesce({quote(name)}, '')")
        seen.append(f"{parts[-1]} AS k{n}, lag({parts[-1]}) OVER () AS b{n}")
        if _ID.fullmatch(patterns[name]):
            less = f"strlen(k{n}) < strlen(b{n}) OR strlen(k{n}) = strlen(b{n}) AND k{n} < b{n}"
        else:
            # What stands up to the end of the first number mostly decides; padding all of a cell costs ten times more.
            mine, before = _leading(f"k{n}"), _leading(f"b{n}")
            short = f"CASE WHEN {mine} <> '' AND {before} <> '' AND {mine} <> {before} THEN {mine} < {before}"
            less = f"{short} ELSE {_padded(f'k{n}')} < {_padded(f'b{n}')} END"
        whens.append(f"WHEN k{n} <> b{n} THEN {less}")
    inner = f"SELECT rowid AS place, {', '.join(seen)} FROM large.{quote(table.name)}"
    joined = "concat_ws('|', " + ", ".join(f"k{n}" for n in range(len(parts))) + ")"
    query = f"SELECT min(place), arg_min({joined}, place) FROM ({inner}) WHERE CASE {' '.join(whens)} ELSE false END"
    first = store.execute(query).fetchone()
    if first and first[0] is not None:
        line = store.execute(f"SELECT _line FROM raw.{quote(table.name)} LIMIT 1 OFFSET {first[0]}").fetchone()
        told, expected = first[1], "rows in the order of their key"
        yield CODES["LEX006"].finding(table.file, expected, line=line[0] if line else None, key=told, got=told)


def _leading(cell: str) -> str:
    """A cell up to its first number, padded to twelve digits; blank where there is none, or a longer one."""
    begin = "'^([^0-9]*)([0-9]{1,12})(?:[^0-9]|$)'"
    number = f"regexp_extract({cell}, {begin}, 2)"
    return f"CASE WHEN {number} = '' THEN '' ELSE regexp_extract({cell}, {begin}, 1) || lpad({number}, 12, '0') END"


def _padded(cell: str) -> str:
    """A cell with twelve digits for each number, as ``andean_coca.tables.sort_key`` has it."""
    padded = f"regexp_replace({cell}, '([0-9]+)', '000000000000\\1', 'g')"
    return f"regexp_replace({padded}, '[0-9]*([0-9]{{12}})', '\\1', 'g')"


def capped(store: duckdb.DuckDBPyConnection, query: str) -> tuple[list[tuple[Any, ...]], dict[str, int]]:
    """The rows of a query of findings up to a cap, first lines first, and how many more there are of each code."""
    rows = store.execute(f"SELECT * FROM ({query}) LIMIT {_LISTED + 1}").fetchall()
    if len(rows) <= _LISTED:
        return rows, {}
    rows = store.execute(f"SELECT * FROM ({query}) ORDER BY line LIMIT {_LISTED}").fetchall()
    totals = dict(store.execute(f"SELECT code, count(*) FROM ({query}) GROUP BY code").fetchall())
    for row in rows:
        totals[row[0]] -= 1
    return rows, totals
