"""What Python parses or computes from the tables for the rules to read: dates, phrases, intervals, the record."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from andean_coca import edtf, rounding, tables, vintages
from checks import printed
from checks.lexicon import FORMS
from checks.package import Package
from checks.reconcile import Record, reconcile
from checks.store import fill, quote

# How many years of each series and place the last release covered.
BASELINE = Path(__file__).parent / "baselines" / "years.csv"
# The origin of what is computed from cells of any table.
ANY = "*"
MENTIONS = "mentions"
# What many rules would join anew. The mentions have what rules ask of every figure, for each column costs a fifth of
# the join; the line of a passage is looked up faster than its hash.
JOINED = {
    "evidence_passages": """
        SELECT e._line AS evidence_line, p._line AS passage_line, p.years
        FROM evidence e LEFT JOIN passages p USING (source_id, passage_sha256)""",
    MENTIONS: """
        SELECT f._line, figure_id, indicator_id, measure, series_id, place_id, claimed_by, claim_type, period,
          period_start, period_end, period_basis, value, value_low, value_high, qualifier, unit_id, direction, same_as,
          obs_status, usable_as, e._line AS evidence_line, source_id, start, printed, number_form,
          locator_kind <> 'text_span' AS official
        FROM figures f JOIN evidence e USING (evidence_id)""",
}
MADE_OF = {"evidence_passages": frozenset({"evidence", "passages"}), MENTIONS: frozenset({"figures", "evidence"})}
DATED = {
    "sources": ("published",),
    "figures": ("period", "base_period"),
    "events": ("date",),
}
_RECORD = (
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


def fill_parsed(package: Package, store: duckdb.DuckDBPyConnection, only: frozenset[str] | None = None) -> None:
    """Create the tables that rules read beside the data: dates, readings and intervals, parsed by Python.

    ``only`` names the tables to create, where the others are there already.
    """
    for names, create, _ in _CREATED:
        if only is None or only & set(names):
            create(package, store)


def fed_by(edited: Collection[str]) -> frozenset[str]:
    """Names of the created tables that the edited tables of the package feed."""
    return frozenset(
        name for names, _, origin in _CREATED if ANY in origin or origin.intersection(edited) for name in names
    )


def origins(names: Collection[str]) -> frozenset[str]:
    """Names of the tables of the package that the named tables are or are made from; ``ANY`` for all."""
    made = {name: origin for group, _, origin in _CREATED for name in group}
    return frozenset().union(*(made.get(name, {name}) for name in names))


def out_of_reach(package: Package) -> frozenset[str]:
    """Names of the created tables that are not made, because Python would hold a large table to make them."""
    if not any(table.large for table in package.tables.values()):
        return frozenset()
    return next(frozenset(names) for names, create, _ in _CREATED if create is _fill_record)


def refill_parsed(package: Package, store: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    """Create the named tables anew, with those that the same function creates."""
    stale = [group for group, _, _ in _CREATED if set(group).intersection(names)]
    for name in (name for group in stale for name in group):
        store.execute(f"DROP TABLE IF EXISTS {name}")
    fill_parsed(package, store, only=frozenset(names))


def _column(package: Package, table: str, name: str) -> list[str]:
    rows = package.tables[table].rows
    if name not in rows.header:
        return []
    position = rows.header.index(name)
    return [row[position] for row in rows.rows if len(row) > position]


def _distinct(package: Package, store: duckdb.DuckDBPyConnection, table: str, *names: str) -> set[tuple[str, ...]]:
    """The different cells that some columns of a table have side by side; the store has those of a large table."""
    found = package.tables.get(table)
    if found is None or not set(names) <= set(found.rows.header):
        return set()
    if found.large:
        cells = ", ".join(f"coalesce({quote(n)}, '')" for n in names)
        return set(store.execute(f"SELECT DISTINCT {cells} FROM raw.{quote(table)}").fetchall())
    return set(zip(*(_column(package, table, n) for n in names), strict=True))


def _fill_dates(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``edtf(text, first_day, last_day, fault)`` for each distinct date string of the package."""
    strings = {s for t, names in DATED.items() for n in names for (s,) in _distinct(package, store, t, n)}
    rows: list[tuple[str, date | None, date | None, str | None]] = []
    for text in sorted(strings - {""}):
        try:
            span = edtf.parse(text)
            rows.append((text, span.start, span.end, None))
        except ValueError as error:
            rows.append((text, None, None, str(error)))
    fill(store, "edtf", [("text", "VARCHAR"), ("first_day", "DATE"), ("last_day", "DATE"), ("fault", "VARCHAR")], rows)


def _fill_readings(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``readings`` and ``directions``: what each distinct printed phrase says."""
    phrases: list[tuple[str, str]] = []
    if "evidence" in package.tables and package.tables["evidence"].sound:
        told = _distinct(package, store, "evidence", "printed", "number_form")
        phrases = sorted({(p, form or "en") for p, form in told if p})
    known = [(p, form) for p, form in phrases if form in FORMS]
    rows = [(p, f, r.value, r.low, r.high, r.qualifier, r.unit) for p, f in known for r in printed.readings(p, f)]
    numbers = [("value", "DOUBLE"), ("low", "DOUBLE"), ("high", "DOUBLE")]
    fill(
        store,
        "readings",
        [("printed", "VARCHAR"), ("form", "VARCHAR"), *numbers, ("qualifier", "VARCHAR"), ("unit", "VARCHAR")],
        rows,
    )
    directions = [(p, printed.direction(p)) for p in sorted({p for p, _ in phrases})]
    fill(store, "directions", [("printed", "VARCHAR"), ("direction", "VARCHAR")], directions)


def _fill_intervals(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``intervals(figure_line, low, high)``: the true values that each figure stands for, in its unit."""
    names = ("value", "value_low", "value_high", "qualifier")
    forms: list[tuple[str | float | None, ...]] = []
    sound = "figures" in package.tables and package.tables["figures"].sound
    for cells in sorted(_distinct(package, store, "figures", *names)) if sound else ():
        value, low, high, qualifier = cells
        with contextlib.suppress(ArithmeticError):  # no number: the schema check has said so
            bounds = rounding.interval(value or None, low or None, high or None, qualifier)
            forms.append((*(cell or None for cell in cells), *bounds))
    columns = [*((name, "VARCHAR") for name in names), ("low", "DOUBLE"), ("high", "DOUBLE")]
    fill(store, "interval_forms", columns, forms)
    if not sound:
        fill(store, "intervals", [("figure_line", "BIGINT"), *columns[-2:]], [])
        return
    same = " AND ".join(f"f.{name} IS NOT DISTINCT FROM i.{name}" for name in names)
    query = f"SELECT f._line AS figure_line, i.low, i.high FROM raw.figures f JOIN interval_forms i ON {same}"
    store.execute(f"CREATE TABLE intervals AS {query}")


def _fill_joined(name: str, package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """A table of ``JOINED``; ``mentions`` has each figure with the place in the source where it stands."""
    if all(of in package.tables and package.tables[of].sound for of in MADE_OF[name]):
        with contextlib.suppress(duckdb.BinderException):  # a schema without these columns: its rules cannot run
            store.execute(f"CREATE TABLE {name} AS {JOINED[name]}")


def _fill_cells(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``figure_cells(figure_id, field, cell)``: cells of the figures that have a correction."""
    rows = []
    if "figures" in package.tables and "corrections" in package.tables:
        corrected = {key for (key,) in _distinct(package, store, "corrections", "figure_id")}
        for key, row in _keyed(package, store, "figures", corrected).items():
            rows += [(key, name, cell) for name, cell in row.items()]
    fill(store, "figure_cells", [("figure_id", "VARCHAR"), ("field", "VARCHAR"), ("cell", "VARCHAR")], rows)


def _fill_baseline(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``baseline_years``: how many years of each series and place the last release covered."""
    del package  # the baseline belongs to this checkout, whatever package is checked
    baseline = tables.read_file(BASELINE)[1]
    years = [("series_id", "VARCHAR"), ("place_id", "VARCHAR"), ("years", "BIGINT")]
    fill(store, "baseline_years", years, [(r["series_id"], r["place_id"], int(r["years"])) for r in baseline])


def _rows(package: Package, table: str) -> list[dict[str, str]]:
    rows = package.tables[table].rows
    return [dict(zip(rows.header, row, strict=True)) for row in rows.rows]


def _fill_record(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``vintages``, ``set_aside`` and ``recomputed`` reconciliations with their operands.

    Cells that no date, number or id can be read from have findings of their own; then these tables
    are not made, and the rules that need them are named among those that could not run.
    """
    used = [package.tables.get(name) for name in (*_RECORD, "reconciliations")]
    if not all(table and table.sound and not table.large for table in used):
        return
    with contextlib.suppress(ValueError, KeyError, ArithmeticError):
        _compute_record(package, store)


def _compute_record(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    data = {name: _rows(package, name) for name in _RECORD}
    record = Record.of(data)
    columns = [("series_id", "VARCHAR"), ("place_id", "VARCHAR"), ("period", "VARCHAR"), ("position", "BIGINT")]
    numbers = [("figure_id", "VARCHAR"), ("value", "DOUBLE"), ("known_from", "DATE"), ("is_latest", "BOOLEAN")]
    chained = [
        (*chain, position, v.figure_id, v.value, v.known_from, v is vintages.latest(seen))
        for chain, seen in record.chains.items()
        for position, v in enumerate(seen, 1)
    ]
    results = {
        row["reconciliation_id"]: reconcile(
            record, record.figures[row["claim_figure_id"]], row["series_id"], row["vintage"], row["base_series_id"]
        )
        for row in _rows(package, "reconciliations")
    }
    aside = [(v.figure_id,) for seen in vintages.set_aside(data).values() for v in seen]
    fill(store, "vintages", [*columns, *numbers], chained)
    fill(store, "set_aside", [("figure_id", "VARCHAR")], aside)
    verdicts = [
        ("reconciliation_id", "VARCHAR"),
        ("verdict", "VARCHAR"),
        ("official", "DOUBLE"),
        ("difference", "DOUBLE"),
    ]
    fill(store, "recomputed", verdicts, [(k, r.verdict, r.official, r.difference) for k, r in results.items()])
    operands = [(k, i, o) for k, r in results.items() for i, o in enumerate(r.operands, 1)]
    names = [("reconciliation_id", "VARCHAR"), ("position", "BIGINT"), ("figure_id", "VARCHAR")]
    fill(store, "recomputed_operands", names, operands)


def _fill_changed_cells(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``changed_cells``: what stands today where a change is recorded, and where the change before it ended.

    ``cell`` is NULL where there is no such cell, blank where it is blank; a row with a tombstone is left out.
    """
    rows: list[tuple[str, str, str, str, str | None, str | None, bool]] = []
    if "changes" in package.tables and package.tables["changes"].sound:
        graves = {(r["table"], r["id"]) for r in _rows(package, "tombstones")} if "tombstones" in package.tables else ()
        steps: dict[tuple[str, str, str], list[dict[str, str]]] = {}
        for row in sorted(_rows(package, "changes"), key=lambda r: tables.sort_key([r["version"]], [0])):
            steps.setdefault((row["table"], row["key"], row["column"]), []).append(row)
        named = {name: {key for table, key, _ in steps if table == name} for name, _, _ in steps}
        today = {name: _keyed(package, store, name, keys) for name, keys in named.items()}
        for (table, key, column), told in steps.items():
            cell = today[table].get(key, {}).get(column)
            for row, before in zip(told, [None, *told], strict=False):
                end = before["new"] if before else None
                if (table, key) not in graves:
                    rows.append((row["version"], table, key, column, cell, end, row is told[-1]))
    names = ("version", "table_name", "row_key", "column_name", "cell", "before")
    fill(store, "changed_cells", [*((n, "VARCHAR") for n in names), ("latest", "BOOLEAN")], rows)


def _keyed(
    package: Package, store: duckdb.DuckDBPyConnection, table: str, keys: Collection[str]
) -> dict[str, dict[str, str]]:
    """The rows of a table that have one of the keys, by key."""
    if table not in package.tables or not package.tables[table].sound:
        return {}
    found = package.tables[table]
    if not found.large:
        rows = {"|".join(row[k] for k in found.primary_key): row for row in _rows(package, table)}
        return {key: row for key, row in rows.items() if key in keys}
    shown = ", ".join(f"coalesce({quote(n)}, '')" for n in found.rows.header)
    parts = [f"coalesce({quote(k)}, '')" for k in found.primary_key]
    # One column as it lies there, so that few rows are read.
    key = f"concat_ws('|', {', '.join(parts)})" if parts[1:] else quote(found.primary_key[0])
    query = f"SELECT {key}, {shown} FROM raw.{quote(table)} WHERE {key} IN (SELECT unnest(?::VARCHAR[]))"
    told = store.execute(query, [sorted(keys)]).fetchall()
    return {row[0]: dict(zip(found.rows.header, row[1:], strict=True)) for row in told}


# The tables that are created, by which function, and from which tables of the package.
_CREATED: tuple[tuple[tuple[str, ...], Callable[[Package, duckdb.DuckDBPyConnection], None], frozenset[str]], ...] = (
    (("edtf",), _fill_dates, frozenset(DATED)),
    (("readings", "directions"), _fill_readings, frozenset({"evidence"})),
    (("intervals", "interval_forms"), _fill_intervals, frozenset({"figures"})),
    *(((name,), partial(_fill_joined, name), made_of) for name, made_of in MADE_OF.items()),
    (("figure_cells",), _fill_cells, frozenset({"figures", "corrections"})),
    (("baseline_years",), _fill_baseline, frozenset()),
    (("changed_cells",), _fill_changed_cells, frozenset({ANY})),
    (
        ("vintages", "set_aside", "recomputed", "recomputed_operands"),
        _fill_record,
        frozenset({*_RECORD, "reconciliations"}),
    ),
)
