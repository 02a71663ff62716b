"""The rules run on Spark: each SELECT translated, on typed views and on what Python workers parsed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from checks import parsed, rules
from checks.codes import CODES
from checks.engines import spark_frames, spark_parsed
from checks.engines.spark_sql import translated
from checks.findings import Finding
from checks.package import Package

_SHAPE = "CAST(line AS BIGINT) AS line, CAST(key AS STRING), CAST(field AS STRING), CAST(got AS STRING), "


def column_types(package: Package) -> dict[str, dict[str, str]]:
    """Type of each column of each table of a package."""
    types = {t.name: {f["name"]: f["type"] for f in t.fields} for t in package.tables.values()}
    joined = [types[name] for name in ("figures", "evidence") if name in types]
    return types | {parsed.MENTIONS: {name: kind for told in joined for name, kind in told.items()}}


def check_rules(
    spark: Any, package: Package, unlisted: Counter[str], only: Sequence[rules.Rule] | None = None
) -> list[Finding]:
    """Run every rule whose tables could be read, or those of ``only``; say which could not run."""
    from pyspark.errors import AnalysisException, PySparkException

    broken = {name for name, table in package.tables.items() if not table.sound}
    made = {name for group in spark_parsed.groups() for name in group}
    # Views of a package that this session showed before are none of this one.
    there = {row["viewName"] for row in spark.sql("SHOW VIEWS").collect()} & (package.tables.keys() | made)
    findings = list(rules.read_rules(rules.FOLDER)[1]) if only is None else []
    skipped: list[str] = []
    for rule in rules.all_rules() if only is None else only:
        if broken & rule.reads or rule.reads - there:
            skipped.append(rule.code)
            continue
        try:
            findings += _run(spark, package, rule, unlisted)
        except PySparkException as error:
            # A column that the schema of this package does not have, or a value that no rule can compute with.
            if isinstance(error, AnalysisException) and "UNRESOLVED_COLUMN" in str(error.getCondition()):
                skipped.append(rule.code)
                continue
            told = str(error).splitlines()[0][:200]
            findings.append(CODES["PKG009"].finding(f"checks/rules/{rule.file}", "a rule that runs", got=told))
    if skipped:
        expected = f"{len(skipped)} rules to run"
        findings.append(CODES["PKG008"].finding("datapackage.json", expected, got=", ".join(skipped)))
    return findings


def _run(spark: Any, package: Package, rule: rules.Rule, unlisted: Counter[str]) -> list[Finding]:
    table = package.tables[rule.table]
    sql = translated(rule.sql, column_types(package))
    query = f"SELECT '{rule.code}' AS code, {_SHAPE} CAST(expected AS STRING) FROM ({sql})"
    found, more = spark_frames.listed(spark, query)
    unlisted.update(more)
    line = spark_frames.lines(spark, table)
    return [
        Finding(code, rule.severity, table.file, line(at), key, field, got, str(expected), rule.fix)
        for code, at, key, field, got, expected in found
    ]
