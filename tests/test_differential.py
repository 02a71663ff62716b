"""The schema check held against frictionless on generated tables: the same cells, or a difference that is explained."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import frictionless
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from andean_coca import tables
from checks import package, schema_sql, store
from checks.package import Table

TEXT = [
    "ab",
    "ñandú",
    "日本",
    "x\ny",
    'say "so"',
    "a,b",
    "e\u0301e",
    "😀😀",
    "a",
    "ab\n",
    "abcdef",
    "ümläut!",
    " ",
    "NULL",
]
NUMBERS = [
    "0",
    "0.5",
    "99.999",
    "100",
    "100.5",
    "100.0000001",
    "-0.1",
    "-1",
    "1.50",
    "007",
    "+7",
    "1e5",
    "2E1",
    "NaN",
    "INF",
]
NUMBERS += ["-INF", " 7 ", "1,5", "1.000,5", "5%", "0x1F", "1_0", "\u0663", ".5", "5.", "nan", "-0"]
INTEGERS = [
    "0",
    "-5",
    "10",
    "-6",
    "11",
    "3",
    "9223372036854775808",
    "1" * 30,
    "1.0",
    " 7 ",
    "+7",
    "007",
    "1e1",
    "1_0",
    "\u0663",
    "-0",
]
DAYS = ["2020-02-29", "2019-02-29", "2000-02-29", "1900-02-29", "2020-1-5", "2020-13-01", "2020-12-31", "0000-01-01"]
DAYS += ["2020-02-29T00:00:00", "20200229", "29/02/2020", " 2020-02-29", "9999-12-31", "2020-04-31", "today"]
WEB = ["https://example.org/a", "http://example.org", "ftp://example.org", "example.org", "https://", "mailto:a@b.org"]
WEB += ["https://example.org/a b", "https://exämple.org/", "http://localhost/x"]
FIELDS: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": "id", "type": "string", "constraints": {"required": True, "pattern": "R-[0-9]{1,2}"}}, []),
    (
        {"name": "code", "type": "string", "constraints": {"enum": ["one", "two", "trés"]}},
        ["one", "two", "trés", "TWO", "three"],
    ),
    ({"name": "text", "type": "string", "constraints": {"required": True, "minLength": 2, "maxLength": 5}}, TEXT),
    (
        {"name": "lower", "type": "string", "constraints": {"pattern": "[a-zñ]+"}},
        ["abc", "ñu", "Abc", "abc\n", "ab c", "é"],
    ),
    ({"name": "web", "type": "string", "format": "uri"}, WEB),
    ({"name": "number", "type": "number", "constraints": {"minimum": 0, "maximum": 100}}, NUMBERS),
    ({"name": "free", "type": "number"}, NUMBERS),
    ({"name": "integer", "type": "integer", "constraints": {"minimum": -5, "maximum": 10}}, INTEGERS),
    ({"name": "count", "type": "integer"}, INTEGERS),
    ({"name": "day", "type": "date"}, DAYS),
    ({"name": "single", "type": "string", "constraints": {"unique": True}}, ["p", "q", "r", "P", "ñ", "n\u0303"]),
    ({"name": "first", "type": "string"}, ["a", "b"]),
    ({"name": "second", "type": "string"}, ["a", "b"]),
    ({"name": "parent", "type": "string"}, []),
]
IDS = [*(f"R-{n}" for n in range(30)), "R-100", "r-1", "R-1\n"]
SCHEMA: dict[str, Any] = {
    "fields": [field for field, _ in FIELDS],
    "primaryKey": ["id"],
    "uniqueKeys": [["first", "second"]],
    "foreignKeys": [{"fields": ["parent"], "reference": {"resource": "", "fields": ["id"]}}],
    "missingValues": [""],
}
HEADER = [field["name"] for field, _ in FIELDS]
Row = dict[str, str]
Place = tuple[int, str]


def cells(field: dict[str, Any], pool: list[str]) -> st.SearchStrategy[str]:
    if not pool:
        return st.sampled_from(IDS) if field["name"] == "id" else st.sampled_from([*IDS[:8], "", "", "R-99"])
    drawn = st.sampled_from(["", "", *pool])
    if field["type"] == "number":
        drawn |= st.decimals(-1, 101, places=3).map(lambda d: format(d.normalize(), "f"))
    if field["type"] == "integer":
        drawn |= st.integers(-(10**20), 10**20).map(str) | st.integers(-6, 11).map(str)
    if field["type"] == "date":
        drawn |= st.dates().map(str)
    if field["name"] == "text":
        drawn |= st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=7)
    return drawn


TABLE = st.lists(st.fixed_dictionaries({f["name"]: cells(f, pool) for f, pool in FIELDS}), min_size=4, max_size=12)


def ours(rows: tables.Rows) -> set[Place]:
    table = Table("t", "t.csv", SCHEMA, tables.Rows(rows.header, rows.rows, list(range(len(rows.rows)))))
    alone = package.Package(Path(), tables={"t": table})
    connection = store.open_store(alone)
    found = schema_sql.check_schemas(alone, connection)
    connection.close()
    return {(f.line, f.field) for f in found if f.line is not None and f.field}


def theirs(folder: Path) -> set[Place]:
    schema = frictionless.Schema.from_descriptor(SCHEMA)
    resource = frictionless.Resource(name="t", path="t.csv", basepath=str(folder), schema=schema, encoding="utf-8")
    report = frictionless.Package(resources=[resource], basepath=str(folder)).validate()
    assert not report.errors
    named = {"primary-key": "id", "foreign-key": "parent"}
    return {(e.row_number - 2, named.get(e.type) or e.field_name) for task in report.tasks for e in task.errors}


# Cells that the record refuses and frictionless takes, by the reason; each must occur, or the list is out of date.
TAKEN: dict[str, tuple[str, set[str]]] = {
    "numbers in other forms": ("number", {" 7 ", "+7", ".5", "5.", "007", "1.50", "1_0", "\u0663", "1e5", "2E1"}),
    "numbers without a value": ("number", {"NaN", "nan", "INF", "-INF"}),
    "whole numbers in other forms": ("integer", {" 7 ", "+7", "007", "1_0", "\u0663"}),
    "days without zeros": ("date", {"2020-1-5"}),
    "addresses without a host on the web": ("uri", {"ftp://example.org", "https://", "mailto:a@b.org"}),
    "addresses of this machine, or with a space": ("uri", {"http://localhost/x", "https://example.org/a b"}),
    "patterns before a line break": ("pattern", {"R-1\n", "abc\n"}),
}
TOO_LARGE = "whole numbers of more than 64 bits"
UNIQUE_KEYS = "uniqueKeys, which frictionless does not know"
# The other way round: DuckDB's calendar has a year 0, which our check of the type lets pass.
YEAR_0 = ("day", "0000-01-01")


def reason(row: Row, field: str) -> tuple[str, str] | None:
    """Why a cell is refused by the record alone, and the cell where cells are listed; ``None`` for no known reason."""
    described = next(f for f, _ in FIELDS if f["name"] == field)
    kinds = {described["type"], described.get("format", ""), *described.get("constraints", {})}
    cell = row[field]
    if field == "first":
        return UNIQUE_KEYS, ""
    if described["type"] == "integer" and cell.lstrip("-").isdecimal() and abs(int(cell)) >= 2**63:
        return TOO_LARGE, ""
    return next(((name, cell) for name, (kind, listed) in TAKEN.items() if kind in kinds and cell in listed), None)


def test_schema_check_and_frictionless_name_the_same_cells(tmp_path: Path) -> None:
    logging.getLogger("frictionless").setLevel("ERROR")
    occurred: set[tuple[str, str]] = set()
    agreed: set[str] = set()

    @settings(max_examples=200, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(TABLE)
    def compare(generated: list[Row]) -> None:
        text = tables.serialise(HEADER, [[row[name] for name in HEADER] for row in generated])
        (tmp_path / "t.csv").write_text(text, encoding="utf-8", newline="")
        mine, frictionless_says = ours(tables.parse(text)), theirs(tmp_path)
        agreed.update(field for _, field in mine & frictionless_says)
        for line, field in mine - frictionless_says:
            why = reason(generated[line], field)
            assert why, (field, generated[line][field])
            occurred.add(why)
        for line, field in frictionless_says - mine:
            assert (field, generated[line][field]) == YEAR_0
            occurred.add(YEAR_0)

    compare()
    listed = {(name, cell) for name, (_, cells) in TAKEN.items() for cell in cells}
    assert occurred == listed | {(TOO_LARGE, ""), (UNIQUE_KEYS, ""), YEAR_0}
    assert agreed == set(HEADER) - {"first", "second"}
