"""Corrupt one thing, run the checks, see what they say: in one process, with the tables loaded once."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from andean_coca import tables
from checks import cells, package, parsed, rules, schema_sql, store, texts
from checks.findings import Finding
from checks.run import check
from mutants.operators import CELL_OPERATORS, FILE_OPERATORS, Column, Operator

# Tables that Python computes for the rules, and those of the package that each is computed from.
COMPUTED = {
    "edtf": {"sources", "figures", "events"},
    "readings": {"evidence"},
    "directions": {"evidence"},
    "intervals": {"figures"},
    "figure_cells": {"figures", "corrections"},
    "baseline_years": set[str](),
}
RECORD = ("vintages", "set_aside", "recomputed", "recomputed_operands")
EDTF_COLUMNS = {"published", "period", "base_period", "date"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the checks said to one corruption.

    ``caught`` is ``cell`` (a finding at that row and field), ``row`` (at that row, another field),
    ``linked`` (in another row or table, which contradicts it), or blank: nothing was said.
    """

    operator: str
    level: str
    table: str
    column: str
    key: str
    old: str
    new: str
    caught: str
    codes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The outcome as plain data."""
        return asdict(self)


class Bench:
    """A package, loaded once, on which cells are corrupted and mended again."""

    def __init__(self, root: Path, sources: Path | None = None) -> None:
        self.root, self.sources = root, sources
        self.package = package.read(root)
        self.store = store.open_store(self.package)
        parsed.fill_parsed(self.package, self.store)
        store.seal(self.store)
        self.stale: set[str] = set()
        # A corrupted table can break its own schema, and the references of others to it.
        self.near = {
            name: frozenset({name, *(o.name for o in self.package.tables.values() if _refers(o, name))})
            for name in self.package.tables
        }
        self.columns = {(c.table, c.name): c for c in self._columns()}

    def _columns(self) -> Iterator[Column]:
        for table in self.package.tables.values():
            references = {f["fields"][0] for f in table.schema.get("foreignKeys", [])}
            own = set(table.primary_key) - references
            for position, name in enumerate(table.rows.header):
                field = table.fields[position]
                limits = field.get("constraints", {})
                values = limits.get("enum") or sorted({row[position] for row in table.rows.rows})
                role = _role(name, field["type"], "enum" in limits, name in references, name in own)
                yield Column(table.name, name, role, tuple(values), bool(limits.get("required")))

    def cell_mutants(self, sample: int, draw: random.Random) -> Iterator[tuple[Operator, Column, int, str]]:
        """Yield (operator, column, row, new cell): up to ``sample`` rows for each operator and column."""
        for column in self.columns.values():
            rows = self.package.tables[column.table].rows
            position = rows.header.index(column.name)
            for operator in CELL_OPERATORS:
                if column.role not in operator.roles:
                    continue
                order = draw.sample(range(len(rows.rows)), len(rows.rows))
                found = 0
                for index in order:
                    old = rows.rows[index][position]
                    new = operator.change(old, column, draw)
                    if new is not None and new != old:
                        yield operator, column, index, new
                        found += 1
                    if found == sample:
                        break

    def run_cell(self, operator: Operator, column: Column, index: int, new: str) -> Outcome:
        """Corrupt one cell, collect what the fast checks (and the texts, if there) say, and mend it."""
        table = self.package.tables[column.table]
        row, line = table.rows.rows[index], table.rows.lines[index]
        position = table.rows.header.index(column.name)
        keys = [table.rows.header.index(k) for k in table.primary_key]
        key, old = "|".join(row[p] for p in keys), row[position]
        row[position] = new
        try:
            found = self._lexical(table, index, keys) + self._in_store(column, line, new)
        finally:
            row[position] = old
        caught = _where(found, table.file, line, column.name)
        codes = tuple(sorted({f.code for f in found}))
        return Outcome(operator.name, operator.level, column.table, column.name, key, old, new, caught, codes)

    def _lexical(self, table: package.Table, index: int, keys: list[int]) -> list[Finding]:
        one = tables.Rows(table.rows.header, [table.rows.rows[index]], [table.rows.lines[index]])
        types = {f["name"]: f["type"] for f in table.fields}
        return [*cells.characters(one, types, keys, table.file), *cells.order(table.rows, keys, table.file)]

    def _in_store(self, column: Column, line: int, new: str) -> list[Finding]:
        name, table = store.quote(column.name), f"raw.{store.quote(column.table)}"
        old = self.store.execute(f"SELECT {name} FROM {table} WHERE _line = ?", [line]).fetchone()
        update = f"UPDATE {table} SET {name} = nullif(?, '') WHERE _line = ?"
        self.store.execute(update, [new, line])
        stale = {name for name, origin in COMPUTED.items() if column.table in origin}
        self._recompute(self.stale | stale)
        try:
            found = schema_sql.check_schemas(self.package, self.store, self.near[column.table]) + rules.check_rules(
                self.package, self.store
            )
            if self.sources is not None and column.table in ("sources", "evidence"):
                found += texts.check_texts(self.package, self.store, self.sources)[0]
        finally:
            self.store.execute(update, [old[0] if old else None, line])
            # What was computed from the corrupted cell is computed anew before the next run.
            self.stale = stale
        return [f for f in found if f.severity != "info"]

    def _recompute(self, names: set[str]) -> None:
        for name in names | set(RECORD):
            self.store.execute(f"DROP TABLE IF EXISTS {name}")
        parsed.fill_parsed(self.package, self.store, only=frozenset(names | set(RECORD)))

    def file_mutants(self) -> Iterator[tuple[str, str, str]]:
        """Yield (operator, level, table) of every file operator on every table."""
        for table in self.package.tables:
            for name, level, _ in FILE_OPERATORS:
                yield name, level, table
        yield "file_undescribed", "structural", next(iter(self.package.tables))

    def run_file(self, operator: str, level: str, name: str, draw: random.Random) -> Outcome | None:
        """Corrupt one file in a copy of the package and run the fast checks on it; ``None`` if it does not apply."""
        table = self.package.tables[name]
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for part in ("data", "schemas"):
                shutil.copytree(self.root / part, root / part)
            shutil.copyfile(self.root / "datapackage.json", root / "datapackage.json")
            path = root / table.file
            if operator == "file_missing":
                path.unlink()
            elif operator == "file_undescribed":
                shutil.copyfile(path, path.with_name("more.csv"))
            else:
                change = next(f for n, _, f in FILE_OPERATORS if n == operator)
                new = change(path.read_bytes(), draw)
                if new is None or new == path.read_bytes():
                    return None
                path.write_bytes(new)
            report = check(root, fast=True)
        errors = [f for f in report.findings if f.severity != "info"]
        told = {table.file, "data/more.csv", "datapackage.json"}
        caught = "cell" if any(f.file in told for f in errors) else "linked" if errors else ""
        return Outcome(operator, level, name, "", "", "", "", caught, tuple(sorted({f.code for f in errors})))


def _refers(table: package.Table, name: str) -> bool:
    return any(f["reference"].get("resource") == name for f in table.schema.get("foreignKeys", []))


def _role(name: str, kind: str, coded: bool, reference: bool, key: bool) -> str:
    if key and not coded and kind == "string":
        return "key"
    if reference:
        return "reference"
    if coded:
        return "code"
    if name.endswith("sha256"):
        return "hash"
    if kind in ("number", "integer", "date"):
        return kind
    if name in EDTF_COLUMNS:
        return "edtf"
    return "prose"


def _where(found: list[Finding], file: str, line: int, column: str) -> str:
    if any(f.file == file and f.line == line and f.field == column for f in found):
        return "cell"
    if any(f.file == file and f.line == line for f in found):
        return "row"
    return "linked" if found else ""
