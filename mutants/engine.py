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
from checks import cells, package, parsed, rules, schema_sql, store, suites, texts
from checks.findings import Finding
from checks.run import check
from checks.views import view_words
from mutants.cell_operators import CELL_OPERATORS, Column, Edit, Operator, Rows
from mutants.file_operators import FILE_OPERATORS, UNDESCRIBED, FileOperator
from mutants.row_operators import ROW_OPERATORS, RowOperator

EDTF_COLUMNS = {"published", "period", "base_period", "date"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One corruption of a table: the cells that change, counted under one column."""

    operator: str
    level: str
    column: Column
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the checks said to one corruption.

    ``caught`` is ``cell`` (a finding at that row and field), ``row`` (at that row, another field),
    ``linked`` (in another row or table, which contradicts it), or blank: nothing was said.
    ``with_texts`` says the same of the checks and the source texts together.
    """

    operator: str
    level: str
    table: str
    column: str
    key: str
    old: str
    new: str
    caught: str
    with_texts: str
    codes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The outcome as plain data."""
        return asdict(self)


class Bench:
    """A package, loaded once, on which cells are corrupted and mended again."""

    def __init__(self, root: Path, sources: Path | None = None) -> None:
        self.root = root
        self.package = package.read(root)
        self.store = store.open_store(self.package)
        parsed.fill_parsed(self.package, self.store)
        store.seal(self.store)
        self.texts = None if sources is None else texts.find_texts(sources)
        self.stale: frozenset[str] = frozenset()
        # A corrupted table can break its own schema, and the references of others to it.
        self.near = {
            name: frozenset({name, *(t.name for t in self.package.tables.values() if name in _targets(t).values())})
            for name in self.package.tables
        }
        self.columns = [column for table in self.package.tables.values() for column in _columns(table)]

    def mutants(self, sample: int, draw: random.Random, *, of_texts: bool = False) -> Iterator[Mutant]:
        """Yield up to ``sample`` corruptions of cells for each operator and column that it applies to.

        ``of_texts`` draws only numbers, positions and hashes of what stands in a source text.
        """
        for column in self.columns:
            rows = self._records(column.table)
            drawn = self._of_texts(column, rows) if of_texts else range(len(rows))
            operators: list[Operator | RowOperator] = [*CELL_OPERATORS, *ROW_OPERATORS]
            for operator in operators:
                if not operator.applies(column):
                    continue
                found = 0
                for index in draw.sample(drawn, len(drawn)):
                    edits = tuple(operator.edits(rows, index, column, draw))
                    mutant = Mutant(operator.name, operator.level, column, edits)
                    if edits and not self.same_meaning(mutant):
                        yield mutant
                        found += 1
                    if found == sample:
                        break

    def _of_texts(self, column: Column, rows: Rows) -> list[int]:
        """Rows of a column that hold a number, position or hash of a source text."""
        spans = {r["evidence_id"] for r in self._records("evidence") if r["locator_kind"] == "text_span"}
        if column.role not in ("number", "integer", "hash") or column.table not in ("figures", "evidence", "sources"):
            return []
        if column.table == "sources":
            return [i for i, row in enumerate(rows) if row["text_sha256"]]
        return [i for i, row in enumerate(rows) if row["evidence_id"] in spans]

    def same_meaning(self, mutant: Mutant) -> str:
        """Why a corruption changes nothing that the record says; blank if it does. This list is closed."""
        if mutant.operator == "operands_exchanged" and mutant.column.table == "derivation_operands":
            row = self._records(mutant.column.table)[mutant.edits[0][0]]
            kinds = {r["derivation_id"]: r["kind"] for r in self._records("derivations")}
            return "a sum is the same in any order" if kinds[row["derivation_id"]] == "sum" else ""
        return ""

    def _records(self, table: str) -> Rows:
        rows = self.package.tables[table].rows
        return [dict(zip(rows.header, row, strict=True)) for row in rows.rows]

    def run(self, mutant: Mutant) -> Outcome:
        """Corrupt cells, collect what the checks say (the texts too, if there), and mend them."""
        table = self.package.tables[mutant.column.table]
        rows, places = table.rows.rows, {name: i for i, name in enumerate(table.rows.header)}
        index, _, new = mutant.edits[0]
        key = "|".join(rows[index][places[k]] for k in table.primary_key)
        before = [(i, places[n], rows[i][places[n]]) for i, n, _ in mutant.edits]
        old = before[0][2]
        for i, n, cell in mutant.edits:
            rows[i][places[n]] = cell
        try:
            found, in_texts = self._found(table, mutant)
        finally:
            for i, place, cell in before:
                rows[i][place] = cell
            self._write(table, mutant.edits)
        spots = {(table.rows.lines[i], n) for i, n, _ in mutant.edits}
        both = [*found, *in_texts]
        codes = tuple(sorted({f.code for f in both}))
        caught, with_texts = _where(found, table.file, spots), _where(both, table.file, spots)
        facts = (mutant.operator, mutant.level, table.name, mutant.column.name, key, old, new)
        return Outcome(*facts, caught, with_texts, codes)

    def _found(self, table: package.Table, mutant: Mutant) -> tuple[list[Finding], list[Finding]]:
        """Findings on the package as it stands in memory, where these cells changed; those of the texts apart."""
        keys = [table.rows.header.index(k) for k in table.primary_key]
        indices = sorted({i for i, _, _ in mutant.edits})
        cells_of, lines = table.rows.rows, table.rows.lines
        some = tables.Rows(table.rows.header, [cells_of[i] for i in indices], [lines[i] for i in indices])
        types = {f["name"]: f["type"] for f in table.fields}
        found = [*cells.characters(some, types, keys, table.file), *cells.order(table.rows, keys, table.file)]
        if found and mutant.level != "semantic":
            return found, []  # refused at the first gate; what lies behind it need not be asked
        self._write(table, mutant.edits)
        stale = parsed.fed_by([table.name])
        parsed.refill_parsed(self.package, self.store, self.stale | stale)
        self.stale = stale  # what the corrupted cells fed is computed anew before the next run
        found += schema_sql.check_schemas(self.package, self.store, self.near[table.name])
        touched = {table.name, *stale}
        found += rules.check_rules(self.package, self.store, [r for r in rules.all_rules() if r.reads & touched])
        in_texts: list[Finding] = []
        if self.texts is not None and table.name in ("sources", "evidence"):
            in_texts = [f for f in texts.check_texts(self.package, self.store, self.texts)[0] if f.code != "EVD001"]
        found = [f for f in found if f.severity != "info"]
        # The suites are slow; they are asked only about what nothing else objects to.
        reading = [s for s in suites.all_suites() if table.name in view_words(s["table"])]
        return found or suites.check_suites(self.package, self.store, {}, reading), in_texts

    def _write(self, table: package.Table, edits: tuple[Edit, ...]) -> None:
        """Bring rows of the store to the cells that the package has in memory."""
        for index, name, _ in edits:
            cell = table.rows.rows[index][table.rows.header.index(name)]
            update = f"UPDATE raw.{store.quote(table.name)} SET {store.quote(name)} = nullif(?, '') WHERE _line = ?"
            self.store.execute(update, [cell, table.rows.lines[index]])

    def file_mutants(self) -> Iterator[tuple[FileOperator, str]]:
        """Yield every file operator with every table."""
        for table in self.package.tables:
            for operator in FILE_OPERATORS:
                yield operator, table
        yield UNDESCRIBED, next(iter(self.package.tables))

    def run_file(self, operator: FileOperator, name: str, draw: random.Random) -> Outcome | None:
        """Corrupt one file in a copy of the package and check it; ``None`` if the operator does not apply."""
        file = self.package.tables[name].file
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for part in ("data", "schemas"):
                shutil.copytree(self.root / part, root / part)
            shutil.copyfile(self.root / "datapackage.json", root / "datapackage.json")
            path = root / file
            new = operator.change(path.read_bytes(), draw)
            if operator is UNDESCRIBED:
                shutil.copyfile(path, path.with_name("more.csv"))
            elif operator.name == "file_missing":
                path.unlink()
            elif new is None or new == path.read_bytes():
                return None
            else:
                path.write_bytes(new)
            # Most corrupted files are refused as they are read; the rest is checked whole.
            errors = package.read(root).findings or [f for f in check(root).findings if f.severity != "info"]
        told = {file, "data/more.csv", "datapackage.json"}
        caught = "cell" if any(f.file in told for f in errors) else "linked" if errors else ""
        codes = tuple(sorted({f.code for f in errors}))
        return Outcome(operator.name, operator.level, name, "", "", "", "", caught, caught, codes)


def _targets(table: package.Table) -> dict[str, str]:
    """The table that each reference of a table points to, by column."""
    return {
        column: foreign["reference"].get("resource") or table.name
        for foreign in table.schema.get("foreignKeys", [])
        for column in foreign["fields"]
    }


def _columns(table: package.Table) -> Iterator[Column]:
    targets = _targets(table)
    own = set(table.primary_key) - targets.keys()
    for position, name in enumerate(table.rows.header):
        field = table.fields[position]
        limits = field.get("constraints", {})
        values = limits.get("enum") or sorted({row[position] for row in table.rows.rows})
        role = _role(name, field["type"], "enum" in limits, name in targets, name in own)
        yield Column(table.name, name, role, tuple(values), bool(limits.get("required")), targets.get(name, ""))


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


def _where(found: list[Finding], file: str, spots: set[tuple[int, str]]) -> str:
    here = [f for f in found if f.file == file]
    if any((f.line, f.field) in spots for f in here):
        return "cell"
    if any(f.line == line for f in here for line, _ in spots):
        return "row"
    return "linked" if found else ""
