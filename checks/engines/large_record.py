"""Vintages and verdicts of large tables: SQL tells the chains with one number, Python judges the others.

Most years of a series were printed once, or always alike. What Python does for the rest, and for the verdicts, is what
it does for small tables, on the rows that they rest on. The tables have the columns of the small path; they are made
where every cell that they rest on can be read.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import Any

import duckdb

from andean_coca import edtf, vintages
from checks.package import Package
from checks.reconcile import Record
from checks.record import fill_verdicts, fill_vintages
from checks.rows import Row, rows_of

_NUMBERS = """
CREATE TABLE official_numbers AS
SELECT m._line AS line, m.figure_id, m.series_id, coalesce(m.place_id, '') AS place_id,
  CASE WHEN i.kind = 'stock' AND m.period_end IS NOT NULL THEN year(m.period_end)::VARCHAR ELSE m.period END AS period,
  m.value, u.factor, m.value * u.factor AS in_base, s._line AS source_line, d.first_day, d.last_day,
  coalesce(m.figure_id IN (
    SELECT figure_id FROM corrections WHERE field IN ('value', 'place_id', 'period')
    UNION ALL SELECT figure_id FROM conflicts WHERE coalesce(cause, '') NOT IN ('record', 'revision')
  ), false) AS dismissed,
  m.value IS NULL OR u.factor IS NULL OR i._line IS NULL AS broken
FROM mentions m JOIN sources s USING (source_id) LEFT JOIN edtf d ON d.text = s.published
  LEFT JOIN (SELECT unit_id, coalesce(factor, 1) AS factor FROM units) u USING (unit_id)
  LEFT JOIN indicators i USING (indicator_id)
WHERE s.copy_kind IS DISTINCT FROM 'original' AND m.measure = 'level' AND m.qualifier IN ('exact', 'approx')
  AND m.series_id IS NOT NULL AND m.period IS NOT NULL
"""
_READABLE = """
SELECT NOT EXISTS (SELECT 1 FROM official_numbers WHERE broken)
  AND NOT EXISTS (SELECT 1 FROM sources s JOIN edtf d ON d.text = s.published WHERE d.fault IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM evidence e ANTI JOIN sources s USING (source_id))
  AND (SELECT count(*) FROM figures) <= (SELECT count(*) FROM mentions)
"""
_CHAINS = """
CREATE TABLE official_chains AS
SELECT series_id, place_id, period, count(*) AS numbers,
  min(in_base) = max(in_base) AND NOT bool_or(dismissed) AS alike,
  any_value(figure_id) AS figure_id, any_value(in_base) AS value, any_value(last_day) AS known_from
FROM official_numbers GROUP BY ALL
"""
# Of numbers that are alike the first counts, in the order of ``vintages``.
_ALIKE = """
CREATE TABLE vintages AS
SELECT series_id, place_id, period, 1::BIGINT AS position, figure_id, value, known_from, true AS is_latest
FROM official_chains WHERE numbers = 1 AND alike
UNION ALL
SELECT series_id, place_id, period, 1, n.figure_id, n.in_base, n.last_day, true
FROM official_chains c JOIN official_numbers n USING (series_id, place_id, period)
  JOIN intervals i ON i.figure_line = n.line
WHERE c.numbers > 1 AND c.alike
QUALIFY row_number() OVER (
  PARTITION BY series_id, place_id, period
  ORDER BY n.last_day NULLS LAST, n.first_day NULLS LAST, i.high * n.factor - i.low * n.factor, n.figure_id) = 1
"""
_OTHERS = """
SELECT n.series_id, n.place_id, n.period, n.figure_id, n.value, i.low, i.high, n.factor, n.first_day, n.last_day,
  coalesce(s.copy_kind, ''), coalesce(s.url, ''), n.dismissed,
  coalesce(n.figure_id IN (SELECT figure_id FROM conflicts WHERE cause = 'revision'), false)
FROM official_numbers n JOIN official_chains c USING (series_id, place_id, period)
  JOIN intervals i ON i.figure_line = n.line JOIN sources s ON s._line = n.source_line
WHERE NOT c.alike ORDER BY ALL
"""


def create_record(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """Create ``vintages``, ``set_aside``, ``recomputed`` and ``recomputed_operands``, or none of them.

    Raises:
        KeyError, ValueError: a verdict rests on a row that is not there, or on a cell that cannot be read.
        duckdb.BinderException: a schema lacks a column.
    """
    store.execute(_NUMBERS)
    if store.execute(_READABLE).fetchall()[0][0]:
        judged = rows_of(package, store, "reconciliations")
        fill_verdicts(store, _judging(package, store, judged), judged)
        store.execute(_CHAINS)
        store.execute(_ALIKE)
        rows = itertools.groupby(store.execute(_OTHERS).fetchall(), key=lambda row: row[:3])
        told = [(chain, vintages.parted([_number(row[3:]) for row in numbers])) for chain, numbers in rows]
        chains = [(chain, seen) for chain, (seen, _) in told if seen]
        fill_vintages(store, chains, [aside for _, (_, aside) in told], "other_vintages")
        store.execute("INSERT INTO vintages SELECT * FROM other_vintages; DROP TABLE other_vintages")


def _number(row: tuple[Any, ...]) -> vintages.Vintage:
    figure_id, value, low, high, factor, first, last, copy_kind, url, dismissed, vouched = row
    source = {"copy_kind": copy_kind, "url": url}
    one = vintages.as_printed(figure_id, (value, low, high), factor, edtf.Span(first, last), source)
    one.dismissed, one.vouched = dismissed, vouched
    return one


def _judging(package: Package, store: duckdb.DuckDBPyConnection, judged: list[Row]) -> Record:
    """The part of the record that verdicts rest on: the series that claims are held against, and the claims."""
    series = {row[name] for row in judged for name in ("series_id", "base_series_id")} - {""}

    def some(table: str, column: str, values: Collection[str]) -> list[Row]:
        return rows_of(package, store, table, column, values)

    figures = {row["figure_id"]: row for row in some("figures", "series_id", series)}
    figures |= {row["figure_id"]: row for row in some("figures", "figure_id", {r["claim_figure_id"] for r in judged})}
    evidence = some("evidence", "evidence_id", {row["evidence_id"] for row in figures.values()})
    return Record.of(
        {
            "figures": figures.values(),
            "evidence": evidence,
            "sources": some("sources", "source_id", {row["source_id"] for row in evidence}),
            "series": some("series", "series_id", series | {row["series_id"] for row in figures.values()}),
            "indicators": some("indicators", "indicator_id", {row["indicator_id"] for row in figures.values()}),
            **{table: some(table, "figure_id", figures) for table in ("corrections", "conflicts")},
            **{table: rows_of(package, store, table) for table in ("units", "places", "place_members")},
        }
    )
