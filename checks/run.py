"""One run over one package: load once, check everything, report all findings at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from checks import package as packages
from checks import parsed, rules, schema_sql, store, suites, texts, waivers
from checks.cache import Cache, key
from checks.codes import CODES
from checks.findings import Finding, Report
from checks.keywords import CORE
from checks.parallel import Crew, answers, cores
from checks.record import MADE, MADE_FROM

if TYPE_CHECKING:
    from checks.engines.remote import Fetch

Progress = Callable[[str], None]


def check(  # noqa: PLR0913 - options of one command
    root: Path,
    *,
    fast: bool = False,
    sources: Path | None = None,
    progress: Progress = lambda _: None,
    cache: Cache | None = None,
    memory: str | None = None,
    remote: bool = False,
) -> Report:
    """Check the package in a folder.

    Args:
        root: folder that holds ``datapackage.json``.
        fast: leave out frictionless, the official profile and the Great Expectations suites.
        sources: folder with source texts, to hold the evidence against them.
        progress: called with the name of each step as it begins.
        cache: findings of earlier runs; with ``fast``, what no change has touched is not checked again.
        memory: what the tables may take, such as ``1GB``; then tables of any size are read.
        remote: fetch tables whose path is an address; it takes ``memory``.
    """
    report = Report()
    cache = cache if fast and sources is None and memory is None else None
    progress("files and cells")
    package, begun = _read(root, cache, memory, _fetch(progress) if remote else None)
    if package.descriptor:
        lying = [table for table in package.tables.values() if table.parts]
        connection = store.open_store(package, begun=begun)
        report.unlisted += Counter(SCH004=sum(part.unlisted for table in lying for part in table.parts))
        _check_tables(report, package, connection, progress, cache)
        _check_texts(report, package, connection, sources, progress)
        if not fast:
            progress("frictionless and Data Package profile")
            _check_standards(report, package, [table.file for table in lying])
            progress("Great Expectations suites")
            budget = store.size(memory) if memory else None
            report.findings += suites.check_suites(
                package, connection, report.counts, budget=budget, notes=report.notes
            )
        if lying:
            from checks.engines.parts import placed

            report.findings = placed(report.findings, lying)
    return conclude(report, package, fast=fast, sources=sources)


def conclude(report: Report, package: packages.Package, *, fast: bool, sources: Path | None = None) -> Report:
    """Join what reading found to what the checks of an engine found, waive, weigh and order it."""
    report.findings += package.findings
    _waive(report, package, fast=fast, sources=sources)
    if report.ok:
        # Nothing wrong explains why a rule could not run: then that is what is wrong.
        report.findings = [replace(f, severity="error") if f.code == "PKG008" else f for f in report.findings]
    report.sort()
    return report


def _read(
    root: Path, cache: Cache | None, memory: str | None, fetch: Fetch | None
) -> tuple[packages.Package, store.Begun]:
    """The package as read, and the store in which its large tables are being loaded; it is begun meanwhile."""
    if memory is None:
        with ThreadPoolExecutor(1) as beside:  # DuckDB starts while Python reads the tables
            begun = beside.submit(store.begin)
            return packages.read(root, cache, fetch=fetch), begun.result()
    large: list[store.Begun] = []
    package = packages.read(
        root, cache, large=True, fetch=fetch, begin=lambda found: large.append(store.begin(found, memory))
    )
    return package, large[0] if large else store.begin()


def _fetch(progress: Progress) -> Fetch:
    from checks.engines import remote

    return remote.fetcher(store.spill(), progress)


def unnamed(package: packages.Package) -> list[Finding]:
    """A finding for each table of the record that the descriptor does not name."""
    expected = [f"a resource named {name}" for name in CORE if name not in package.described]
    return [CODES["PKG005"].finding(packages.DESCRIPTOR, told, field="resources") for told in expected]


def _check_standards(report: Report, package: packages.Package, large: list[str]) -> None:
    """What the official profile says, and of small tables frictionless."""
    from checks import standards

    if large:
        report.findings += standards.check_profiles(package)
        report.notes.append(
            f"not run: frictionless, for which {', '.join(large)} is too large, or of a form of its own"
        )
    else:
        report.findings += standards.check_standards(package)


def _order(
    package: packages.Package, crew: Crew, misfits: Collection[str] | None = None
) -> tuple[set[str], dict[str, list[Finding]]]:
    """Names of the tables of parts whose keys ascend; what is found of the order of all, or of those with misfits."""
    names = package.tables.keys() if misfits is None else misfits
    sound = [table for name, table in package.tables.items() if name in names and table.parts and table.sound]
    if not sound:
        return set(), {}
    from checks.engines.characters import order

    told = answers(crew, [partial(order, table, fits=misfits is None) for table in sound])
    ascending = {table.name for table, (_, ascends) in zip(sound, told, strict=True) if ascends}
    return ascending, {table.name: found for table, (found, _) in zip(sound, told, strict=True)}


def _misfits(package: packages.Package, report: Report) -> set[str]:
    """Names of the tables of which a key does not fit its pattern, or may not: some findings are counted alone."""
    if report.unlisted["SCH104"]:
        return {*package.tables}
    found = {(f.file, f.field) for f in report.findings if f.code == "SCH104"}
    return {t.name for t in package.tables.values() if any((t.file, key) in found for key in t.primary_key)}


def _characters(report: Report, package: packages.Package, crew: Crew) -> tuple[list[Finding], Counter[str]]:
    """Findings on the characters of the tables of parts, and how many more of each code."""
    from checks.engines.characters import characters

    told, unlisted = list(report.findings), report.unlisted.copy()
    asked = [partial(characters, t, told, unlisted) for t in package.tables.values() if t.parts and t.sound]
    found = answers(crew, asked)
    return [finding for listed, _ in found for finding in listed], sum((more for _, more in found), Counter[str]())


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
    progress: Progress,
    cache: Cache | None,
) -> None:
    report.findings += unnamed(package)
    report.rows = {t.file: t.count or len(t.rows.rows) for t in package.tables.values()}
    report.counts["tables"] = len(package.tables)
    report.counts["rows"] = sum(report.rows.values())
    report.counts["rules"] = len(rules.all_rules())
    store.seal(connection)
    progress("schemas and rules")
    with Crew(connection, cores()) as crew:
        ruled = _begin_rules(package, crew, cache, report.unlisted)
        ascending, unordered = _order(package, crew)
        report.findings += schema_sql.check_schemas(
            package, crew, cache=cache, unlisted=report.unlisted, ascending=ascending
        )
        if any(table.parts for table in package.tables.values()):
            progress("characters")
        told, more = _characters(report, package, crew)
        unordered |= _order(package, crew, _misfits(package, report))[1]
        report.findings += [*ruled(), *(finding for found in unordered.values() for finding in found), *told]
        report.unlisted.update(more)


def _check_texts(
    report: Report,
    package: packages.Package,
    connection: duckdb.DuckDBPyConnection,
    sources: Path | None,
    progress: Progress,
) -> None:
    if sources is None:
        report.notes.append("not checked: the evidence against the source texts (give their folder with --sources)")
    else:
        progress("source texts")
        found, held = texts.check_texts(package, connection, texts.find_texts(sources))
        report.findings += found
        report.counts["spans held against their text"] = held


def _begin_rules(
    package: packages.Package, crew: Crew, cache: Cache | None, unlisted: Counter[str]
) -> Callable[[], list[Finding]]:
    """Have rules run, while what they read is made beside them; what is returned waits for their findings.

    Findings are those of earlier runs where no table that a rule reads has changed.
    """
    if cache is None:
        made = _begin_made(package, crew, parsed.names())
        return rules.begin_rules(package, crew, made=made, unlisted=unlisted)
    names = {rule.code: _rule_key(rule, package) for rule in rules.all_rules()}
    known = {code: cache.findings(name) for code, name in names.items()}
    stale = [rule for rule in rules.all_rules() if known[rule.code] is None]
    made = _begin_made(package, crew, frozenset().union(*(rule.reads for rule in stale)))
    ruled = rules.begin_rules(package, crew, stale, made)

    def told() -> list[Finding]:
        found = ruled()
        if not {f.code for f in found} & {"PKG008", "PKG009"}:
            for rule in stale:
                cache.put_findings(names[rule.code], [f for f in found if f.code == rule.code])
        return [*rules.read_rules(rules.FOLDER)[1], *(f for kept in known.values() for f in kept or ()), *found]

    return told


def _begin_made(
    package: packages.Package, crew: Crew, read: frozenset[str]
) -> list[tuple[frozenset[str], Future[None]]]:
    """Have what is read made, one group after the other: the record takes longest, so what it rests on comes first."""
    made: list[tuple[frozenset[str], Future[None]]] = []
    for names in (MADE_FROM, frozenset(MADE), parsed.names() - MADE_FROM - set(MADE)):
        before = [done for _, done in made[-1:]]
        made.append((names, crew.ask(partial(parsed.fill_parsed, package, only=names & read), before)))
    return made


def _rule_key(rule: rules.Rule, package: packages.Package) -> str:
    """The key of the rule and of the bytes of every table that it reads, or that feeds what it reads."""
    read = parsed.origins(rule.reads)
    tables = [t for t in package.tables.values() if parsed.ANY in read or t.name in read]
    return key("rule", rule.code, rule.sql, *(part for t in tables for part in (t.digest, str(t.sound))))
