"""Where the time of a run over large tables goes: ``python -m benchmarks.steps PACKAGE [--memory 1GB]``.

Each step is timed in one process, one after the other, so that seconds of CPU add up; a run overlaps some of them.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from checks import package as packages
from checks import parsed, rules, schema_sql, store
from checks.engines import characters, large

Step = tuple[str, float, float]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def _timed(steps: list[Step], name: str) -> Iterator[None]:
    wall, cpu = time.perf_counter(), _cpu()
    yield
    steps.append((name, time.perf_counter() - wall, _cpu() - cpu))


def measure(root: Path, memory: str) -> tuple[list[Step], list[Step]]:
    """Name, wall and CPU seconds of each step, and of each query, the longest first."""
    steps: list[Step] = [("start of Python and imports", time.process_time(), _cpu())]
    queries: list[Step] = []
    with _timed(steps, "small tables, headers, rules parsed"):
        rules.all_rules()
        package = packages.read(root, large=True)
    with _timed(steps, "bytes of large tables"):
        for table in package.tables.values():
            for part in table.parts:
                type(part)(part.path, part.file, part.header).read()
    with _timed(steps, "cells read into DuckDB (and the bytes once more)"):
        connection = store.open_store(package, memory)
    parted = [table for table in package.tables.values() if table.parts]
    with _timed(steps, "order of keys"):
        ascending = {table.name for table in parted if characters.order(table, connection)[1]}
    asked: list[tuple[str, Callable[[], object]]] = [
        (f"{table.name}: {query[:44]}", lambda query=query: large.capped(connection, query))  # type: ignore[misc]
        for table in package.tables.values()
        for query in schema_sql.queries(table, package).of(ascending=table.name in ascending)
    ]
    with _timed(steps, "schemas"):
        _ask(asked, queries)
    with _timed(steps, "characters"):
        for table in parted:
            characters.characters(table, (), {}, connection)
    with _timed(steps, "dates, phrases, intervals and mentions for the rules"):
        parsed.fill_parsed(package, connection)
    with _timed(steps, "rules"):
        _ask([(r.code, lambda r=r: rules.check_rules(package, connection, [r])) for r in rules.all_rules()], queries)  # type: ignore[misc]
    return steps, sorted(queries, key=lambda q: -q[2])


def _ask(asked: list[tuple[str, Callable[[], object]]], queries: list[Step]) -> None:
    for name, ask in asked:
        with _timed(queries, name):
            ask()


def as_markdown(steps: list[Step], queries: list[Step]) -> str:
    """Two tables: the steps, and the queries that take longest."""
    lines = ["| step | seconds | CPU s |", "|---|--:|--:|"]
    lines += [f"| {name} | {wall:.2f} | {cpu:.2f} |" for name, wall, cpu in steps]
    lines += ["", "| longest queries | CPU s |", "|---|--:|", *(f"| `{n}` | {cpu:.2f} |" for n, _, cpu in queries[:12])]
    rest = sum(cpu for _, _, cpu in queries[12:])
    return "\n".join([*lines, f"| the other {len(queries) - 12} | {rest:.2f} |"]) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print where the time goes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.steps", description=__doc__)
    parser.add_argument("package", type=Path, help="a folder, such as benchmarks.generate writes")
    parser.add_argument("--memory", default="1GB", help="what the tables may take (default: 1GB)")
    options = parser.parse_args(arguments)
    print(as_markdown(*measure(options.package, options.memory)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
