"""The canonical form of tables: laws, and what default readers make of the files."""

from __future__ import annotations

import csv

import duckdb
import pandas as pd
import polars as pl
import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planting import ROOT

from andean_coca import tables
from checks import package

CELL = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8) | st.just('a "quoted", cell\nwith a break')
NAMES = sorted(p.stem for p in (ROOT / "data").glob("*.csv"))


@given(st.lists(st.tuples(CELL, CELL.filter(bool)), max_size=5))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]]) -> None:
    parsed = tables.parse(tables.serialise(["a", "b"], rows))
    assert [tuple(r) for r in parsed.rows] == rows
    assert parsed.header == ("a", "b")


@given(st.lists(st.tuples(CELL, CELL.filter(bool)), max_size=5))
def test_lines_are_those_of_the_file(rows: list[tuple[str, str]]) -> None:
    text = tables.serialise(["a", "b"], rows)
    parsed = tables.parse(text)
    expected = [1 + tables.serialise(["a", "b"], rows[:i]).count("\n") for i in range(len(rows))]
    assert parsed.lines == expected


def test_ids_sort_by_number() -> None:
    rows = [["F-9999"], ["F-10000"], ["F-0002"]]
    assert sorted(rows, key=lambda r: tables.sort_key(r, [0])) == [["F-0002"], ["F-9999"], ["F-10000"]]


@pytest.mark.parametrize("name", NAMES)
def test_default_readers_lose_no_code_and_no_number(shipped: package.Package, name: str) -> None:
    """pandas, polars and DuckDB guess types; keys stay text, numbers stay numbers, no code turns into missing.

    polars guesses from a hundred rows unless it is told to look at all.
    """
    table = shipped.tables[name]
    path = ROOT / table.file
    frames = {
        "pandas": pd.read_csv(path),
        "polars": pl.read_csv(path, infer_schema_length=None),
        "duckdb": duckdb.read_csv(str(path)).df(),
    }
    for tool, frame in frames.items():
        for position, field in enumerate(table.fields):
            cells = [row[position] for row in table.rows.rows]
            read = list(frame[field["name"]])
            if all(c == "" for c in cells):
                continue
            for cell, value in zip(cells, read, strict=True):
                missing = bool(pd.isna(value))
                assert missing == (cell == ""), (tool, field["name"], cell, value)
                if not missing and field["type"] in ("integer", "number"):
                    assert float(value) == float(cell), (tool, field["name"], cell, value)
                if not missing and field["name"].endswith("_id"):
                    assert value == cell, (tool, field["name"], cell, value)


def test_iso_codes_exist(shipped: package.Package) -> None:
    table = shipped.tables["places"].rows
    codes = [row[table.header.index("iso_code")] for row in table.rows]
    for code in filter(None, codes):
        found = pycountry.subdivisions.get(code=code) if "-" in code else pycountry.countries.get(alpha_3=code)
        assert found is not None, code


def test_units_known_to_iso_4217(shipped: package.Package) -> None:
    table = shipped.tables["units"].rows
    for row in table.rows:
        if row[table.header.index("code_system")] == "ISO 4217":
            assert pycountry.currencies.get(alpha_3=row[table.header.index("code")]) is not None


def test_every_field_teaches(shipped: package.Package) -> None:
    """Title, description in both languages, an example that fits, and a unit for every number."""
    from checks.schema_sql import cell_query

    for table in shipped.tables.values():
        for field in table.fields:
            where = f"{table.file}: {field['name']}"
            assert all(field.get(k) for k in ("title", "description", "description_es", "example")), where
            assert field["type"] not in ("integer", "number") or field.get("unit"), where
        connection = duckdb.connect()
        connection.execute("CREATE SCHEMA raw")
        names = ", ".join(f'"{f["name"]}" VARCHAR' for f in table.fields)
        connection.execute(f'CREATE TABLE raw."{table.name}" ({names}, _line BIGINT)')
        connection.execute(
            f'INSERT INTO raw."{table.name}" VALUES ({", ".join("?" * len(table.fields))}, 2)',
            [f["example"] for f in table.fields],
        )
        assert connection.execute(cell_query(table)).fetchall() == []


def test_the_limit_of_other_readers_stays() -> None:
    before = csv.field_size_limit()
    tables.parse("a\n1\n")
    with pytest.raises(tables.TableError):
        tables.parse("a\n" + "x" * (tables.MAX_CELL + 1) + "\n")
    assert csv.field_size_limit() == before
