"""The Great Expectations suites run on Spark data frames, with findings as on pandas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from checks import suites
from checks.codes import CODES
from checks.engines import spark_frames
from checks.engines.spark_rules import column_types
from checks.engines.spark_sql import TYPED, translated
from checks.findings import LISTED, Finding
from checks.package import Package, Table
from checks.views import FOLDER

# Failing rows up to a cap, first of all where they fail; a summary does not bring the others to the driver.
_FORM = {"result_format": "SUMMARY", "partial_unexpected_count": LISTED}


def check_suites(
    spark: Any,
    package: Package,
    counts: dict[str, int],
    unlisted: Counter[str],
    only: Sequence[suites.Suite] | None = None,
) -> list[Finding]:
    """Run every suite, or those of ``only``, on its table or view; add the number of expectations to ``counts``."""
    context = suites.context()
    findings = list(suites.read_suites(suites.FOLDER)[1]) if only is None else []
    source = context.data_sources.add_spark("spark", persist=False, force_reuse_spark_context=True)
    sound = all(table.sound for table in package.tables.values())
    counts["expectations"] = 0
    for suite in suites.all_suites() if only is None else only:
        frame = _frame(spark, package, suite["table"]) if sound else None
        if frame is None:
            got = f"suite {suite['name']}"
            findings.append(CODES["PKG008"].finding("datapackage.json", "sound tables", got=got))
            continue
        asset = source.add_dataframe_asset(suite["name"])
        frame = frame.persist()
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        table = suites.table_of(suite, package)
        lines = _Lines(spark, table)
        found, ran = suites.judged(batch, suite, table.file, lines=lines, form=_FORM, unlisted=unlisted)
        frame.unpersist()
        findings += found
        counts["expectations"] += ran
    return findings


def _frame(spark: Any, package: Package, table: str) -> Any:
    """The frame of a table or view; ``None`` if a table or column of it is not there."""
    from pyspark.errors import AnalysisException

    try:
        if table in package.tables:
            return spark.table(TYPED + table)
        return spark.sql(translated((FOLDER / f"{table}.sql").read_text(encoding="utf-8"), column_types(package)))
    except (AnalysisException, FileNotFoundError):
        return None


class _Lines:
    """The lines of rows by the first cell of the row, looked up for the keys that are listed."""

    def __init__(self, spark: Any, table: Table) -> None:
        self.spark, self.table = spark, table

    def __call__(self, keys: Sequence[str]) -> dict[str, int]:
        """The line of each key that is there."""
        first = spark_frames.name(self.table.rows.header[0])
        told = ", ".join(map(spark_frames.literal, keys))
        query = f"SELECT {first} AS k, _line FROM {spark_frames.name(self.table.name)} WHERE {first} IN ({told})"
        line = spark_frames.lines(self.spark, self.table)
        return {row["k"]: line(row["_line"]) for row in self.spark.sql(f"{query} ORDER BY _line").collect()}
