"""The tables of a package as views of a Spark session: as text under their name, and typed.

Tables that were read already are handed over with their lines. Files above 1 MB are read by Spark, which knows a row
by part and place in the part; the physical line is looked up for what is listed.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cache, reduce
from io import StringIO
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from andean_coca.types import TYPES
from checks.codes import CODES
from checks.engines.spark_sql import TYPED, written
from checks.findings import LISTED, Finding
from checks.package import Table

if TYPE_CHECKING:
    from checks.engines.gate import Bytes

_BROKEN, _PART = "_broken", "_part"
_PLACE = (1 << 33) - 1  # Spark's row ids have the part above these bits


def name(column: str) -> str:
    """A column or view in Spark SQL."""
    return "`" + column.replace("`", "``") + "`"


def literal(text: str) -> str:
    """A text in Spark SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def show(spark: Any, tables: Iterable[Table]) -> None:
    """Make the views of tables: text, NULL for blank, and ``_line``; typed ones beside them."""
    for table in tables:
        frame = _read(spark, table) if table.large else _handed(spark, table)
        frame.createOrReplaceTempView(table.name)
        there = set(table.rows.header) if table.large else {f["name"] for f in table.fields}
        cells = [_cast(f) if f["name"] in there else _cast(f, "NULL") for f in table.fields]
        typed = f"SELECT {', '.join(cells)}, _line FROM {name(table.name)}"
        spark.sql(typed).createOrReplaceTempView(TYPED + table.name)


def _cast(field: dict[str, Any], cell: str = "") -> str:
    kind = TYPES[field["type"]].sql.replace("VARCHAR", "STRING")
    return f"TRY_CAST({cell or name(field['name'])} AS {kind}) AS {name(field['name'])}"


def _handed(spark: Any, table: Table) -> Any:
    """A table that is in memory, as a frame; a row that is too short has blanks."""
    import pyarrow

    header, rows = table.rows.header, table.rows.rows
    columns = {}
    for column in (f["name"] for f in table.fields):
        place = header.index(column) if column in header else len(header)
        cells = [(row[place] or None) if place < len(row) else None for row in rows]
        columns[column] = pyarrow.array(cells, pyarrow.string())
    columns["_line"] = pyarrow.array(table.rows.lines, pyarrow.int64())
    return spark.createDataFrame(pyarrow.table(columns))


def _read(spark: Any, table: Table) -> Any:
    """The parts of a table as a frame that Spark reads once and holds in memory or on disk, with the id of each row."""
    from pyspark import StorageLevel
    from pyspark.sql import functions

    frames = [
        (_parquet if part.typed else _csv)(spark, part, table).withColumn(_PART, functions.lit(number))
        for number, part in enumerate(table.parts)
        if not part.broken
    ]
    none = ", ".join(f"{name(column)} STRING" for column in (*table.rows.header, _BROKEN, _PART))
    frame = reduce(lambda one, more: one.unionByName(more), frames or [spark.createDataFrame([], none)])
    return frame.withColumn("_line", functions.monotonically_increasing_id()).persist(StorageLevel.MEMORY_AND_DISK)


def _csv(spark: Any, part: Bytes, table: Table) -> Any:
    from pyspark.sql.types import StringType, StructField, StructType

    kinds = StructType([StructField(column, StringType()) for column in (*part.header, _BROKEN)])
    options = {"header": True, "quote": '"', "escape": '"', "lineSep": "\n", "multiLine": _spans_lines(part)}
    options |= {"columnNameOfCorruptRecord": _BROKEN, "encoding": "UTF-8"}
    frame = spark.read.schema(kinds).options(**options).csv(_plain(part.path))
    return frame.select(*map(name, table.rows.header), _BROKEN)


def _parquet(spark: Any, part: Bytes, table: Table) -> Any:
    """A Parquet file with its cells as the record writes them."""
    frame = spark.read.parquet(_plain(part.path))
    kinds = dict(frame.dtypes)
    cells = [f"{_text(name(column), kinds[column])} AS {name(column)}" for column in table.rows.header]
    return frame.selectExpr(*cells, f"CAST(NULL AS STRING) AS {_BROKEN}")


def _plain(path: Path) -> str:
    """A path for Spark, in which nothing is a pattern of file names."""
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", str(path.resolve()))


def _text(cell: str, kind: str) -> str:
    return f"nullif({written(cell) if kind in ('double', 'float') else f'CAST({cell} AS STRING)'}, '')"


def _spans_lines(part: Bytes) -> bool:
    """Whether a cell has a line break: then one task has to read the whole file."""
    from checks.engines.gate import opened

    if part.line_ends and not part.quotes:  # as its bytes have told
        return False
    with opened(part.path) as file:
        return any(line.count(b'"') % 2 for line in file)


def broken_rows(spark: Any, table: Table) -> tuple[list[Finding], int]:
    """Findings on rows of a file that Spark read and that have not as many cells as the header; how many more."""
    if not table.large:
        return [], 0
    line = lines(spark, table)
    parts = ", ".join(f"coalesce({name(k)}, '')" for k in table.primary_key if k in table.rows.header)
    key = f"concat_ws('|', {parts})" if parts else "CAST(NULL AS STRING)"
    rows = spark.sql(f"SELECT _line, {key} AS k, {_BROKEN} FROM {name(table.name)} WHERE {_BROKEN} IS NOT NULL")
    expected, found = f"{len(table.rows.header)} cells", list[Finding]()
    for row, named, text in rows.limit(LISTED).collect():
        try:
            got = f"{len(next(csv.reader(StringIO(text))))} cells"
        except csv.Error:  # a cell is too long
            got = "cells that cannot be told apart"
        found.append(CODES["SCH004"].finding(table.file, expected, line=line(row), key=named or None, got=got))
    return found, rows.count() - LISTED if len(found) == LISTED else 0


def count(spark: Any, table: Table) -> int:
    """How many rows a table has."""
    return sum(_sizes(spark, table.name).values()) if table.large else len(table.rows.rows)


def lines(spark: Any, table: Table) -> Callable[[int], int]:
    """What tells the physical line at which a row begins, by its id: rows of earlier parts, place, earlier breaks."""
    if not table.large:
        return lambda row: row
    cells, breaks_of = _breaks(table)

    @cache
    def found() -> tuple[list[int], list[int], list[int]]:
        sizes = _sizes(spark, table.name)
        before = list(accumulate((sizes.get(p, 0) for p in range(max(sizes, default=-1) + 2)), initial=0))
        told = f"SELECT _line, {breaks_of} AS n FROM {name(table.name)}"
        breaks = spark.sql(f"{told} WHERE contains({cells}, '\\n') ORDER BY _line").collect()
        return before, [r["_line"] for r in breaks], list(accumulate((r["n"] for r in breaks), initial=0))

    def line(row: int) -> int:
        before, broken, breaks = found()
        return before[row >> 33] + (row & _PLACE) + 2 + breaks[bisect_left(broken, row)]

    return line


def _breaks(table: Table) -> tuple[str, str]:
    """The SQL of the cells of a row side by side, and of how many line breaks are in them."""
    cells = f"concat_ws('', {', '.join(map(name, table.rows.header))})"
    return cells, f"length({cells}) - length(replace({cells}, '\\n', ''))"


def rows_of_parts(spark: Any, table: Table) -> list[tuple[int, int]]:
    """Of each part of a table that Spark read how many rows it has, and how many line breaks are in its cells.

    Breaks are counted where no line end tells of them: in Parquet files.
    """
    typed = ", ".join(str(number) for number, part in enumerate(table.parts) if part.typed)
    breaks = f"sum(CASE WHEN {_PART} IN ({typed}) THEN {_breaks(table)[1]} ELSE 0 END)" if typed else "0"
    query = f"SELECT {_PART}, count(*), {breaks} FROM {name(table.name)} GROUP BY 1"
    told = {number: (rows, more) for number, rows, more in spark.sql(query).collect()}
    return [told.get(number, (0, 0)) for number in range(len(table.parts))]


def _sizes(spark: Any, table: str) -> dict[int, int]:
    query = f"SELECT shiftright(_line, 33) AS part, count(*) AS n FROM {name(table)} GROUP BY 1"
    return {r["part"]: r["n"] for r in spark.sql(query).collect()}


def listed(spark: Any, query: str, by: str = "code") -> tuple[list[tuple[Any, ...]], dict[str, int]]:
    """The rows of a query of findings up to a cap, first lines first, and how many more there are of each code."""
    rows = spark.sql(query).limit(LISTED + 1).collect()
    if len(rows) <= LISTED:
        return [tuple(r) for r in rows], {}
    totals = {r[0]: r[1] for r in spark.sql(f"SELECT {by}, count(*) FROM ({query}) GROUP BY 1").collect()}
    rows = spark.sql(f"SELECT * FROM ({query}) ORDER BY line LIMIT {LISTED}").collect()
    for row in rows:
        totals[row["code"]] -= 1
    return [tuple(r) for r in rows], {code: more for code, more in totals.items() if more}
