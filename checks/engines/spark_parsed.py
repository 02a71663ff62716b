"""What Python parses for the rules, on Spark: the functions of the small path, run in Python workers.

Each function is called once for each different cell, never for each row. The tables are those of ``checks.parsed``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from andean_coca import edtf, rounding, tables
from checks import parsed, printed
from checks.engines.spark_frames import literal, name
from checks.engines.spark_sql import TYPED, translated
from checks.lexicon import FORMS
from checks.package import Package
from checks.record import MADE

Rows = Iterator[tuple[Any, ...]]
Columns = Sequence[tuple[str, str]]
_SORTABLE = r"regexp_replace(regexp_replace({}, '([0-9]+)', '000000000000$1'), '[0-9]*([0-9]{{12}})', '$1')"
_DATES = (("text", "STRING"), ("first_day", "DATE"), ("last_day", "DATE"), ("fault", "STRING"))
_NUMBERS = (("value", "DOUBLE"), ("low", "DOUBLE"), ("high", "DOUBLE"))
_READINGS = (("printed", "STRING"), ("form", "STRING"), *_NUMBERS, ("qualifier", "STRING"), ("unit", "STRING"))
_FORM = ("value", "value_low", "value_high", "qualifier")


def create(spark: Any, package: Package, names: Iterable[str]) -> None:
    """Make the views of the named tables that Python parses, anew if they are there; other names are passed by."""
    wanted = set(names)
    for made, how in _all():
        if wanted & set(made):
            for view in made:
                if spark.catalog.tableExists(view):
                    spark.catalog.uncacheTable(view)
                    spark.catalog.dropTempView(view)
            how(spark, package)


def groups() -> list[tuple[str, ...]]:
    """Names of the views that are made together."""
    return [made for made, _ in _all()]


def _all() -> list[tuple[tuple[str, ...], Callable[[Any, Package], None]]]:
    from checks.engines.spark_record import create_record

    return [*_CREATED, (MADE, create_record)]


def shown(spark: Any, frame: Any, view: str) -> None:
    """Show a frame as a view that is computed once."""
    frame.createOrReplaceTempView(view)
    spark.catalog.cacheTable(view)


def ddl(columns: Columns) -> str:
    """Columns as Spark's schema text."""
    return ", ".join(f"{name(column)} {kind}" for column, kind in columns)


def batch(rows: Sequence[tuple[Any, ...]], columns: Columns) -> Any:
    """Rows as a record batch of Arrow."""
    import pyarrow as pa

    kinds = {"STRING": pa.string(), "DATE": pa.date32(), "DOUBLE": pa.float64(), "BIGINT": pa.int64()}
    kinds["BOOLEAN"] = pa.bool_()
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(column, kinds[kind]) for column, (_, kind) in zip(cells, columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=[column for column, _ in columns])


def _mapped(frame: Any, parse: Callable[..., Rows], columns: Columns) -> Any:
    """A frame of what a function yields for the cells of each row of a frame."""

    def run(batches: Iterable[Any]) -> Iterator[Any]:
        for cells in batches:
            rows = zip(*(column.to_pylist() for column in cells.columns), strict=True)
            yield batch([told for row in rows for told in parse(*row)], columns)

    return frame.mapInArrow(run, ddl(columns))


def _dates_of(text: str) -> Rows:
    try:
        span = edtf.parse(text)
        yield text, span.start, span.end, None
    except ValueError as error:
        yield text, None, None, str(error)


def _readings_of(phrase: str, form: str) -> Rows:
    for r in printed.readings(phrase, form) if form in FORMS else ():
        yield phrase, form, r.value, r.low, r.high, r.qualifier, r.unit


def _directions_of(phrase: str) -> Rows:
    yield phrase, printed.direction(phrase)


def _intervals_of(*cells: str | None) -> Rows:
    value, low, high, qualifier = cells
    with contextlib.suppress(ArithmeticError):  # no number: the schema check has said so
        yield *cells, *rounding.interval(value, low, high, qualifier or "")


def _has(package: Package, table: str, *columns: str) -> bool:
    found = package.tables.get(table)
    return found is not None and set(columns) <= set(found.rows.header)


def _sound(package: Package, table: str) -> bool:
    return table in package.tables and package.tables[table].sound


def _create_dates(spark: Any, package: Package) -> None:
    parts = [
        f"SELECT {name(column)} AS text FROM {name(table)} WHERE {name(column)} IS NOT NULL"
        for table, columns in parsed.DATED.items()
        for column in columns
        if _has(package, table, column)
    ]
    strings = spark.sql(" UNION ".join(parts or ["SELECT '' AS text WHERE false"]))
    shown(spark, _mapped(strings, _dates_of, _DATES), "edtf")


def _create_readings(spark: Any, package: Package) -> None:
    there = _sound(package, "evidence") and _has(package, "evidence", "printed", "number_form")
    source = "evidence WHERE printed IS NOT NULL" if there else "(SELECT '' AS printed, '' AS number_form) WHERE false"
    phrases = spark.sql(f"SELECT DISTINCT printed, coalesce(number_form, 'en') FROM {source}")
    shown(spark, _mapped(phrases, _readings_of, _READINGS), "readings")
    alone = spark.sql(f"SELECT DISTINCT printed FROM {source}")
    shown(spark, _mapped(alone, _directions_of, (("printed", "STRING"), ("direction", "STRING"))), "directions")


def _create_intervals(spark: Any, package: Package) -> None:
    there = _sound(package, "figures") and _has(package, "figures", *_FORM)
    blank = ", ".join(f"'' AS {column}" for column in _FORM)
    source = "figures" if there else f"(SELECT {blank}, 0L AS _line) WHERE false"
    forms = spark.sql(f"SELECT DISTINCT {', '.join(_FORM)} FROM {source}")
    kinds = (*((column, "STRING") for column in _FORM), ("low", "DOUBLE"), ("high", "DOUBLE"))
    shown(spark, _mapped(forms, _intervals_of, kinds), "interval_forms")
    figures = f"(SELECT _line, {', '.join(_FORM)} FROM {source})"
    same = " AND ".join(f"f.{column} <=> i.{column}" for column in _FORM)
    query = f"SELECT f._line AS figure_line, i.low, i.high FROM {figures} f JOIN interval_forms i ON {same}"
    spark.sql(query).createOrReplaceTempView("intervals")


def _create_joined(view: str, spark: Any, package: Package) -> None:
    """A view of ``JOINED``, under the name of a typed one, too, as rules read tables."""
    from checks.engines.spark_rules import column_types

    if all(_sound(package, table) for table in parsed.MADE_OF[view]):
        shown(spark, spark.sql(translated(parsed.JOINED[view], column_types(package))), TYPED + view)
        spark.table(TYPED + view).createOrReplaceTempView(view)


def _stacked(package: Package, table: str) -> str:
    """The rows of a table as (row_key, column_name, cell), one for each cell."""
    found = package.tables[table]
    pairs = ", ".join(f"{literal(c)}, coalesce({name(c)}, '')" for c in found.rows.header)
    parts = ", ".join(f"coalesce({name(k)}, '')" for k in found.primary_key)
    told = f"stack({len(found.rows.header)}, {pairs}) AS (column_name, cell)"
    return f"SELECT concat_ws('|', {parts}) AS row_key, {told} FROM {name(table)}"


def _create_cells(spark: Any, package: Package) -> None:
    query = "SELECT '' AS figure_id, '' AS field, '' AS cell WHERE false"
    if parsed.lacks(package, "figures", "corrections"):
        spark.catalog.dropTempView("figure_cells")  # of a package that was shown before
        return
    if _sound(package, "figures") and _has(package, "corrections", "figure_id"):
        cells = f"SELECT row_key AS figure_id, column_name AS field, cell FROM ({_stacked(package, 'figures')})"
        query = f"SELECT f.* FROM ({cells}) f LEFT SEMI JOIN corrections c ON c.figure_id = f.figure_id"
    spark.sql(query).createOrReplaceTempView("figure_cells")


def _create_baseline(spark: Any, package: Package) -> None:
    del package  # the baseline belongs to this checkout, whatever package is checked
    rows = [(r["series_id"], r["place_id"], int(r["years"])) for r in tables.read_file(parsed.BASELINE)[1]]
    columns = (("series_id", "STRING"), ("place_id", "STRING"), ("years", "BIGINT"))
    spark.createDataFrame(rows, ddl(columns)).createOrReplaceTempView("baseline_years")


def _create_changed(spark: Any, package: Package) -> None:
    """Cells named by changes as they are today; the names of their tables are read first, to read no other."""
    where = "c.table_name = t.table_name AND c.row_key = t.row_key AND c.column_name = t.column_name"
    columns = ("version", "table", "key", "column")
    blank = ", ".join(f"'' AS {name(column)}" for column in (*columns, "new"))
    there = _sound(package, "changes") and _has(package, "changes", *columns, "new")
    source = "changes" if there else f"(SELECT {blank}, 0L AS _line) WHERE false"
    named = {row[0] for row in spark.sql(f"SELECT DISTINCT `table` FROM {source}").limit(1000).collect()}
    if parsed.lacks(package, "changes", "tombstones", *named):
        spark.catalog.dropTempView("changed_cells")
        return
    parts = [
        f"SELECT {literal(table)} AS table_name, * FROM ({_stacked(package, table)})"
        for table in sorted(named & package.tables.keys())
    ]
    cells = " UNION ALL ".join(parts) or "SELECT '' AS table_name, '' AS row_key, '' AS column_name, '' AS cell"
    steps = ", ".join(f"coalesce({name(c)}, '') AS {n}" for c, n in zip(columns, _STEP, strict=True))
    first, last = (f"(PARTITION BY table_name, row_key, column_name ORDER BY {o})" for o in (_ORDER, _BACK))
    told = (
        f"SELECT *, lag(new) OVER {first} AS before, row_number() OVER {last} = 1 AS latest "
        f"FROM (SELECT {steps}, coalesce(new, '') AS new, _line FROM {source})"
    )
    query = f"SELECT c.*, t.cell FROM ({told}) c LEFT JOIN ({cells}) t ON {where}"
    if "tombstones" in package.tables:
        query += " LEFT ANTI JOIN tombstones g ON g.`table` = c.table_name AND g.id = c.row_key"
    spark.sql(query).createOrReplaceTempView("changed_cells")


_STEP = ("version", "table_name", "row_key", "column_name")
_ORDER = f"{_SORTABLE.format('version')}, _line"
_BACK = f"{_SORTABLE.format('version')} DESC, _line DESC"
_CREATED: tuple[tuple[tuple[str, ...], Callable[[Any, Package], None]], ...] = (
    (("edtf",), _create_dates),
    (("readings", "directions"), _create_readings),
    (("intervals", "interval_forms"), _create_intervals),
    *(((view, TYPED + view), partial(_create_joined, view)) for view in parsed.JOINED),
    (("figure_cells",), _create_cells),
    (("baseline_years",), _create_baseline),
    (("changed_cells",), _create_changed),
)
