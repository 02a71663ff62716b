"""Parquet files as the text of a CSV file: typed cells as the record writes them, blank for missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from andean_coca import tables
from checks.engines.gate import Bytes
from checks.store import literal, quote


def header(path: Path) -> tuple[str, ...]:
    """The column names of a file.

    Raises:
        TableError: it is no Parquet file.
    """
    return tuple(name for name, _ in _columns(path))


def _columns(path: Path) -> list[tuple[str, str]]:
    with duckdb.connect(":memory:", config={"threads": 1}) as reader:
        try:
            return [row[:2] for row in reader.execute(f"DESCRIBE SELECT * FROM {source(path)}").fetchall()]
        except duckdb.Error as error:
            raise tables.TableError(told(error), 0) from None


def told(error: duckdb.Error) -> str:
    """What an error says, in one line."""
    return str(error).splitlines()[0][:200]


def source(path: Path) -> str:
    """The SQL that reads a file; text without its mark counts as text."""
    return f"read_parquet({literal(plain(path))}, hive_partitioning = false, binary_as_string = true)"


def plain(path: Path) -> str:
    """A path in which nothing is a pattern of file names."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))


def cells(path: Path) -> dict[str, str]:
    """The SQL of each column as text."""
    return {name: f"nullif({_text(quote(name), kind)}, '')" for name, kind in _columns(path)}


def _text(cell: str, kind: str) -> str:
    text = f"{cell}::VARCHAR"
    if kind in ("DOUBLE", "FLOAT"):
        return _number(text)
    if kind.startswith("DECIMAL"):
        return _without_end(text)
    if kind == "TIMESTAMP WITH TIME ZONE":  # told in UTC, wherever it is read
        text = f"(make_timestamp(epoch_us({cell}))::VARCHAR || '+00')"
    if kind.startswith("TIMESTAMP"):  # a day, as some writers know no other type for it
        return rf"regexp_replace({text}, ' 00:00:00(\+00)?$', '')"
    return text


def _without_end(text: str) -> str:
    """Text of a number without zeros at the end of its fraction."""
    return rf"CASE WHEN contains({text}, '.') THEN regexp_replace({text}, '\.?0+$', '') ELSE {text} END"


def _number(text: str) -> str:
    """The shortest text of a floating number, without an exponent."""
    sign = f"CASE WHEN starts_with({text}, '-') THEN '-' ELSE '' END"
    digits = rf"regexp_replace({text}, '^-|\.0*e.*$|e.*$|\.', '', 'g')"
    power = f"regexp_extract({text}, 'e([+-][0-9]+)$', 1)::INTEGER"
    above = f"rpad({digits}, {power} + 1, '0')"
    below = f"'0.' || repeat('0', -{power} - 1) || {digits}"
    longer = f"length({digits}) > {power} + 1"  # as 1.2345e+3, should it be written so
    above = f"CASE WHEN {longer} THEN {digits}[:{power} + 1] || '.' || {digits}[{power} + 2:] ELSE {above} END"
    spelt = f"{sign} || CASE WHEN {power} < 0 THEN {below} ELSE {above} END"
    return rf"CASE WHEN regexp_matches({text}, 'e[+-][0-9]+$') THEN {spelt} ELSE {_without_end(text)} END"


def tell(store: duckdb.DuckDBPyConnection, table: Any, part: Bytes, first: int) -> None:
    """Tell of a loaded part what its bytes would, were it CSV: characters, line ends and about its size.

    ``first`` is the id of its first row.
    """
    names = [f["name"] for f in table.fields]
    row = f"concat_ws('', {', '.join(map(quote, names))})"
    rows = f"SELECT {row} AS t FROM large.{quote(table.name)} WHERE rowid >= {first} AND rowid < {first + part.rows}"
    breaks = "sum(length(t) - length(replace(t, chr(10), ''))) FILTER (contains(t, chr(10)))"
    size, broken = store.execute(f"SELECT sum(strlen(t)), {breaks} FROM ({rows})").fetchall()[0]
    part.size = int(size or 0) + part.rows * len(names)
    part.line_ends = part.rows + 1 + int(broken or 0)
    odd = r"'[^ -~\n]'"
    letters = f"SELECT DISTINCT unnest(regexp_extract_all(t, {odd})) FROM ({rows}) WHERE regexp_matches(t, {odd})"
    part.letters = {letter for (letter,) in store.execute(letters).fetchall()}
