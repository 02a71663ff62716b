"""Rules: one SELECT a file in ``checks/rules/``, run on the tables and on what Python parsed for them.

A rule's header names its code, table, title, fix and the planted faults that it must catch; its
query returns (line, key, field, got, expected) for each offending row of its table. A rule is text
that strangers may send: DuckDB's own parser tells what it reads and does before it is run; of the
shipped rules that is kept beside the schemas (``checks.engines.compiled``).
"""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb

from checks.codes import CODES
from checks.engines import compiled
from checks.findings import LISTED, Finding
from checks.package import Package, Table
from checks.parallel import Crew
from checks.parsed import MADE_OF

FOLDER = Path(__file__).parent / "rules"
_HEADER = re.compile(r"^-- (\w+): (.*)$", re.MULTILINE)
_REQUIRED = ("code", "title", "table", "why", "fix", "bad")
_TABLE_FUNCTIONS = {"unnest", "range", "generate_series"}
Told = tuple[list[Finding], int]  # findings of a rule, and how many more there are


class RuleError(ValueError):
    """A rule that may not run: ``expected`` says what a rule is, the message what this one has."""

    def __init__(self, message: str, expected: str) -> None:
        super().__init__(message)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, what it holds, why, how to mend a breach, edits that breach it, tables that it reads."""

    code: str
    title: str
    table: str
    why: str
    fix: str
    severity: str
    bad: tuple[str, ...]
    sql: str
    file: str
    reads: frozenset[str]


def all_rules() -> tuple[Rule, ...]:
    """Return every rule that may run, sorted by code."""
    return read_rules(FOLDER)[0]


@cache
def read_rules(folder: Path) -> tuple[tuple[Rule, ...], tuple[Finding, ...]]:
    """Return the rules of a folder, sorted by code, and a finding for each file that is none."""
    rules: dict[str, Rule] = {}
    refused: list[Finding] = []
    texts = {path: path.read_bytes().decode("utf-8", errors="replace") for path in sorted(folder.glob("*.sql"))}
    queries = {path: _query(text) for path, text in texts.items()}
    known = {path: compiled.reads(query) for path, query in queries.items()}
    unknown = [path for path, reads in known.items() if reads is None]
    told = known | dict(zip(unknown, tables_read([queries[path] for path in unknown]), strict=True))
    for path, text in texts.items():
        try:
            rule = _read(path, text, queries[path], told[path])
            if rule.code in rules:
                raise RuleError(f"{rule.code}, as {rules[rule.code].file}", "a code of its own")
            rules[rule.code] = rule
        except RuleError as error:
            found = CODES["PKG011"].finding(f"checks/rules/{path.name}", error.expected, got=str(error)[:200])
            refused.append(found)
    return tuple(sorted(rules.values(), key=lambda r: r.code)), tuple(refused)


def tables_read(queries: Sequence[str]) -> list[frozenset[str] | RuleError]:
    """Names of the tables that each query reads, or why it may not run; DuckDB parses them, and runs none."""
    if not queries:
        return []
    asked = "SELECT json_serialize_sql(sql) FROM (SELECT unnest(?::VARCHAR[]) AS sql)"
    with duckdb.connect(":memory:", config={"threads": 1}) as parser:
        trees = parser.execute(asked, [queries]).fetchall()
    return [_tables_read(json.loads(tree)) for (tree,) in trees]


def _query(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip().rstrip(";")


def _read(path: Path, text: str, query: str, told: frozenset[str] | RuleError | None) -> Rule:
    header: dict[str, list[str]] = {}
    for name, value in _HEADER.findall(text):
        header.setdefault(name, []).append(value)
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise RuleError(f"a header without {', '.join(missing)}", f"a header with {', '.join(_REQUIRED)}")
    one = {name: values[0] for name, values in header.items()}
    severity = one.get("severity", "error")
    if severity not in ("error", "warning"):
        raise RuleError(severity, "severity error or warning")
    if not isinstance(told, frozenset):
        raise told or RuleError("nothing", "one SELECT")
    reads = told.union(*(MADE_OF[name] for name in told & MADE_OF.keys()))
    if one["table"] not in reads:
        raise RuleError(one["table"], "a table that the query reads")
    facts = (one["code"], one["title"], one["table"], one["why"], one["fix"], severity, tuple(header["bad"]))
    return Rule(*facts, query, path.name, reads)


def _tables_read(tree: dict[str, Any]) -> frozenset[str] | RuleError:
    """Names of the tables that a parsed query reads, without those of its own WITH, or what is wrong with it."""
    if tree["error"] or len(tree["statements"]) != 1:
        return RuleError(str(tree.get("error_message", "several statements")), "one SELECT")
    names: set[str] = set()
    own: set[str] = set()
    for node in _nodes(tree["statements"]):
        kind = str(node.get("type", ""))
        own.update(entry["key"] for entry in node.get("cte_map", {}).get("map", ()))
        if kind.endswith("_QUERY_NODE"):
            return RuleError(kind.removesuffix("_QUERY_NODE"), "a query that writes nothing")
        if kind == "TABLE_FUNCTION" and node["function"].get("function_name") not in _TABLE_FUNCTIONS:
            return RuleError(str(node["function"].get("function_name")), "a query that reads tables alone")
        if kind == "BASE_TABLE":
            names.add(node["table_name"])
            if node["schema_name"] or not node["table_name"].isidentifier():
                return RuleError(str(node["table_name"]), "tables of the record, by their name")
    return frozenset(names - own)


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            yield item
            stack += item.values()
        elif isinstance(item, list):
            stack += item


def check_rules(
    package: Package, store: duckdb.DuckDBPyConnection, only: Sequence[Rule] | None = None, workers: int = 1
) -> list[Finding]:
    """Run every rule whose tables could be read, or those of ``only``; say which could not run.

    Args:
        package: the tables, as read.
        store: where they are.
        only: the rules to run.
        workers: how many rules run at once.
    """
    with Crew(store, workers) as crew:
        return begin_rules(package, crew, only)()


def begin_rules(
    package: Package,
    crew: Crew,
    only: Sequence[Rule] | None = None,
    made: Sequence[tuple[frozenset[str], Future[None]]] = (),
    unlisted: Counter[str] | None = None,
) -> Callable[[], list[Finding]]:
    """Have rules run as ``check_rules`` does; what is returned waits for them and gives the findings.

    ``made`` names tables that are still being made, one group after the other; rules that read them wait. Of a package
    with large tables a number of findings of each rule is listed, the others are added to ``unlisted``.
    """
    cap = LISTED if unlisted is not None and any(table.large for table in package.tables.values()) else None
    wanted = all_rules() if only is None else only
    broken = {name for name, table in package.tables.items() if not table.sound}
    there = [crew.ask(_tables), *(crew.ask(_tables, [done]) for _, done in made)]
    asked = dict[str, Future[Told | None]]()
    for rule in wanted:
        last = max((n for n, (names, _) in enumerate(made, 1) if rule.reads & names), default=0)
        if not broken & rule.reads:
            asked[rule.code] = crew.ask(partial(_run, rule, package.tables, there[last], cap), [there[last]])
    refused = list(read_rules(FOLDER)[1]) if only is None else []
    return partial(_findings, wanted, asked, refused, Counter() if unlisted is None else unlisted)


def _findings(
    wanted: Sequence[Rule], asked: Mapping[str, Future[Told | None]], findings: list[Finding], unlisted: Counter[str]
) -> list[Finding]:
    told = {code: found for code, answer in asked.items() if (found := answer.result()) is not None}
    findings += [finding for rule in wanted if rule.code in told for finding in told[rule.code][0]]
    unlisted.update({code: more for code, (_, more) in told.items() if more})
    if skipped := [rule.code for rule in wanted if rule.code not in told]:
        findings.append(
            CODES["PKG008"].finding("datapackage.json", f"{len(skipped)} rules to run", got=", ".join(skipped))
        )
    return findings


def _tables(store: duckdb.DuckDBPyConnection) -> set[str]:
    shown = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"  # that a rule can read
    return {name for (name,) in store.execute(shown).fetchall()}


def _run(
    rule: Rule, tables: Mapping[str, Table], there: Future[set[str]], cap: int | None, store: duckdb.DuckDBPyConnection
) -> Told | None:
    """The findings of a rule, or ``None`` where this package lacks a table or a column that it reads."""
    if rule.reads - there.result():
        return None
    try:
        rows, more = _rows(store, f"SELECT line, key, field, got, expected FROM ({rule.sql})", cap)
    except duckdb.BinderException:
        return None
    except duckdb.OutOfMemoryException:
        raise  # nothing is wrong with the rule or the data
    except duckdb.Error as error:
        # A value that no rule can compute with, such as one too large for its type.
        told = str(error).splitlines()[0][:200]
        return [CODES["PKG009"].finding(f"checks/rules/{rule.file}", "a rule that runs", got=told)], 0
    file = tables[rule.table].file
    return [
        Finding(
            rule.code, rule.severity, file, line, key, field, None if got is None else str(got), str(expected), rule.fix
        )
        for line, key, field, got, expected in rows
    ], more


def _rows(store: duckdb.DuckDBPyConnection, query: str, cap: int | None) -> tuple[list[tuple[Any, ...]], int]:
    """The rows of a query, of more than ``cap`` those of the first lines, and how many more there are."""
    answer = store.execute(query)
    if cap is None:
        return answer.fetchall(), 0
    rows, more = answer.fetchmany(cap), 0
    while beyond := answer.fetchmany(cap):
        rows = heapq.nsmallest(cap, rows + beyond, key=lambda row: (row[0] or 0, str(row)))
        more += len(beyond)
    return rows, more
