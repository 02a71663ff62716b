"""The Table Schemas run on Spark: the same definition, compiled to Spark SQL.

Spark knows rows by part and place in the part; lines are looked up for the findings that are listed.
"""

from __future__ import annotations

import os
import re
import shutil
from bisect import bisect_left
from collections import Counter
from itertools import accumulate
from pathlib import Path
from typing import Any

from checks import package as packages
from checks.codes import CODES
from checks.engines.compile import compile_table
from checks.findings import LISTED_PER_CODE, Finding, Report
from checks.package import Table

_LISTED = 20 * LISTED_PER_CODE
_PLACE = (1 << 33) - 1  # Spark's row ids have the part above these bits
NOTE = "not run on Spark: rules, suites, and the characters and order of files above 1 MB (--engine duckdb runs them)"


class EngineError(RuntimeError):
    """Spark cannot be started; the message says what is missing."""


def session(master: str | None) -> Any:
    """A Spark session on a master: that given, that of the environment, or all cores of this machine.

    Raises:
        EngineError: pyspark or Java is not there.
    """
    try:
        from pyspark.sql import SparkSession
    except ModuleNotFoundError:
        raise EngineError("pyspark is not installed; install requirements/spark.txt") from None
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise EngineError("Spark needs Java 17 or later, and there is no java")
    builder = SparkSession.builder.appName("andean-coca checks")
    builder = builder.master(master or os.environ.get("SPARK_MASTER") or os.environ.get("MASTER") or "local[*]")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "8",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
    }.items():
        if not (name.startswith("spark.driver.") and master and not master.startswith("local")):
            builder = builder.config(name, value)
    return builder.getOrCreate()


def check(root: Path, master: str | None = None) -> Report:
    """Check files, cells and keys of the package in a folder.

    Raises:
        EngineError: Spark cannot be started.
    """
    report = Report(notes=[NOTE])
    spark = session(master)
    package = packages.read(root, large=True)
    report.findings += package.findings
    report.counts["tables"] = len(package.tables)
    for table in package.tables.values():
        _frame(spark, root / table.file, table)
    columns = {t.name: (t.file, t.rows.header) for t in package.tables.values()}
    for table in package.tables.values():
        report.findings += _check_table(spark, table, columns, report)
    report.counts["rows"] = sum(report.rows.values())
    report.sort()
    return report


def _frame(spark: Any, path: Path, table: Table) -> None:
    """Show a file as a view of text columns, NULL for blank, with the id of each row."""
    from pyspark.sql import functions
    from pyspark.sql.types import StringType, StructField, StructType

    kinds = StructType([StructField(name, StringType()) for name in table.rows.header])
    options = {"header": True, "quote": '"', "escape": '"', "lineSep": "\n", "multiLine": _spans_lines(path)}
    frame = spark.read.schema(kinds).options(**options).csv(str(path.resolve()))
    frame.withColumn("_line", functions.monotonically_increasing_id()).createOrReplaceTempView(table.name)


def _spans_lines(path: Path) -> bool:
    """Whether a cell has a line break: then one task has to read the whole file."""
    with path.open("rb") as file:
        return any(line.count(b'"') % 2 for line in file)


def _check_table(spark: Any, table: Table, columns: Any, report: Report) -> list[Finding]:
    found: list[tuple[Any, ...]] = []
    for query in compile_table(table.name, table.schema, columns, "spark"):
        rows = spark.sql(query).limit(_LISTED + 1).collect()
        if len(rows) > _LISTED:
            totals = {
                r["code"]: r["n"]
                for r in spark.sql(query).groupBy("code").agg({"*": "count"}).toDF("code", "n").collect()
            }
            rows = spark.sql(query).orderBy("line").limit(_LISTED).collect()
            report.unlisted.update(Counter(totals) - Counter(r["code"] for r in rows))
        found += [tuple(r) for r in rows]
    lines = _Lines(spark, table)
    report.rows[table.file] = lines.rows
    findings = []
    for code, line, key, field, got, expected in found:
        told = re.sub(r"(?<=line )\d+(?= has it already)", lambda m: str(lines.of(int(m.group()))), expected)
        findings.append(CODES[code].finding(table.file, told, line=lines.of(line), key=key, field=field, got=got))
    return findings


class _Lines:
    """The physical lines of rows, by their ids: rows of earlier parts, place in the part, breaks in earlier cells."""

    def __init__(self, spark: Any, table: Table) -> None:
        name = f"`{table.name}`"
        counted = spark.sql(f"SELECT shiftright(_line, 33) AS part, count(*) AS n FROM {name} GROUP BY 1").collect()
        sizes = {r["part"]: r["n"] for r in counted}
        self.rows = sum(sizes.values())
        parts = range(max(sizes, default=-1) + 2)
        self._before = list(accumulate((sizes.get(p, 0) for p in parts), initial=0))
        cells = ", ".join(f"`{n}`" for n in table.rows.header)
        joined = f"concat_ws('', {cells})"
        query = f"SELECT _line, length({joined}) - length(replace({joined}, '\\n', '')) AS n FROM {name}"
        broken = spark.sql(f"{query} WHERE contains({joined}, '\\n') ORDER BY _line").collect()
        self._broken = [r["_line"] for r in broken]
        self._breaks = list(accumulate((r["n"] for r in broken), initial=0))

    def of(self, row: int) -> int:
        """The line at which a row begins."""
        line: int = self._before[row >> 33] + (row & _PLACE) + 2 + self._breaks[bisect_left(self._broken, row)]
        return line
