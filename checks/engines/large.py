"""Tables beyond the limits: read by DuckDB's own CSV reader as raw text, within a bound of memory.

The bytes pass a streamed gate that tells whether quotes are canonical and which characters there are; cells are
looked at in SQL, and what SQL suspects is judged by the code of small tables. Findings are listed up to a cap for each code and field, and counted in full.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, cast

import duckdb

from andean_coca import tables
from checks import cells
from checks.codes import CODES
from checks.findings import LISTED_PER_CODE, Finding
from checks.store import literal, quote

_CHUNK = 1 << 23
_LISTED = 20 * LISTED_PER_CODE  # of one query; more are counted only
_PLAIN = bytes(range(0x20, 0x7F)) + b"\n"
_NEEDLESS = re.compile(rb'"(?<=[,\n]")[^",\n]*"(?=[,\n])')  # begins with the quote, which is searched for fastest
_BLANK = re.compile(rb"\n(?=\n)")
_ID = re.compile(r"[A-Z]+-\[0-9\]\{4,\}")


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked if its name ends in ``.gz``."""
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


@dataclass(slots=True)
class Bytes:
    """What one pass over the bytes of a file tells; broken UTF-8 and broken CSV are told by their reader."""

    findings: list[Finding] = field(default_factory=list)
    sha256: str = ""
    size: int = 0
    line_ends: int = 0
    letters: set[str] = field(default_factory=set)  # beyond printable ASCII
    blank: list[int] = field(default_factory=list)  # lines between rows that hold nothing


def gate(path: Path, file: str, *, hashed: bool) -> Bytes:
    """Read a file once in pieces that end with a line; ``hashed`` asks for its SHA-256."""
    told = Bytes()
    digest = hashlib.sha256()
    quotes, rest, seen = 0, b"", set()
    with opened(path) as stream:
        while piece := stream.read(_CHUNK):
            if told.size == 0 and piece.startswith(b"\xef\xbb\xbf"):
                told.findings.append(CODES["LEX002"].finding(file, "no byte order mark", line=1))
            told.size += len(piece)
            if hashed:
                digest.update(piece)
            end = piece.rfind(b"\n") + 1
            if not end:
                rest += piece
                continue
            # The line end before a line belongs to it: a cell that begins there is seen to begin.
            block, rest = b"".join((b"\n", rest, piece[:end])), piece[end:]
            for code, line, expected, got in _block(block, quotes):
                if code not in seen:
                    seen.add(code)
                    told.findings.append(CODES[code].finding(file, expected, line=told.line_ends + line, got=got))
            told.blank += (told.line_ends + line for line in _blank_lines(block, quotes))
            told.letters |= set(block.translate(None, _PLAIN).decode("utf-8", "replace"))
            told.line_ends += block.count(b"\n") - 1
            quotes += block.count(b'"')
    if rest:
        told.line_ends += 1
        told.letters |= set(rest.translate(None, _PLAIN).decode("utf-8", "replace"))
    for line in [told.line_ends] if rest else told.blank[:1]:
        told.findings.append(CODES["LEX005"].finding(file, "one LF at the end and no blank line", line=line))
    told.sha256 = digest.hexdigest() if hashed else ""
    return told


def _block(block: bytes, quotes: int) -> Iterator[tuple[str, int, str, str | None]]:
    """Code, line, expectation and finding of what is not canonical in some lines, after so many quotes."""
    if (carriage := block.find(b"\r")) >= 0:
        yield "LEX003", block.count(b"\n", 0, carriage), "LF", "CR"
    at = 0
    for match in _NEEDLESS.finditer(block):
        quotes += block.count(b'"', at, match.start())
        at = match.start()
        if quotes % 2 == 0:  # else it closes a cell
            cell = match.group().decode("utf-8", "replace")[:120]
            yield "LEX005", block.count(b"\n", 0, at), cell[1:-1], cell
            break


def _blank_lines(block: bytes, quotes: int) -> Iterator[int]:
    """Blank lines of a block that stand in no cell, counted within it, after so many quotes."""
    at = 0
    for match in _BLANK.finditer(block):
        quotes += block.count(b'"', at, match.start())
        at = match.start()
        if quotes % 2 == 0:
            yield block.count(b"\n", 0, at + 1)


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
    kinds = {"COLUMN": ("SCH004", f"{len(names)} cells"), "UTF": ("LEX001", "UTF-8"), "UNICODE": ("LEX001", "UTF-8")}
    kinds |= {"SIZE": ("PKG012", "lines of 1 MB at most")}
    findings = []
    for line, kind, told in broken:
        code, expected = next((found for word, found in kinds.items() if word in kind), ("LEX004", "CSV"))
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


def characters(store: duckdb.DuckDBPyConnection, table: Any, unlisted: Counter[str] | None = None) -> Iterator[Finding]:
    """Yield findings on characters and order, as ``checks.cells`` does for small tables.

    More of one code than are listed are added to ``unlisted``.
    """
    names = [n for n in table.rows.header if n in {f["name"] for f in table.fields}]
    types = {f["name"]: f.get("type", "string") for f in table.fields}
    key = [names.index(k) for k in table.primary_key if k in names]
    shown = ", ".join(map(quote, names))
    query = f"SELECT {shown}, _line FROM raw.{quote(table.name)} WHERE {_suspect(table, names, types)} ORDER BY _line"
    found, listed = store.execute(query), Counter[str]()
    while batch := found.fetchmany(10_000):
        some = tables.Rows(tuple(names), [[c or "" for c in r[:-1]] for r in batch], [r[-1] for r in batch])
        for finding in cells.characters(some, types, key, table.file):
            listed[finding.code] += 1
            if listed[finding.code] <= _LISTED or unlisted is None:
                yield finding
            else:
                unlisted[finding.code] += 1
    if key:
        yield from _order(store, table)


def _suspect(table: Any, names: list[str], types: dict[str, str]) -> str:
    """A test for rows with a cell to look at: what it begins or ends with, and letters that the file should not have.

    Text is compared by its first bytes, which costs a tenth of a regular expression; an odd letter is looked for only
    where the file has one.
    """
    begins = {"=": ">", "+": ",", "-": ".", "@": "A"}
    tests = []
    for name in map(quote, names):
        tests.append(f"({name} < '!' AND {name} <> '')")
        tests.append(f"suffix({name}, ' ')")
        if table.line_ends != table.count + 1:
            tests.append(f"suffix({name}, chr(10))")
    for name in (quote(n) for n in names if types[n] not in ("integer", "number")):
        tests += [f"({name} >= '{first}' AND {name} < '{after}')" for first, after in begins.items()]
    if found := sorted(letter for letter in table.letters if cells.odd(letter)):
        row = "concat_ws('', " + ", ".join(map(quote, names)) + ")"
        odd = "".join(f"\\x{{{ord(letter):x}}}" for letter in found)
        tests.append(f"regexp_matches({row}, '[{odd}]')")
    return " OR ".join(tests)


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
            first = f"k{n}[1] <> b{n}[1] AND NOT (k{n}[1] BETWEEN '0' AND '9' AND b{n}[1] BETWEEN '0' AND '9')"
            short = f"WHEN {mine} <> '' AND {before} <> '' AND {mine} <> {before} THEN {mine} < {before}"
            less = f"CASE WHEN {first} THEN k{n} < b{n} {short} ELSE {_padded(f'k{n}')} < {_padded(f'b{n}')} END"
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


def placed(findings: Iterable[Finding], blank: dict[str, list[int]]) -> list[Finding]:
    """Findings with the lines of their files: those of SQL do not count blank lines; ``blank`` has them by file."""
    result = []
    for finding in findings:
        lines = blank.get(finding.file)
        if not lines or finding.line is None:
            result.append(finding)
            continue
        said = re.sub(
            r"(?<=line )\d+(?= has it already)", lambda m, at=lines: str(_beyond(int(m.group()), at)), finding.expected
        )
        result.append(replace(finding, line=_beyond(finding.line, lines), expected=said))
    return result


def _beyond(line: int, blank: list[int]) -> int:
    """The line in a file of a line counted without those that are blank."""
    for there in blank:
        if there > line:
            break
        line += 1
    return line
