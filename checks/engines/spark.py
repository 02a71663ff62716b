"""The checks run on Spark: the same schemas, rules and suites, compiled to Spark SQL."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from checks import package as packages
from checks import rules, run
from checks.archive import opened
from checks.codes import CODES
from checks.engines import spark_files, spark_frames, spark_parsed, spark_rules, spark_suites
from checks.engines.compile import compile_table
from checks.engines.compiled import shapes
from checks.engines.parts import placed
from checks.findings import Finding, Report
from checks.package import Package, Table
from checks.store import spill

ROOT = Path(__file__).resolve().parents[2]
NOTE = "not run on Spark: frictionless, the official profile, the evidence against the source texts"
NOTE_LARGE = "not run on Spark: the characters and order of files above 1 MB (--engine duckdb --memory runs them)"
_ALWAYS = {
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
}
_CODE = "andean_coca_checks.zip"
_LOCAL = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
# Python workers run once a partition, and what is held keeps its own: 200 of a few rows each took minutes.
_PARTITIONS = "spark.sql.shuffle.partitions"
_SHUFFLED = 1 << 26  # bytes of files to a partition, as many as Spark means to give one
# On small tables most of the time would go into compiling Java for each query, and into empty tasks.
_SMALL = {
    _PARTITIONS: "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


class EngineError(RuntimeError):
    """Spark cannot be started; the message says what is missing."""


def needed() -> None:
    """See whether Spark can be started at all.

    Raises:
        EngineError: pyspark or Java is not there.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise EngineError("pyspark is not installed; install requirements/spark.txt")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise EngineError("Spark needs Java 17 or later, and there is no java")


def session(master: str | None, more: dict[str, str] | None = None) -> Any:
    """A Spark session on a master: that given, that of the environment, or all cores of this machine.

    ``more`` are settings of Spark. Workers get the code of the checks; they need Python with pandas and pyarrow.

    Raises:
        EngineError: pyspark or Java is not there, or the master does not answer.
    """
    needed()
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    master = master or os.environ.get("SPARK_MASTER") or os.environ.get("MASTER") or "local[*]"
    settings = _ALWAYS | (more or {})
    if master.startswith("local"):
        settings = _LOCAL | settings
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("andean-coca checks").master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        spark = builder.getOrCreate()
        _leave_out_what_is_gone()
        spark.sparkContext.addPyFile(_code())
    except (PySparkException, OSError, RuntimeError) as error:
        raise EngineError(f"Spark does not start on {master}: {str(error).splitlines()[0][:200]}") from None
    return spark


def _leave_out_what_is_gone() -> None:
    """Take the code of sessions that have ended off the path of modules, which Spark leaves there."""
    sys.path[:] = [place for place in sys.path if Path(place).name != _CODE or Path(place).exists()]


def _code() -> str:
    """A zip of the code that Python workers run."""
    code = spill() / _CODE
    with zipfile.ZipFile(code, "w") as file:
        for package in (ROOT / "checks", ROOT / "src" / "andean_coca"):
            for path in sorted(package.rglob("*.py")):
                file.write(path, path.relative_to(package.parent))
    return str(code)


def check(root: Path, master: str | None = None, *, fast: bool = False) -> Report:
    """Check files, cells, keys and rules of the package in a folder or zip file, and without ``fast`` the suites.

    Raises:
        EngineError: Spark cannot be started.
    """
    spark = session(master)
    with opened(root) as found:
        return _check(spark, found, fast=fast) if isinstance(found, Path) else Report(findings=found)


def _check(spark: Any, root: Path, *, fast: bool) -> Report:
    report = Report(notes=[NOTE])
    package = packages.read(root, large=True)
    if package.descriptor:
        lying = spark_files.take(package, report)
        check_package(spark, package, report, fast=fast)
        report.findings = [*placed(report.findings, lying), *run.unnamed(package)]
    return run.conclude(report, package, fast=fast)


def check_package(spark: Any, package: Package, report: Report, *, fast: bool) -> None:
    """Run schemas, rules and, without ``fast``, suites on a package as read; findings join the report."""
    if any(table.large for table in package.tables.values()):
        report.notes.append(NOTE_LARGE)
    check_schemas(spark, package, report)
    spark_parsed.create(spark, package, {name for rule in rules.all_rules() for name in rule.reads})
    report.findings += spark_rules.check_rules(spark, package, report.unlisted)
    report.counts["rules"] = len(rules.all_rules())
    if not fast:
        report.findings += spark_suites.check_suites(spark, package, report.counts, report.unlisted)


def check_schemas(spark: Any, package: Package, report: Report) -> None:
    """Show the tables of a package to Spark and run their schemas; findings and counts join the report."""
    tune(spark, package)
    spark_frames.show(spark, package.tables.values())
    for table in package.tables.values():
        broken, more = spark_frames.broken_rows(spark, table)
        report.unlisted += Counter(SCH004=more)
        if table.large:
            package.findings += spark_files.hold(spark, table, whole=not broken)
        report.rows[table.file] = spark_frames.count(spark, table)
        report.findings += [*broken, *_check_schema(spark, package, table, report)]
    report.counts = {"tables": len(package.tables), "rows": sum(report.rows.values())}


def tune(spark: Any, package: Package) -> None:
    """Set what suits the size of a package, where nobody has set it otherwise."""
    parts = [part.path.stat().st_size for table in package.tables.values() for part in table.parts]
    large = {_PARTITIONS: str(max(2 * spark.sparkContext.defaultParallelism, sum(parts) // _SHUFFLED))}
    given = {name for name, _ in spark.sparkContext.getConf().getAll()}
    for name in _SMALL.keys() - given:
        value = (large if parts else _SMALL).get(name)
        spark.conf.set(name, value) if value else spark.conf.unset(name)


def _check_schema(spark: Any, package: Package, table: Table, report: Report) -> list[Finding]:
    """Findings of the schema of a table, all its queries as one."""
    queries = compile_table(table.name, table.schema, shapes(package.tables.values()), "spark")
    every = " UNION ALL ".join(f"({query})" for query in queries.always)
    found, more = spark_frames.listed(spark, every)
    report.unlisted.update(more)
    line = spark_frames.lines(spark, table)
    findings = []
    for code, row, key, field, got, expected in found:
        told = re.sub(r"(?<=line )\d+(?= has it already)", lambda m: str(line(int(m.group()))), expected)
        findings.append(CODES[code].finding(table.file, told, line=line(row), key=key, field=field, got=got))
    return findings
