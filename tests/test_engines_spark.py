"""Rules and suites on Spark have the findings of DuckDB and pandas; ``python tests/sparking.py`` plants every fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sparking
import test_inputs as inputs
from planting import ROOT, Bench, shipped

from benchmarks import spark as measured
from benchmarks.generate import generate
from checks import package, rules, run, suites
from checks.codes import CODES
from checks.engines import spark, spark_parsed, spark_rules, spark_sql
from checks.engines.spark import EngineError, check, check_package, session, tune
from checks.findings import Finding, Report

# One of each kind: parsed by Python, by series, recursive, joined texts, doubles as text, suites on table and view.
RULES = ("DAT001", "PRN001", "DER001", "COR001", "CHG001", "REC001", "PLC003", "CON003", "SER004", "IND001", "NUM003")
EXPECTATIONS = ("GXE002", "GXE005", "GXC001", "GXK002", "GXJ003", "GXF001")


@pytest.fixture(scope="module")
def on_spark() -> Iterator[Any]:
    try:
        spark = session("local[2]")
    except EngineError as error:
        pytest.skip(str(error))
    yield spark
    spark.stop()


@pytest.fixture(scope="module")
def shown(on_spark: Any) -> sparking.SparkBench:
    return sparking.SparkBench(on_spark)


def test_shipped_package_has_no_finding_on_spark(on_spark: Any) -> None:
    report = Report()
    check_package(on_spark, shipped(), report, fast=False)
    assert report.findings == []
    expectations = sum(len(suite["expectations"]) for suite in suites.all_suites())
    assert report.counts["rules"] == len(rules.all_rules())
    assert report.counts["expectations"] == expectations


def either(root: Path) -> list[list[Finding]]:
    """All findings on DuckDB and on Spark."""
    return [run.check(root, fast=True, memory="500MB").findings, check(root, "local[2]", fast=True).findings]


@pytest.mark.usefixtures("on_spark")
def test_what_the_descriptor_lacks_is_told_on_spark(tmp_path: Path) -> None:
    root = inputs.package(tmp_path / "p", "data/t.csv")
    (root / "data" / "t.csv").write_bytes(inputs.text(inputs.ROWS))
    ours, theirs = either(root)
    assert theirs == ours
    assert sum(f.code == "PKG005" for f in theirs) == len(run.CORE)
    (root / "datapackage.json").unlink()
    ours, theirs = either(root)
    assert theirs == ours
    assert [f.code for f in theirs] == ["PKG001"]


@pytest.mark.usefixtures("on_spark")
def test_a_rule_that_could_not_run_is_an_error_where_nothing_explains_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = CODES["PKG008"].finding("datapackage.json", "1 rules to run", got="CON001")
    monkeypatch.setattr(spark, "check_package", lambda _, __, report, **___: report.findings.append(told))
    report = check(ROOT, "local[2]", fast=True)
    assert [(f.code, f.severity) for f in report.findings] == [("PKG008", "error")]
    assert not report.ok


def test_planted_faults_of_rules_have_the_findings_of_duckdb(bench: Bench, shown: sparking.SparkBench) -> None:
    compared = list(sparking.rule_faults(bench, shown, RULES, most=1))
    assert len(compared) == len(RULES)
    for name, ours, theirs in compared:
        assert ours == theirs, name
        assert ours, name


def test_planted_faults_of_suites_have_the_findings_of_pandas(bench: Bench, shown: sparking.SparkBench) -> None:
    compared = list(sparking.suite_faults(bench, shown, EXPECTATIONS))
    for name, ours, theirs in compared:
        assert ours == theirs, name
        assert ours, name
    assert {name.partition(":")[0] for name, _, _ in compared} == set(EXPECTATIONS)


def test_a_rule_that_cannot_compute_is_told(on_spark: Any, shown: sparking.SparkBench) -> None:
    read = shipped()
    shown.show(read, {"figures"})
    (rule,) = (r for r in rules.all_rules() if r.code == "NUM002")
    for sql, code in (
        ("SELECT gone AS line FROM figures", "PKG008"),
        ("SELECT raise_error('x') AS line, '' AS key, '' AS field, '' AS got, '' AS expected FROM figures", "PKG009"),
    ):
        broken = rules.Rule(*(getattr(rule, f) if f != "sql" else sql for f in rule.__dataclass_fields__))
        found = spark_rules.check_rules(on_spark, read, Report().unlisted, [broken])
        assert [f.code for f in found] == [code]


def test_a_broken_table_accuses_no_other(shown: sparking.SparkBench) -> None:
    named = {r.code: r for r in rules.all_rules()}
    changed = shipped().tables["changes"].rows
    for code, table in (("COR001", "figures"), ("CHG001", changed.rows[0][changed.header.index("table")])):
        assert shown.rule(shipped(), named[code]) == []
        read = shipped()
        read.tables[table] = replace(read.tables[table], sound=False)
        assert table not in named[code].reads
        assert [f.code for f in shown.rule(read, named[code])] == ["PKG008"]


def test_the_record_is_computed_once(on_spark: Any, shown: sparking.SparkBench) -> None:
    """A rule that begins with WITH finds what is held, too."""
    read = shipped()
    shown.show(read, read.tables.keys() | {name for group in spark_parsed.groups() for name in group})
    (rule,) = (r for r in rules.all_rules() if r.code == "COV001")
    assert rule.sql.startswith("WITH")
    asked = on_spark.sql(spark_sql.translated(rule.sql, spark_rules.column_types(read)))
    plan = asked._jdf.queryExecution().withCachedData().toString()
    before, held, _ = plan.partition("InMemoryRelation")
    assert held
    assert "FlatMapGroupsInArrow" not in before


def test_partitions_follow_the_size_of_a_package(on_spark: Any, tmp_path: Path) -> None:
    generate(tmp_path / "p", 30_000)
    read = package.read(tmp_path / "p", large=True)
    tune(on_spark, read)
    assert on_spark.conf.get("spark.sql.shuffle.partitions") == "4"  # two for each of two cores
    for table in read.tables.values():
        table.parts *= 1000
    size = sum(part.path.stat().st_size for table in read.tables.values() for part in table.parts)
    tune(on_spark, read)
    assert int(on_spark.conf.get("spark.sql.shuffle.partitions")) == size >> 26 > 10
    tune(on_spark, shipped())
    assert on_spark.conf.get("spark.sql.shuffle.partitions") == "1"


def test_every_rule_is_translated(shipped: package.Package) -> None:
    columns = spark_rules.column_types(shipped)
    made = {name for group in spark_parsed.groups() for name in group}
    for rule in rules.all_rules():
        assert rule.reads <= columns.keys() | made
        assert spark_sql.TYPED in spark_sql.translated(rule.sql, columns)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT a.n / a.d AS x FROM a", "CASE WHEN (a.d) = 0 THEN (a.n) * CAST('Infinity' AS DOUBLE)"),
        ("SELECT n::VARCHAR AS x FROM a", "CAST(CAST(n AS DECIMAL(38, 12)) AS STRING)"),
        ("SELECT b AS got FROM a WHERE got = 'x'", "WHERE (b) = 'x'"),
        ("SELECT 1 FROM a WHERE (b, n) = (b, d)", "(b = b AND n = d)"),
        ("SELECT string_agg(b, ' ' ORDER BY n) FROM a", "STRUCT(n AS o, b AS c)"),
        (
            "SELECT unnest(regexp_extract_all(b, 'x')) AS y FROM a",
            "LATERAL VIEW EXPLODE(REGEXP_EXTRACT_ALL(b, 'x', 0))",
        ),
        ("SELECT t - s FROM a", "DATEDIFF(t, s)"),
        ("SELECT regexp_full_match(b, 'x$') FROM a", r"(b, '\\A(?:x$)\\z')"),
    ],
)
def test_what_the_engines_mean_differently_is_translated(sql: str, told: str) -> None:
    columns = {"a": {"n": "number", "d": "number", "b": "string", "s": "date", "t": "date"}}
    assert told.lower() in spark_sql.translated(sql, columns).lower()


def test_a_billion_rows_are_told_from_what_each_row_costs() -> None:
    def run(rows: int) -> dict[str, Any]:
        kinds = {kind: {"cpu": 10 + rows / 1e5, "shuffled": 2 * rows} for kind in measured.KINDS}
        return {
            "master": "local[2]",
            "rows": rows,
            "bytes": 300 * rows,
            "start": 5,
            "schemas": 20,
            "rules": 30,
            "kinds": kinds,
        }

    told = measured.section([run(1_000_000), run(100_000), {"master": "x", "failed": "no answer"}])
    assert "a million cost 50 CPU seconds" in told
    assert "300 GB of CSV" in told
    assert "take 14 core hours" in told
    for kind in ("keys", "references", "rules"):
        assert f"shuffled by {kind}: 2.0 GB (2.0 bytes a row)" in told
