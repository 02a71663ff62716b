"""One definition, every engine: the SQL that is kept, and the same findings on DuckDB and Spark."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
from planting import ROOT
from test_differential import FIELDS, HEADER, IDS, SCHEMA

from andean_coca import tables
from checks import cli, package, schema_sql, store
from checks.engines import compile as compiler
from checks.engines import compiled, spark

Told = Counter[tuple[str, int | None, str | None, str | None, str | None]]
# Cells on which Spark and DuckDB differ, each with the reason; one that no longer differs fails the test.
EXPLAINED: dict[str, str] = {}


def test_kept_sql_is_that_of_the_schemas() -> None:
    assert compiled.FILE.read_text(encoding="utf-8") == compiled.as_json(ROOT), "python -m checks.engines.compiled"


@pytest.mark.parametrize("engine", compiler.DIALECTS)
def test_sql_is_one_definition_in_two_dialects(shipped: package.Package, engine: str) -> None:
    columns = compiled.shapes(shipped.tables.values())
    for table in shipped.tables.values():
        first = compiler.compile_table(table.name, table.schema, columns, engine)
        assert first == compiler.compile_table(table.name, table.schema, columns, engine)
        assert len(first.keys) == len(compiler.compile_table(table.name, table.schema, columns).keys)
        assert ("`" in first.cells) == (engine == "spark")


def hostile(folder: Path, rows: int, seed: int) -> Path:
    """A package of one table whose cells are drawn from all that readers stumble over."""
    draw = random.Random(seed)
    pools = {f["name"]: pool or IDS for f, pool in FIELDS} | {"parent": [*IDS, "R-999"]}
    cells = [[draw.choice([*pools[name], *([""] if name != "id" else [])]) for name in HEADER] for _ in range(rows)]
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "t.csv").write_text(tables.serialise(HEADER, cells), encoding="utf-8", newline="")
    resource = {"name": "t", "path": "data/t.csv", "schema": SCHEMA}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    return folder


def on_duckdb(root: Path, *, large: bool = False) -> Told:
    read = package.read(root, large=large)
    connection = store.open_store(read, "500MB" if large else None)
    found = schema_sql.check_schemas(read, connection)
    return Counter((f.code, f.line, f.key, f.field, f.got) for f in found)


def on_spark(root: Path) -> Told:
    try:
        report = spark.check(root, "local[2]")
    except spark.EngineError as error:
        pytest.skip(str(error))
    return Counter((f.code, f.line, f.key, f.field, f.got) for f in report.findings if f.code.startswith("SCH10"))


def test_large_tables_have_the_findings_of_small_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = hostile(tmp_path / "p", 400, 1)
    small = on_duckdb(root)
    monkeypatch.setattr(package, "THRESHOLD", 1)
    assert on_duckdb(root, large=True) == small
    assert {code for code, *_ in small} == {f"SCH10{n}" for n in range(1, 10)}


def test_spark_and_duckdb_name_the_same_cells(tmp_path: Path) -> None:
    root = hostile(tmp_path / "p", 100, 2)
    theirs, ours = on_spark(root), on_duckdb(root)
    beyond = (theirs - ours) + (ours - theirs)
    differ = {str(told[-1]) for told in beyond}
    assert differ == set(EXPLAINED), sorted(beyond, key=str)[:20]


def test_spark_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(_: str | None) -> None:
        raise spark.EngineError("pyspark is not installed; install requirements/spark.txt")

    monkeypatch.setattr(spark, "session", nothing)
    with pytest.raises(SystemExit) as ended:
        cli.main([str(tmp_path), "--engine", "spark"])
    assert ended.value.code == 2
    assert "requirements/spark.txt" in capsys.readouterr().err


def test_pattern_is_told_along_a_chain_of_references(tmp_path: Path) -> None:
    """An id that is wrong in the first table and in all that refer to it, one by the other, dangles nowhere."""

    def resource(name: str, parent: str) -> dict[str, object]:
        limits = {"required": True, "pattern": "X-[0-9]{4,}"}
        schema: dict[str, object] = {"fields": [{"name": "id", "type": "string", "constraints": limits}]}
        schema |= {"primaryKey": ["id"]}
        if parent:
            schema["foreignKeys"] = [{"fields": ["id"], "reference": {"resource": parent, "fields": ["id"]}}]
        return {"name": name, "path": f"data/{name}.csv", "schema": schema}

    (tmp_path / "data").mkdir()
    names = ["a", "b", "c", "d"]
    for name in names:
        (tmp_path / "data" / f"{name}.csv").write_text("id\nX-0001\nX_2\n", encoding="utf-8", newline="")
    resources = [resource(name, parent) for name, parent in zip(names, ["", *names], strict=False)]
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": resources}))
    for large in (False, True):
        told = [(code, key) for code, _, key, _, _ in on_duckdb(tmp_path, large=large).elements()]
        assert told == [("SCH104", "X_2")] * len(names)
        read = package.read(tmp_path)
        found = schema_sql.check_schemas(read, store.open_store(read))
        assert sorted(f.file for f in found) == [f"data/{name}.csv" for name in names]


def test_a_pattern_is_matched_where_no_reference_can_prove_it(shipped: package.Package) -> None:
    shapes = compiled.shapes(shipped.tables.values())
    schema = shipped.tables["figures"].schema
    assert compiler.following("figures", schema, shapes)["unit_id"] == "units"
    assert "unit_id" not in compiler.following("figures", schema, {n: s for n, s in shapes.items() if n != "units"})
    without = shapes["units"]._replace(header=tuple(n for n in shapes["units"].header if n != "unit_id"))
    assert "unit_id" not in compiler.following("figures", schema, shapes | {"units": without})
