"""The dual of the planted faults: each constraint, branch and bound is taken away in turn, and a fault must notice."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from planting import Bench, shipped
from weakening import KEYS, Declared, declared, weakened_rules, weakened_schema

from andean_coca import tables
from checks import package, rules, schema_sql, store, suites

FAULTS = Path(__file__).parent / "faults"
TABLES = sorted(shipped().tables)
Found = set[tuple[str, int, str]]


def rows_of(name: str) -> list[dict[str, str]]:
    with (FAULTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SCHEMA_FAULTS = rows_of("schemas.csv")
EQUIVALENT = {(row["code"], row["weakened"]) for row in rows_of("equivalent.csv")}


def constraint(fault: dict[str, str]) -> Declared:
    return fault["keyword"], tuple(fault["columns"].split("|"))


def faulty(original: package.Table, faults: list[dict[str, str]]) -> package.Table:
    """A table whose rows are the faulty ones alone: line n is that of fault n."""
    rows = [[*{**row_of(original, f["key"]), f["columns"]: f["cells"]}.values()] for f in faults]
    header, lines = original.rows.header, list(range(len(rows)))
    return package.Table(original.name, original.file, original.schema, tables.Rows(header, rows, lines))


def row_of(table: package.Table, key: str) -> dict[str, str]:
    rows = (dict(zip(table.rows.header, row, strict=True)) for row in table.rows.rows)
    return next(row for row in rows if "|".join(row[k] for k in table.primary_key) == key)


def found_by(queries: list[str], connection: duckdb.DuckDBPyConnection) -> Found:
    return {(code, line, field) for q in queries for code, line, _, field, *_ in connection.execute(q).fetchall()}


def with_schema(table: package.Table, schema: dict[str, Any]) -> package.Table:
    return package.Table(table.name, table.file, schema, table.rows)


@pytest.mark.parametrize("name", TABLES)
def test_every_declared_constraint_has_its_fault_and_every_fault_its_constraint(
    shipped: package.Package, name: str
) -> None:
    mine = [constraint(f) for f in SCHEMA_FAULTS if f["table"] == name]
    assert set(mine) == set(declared(shipped.tables[name].schema))


@pytest.mark.parametrize("name", TABLES)
def test_weaker_column_is_noticed(shipped: package.Package, name: str) -> None:
    faults = [f for f in SCHEMA_FAULTS if f["table"] == name and f["keyword"] not in KEYS]
    table = faulty(shipped.tables[name], faults)
    connection = store.open_store(package.Package(shipped.root, tables={name: table}))
    told = found_by([schema_sql.cell_query(table)], connection)
    for line, fault in enumerate(faults):
        keyword, columns = constraint(fault)
        place = (fault["code"], line, columns[0])
        assert place in told, fault
        weak = with_schema(table, weakened_schema(table.schema, keyword, columns, [fault["cells"]]))
        assert place not in found_by([schema_sql.cell_query(weak)], connection), fault


@pytest.mark.parametrize("name", TABLES)
def test_weaker_key_is_noticed(bench: Bench, name: str) -> None:
    for fault in (f for f in SCHEMA_FAULTS if f["table"] == name and f["keyword"] in KEYS):
        keyword, columns = constraint(fault)
        old = row_of(bench.original.tables[name], fault["key"])
        edits = [
            f"{name}[{fault['key']}].{column} = {cell or '(blank)'}"
            for column, cell in zip(columns, fault["cells"].split("|"), strict=True)
            if cell != old[column]
        ]
        with bench.planted(" ; ".join(edits), ()) as changed:
            table = changed.tables[name]
            told = found_by(schema_sql.key_queries(table, changed), bench.store)
            weak = with_schema(table, weakened_schema(table.schema, keyword, columns, []))
            kept = found_by(schema_sql.key_queries(weak, changed), bench.store)
        gone = {(code, field) for code, _, field in told - kept}
        assert gone == {(fault["code"], columns[0])}, fault


@pytest.mark.parametrize("code", [r.code for r in rules.all_rules()])
def test_weaker_rule_is_noticed(bench: Bench, code: str) -> None:
    rule = next(r for r in rules.all_rules() if r.code == code)
    # What speaks on the shipped package is noticed already.
    silent = {name: sql for name, sql in weakened_rules(rule) if not bench.store.execute(sql).fetchall()}
    for bad in rule.bad:
        with bench.planted(bad, rule.reads):
            silent = {name: sql for name, sql in silent.items() if bench.store.execute(sql).fetchall()}
    excused = {name for of, name in EQUIVALENT if of == code}
    assert silent.keys() == excused, "a bad line is missing, or the list of equivalents is out of date"


def test_equivalents_have_a_rule_and_a_reason() -> None:
    assert {code for code, _ in EQUIVALENT} <= {r.code for r in rules.all_rules()}
    assert all(row["reason"] for row in rows_of("equivalent.csv"))


def loosened(entry: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (what was done, entry) for each bound of an expectation, widened until it binds nothing."""
    kwargs = entry["kwargs"]
    wide = {"min_value": -1e12, "max_value": 1e12, "mostly": 0}
    if "proportion" in entry["type"]:
        wide |= {"min_value": 0, "max_value": 1}
    for name in wide.keys() & kwargs.keys():
        yield name, {**entry, "kwargs": {**kwargs, name: wide[name]}}
    for value in kwargs.get("value_set", []):
        kept = [v for v in kwargs["value_set"] if v != value]
        yield f"value_set without {value}", {**entry, "kwargs": {**kwargs, "value_set": kept}}


EXPECTATIONS = [(s, e) for s in suites.all_suites() for e in s["expectations"]]
LOOSENED = [(s, e, name, weak) for s, e in EXPECTATIONS for name, weak in loosened(e)]


@pytest.mark.parametrize(
    ("suite", "entry", "name", "weak"), LOOSENED, ids=[f"{e['meta']['code']} {name}" for _, e, name, _ in LOOSENED]
)
def test_looser_expectation_is_noticed(
    bench: Bench, suite: dict[str, Any], entry: dict[str, Any], name: str, weak: dict[str, Any]
) -> None:
    missed = []
    for bad in entry["meta"]["bad"]:
        with bench.planted(bad, ()) as changed:
            missed += [bad] * (not suites.check_suites(changed, bench.store, {}, [{**suite, "expectations": [weak]}]))
    assert missed, f"no fault of {entry['meta']['code']} needs {name}"
