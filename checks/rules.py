"""Rules: one SELECT a file in ``checks/rules/``, run on the tables and on what Python parsed for them.

A rule's header names its code, table, title, fix and the planted faults that it must catch; its
query returns (line, key, field, got, expected) for each offending row of its table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from andean_coca import edtf
from checks import printed, rounding
from checks.codes import CODES
from checks.findings import Finding
from checks.lexicon import FORMS
from checks.package import Package
from checks.store import fill

FOLDER = Path(__file__).parent / "rules"
_HEADER = re.compile(r"^-- (\w+): (.*)$", re.MULTILINE)
_REQUIRED = ("code", "title", "table", "why", "fix", "bad")
_DATED = {
    "sources": ("published",),
    "figures": ("period", "base_period"),
    "events": ("date",),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, what it holds, why, how to mend a breach, and edits that breach it."""

    code: str
    title: str
    table: str
    why: str
    fix: str
    severity: str
    bad: tuple[str, ...]
    sql: str
    file: str


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by code.

    Raises:
        ValueError: a header lacks an entry, or two rules share a code.
    """
    rules = sorted((_read(path) for path in FOLDER.glob("*.sql")), key=lambda r: r.code)
    if len({r.code for r in rules}) != len(rules):
        raise ValueError("two rules share a code")
    return tuple(rules)


def _read(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8")
    header: dict[str, list[str]] = {}
    for name, value in _HEADER.findall(text):
        header.setdefault(name, []).append(value)
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise ValueError(f"checks/rules/{path.name}: the header lacks {', '.join(missing)}")
    one = {name: values[0] for name, values in header.items()}
    sql = "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip().rstrip(";")
    severity = one.get("severity", "error")
    return Rule(
        one["code"], one["title"], one["table"], one["why"], one["fix"], severity, tuple(header["bad"]), sql, path.name
    )


def check_rules(package: Package, store: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Run every rule whose tables could be read; say which could not run."""
    broken = {name for name, table in package.tables.items() if not table.sound}
    findings: list[Finding] = []
    skipped: list[str] = []
    for rule in all_rules():
        try:
            plan = store.extract_statements(f"SELECT line, key, field, got, expected FROM ({rule.sql})")
            if broken & _tables_named(rule.sql) or len(plan) != 1:
                raise duckdb.CatalogException("a table is broken")
            rows = store.execute(plan[0]).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):
            skipped.append(rule.code)
            continue
        file = package.tables[rule.table].file
        for line, key, field, got, expected in rows:
            cell = None if got is None else str(got)
            findings.append(Finding(rule.code, rule.severity, file, line, key, field, cell, str(expected), rule.fix))
    if skipped:
        findings.append(
            CODES["PKG008"].finding("datapackage.json", f"{len(skipped)} rules to run", got=", ".join(skipped))
        )
    return findings


def _tables_named(sql: str) -> set[str]:
    return set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", sql))


def fill_parsed(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """Create the tables that rules read beside the data: dates, readings and intervals, parsed by Python."""
    _fill_dates(package, store)
    _fill_readings(package, store)
    _fill_intervals(package, store)
    _fill_cells(package, store)


def _column(package: Package, table: str, name: str) -> list[str]:
    rows = package.tables[table].rows
    if name not in rows.header:
        return []
    position = rows.header.index(name)
    return [row[position] for row in rows.rows if len(row) > position]


def _fill_dates(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``edtf(text, first_day, last_day, fault)`` for each distinct date string of the package."""
    strings = {s for t, names in _DATED.items() if t in package.tables for n in names for s in _column(package, t, n)}
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
        columns = (_column(package, "evidence", name) for name in ("printed", "number_form"))
        phrases = sorted({(p, form or "en") for p, form in zip(*columns, strict=True) if p})
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
    """``intervals(figure_id, low, high)``: the true values that each figure stands for, in its unit."""
    rows: list[tuple[str, float, float]] = []
    names = ("figure_id", "value", "value_low", "value_high", "qualifier")
    if "figures" in package.tables and package.tables["figures"].sound:
        for key, value, low, high, qualifier in zip(*(_column(package, "figures", n) for n in names), strict=True):
            try:
                rows.append((key, *rounding.interval(value or None, low or None, high or None, qualifier)))
            except ArithmeticError:  # no number: the schema check has said so
                continue
    fill(store, "intervals", [("figure_id", "VARCHAR"), ("low", "DOUBLE"), ("high", "DOUBLE")], rows)


def _fill_cells(package: Package, store: duckdb.DuckDBPyConnection) -> None:
    """``figure_cells(figure_id, field, cell)``: cells of the figures that have a correction."""
    rows = []
    if "figures" in package.tables and "corrections" in package.tables:
        corrected = set(_column(package, "corrections", "figure_id"))
        table = package.tables["figures"].rows
        for row in table.rows:
            if row and row[0] in corrected:
                rows += [(row[0], name, cell) for name, cell in zip(table.header, row, strict=False)]
    fill(store, "figure_cells", [("figure_id", "VARCHAR"), ("field", "VARCHAR"), ("cell", "VARCHAR")], rows)
