"""One run over one package: load once, check everything, report all findings at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from checks import package as packages
from checks import parsed, rules, schema_sql, store, texts
from checks.codes import CODES
from checks.findings import Report

CORE = (
    "sources evidence indicators units places place_members actors event_types series figures events event_reports "
    "event_participants derivations derivation_operands corrections reconciliations reconciliation_operands conflicts"
).split()
Progress = Callable[[str], None]


def check(
    root: Path, *, fast: bool = False, sources: Path | None = None, progress: Progress = lambda _: None
) -> Report:
    """Check the package in a folder.

    Args:
        root: folder that holds ``datapackage.json``.
        fast: leave out frictionless, the official profile and the Great Expectations suites.
        sources: folder with source texts, to hold the evidence against them.
        progress: called with the name of each step as it begins.
    """
    report = Report()
    progress("files and cells")
    package = packages.read(root)
    report.findings += package.findings
    if package.descriptor:
        for name in CORE:
            if name not in {r.get("name") for r in package.descriptor["resources"]}:
                report.findings.append(
                    CODES["PKG005"].finding(packages.DESCRIPTOR, f"a resource named {name}", field="resources")
                )
        connection = store.open_store(package)
        _check_tables(report, package, connection, sources, progress)
        if not fast:
            from checks import standards, suites

            progress("frictionless and Data Package profile")
            report.findings += standards.check_standards(package)
            progress("Great Expectations suites")
            report.findings += suites.check_suites(package, connection, report.counts)
    report.sort()
    return report


def _check_tables(
    report: Report,
    package: packages.Package,
    connection: duckdb.DuckDBPyConnection,
    sources: Path | None,
    progress: Progress,
) -> None:
    report.rows = {t.file: len(t.rows.rows) for t in package.tables.values()}
    report.counts["tables"] = len(package.tables)
    report.counts["rows"] = sum(report.rows.values())
    progress("schemas")
    report.findings += schema_sql.check_schemas(package, connection)
    progress("rules")
    parsed.fill_parsed(package, connection)
    store.seal(connection)
    report.findings += rules.check_rules(package, connection)
    report.counts["rules"] = len(rules.all_rules())
    if sources is None:
        report.notes.append("not checked: the evidence against the source texts (give their folder with --sources)")
    else:
        progress("source texts")
        found, held = texts.check_texts(package, connection, sources)
        report.findings += found
        report.counts["spans held against their text"] = held
