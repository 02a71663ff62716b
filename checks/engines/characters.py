"""Characters and order of large tables, as ``checks.cells`` tells them of small ones.

SQL picks the cells and rows to look at; the code of small tables judges them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import duckdb

from andean_coca import tables
from andean_coca.types import TYPES
from checks import cells
from checks.codes import CODES
from checks.engines.large import line_at
from checks.engines.large import lines as count_lines
from checks.findings import LISTED, Finding
from checks.store import quote

_ID = re.compile(r"[A-Z]+-\[0-9\]\{4,\}")
_CODE = re.compile(r"[A-Za-z0-9_]+")
_CLASS = r"\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[A-Za-z0-9])+\]"
# Patterns that let through letters, digits and hyphens alone, and no hyphen first.
_PLAIN = re.compile(rf"(?:[A-Za-z0-9]|{_CLASS})(?![*?]|\{{0)(?:[-A-Za-z0-9+*?]|{_CLASS}|\{{\d+(?:,\d*)?\}})*")
_MISFITS = ("SCH102", "SCH103", "SCH104")


def characters(
    table: Any, told: Iterable[Finding], unlisted: Mapping[str, int], store: duckdb.DuckDBPyConnection
) -> tuple[list[Finding], Counter[str]]:
    """Findings on characters, as ``checks.cells`` gives for small tables; and how many more of each code.

    Args:
        table: a loaded table of parts.
        told: findings of the schemas; cells that fit a plain column of these need no second look.
        unlisted: how many findings of each code were not listed.
        store: where the table is.
    """
    names = [n for n in table.rows.header if n in {f["name"] for f in table.fields}]
    types = {f["name"]: f.get("type", "string") for f in table.fields}
    key = [names.index(k) for k in table.primary_key if k in names]
    plain = set() if any(unlisted.get(code) for code in _MISFITS) else {f["name"] for f in table.fields if _plain(f)}
    misfits = {f.line or 0 for f in told if f.file == table.file and f.field in plain and f.code in _MISFITS}
    suspect = _suspect(table, [n for n in names if n not in plain], types)
    found = store.execute(f"SELECT {', '.join(map(quote, names))}, _line FROM {_rows(table, suspect, misfits, store)}")
    findings, counted = list[Finding](), Counter[str]()
    while batch := found.fetchmany(10_000):
        some = tables.Rows(tuple(names), [[c or "" for c in r[:-1]] for r in batch], [r[-1] for r in batch])
        for finding in cells.characters(some, types, key, table.file):
            counted[finding.code] += 1
            if counted[finding.code] <= LISTED:
                findings.append(finding)
    more = Counter({code: n - LISTED for code, n in counted.items() if n > LISTED})
    return findings, more


def _rows(table: Any, suspect: str, misfits: set[int], store: duckdb.DuckDBPyConnection) -> str:
    """The rows to look at, in order, as what a query reads them from.

    Most tables have few: to ask for their lines first, then for whole rows, takes half the time. DuckDB finds rows by
    their ids where it joins these, not where they stand in a list.
    """
    name = quote(table.name)
    told = store.execute(f"SELECT _line FROM raw.{name} WHERE {suspect} LIMIT {LISTED + 1}").fetchall()
    lines = ", ".join(map(str, sorted(misfits.union(line for (line,) in told)))) or "NULL"
    if len(told) > LISTED:
        return f"raw.{name} WHERE {suspect} OR _line IN ({lines}) ORDER BY _line"
    if count_lines(table) > table.count:
        return f"raw.{name} WHERE _line IN ({lines}) ORDER BY _line"
    rows = f"SELECT *, rowid + 2 AS _line FROM large.{name} WHERE rowid IN (SELECT unnest([{lines}]::BIGINT[]) - 2)"
    return f"({rows}) ORDER BY _line"


def _plain(field: dict[str, Any]) -> bool:
    """Whether a cell that fits the schema has nothing to find: its type, codes or pattern leave no room for it."""
    limits = field.get("constraints", {})
    if "enum" in limits:
        return all(_CODE.fullmatch(code) for code in limits["enum"])
    return TYPES[field["type"]].grammar is not None or bool(_PLAIN.fullmatch(limits.get("pattern", "")))


def _suspect(table: Any, names: list[str], types: dict[str, str]) -> str:
    """A test for rows with a cell to look at: what it begins or ends with, and letters that the file should not have.

    Text is compared by its first bytes, which costs a tenth of a regular expression; an odd letter is looked for only
    where the file has one.
    """
    begins = {"=": ">", "+": ",", "-": ".", "@": "A"}
    ends = ["' '"] if count_lines(table) == table.count else ["' '", "chr(10)"]
    tests = ["false"]
    for name in names:
        cell = quote(name)
        tests += [f"({cell} < '!' AND {cell} <> '')", *(f"suffix({cell}, {end})" for end in ends)]
        if types[name] not in ("integer", "number"):
            tests += [f"({cell} >= '{first}' AND {cell} < '{after}')" for first, after in begins.items()]
    found = sorted(c for c in set[str]().union(*(part.letters for part in table.parts)) if cells.odd(c))
    if found and names:
        row = "concat_ws('', " + ", ".join(map(quote, names)) + ")"
        odd = "".join(f"\\x{{{ord(letter):x}}}" for letter in found)
        tests.append(f"regexp_matches({row}, '[{odd}]')")
    return " OR ".join(tests)


def order(table: Any, store: duckdb.DuckDBPyConnection, *, fits: bool = True) -> tuple[list[Finding], bool]:
    """The finding on the first row that stands before its predecessor, and whether each stands after it.

    The order is that of ``andean_coca.tables.sort_key``. SQL decides ids by length, then text, if their key ``fits``
    its pattern, and other keys by what they begin with; Python has the last word on the rest. Rows with the same key
    are in order, but not ascending.
    """
    if not table.primary_key or not {*table.primary_key} <= {*table.rows.header}:
        return [], False
    ascending = True
    patterns = {f["name"]: f.get("constraints", {}).get("pattern", "") for f in table.fields}
    keys, seen, whens = list[str](), list[str](), list[str]()
    for n, name in enumerate(table.primary_key):
        keys.append(f"_k{n}, _b{n}")
        seen.append(f"coalesce({quote(name)}, '') AS _k{n}, lag(_k{n}) OVER () AS _b{n}")
        less = f"strlen(_k{n}) < strlen(_b{n}) OR strlen(_k{n}) = strlen(_b{n}) AND _k{n} < _b{n}"
        of_ids = fits and _ID.fullmatch(patterns[name])
        whens.append(f"WHEN _k{n} <> _b{n} THEN {less if of_ids else _early(f'_k{n}', f'_b{n}')}")
    inner = f"SELECT rowid AS place, {', '.join(seen)} FROM large.{quote(table.name)}"
    query = f"SELECT place, CASE {' '.join(whens)} END AS less, {', '.join(keys)} FROM ({inner})"
    told = store.execute(f"SELECT * FROM ({query}) WHERE less IS NOT FALSE AND place > 0")
    while batch := told.fetchmany(1000):
        for place, less, *cells_of in batch:
            mine, before = (tables.sort_key(row, range(len(row))) for row in (cells_of[::2], cells_of[1::2]))
            # Cells that differ may sort alike, as 1 and 01 do; then the same key may stand further up.
            differ = (n for n in range(len(mine)) if cells_of[2 * n] != cells_of[2 * n + 1])
            ascending = ascending and any(before[n] < mine[n] for n in islice(differ, 1))
            if less or mine < before:
                line, got = line_at(store, table, place), "|".join(cells_of[::2])
                expected = "rows in the order of their key"
                return [CODES["LEX006"].finding(table.file, expected, line=line, key=got, got=got)], False
    return [], ascending


def _early(mine: str, before: str) -> str:
    """Whether a cell is less, if its first letters and its first two numbers decide; else NULL."""
    digits = [f"{cell} >= '0' AND {cell} < ':'" for cell in (mine, before)]
    begins = [f"regexp_extract({cell}, '^[0-9]*[^0-9]*')" for cell in (mine, before)]
    runs = [f"regexp_extract({cell}, '^[0-9]*')" for cell in (mine, before)]
    return (
        f"CASE WHEN NOT ({digits[0]} AND {digits[1]}) AND ord({mine}) <> ord({before}) THEN {mine} < {before} "
        f"ELSE coalesce({_smaller(mine, before, '^')}, CASE "
        f"WHEN {begins[0]} = {begins[1]} THEN {_smaller(mine, before, '^[0-9]*[^0-9]+')} "
        f"WHEN {runs[0]} = {runs[1]} THEN {mine} < {before} END) END"
    )


def _smaller(mine: str, before: str, after: str) -> str:
    """Whether the number after a pattern is smaller; NULL if equal. Up to 12 digits sort as if they were 12."""
    cells_of = (f"regexp_extract({cell}, '{after}([0-9]{{1,12}})(?:[^0-9]|\\z)', 1)" for cell in (mine, before))
    return f"nullif({' - '.join(f'TRY_CAST({cell} AS BIGINT)' for cell in cells_of)}, 0) < 0"
