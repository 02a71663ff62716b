"""Vintages and verdicts on Spark: the official record of one indicator at a time, in a Python worker.

A worker gets the rows that the verdicts on an indicator rest on: its series with their figures, the claims that are
held against them, and what these refer to. Units and places are few and go to every worker.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from andean_coca import vintages
from checks.engines.spark_frames import name
from checks.engines.spark_parsed import batch, ddl, shown
from checks.package import Package
from checks.reconcile import Record, reconcile

_FEW = ("units", "places", "place_members")
_MANY = ("figures", "evidence", "sources", "series", "indicators", "corrections", "conflicts", "reconciliations")
_COLUMNS = (
    *(("kind", "STRING"), ("series_id", "STRING"), ("place_id", "STRING"), ("period", "STRING")),
    *(("position", "BIGINT"), ("figure_id", "STRING"), ("value", "DOUBLE"), ("known_from", "DATE")),
    *(("is_latest", "BOOLEAN"), ("reconciliation_id", "STRING"), ("verdict", "STRING")),
    *(("official", "DOUBLE"), ("difference", "DOUBLE")),
)
_VIEWS = {
    "vintages": "series_id, place_id, period, position, figure_id, value, known_from, is_latest",
    "set_aside": "figure_id",
    "recomputed": "reconciliation_id, verdict, official, difference",
    "recomputed_operands": "reconciliation_id, position, figure_id",
}
# Of each group, which is an indicator: its series, the claims on them, and the series whose limits claims exceed.
_GROUPS = {
    "_own": "SELECT DISTINCT coalesce(s.indicator_id, '') AS g, f.series_id FROM figures f "
    "LEFT JOIN series s ON s.series_id = f.series_id WHERE f.series_id IS NOT NULL",
    "_judged": "SELECT coalesce(s.indicator_id, '') AS g, r.* FROM reconciliations r "
    "LEFT JOIN series s ON s.series_id = r.series_id",
    "_needed": "SELECT g, series_id FROM _own UNION SELECT g, base_series_id FROM _judged "
    "WHERE base_series_id IS NOT NULL UNION SELECT indicator_id, series_id FROM series",
    "_members": "SELECT n.g, f.figure_id FROM figures f JOIN _needed n ON n.series_id = f.series_id "
    "UNION SELECT g, claim_figure_id FROM _judged",
    "_cited": "SELECT m.g, f.* FROM figures f JOIN _members m ON m.figure_id = f.figure_id",
    "_proofs": "SELECT DISTINCT c.g, e.* FROM evidence e JOIN _cited c ON c.evidence_id = e.evidence_id",
    "_papers": "SELECT DISTINCT p.g, s.* FROM sources s JOIN _proofs p ON p.source_id = s.source_id",
    "_ranged": "SELECT g, series_id FROM _needed UNION SELECT g, series_id FROM _cited WHERE series_id IS NOT NULL",
    "_lines": "SELECT n.g, s.* FROM series s JOIN _ranged n ON n.series_id = s.series_id",
    "_meant": "SELECT g, indicator_id FROM _cited UNION SELECT g, indicator_id FROM _lines",
    "_kinds": "SELECT m.g, i.* FROM indicators i JOIN _meant m ON m.indicator_id = i.indicator_id",
    "_errors": "SELECT m.g, c.* FROM corrections c JOIN _members m ON m.figure_id = c.figure_id",
    "_splits": "SELECT m.g, c.* FROM conflicts c JOIN _members m ON m.figure_id = c.figure_id",
}
_SOURCES = ("_cited", "_proofs", "_papers", "_lines", "_kinds", "_errors", "_splits", "_judged")
_ROWS = dict(zip(_MANY, _SOURCES, strict=True))


def create_record(spark: Any, package: Package) -> None:
    """Make the views of ``record.MADE``, or none: where cells can't be computed with, or units or places are many."""
    used = [package.tables.get(table) for table in (*_FEW, *_MANY)]
    if not all(table and table.sound for table in used) or any(t.large for t in used[: len(_FEW)] if t):
        return
    few = {table: _rows(package, table) for table in _FEW}
    for view, query in _GROUPS.items():
        # Not WITH: a query with one of its own then does not find what is held of this one, and computes it anew.
        spark.sql(query).createOrReplaceTempView(view)
    parts = [
        f"SELECT g, '{table}' AS name, _line, to_json(struct({_cells(package, table)})) AS row FROM {view}"
        for table, view in _ROWS.items()
    ]
    rows = spark.sql(" UNION ALL ".join(parts))

    def judged(group: Any) -> Any:
        import pyarrow as pa

        return pa.Table.from_batches([batch(list(_told(group, few)), _COLUMNS)])

    shown(spark, rows.groupBy("g").applyInArrow(judged, ddl(_COLUMNS)), "_record")
    if not spark.sql("SELECT 1 FROM _record WHERE kind = 'failed' LIMIT 1").collect():
        for view, columns in _VIEWS.items():
            spark.sql(f"SELECT {columns} FROM _record WHERE kind = '{view}'").createOrReplaceTempView(view)


def _cells(package: Package, table: str) -> str:
    return ", ".join(f"coalesce({name(c)}, '') AS {name(c)}" for c in package.tables[table].rows.header)


def _rows(package: Package, table: str) -> list[dict[str, str]]:
    rows = package.tables[table].rows
    return [dict(zip(rows.header, row, strict=True)) for row in rows.rows]


def _told(group: Any, few: dict[str, list[dict[str, str]]]) -> Iterator[tuple[Any, ...]]:
    """What Python computes of one indicator, as rows of all four views; one row ``failed`` if it can't."""
    indicator = group.column("g")[0].as_py()
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    told = sorted(zip(*(group.column(c).to_pylist() for c in ("name", "_line", "row")), strict=True))
    for table, _, row in told:
        found[table].append(json.loads(row))
    data = {table: found[table] for table in _MANY} | few
    try:
        yield from list(_computed(indicator, data))
    except (ValueError, KeyError, ArithmeticError):
        yield ("failed", *[None] * (len(_COLUMNS) - 1))


def _computed(indicator: str, data: dict[str, list[dict[str, str]]]) -> Iterator[tuple[Any, ...]]:
    record = Record.of(data)

    def mine(series: str) -> bool:
        return record.series.get(series, {}).get("indicator_id", "") == indicator

    for (series, place, period), seen in record.chains.items():
        for position, v in enumerate(seen, 1) if mine(series) else ():
            told = (v.figure_id, v.value, v.known_from, v is vintages.latest(seen))
            yield "vintages", series, place, period, position, *told, None, None, None, None
    for (series, _, _), seen in vintages.set_aside(data).items():
        for v in seen if mine(series) else ():
            yield "set_aside", *[None] * 4, v.figure_id, *[None] * 7
    for row in data["reconciliations"]:
        claim = record.figures[row["claim_figure_id"]]
        key = row["reconciliation_id"]
        r = reconcile(record, claim, row["series_id"], row["vintage"], row["base_series_id"])
        yield "recomputed", *[None] * 8, key, r.verdict, r.official, r.difference
        for position, figure in enumerate(r.operands, 1):
            yield "recomputed_operands", None, None, None, position, figure, None, None, None, key, None, None, None
