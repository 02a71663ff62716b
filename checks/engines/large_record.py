"""Vintages and verdicts of large tables: SQL tells the chains with one number, Python judges the others.

Most years of a series were printed once, or always alike. What Python does for the rest, and for the verdicts, is what
it does for small tables, on the rows that they rest on. The tables have the columns of the small path; they are made
where every cell that they rest on can be read.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from andean_coca import edtf, vintages
from checks.package import Package
from checks.reconcile import Record
from checks.record import fill_verdicts, fill_vintages
from checks.rows import Row, rows_of
from checks.store import create

_NUMBERS = """
SELECT *, hash(series_id, place_id, period) AS chain FROM (
SELECT m._line AS line, m.figure_id, m.series_id, coalesce(m.place_id, '') AS place_id,
  CASE WHEN i.kind = 'stock' AND m.period_end IS NOT NULL THEN year(m.period_end)::VARCHAR ELSE m.period END AS period,
  m.value * u.factor AS in_base, u.factor, d.first_day, d.last_day AS known_from, s._line AS source_line,
  coalesce(m.figure_id IN (
    SELECT figure_id FROM corrections WHERE field IN ('value', 'place_id', 'period')
    UNION ALL SELECT figure_id FROM conflicts WHERE coalesce(cause, '') NOT IN ('record', 'revision')
  ), false) AS dismissed,
  m.value IS NULL OR u.factor IS NULL OR i._line IS NULL AS broken
FROM mentions m JOIN sources s USING (source_id) LEFT JOIN edtf d ON d.text = s.published
  LEFT JOIN (SELECT unit_id, coalesce(factor, 1) AS factor FROM units) u USING (unit_id)
  LEFT JOIN indicators i USING (indicator_id)
WHERE s.copy_kind IS DISTINCT FROM 'original' AND m.measure = 'level' AND m.qualifier IN ('exact', 'approx')
  AND m.series_id IS NOT NULL AND m.period IS NOT NULL)
"""
_READABLE = """
SELECT NOT EXISTS (SELECT 1 FROM official_numbers WHERE broken)
  AND NOT EXISTS (SELECT 1 FROM sources s JOIN edtf d ON d.text = s.published WHERE d.fault IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM evidence e ANTI JOIN sources s USING (source_id))
  AND (SELECT count(*) FROM figures) <= (SELECT count(*) FROM mentions)
"""
# By the hash of a chain, which costs a fifth: chains that share one by chance are told apart below.
_SHARED = """
CREATE TABLE shared_chains AS
SELECT chain FROM official_numbers GROUP BY chain HAVING count(*) > 1 OR bool_or(dismissed)
"""
# Of numbers that are alike the first counts, in the order of ``vintages``.
_TOGETHER = """
CREATE TABLE shared_numbers AS
SELECT series_id, place_id, period, min(in_base) AS value,
  min(in_base) = max(in_base) AND NOT bool_or(dismissed) AS alike,
  arg_min({'figure_id': figure_id, 'known_from': known_from},
    {'day': coalesce(known_from, DATE '9999-12-31'), 'from': coalesce(first_day, DATE '9999-12-31'),
     'width': i.high * factor - i.low * factor, 'figure_id': figure_id}) AS first
FROM official_numbers SEMI JOIN shared_chains USING (chain) JOIN intervals i ON i.figure_line = line
GROUP BY series_id, place_id, period
"""
_OTHERS = """
SELECT n.series_id, n.place_id, n.period, n.figure_id, m.value, i.low, i.high, n.factor, n.first_day, n.known_from,
  coalesce(s.copy_kind, ''), coalesce(s.url, ''), n.dismissed,
  coalesce(n.figure_id IN (SELECT figure_id FROM conflicts WHERE cause = 'revision'), false)
FROM official_numbers n JOIN shared_numbers c USING (series_id, place_id, period) JOIN mentions m ON m._line = n.line
  JOIN intervals i ON i.figure_line = n.line JOIN sources s ON s._line = n.source_line
WHERE NOT c.alike ORDER BY n.series_id, n.place_id, n.period
"""
_VINTAGES = """
CREATE VIEW vintages AS
SELECT series_id, place_id, period, 1::BIGINT AS position, figure_id, in_base AS value, known_from, true AS is_latest
FROM official_numbers ANTI JOIN shared_chains USING (chain)
UNION ALL
SELECT series_id, place_id, period, 1, first.figure_id, value, first.known_from, true FROM shared_numbers WHERE alike
UNION ALL SELECT * FROM other_vintages
"""


def create_record(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """Create ``vintages``, ``set_aside``, ``recomputed`` and ``recomputed_operands``, or none of them.

    Raises:
        KeyError, ValueError: a verdict rests on a row that is not there, or on a cell that cannot be read.
        duckdb.BinderException, duckdb.CatalogException: a schema lacks a column, so that what it feeds was not made.
    """
    create(store, "official_numbers", _NUMBERS, "figure_id")
    if store.execute(_READABLE).fetchall()[0][0]:
        judged = rows_of(package, store, "reconciliations")
        fill_verdicts(store, _judging(package, store, judged), judged)
        store.execute(_SHARED)
        store.execute(_TOGETHER)
        with _uncollected():
            _judge_others(store)
        store.execute(_VINTAGES)


def _judge_others(store: duckdb.DuckDBPyConnection) -> None:
    rows = itertools.groupby(store.execute(_OTHERS).fetchall(), key=lambda row: row[:3])
    told = [(chain, vintages.parted([_number(row[3:]) for row in numbers])) for chain, numbers in rows]
    chains = [(chain, seen) for chain, (seen, _) in told if seen]
    fill_vintages(store, chains, [aside for _, (_, aside) in told], "other_vintages")


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage: a million objects that all live took a sixth of the time, for nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


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
