"""Hostile input ends in one clear finding, soon, in little memory, and touches nothing outside the package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from planting import Bench

from checks import rules, suites
from checks.run import check

HEADER = "-- code: BAD001\n-- title: t\n-- table: units\n-- why: w\n-- fix: f\n-- bad: units[U-0001].code = x\n"
ROW = "SELECT _line AS line, unit_id AS key, 'code' AS field, code AS got, 'x' AS expected FROM units"
REFUSED_RULES = {
    "header without fix": HEADER.replace("-- fix: f\n", "") + ROW,
    "header without bad": HEADER.replace("-- bad: units[U-0001].code = x\n", "") + ROW,
    "no query": HEADER,
    "table that it does not read": HEADER.replace("table: units", "table: figures") + ROW,
    "severity of its own": HEADER + "-- severity: fatal\n" + ROW,
    "two statements": HEADER + ROW + "; SELECT 1",
    "brackets that close the query": HEADER + ROW + ") ; DROP TABLE raw.units ; SELECT * FROM (SELECT 1",
    "update": HEADER + "UPDATE raw.units SET code = 'x'",
    "delete within WITH": HEADER + "WITH gone AS (DELETE FROM raw.units RETURNING *) " + ROW,
    "drop": HEADER + "DROP VIEW units",
    "create": HEADER + "CREATE TABLE more AS SELECT 1",
    "copy to a file": HEADER + "COPY units TO '{there}'",
    "copy from a query": HEADER + "COPY (SELECT 1) TO '{there}'",
    "attach": HEADER + "ATTACH '{there}'",
    "install": HEADER + "INSTALL httpfs",
    "load": HEADER + "LOAD httpfs",
    "setting": HEADER + "SET enable_external_access = true",
    "pragma": HEADER + "PRAGMA database_list",
    "read_csv": HEADER + ROW + " JOIN read_csv('{here}') ON true",
    "read_text in a subquery": HEADER + ROW + " WHERE EXISTS (SELECT 1 FROM read_text('{here}'))",
    "glob": HEADER + ROW + " JOIN glob('/*') ON true",
    "file as a table": HEADER + ROW + " JOIN '{here}' ON true",
    "address as a table": HEADER + ROW + " JOIN 'https://example.org/x.csv' ON true",
    "query in a string": HEADER + ROW + " JOIN query('SELECT 1') ON true",
    "table of the system": HEADER + ROW + " JOIN information_schema.tables ON true",
    "raw table": HEADER + ROW.replace("FROM units", "FROM raw.units"),
}


@pytest.mark.parametrize("name", REFUSED_RULES)
def test_rule_that_does_more_than_read_is_refused(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    here, there = tmp_path / "here.csv", tmp_path / "there"
    here.write_text("a\n1\n")
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "bad.sql").write_text(REFUSED_RULES[name].format(here=here, there=there))
    monkeypatch.setattr(rules, "FOLDER", folder)
    before = bench.store.execute("SELECT * FROM raw.units ORDER BY ALL").fetchall()
    found = rules.check_rules(bench.original, bench.store)
    assert [(f.code, f.file, f.severity) for f in found] == [("PKG011", "checks/rules/bad.sql", "error")]
    assert found[0].expected
    assert bench.store.execute("SELECT * FROM raw.units ORDER BY ALL").fetchall() == before
    assert not there.exists()


def test_two_rules_of_one_code_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.sql").write_text(HEADER + ROW)
    kept, refused = rules.read_rules(tmp_path)
    assert [r.file for r in kept] == ["one.sql"]
    assert [(f.code, f.got) for f in refused] == [("PKG011", "BAD001, as one.sql")]


@pytest.mark.parametrize("call", ["getenv('HOME')", "no_such_function(1)", "(1e308::DOUBLE)::INTEGER"])
def test_rule_that_cannot_compute_is_a_finding(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    (tmp_path / "bad.sql").write_text(HEADER + ROW.replace("code AS got", f"{call} AS got"))
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    with bench.planted("units[U-0001].code = x"):
        found = rules.check_rules(bench.original, bench.store)
    assert [(f.code, f.file) for f in found] == [("PKG009", "checks/rules/bad.sql")]


@pytest.mark.parametrize("sql", ["COPY units TO '/x'", "SET threads = 1", "SELECT * FROM '/x.csv'", "ATTACH '/x'"])
def test_sealed_store_opens_no_file_and_keeps_its_settings(bench: Bench, sql: str) -> None:
    with pytest.raises(duckdb.Error, match=r"Permission|locked"):
        bench.store.execute(sql)


META = {"code": "BAD001", "title": "t", "fix": "f", "bad": ["units[U-0001].code = x"]}
PLAIN: dict[str, Any] = {"type": "expect_column_max_to_be_between", "kwargs": {"column": "factor"}, "meta": META}
REFUSED_ENTRIES: dict[str, dict[str, Any]] = {
    "unknown expectation": {**PLAIN, "type": "expect_moon_to_be_full"},
    "expectation of SQL": {**PLAIN, "type": "unexpected_rows_expectation"},
    "module as type": {**PLAIN, "type": "os.system"},
    "dunder as type": {**PLAIN, "type": "__import__"},
    "custom expectation": {**PLAIN, "type": "expect_column_values_to_be_equal_to_three"},
    "row_condition": {**PLAIN, "kwargs": {"column": "factor", "row_condition": "__import__('os')"}},
    "condition_parser": {**PLAIN, "kwargs": {"column": "factor", "condition_parser": "pandas"}},
    "unknown argument": {**PLAIN, "kwargs": {"column": "factor", "maximum": 1}},
    "parameter to evaluate": {**PLAIN, "kwargs": {"column": "factor", "max_value": {"$PARAMETER": "x"}}},
    "bound of another kind": {**PLAIN, "kwargs": {"column": "factor", "max_value": ["x"]}},
    "key of its own": {**PLAIN, "notes": "x"},
    "meta without fix": {**PLAIN, "meta": {"code": "BAD001", "title": "t", "bad": ["x"]}},
    "no type": {"kwargs": {}, "meta": META},
    "list for an entry": [],  # type: ignore[dict-item]
}
SUITE: dict[str, Any] = {"name": "bad", "table": "units", "key": "unit_id", "expectations": [PLAIN]}
REFUSED_SUITES: dict[str, Any] = {
    **{name: {**SUITE, "expectations": [entry]} for name, entry in REFUSED_ENTRIES.items()},
    "unknown key": {**SUITE, "notes": "x"},
    "another name": {**SUITE, "name": "good"},
    "no expectation": {**SUITE, "expectations": []},
    "query as table": {**SUITE, "table": "(SELECT * FROM read_text('/etc/hosts'))"},
    "list": [],
}


@pytest.mark.parametrize("name", REFUSED_SUITES)
def test_suite_that_is_more_than_plain_is_refused(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "bad.json").write_text(json.dumps(REFUSED_SUITES[name]))
    monkeypatch.setattr(suites, "FOLDER", tmp_path)
    found = suites.check_suites(bench.original, bench.store, {})
    assert [(f.code, f.file) for f in found] == [("GXS001", "checks/suites/bad.json")]


def test_suite_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("[" * 100_000)
    kept, refused = suites.read_suites(tmp_path)
    assert (kept, [f.code for f in refused]) == ((), ["GXS001"])


def constraint(**words: object) -> dict[str, Any]:
    return {"fields": [{"name": "unit_id", "type": "string", "constraints": words}]}


MISSHAPEN: dict[str, dict[str, Any]] = {
    "field that is text": {"fields": ["unit_id"]},
    "constraints that are a list": {"fields": [{"name": "unit_id", "type": "string", "constraints": []}]},
    "required that is text": constraint(required="yes"),
    "length that is text": constraint(maxLength="ten"),
    "length below zero": constraint(minLength=-1),
    "codes that are text": constraint(enum="abc"),
    "codes that are objects": constraint(enum=[{"$ref": "https://example.org/codes.json"}]),
    "pattern that is none": constraint(pattern="("),
    "pattern that is a number": constraint(pattern=7),
    "bound that is none": {"fields": [{"name": "n", "type": "integer", "constraints": {"minimum": "low"}}]},
    "bound that is a list": {"fields": [{"name": "n", "type": "date", "constraints": {"maximum": []}}]},
    "primary key that is a number": {**constraint(), "primaryKey": 7},
    "primary key of no column": {**constraint(), "primaryKey": ["id"]},
    "unique keys that are text": {**constraint(), "uniqueKeys": "unit_id"},
    "unique key of no column": {**constraint(), "uniqueKeys": [["id"]]},
    "foreign keys that are an object": {**constraint(), "foreignKeys": {}},
    "foreign key without a reference": {**constraint(), "foreignKeys": [{"fields": ["unit_id"]}]},
    "foreign key of other length": {
        **constraint(),
        "foreignKeys": [{"fields": ["unit_id"], "reference": {"resource": "", "fields": ["a", "b"]}}],
    },
}


@pytest.mark.parametrize("name", MISSHAPEN)
def test_schema_of_another_form_is_a_finding(copied: Path, name: str) -> None:
    (copied / "schemas" / "units.json").write_text(json.dumps(MISSHAPEN[name]))
    found = [f for f in check(copied, fast=True).findings if f.severity == "error"]
    assert ("PKG004", "schemas/units.json") in {(f.code, f.file) for f in found}
