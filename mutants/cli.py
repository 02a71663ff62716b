"""The mutation score of the data: how many single corruptions the fast checks object to.

A seeded sample of rows is drawn for each operator and column. Prose columns are corrupted only
lexically. Great Expectations, frictionless and stored digests do not take part.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from mutants.engine import Bench, Outcome

ROOT = Path(__file__).resolve().parent.parent
LEVELS = ("lexical", "structural", "semantic")


def data_digest(root: Path) -> str:
    """SHA-256 over the tables, in order of name: what a score was measured on."""
    digest = hashlib.sha256()
    for path in sorted((root / "data").glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to corrupt: the package, the texts (if there), rows for each operator and column, and the seed."""

    root: Path
    sources: Path | None
    sample: int
    seed: int


def _share(plan: Plan, part: int, parts: int) -> list[Outcome]:
    """Run every ``parts``-th corruption, beginning with ``part``; each process draws the same list."""
    bench, seed = Bench(plan.root, plan.sources), plan.seed
    outcomes = []
    for number, mutant in enumerate(bench.cell_mutants(plan.sample, random.Random(seed))):
        if number % parts == part:
            outcomes.append(bench.run_cell(*mutant))
            if part == 0 and number % 100 == 0:
                print(f"mutants: {number} ...", file=sys.stderr, flush=True)
    for number, (operator, level, table) in enumerate(bench.file_mutants()):
        if number % parts == part:
            outcome = bench.run_file(operator, level, table, random.Random(f"{seed} {operator} {table}"))
            outcomes += [outcome] if outcome else []
    return outcomes


def measure(plan: Plan, processes: int) -> list[Outcome]:
    """Return what the checks said to every corruption of the sample, ordered by operator, table and column."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        shares = [pool.submit(_share, plan, part, processes) for part in range(processes)]
        outcomes = [outcome for share in shares for outcome in share.result()]
    return sorted(outcomes, key=lambda o: (o.operator, o.table, o.column, o.key, o.new))


def matrix(outcomes: list[Outcome]) -> str:
    """A table of the score: per class and per operator, how many were caught and where the finding stood."""
    lines = [f"{'operator':<24}{'class':<12}{'tried':>7}{'caught':>8}{'%':>7}   at cell / row / linked"]
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[one.level, one.operator].append(one)
    for level in LEVELS:
        mine = [o for o in outcomes if o.level == level]
        lines.append(_line(f"ALL {level}", level, mine))
        lines += [_line(name, level, group) for (of, name), group in sorted(groups.items()) if of == level]
    return "\n".join([*lines, _line("ALL", "", outcomes)])


def _line(name: str, level: str, group: list[Outcome]) -> str:
    where = Counter(o.caught for o in group)
    caught = len(group) - where[""]
    percent = 100 * caught / len(group) if group else 100
    spots = f"{where['cell']} / {where['row']} / {where['linked']}"
    return f"{name:<24}{level:<12}{len(group):>7}{caught:>8}{percent:>7.1f}   {spots}"


def survivors(outcomes: list[Outcome]) -> str:
    """Every corruption that nothing objected to, one a line."""
    return "\n".join(
        f"{o.operator}: {o.table}[{o.key}].{o.column} {o.old!r} -> {o.new!r}" for o in outcomes if not o.caught
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit 1 if a class falls below its floor."""
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    parser.add_argument("--sources", type=Path, metavar="DIR", help="folder with the source texts")
    parser.add_argument("--sample", type=int, default=1, help="rows for each operator and column (default: 1)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the draw (default: 1)")
    parser.add_argument("--processes", type=int, default=2, help="processes side by side (default: 2)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every outcome to a file")
    parser.add_argument("--survivors", action="store_true", help="list what nothing objected to")
    parser.add_argument("--floor", type=float, default=0, help="least percentage that must be caught (default: 0)")
    options = parser.parse_args(arguments)
    plan = Plan(ROOT, options.sources, options.sample, options.seed)
    outcomes = measure(plan, options.processes)
    print(matrix(outcomes))
    if options.survivors:
        print(survivors(outcomes))
    if options.json:
        body = {"data_sha256": data_digest(ROOT), "sample": options.sample, "seed": options.seed}
        body["with_texts"] = options.sources is not None
        body["outcomes"] = [o.as_json() for o in outcomes]
        options.json.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    caught = 100 * sum(bool(o.caught) for o in outcomes) / len(outcomes)
    print(f"caught {caught:.1f} % of {len(outcomes)} corruptions; data {data_digest(ROOT)[:12]}")
    return 0 if caught >= options.floor else 1
