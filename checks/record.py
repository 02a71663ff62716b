"""What the official record says, for the rules: vintages, numbers set aside, and the verdicts computed anew."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

import duckdb

from andean_coca import vintages
from andean_coca.vintages import Chain, Vintage
from checks.package import Package
from checks.reconcile import Record, reconcile
from checks.rows import Row, rows_of
from checks.store import fill

TABLES = (
    "figures",
    "evidence",
    "sources",
    "units",
    "indicators",
    "series",
    "places",
    "place_members",
    "corrections",
    "conflicts",
)
MADE = ("vintages", "set_aside", "recomputed", "recomputed_operands")
# What of ``checks.parsed`` large tables of these are made from.
MADE_FROM = frozenset({"edtf", "intervals", "interval_forms", "mentions"})
_VINTAGES = (
    *(("series_id", "VARCHAR"), ("place_id", "VARCHAR"), ("period", "VARCHAR"), ("position", "BIGINT")),
    *(("figure_id", "VARCHAR"), ("value", "DOUBLE"), ("known_from", "DATE"), ("is_latest", "BOOLEAN")),
)


def fill_record(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of ``MADE``.

    Cells that no date, number or id can be read from have findings of their own. Then, or where a schema lacks a
    column, these tables are not made, and the rules that need them are named among those that could not run.
    """
    used = [package.tables.get(name) for name in (*TABLES, "reconciliations")]
    if not all(table and table.sound for table in used):
        return
    with contextlib.suppress(ValueError, KeyError, ArithmeticError, duckdb.BinderException, duckdb.CatalogException):
        if any(table.large for table in used if table):
            from checks.engines.large_record import create_record

            create_record(package, store)
        else:
            _create(package, store)


def _create(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    data = {name: rows_of(package, store, name) for name in TABLES}
    record = Record.of(data)
    fill_verdicts(store, record, rows_of(package, store, "reconciliations"))
    fill_vintages(store, record.chains.items(), vintages.set_aside(data).values())


def fill_vintages(
    store: duckdb.DuckDBPyConnection,
    chains: Iterable[tuple[Chain, list[Vintage]]],
    aside: Iterable[list[Vintage]],
    name: str = "vintages",
) -> None:
    """Create a table of the vintages of chains, and ``set_aside``."""
    fill(store, name, _VINTAGES, _told(chains))
    fill(store, "set_aside", [("figure_id", "VARCHAR")], [(v.figure_id,) for seen in aside for v in seen])


def _told(chains: Iterable[tuple[Chain, list[Vintage]]]) -> Iterator[tuple[object, ...]]:
    for chain, seen in chains:
        latest = vintages.latest(seen)
        for position, v in enumerate(seen, 1):
            yield *chain, position, v.figure_id, v.value, v.known_from, v is latest


def fill_verdicts(store: duckdb.DuckDBPyConnection, record: Record, judged: Iterable[Row]) -> None:
    """Create ``recomputed`` and ``recomputed_operands``: what the record says to each row of the reconciliations."""
    results = {
        row["reconciliation_id"]: reconcile(
            record, record.figures[row["claim_figure_id"]], row["series_id"], row["vintage"], row["base_series_id"]
        )
        for row in judged
    }
    key = ("reconciliation_id", "VARCHAR")
    verdicts = [key, ("verdict", "VARCHAR"), ("official", "DOUBLE"), ("difference", "DOUBLE")]
    fill(store, "recomputed", verdicts, [(k, r.verdict, r.official, r.difference) for k, r in results.items()])
    operands = [(k, i, o) for k, r in results.items() for i, o in enumerate(r.operands, 1)]
    fill(store, "recomputed_operands", [key, ("position", "BIGINT"), ("figure_id", "VARCHAR")], operands)
