"""The columns of a table held against its schema: names, order, and as many cells in every row."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.codes import CODES
from checks.findings import Finding
from checks.keywords import CORE
from checks.schemas import key_columns

if TYPE_CHECKING:
    from checks.package import Package, Table


MAX_COLUMNS = 1_000


def header_fault(header: Sequence[str], file: str) -> Finding | None:
    """What keeps a table with this header from being read: too many columns, or another separator."""
    if len(header) > MAX_COLUMNS:
        expected = f"{MAX_COLUMNS:,} columns at most"
        return CODES["PKG012"].finding(file, expected, line=1, got=f"{len(header):,} columns")
    other = next((mark for mark in ";\t|" if len(header) == 1 and mark in header[0]), None)
    return CODES["LEX004"].finding(file, "cells separated by commas", line=1, got=other) if other else None


def check_columns(table: Table) -> list[Finding]:
    """Findings on the header and the number of cells of each row; a table that has some is not sound."""
    expected, got = [f["name"] for f in table.fields], list(table.rows.header)
    findings = [CODES["SCH001"].finding(table.file, n, line=1, field=n) for n in expected if n not in got]
    for position, name in enumerate(got):
        if name not in expected or name in got[:position]:
            near = difflib.get_close_matches(name, [e for e in expected if e not in got], 1)
            hint = f"rename it to {near[0]}" if near else None
            findings.append(
                CODES["SCH002"].finding(table.file, ", ".join(expected), line=1, field=name, got=name, fix=hint)
            )
    if not findings and got != expected:
        findings.append(CODES["SCH003"].finding(table.file, ", ".join(expected), line=1, got=", ".join(got)))
    table.sound = not findings
    at = [got.index(k) for k in table.primary_key if k in got]
    for row, line in zip(table.rows.rows, table.rows.lines, strict=True):
        if len(row) != len(got):
            key = "|".join(row[k] if k < len(row) else "" for k in at) or None
            told = CODES["SCH004"].finding(table.file, f"{len(got)} cells", line=line, key=key, got=f"{len(row)} cells")
            findings.append(told)
            table.sound = False
    if not table.rows.rows:
        findings.append(CODES["SCH005"].finding(table.file, "at least one row"))
        table.sound = False
    return findings


def check_references(package: Package) -> list[Finding]:
    """Findings on foreign keys of tables or columns that are not there: what they refer to is then not looked up."""
    findings = []
    for table in package.tables.values():
        for foreign in table.schema.get("foreignKeys", []):
            reference = foreign["reference"]
            name, schema = reference.get("resource") or table.name, package.described[table.name]["schema"]
            parent = package.tables.get(name)
            known = {f["name"] for f in parent.fields} if parent else set()
            missing = [n for n in key_columns(reference["fields"]) if parent and n not in known]
            unknown = name not in {
                *package.described,
                *CORE,
            }  # a table of the record has a finding where it is not there
            if unknown or missing:
                file = schema if isinstance(schema, str) else "datapackage.json"
                expected = f"columns of {name}" if missing else "a table of the package"
                got, field = ", ".join(missing) or name, "|".join(key_columns(foreign["fields"]))
                fix = f"correct the reference of {field}, or add what it names"
                findings.append(CODES["PKG004"].finding(file, expected, field=field, got=got, fix=fix))
    return findings
