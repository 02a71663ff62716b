"""One run over one package: load once, check everything, report all findings at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from checks import package as packages
from checks import parsed, rules, schema_sql, store, suites, texts, waivers
from checks.codes import CODES
from checks.findings import Report

CORE = (
    "sources text_lines passages evidence indicators units places place_members actors speakers event_types series "
    "figures events event_reports event_participants derivations derivation_operands corrections reconciliations "
    "reconciliation_operands conflicts changes"
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
            from checks import standards

            progress("frictionless and Data Package profile")
            report.findings += standards.check_standards(package)
            progress("Great Expectations suites")
            report.findings += suites.check_suites(package, connection, report.counts)
    _waive(report, package, fast=fast, sources=sources)
    if report.ok:
        # Nothing wrong explains why a rule could not run: then that is what is wrong.
        report.findings = [replace(f, severity="error") if f.code == "PKG008" else f for f in report.findings]
    report.sort()
    return report


def _waive(report: Report, package: packages.Package, *, fast: bool, sources: Path | None) -> None:
    told = {f.code for f in report.findings}

    def ran(code: str) -> bool:
        """Whether a check ran on all that it has to see; if not, a waiver may lack its finding."""
        if not package.descriptor or told & {"PKG008", "PKG009", "GXS001"}:
            return False
        if code in waivers.EVIDENCE:
            return sources is not None and "EVD001" not in told
        return not fast or code not in suites.codes()

    version = package.descriptor.get("version")
    report.findings, waived = waivers.apply(report.findings, package.root, version, ran)
    if waived:
        report.notes.append(f"waived in {waivers.NAME}: {waived} (told as info)")


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
        found, held = texts.check_texts(package, connection, texts.find_texts(sources))
        report.findings += found
        report.counts["spans held against their text"] = held
