"""What Python parses or computes from the tables for the rules to read: dates, phrases, intervals, the record."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from andean_coca import edtf, rounding, tables
from checks import printed, record
from checks.lexicon import FORMS
from checks.package import Package
from checks.rows import distinct, keyed, rows_of
from checks.store import create, fill

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


def fill_parsed(package: Package, store: duckdb.DuckDBPyConnection, only: frozenset[str] | None = None) -> None:
    """Create the tables that rules read beside the data: dates, readings and intervals, parsed by Python.

    ``only`` names the tables to create, where the others are there already.
    """
    for names, make, _ in _CREATED:
        if only is None or only & set(names):
            make(package, store)


def names() -> frozenset[str]:
    """Names of all tables that are created."""
    return frozenset(name for names, _, _ in _CREATED for name in names)


def fed_by(edited: Collection[str]) -> frozenset[str]:
    """Names of the created tables that the edited tables of the package feed."""
    return frozenset(
        name for names, _, origin in _CREATED if ANY in origin or origin.intersection(edited) for name in names
    )


def origins(names: Collection[str]) -> frozenset[str]:
    """Names of the tables of the package that the named tables are or are made from; ``ANY`` for all."""
    made = {name: origin for group, _, origin in _CREATED for name in group}
    return frozenset().union(*(made.get(name, {name}) for name in names))


def refill_parsed(package: Package, store: duckdb.DuckDBPyConnection, names: Collection[str]) -> None:
    """Create the named tables anew, with those that the same function creates."""
    stale = [group for group, _, _ in _CREATED if set(group).intersection(names)]
    for name in (name for group in stale for name in group):
        store.execute(f"DROP TABLE IF EXISTS {name}")
    fill_parsed(package, store, only=frozenset(names))


def _fill_dates(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``edtf(text, first_day, last_day, fault)`` for each distinct date string of the package."""
    strings = {s for t, names in DATED.items() for n in names for (s,) in distinct(package, store, t, n)}
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
        told = distinct(package, store, "evidence", "printed", "number_form")
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
    for cells in sorted(distinct(package, store, "figures", *names)) if sound else ():
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
    with contextlib.suppress(duckdb.BinderException):  # as in ``_fill_joined``
        store.execute(f"CREATE TABLE intervals AS {query}")


def _fill_joined(name: str, package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """A table of ``JOINED``; ``mentions`` has each figure with the place in the source where it stands."""
    if all(of in package.tables and package.tables[of].sound for of in MADE_OF[name]):
        with contextlib.suppress(duckdb.BinderException):  # a schema without these columns: its rules cannot run
            create(store, name, JOINED[name], "figure_id")


def lacks(package: Package, *names: str) -> bool:
    """Whether the descriptor has a table of these names that rules can't rely on."""
    sound = {name for name, table in package.tables.items() if table.sound}
    return any(name in package.described and name not in sound for name in names)


def _fill_cells(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``figure_cells(figure_id, field, cell)``: cells of the figures that have a correction."""
    if lacks(package, "figures", "corrections"):
        return
    corrected = {key for (key,) in distinct(package, store, "corrections", "figure_id")}
    figures = keyed(package, store, "figures", corrected).items()
    rows = [(key, name, cell) for key, row in figures for name, cell in row.items()]
    fill(store, "figure_cells", [("figure_id", "VARCHAR"), ("field", "VARCHAR"), ("cell", "VARCHAR")], rows)


def _fill_baseline(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``baseline_years``: how many years of each series and place the last release covered."""
    del package  # the baseline belongs to this checkout, whatever package is checked
    baseline = tables.read_file(BASELINE)[1]
    years = [("series_id", "VARCHAR"), ("place_id", "VARCHAR"), ("years", "BIGINT")]
    fill(store, "baseline_years", years, [(r["series_id"], r["place_id"], int(r["years"])) for r in baseline])


def _fill_changed_cells(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``changed_cells``: what stands today where a change is recorded, and where the change before it ended.

    ``cell`` is NULL where there is no such cell, blank where it is blank; a row with a tombstone is left out.
    """
    steps: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    if "changes" in package.tables and package.tables["changes"].sound:
        for row in sorted(rows_of(package, store, "changes"), key=lambda r: tables.sort_key([r["version"]], [0])):
            steps.setdefault((row["table"], row["key"], row["column"]), []).append(row)
    named = {name: {key for table, key, _ in steps if table == name} for name, _, _ in steps}
    if lacks(package, "changes", "tombstones", *named):
        return
    graves = rows_of(package, store, "tombstones") if "tombstones" in package.tables else ()
    buried = {(row["table"], row["id"]) for row in graves}
    today = {name: keyed(package, store, name, keys) for name, keys in named.items()}
    rows: list[tuple[str, str, str, str, str | None, str | None, bool]] = []
    for (table, key, column), told in steps.items():
        cell = today[table].get(key, {}).get(column)
        for row, before in zip(told, [None, *told], strict=False):
            end = before["new"] if before else None
            if (table, key) not in buried:
                rows.append((row["version"], table, key, column, cell, end, row is told[-1]))
    names = ("version", "table_name", "row_key", "column_name", "cell", "before")
    fill(store, "changed_cells", [*((n, "VARCHAR") for n in names), ("latest", "BOOLEAN")], rows)


# The tables that are created, by which function, and from which tables of the package.
_CREATED: tuple[tuple[tuple[str, ...], Callable[[Package, duckdb.DuckDBPyConnection], None], frozenset[str]], ...] = (
    (("edtf",), _fill_dates, frozenset(DATED)),
    (("readings", "directions"), _fill_readings, frozenset({"evidence"})),
    (("intervals", "interval_forms"), _fill_intervals, frozenset({"figures"})),
    *(((name,), partial(_fill_joined, name), made_of) for name, made_of in MADE_OF.items()),
    (("figure_cells",), _fill_cells, frozenset({"figures", "corrections"})),
    (("baseline_years",), _fill_baseline, frozenset()),
    (("changed_cells",), _fill_changed_cells, frozenset({ANY})),
    (record.MADE, record.fill_record, frozenset({*record.TABLES, "reconciliations"})),
)
