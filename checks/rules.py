"""Rules: one SELECT a file in ``checks/rules/``, run on the tables and on what Python parsed for them.

A rule's header names its code, table, title, fix and the planted faults that it must catch; its
query returns (line, key, field, got, expected) for each offending row of its table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from checks.codes import CODES
from checks.findings import Finding
from checks.package import Package

FOLDER = Path(__file__).parent / "rules"
_HEADER = re.compile(r"^-- (\w+): (.*)$", re.MULTILINE)
_REQUIRED = ("code", "title", "table", "why", "fix", "bad")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, what it holds, why, how to mend a breach, edits that breach it, and the words of its query."""

    code: str
    title: str
    table: str
    why: str
    fix: str
    severity: str
    bad: tuple[str, ...]
    sql: str
    file: str
    words: frozenset[str]


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
    facts = (one["code"], one["title"], one["table"], one["why"], one["fix"], severity)
    return Rule(*facts, tuple(header["bad"]), sql, path.name, frozenset(re.findall(r"\w+", sql)))


def check_rules(
    package: Package, store: duckdb.DuckDBPyConnection, reading: frozenset[str] | None = None
) -> list[Finding]:
    """Run every rule whose tables could be read; say which could not run.

    ``reading`` leaves out the rules whose query names none of these tables.
    """
    broken = {name for name, table in package.tables.items() if not table.sound}
    findings: list[Finding] = []
    skipped: list[str] = []
    for rule in all_rules():
        if reading is not None and not reading & rule.words:
            continue
        try:
            plan = store.extract_statements(f"SELECT line, key, field, got, expected FROM ({rule.sql})")
            if broken & _tables_named(rule.sql) or len(plan) != 1:
                raise duckdb.CatalogException("a table is broken")
            rows = store.execute(plan[0]).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):
            skipped.append(rule.code)
            continue
        except duckdb.Error as error:
            # A value that no rule can compute with, such as one too large for its type.
            told = str(error).splitlines()[0][:200]
            findings.append(CODES["PKG009"].finding(f"checks/rules/{rule.file}", "a rule that runs", got=told))
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
