"""The mutation score: corruptions run side by side, counted per operator and column, and told."""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from mutants.engine import Bench, Outcome

LEVELS = ("lexical", "structural", "semantic")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to corrupt: the package, the texts (if there), rows for each operator and column, the seed, the classes.

    ``of_texts`` draws only numbers, positions and hashes of the texts; ``limit`` takes a part of what was drawn.
    """

    root: Path
    sources: Path | None
    sample: int
    seed: int
    levels: tuple[str, ...] = LEVELS
    of_texts: bool = False
    limit: int | None = None


def _share(plan: Plan, part: int, parts: int) -> list[Outcome]:
    """Run every ``parts``-th corruption, beginning with ``part``; each process draws the same list."""
    bench, draw = Bench(plan.root, plan.sources), random.Random(plan.seed)
    drawn = [m for m in bench.mutants(plan.sample, draw, of_texts=plan.of_texts) if m.level in plan.levels]
    files = [] if plan.of_texts else [(o, t) for o, t in bench.file_mutants() if o.level in plan.levels]
    if plan.limit is not None:
        drawn, files = draw.sample(drawn, min(plan.limit, len(drawn))), []
    drawn, files = drawn[part::parts], files[part::parts]
    outcomes: list[Outcome] = []
    for number, mutant in enumerate(drawn):
        outcomes.append(bench.run(mutant))
        if part == 0 and number % 50 == 0:
            print(f"mutants: {number * parts} of {(len(drawn) + len(files)) * parts} ...", file=sys.stderr, flush=True)
    for operator, table in files:
        outcome = bench.run_file(operator, table, random.Random(f"{plan.seed} {operator.name} {table}"))
        outcomes += [outcome] if outcome else []
    return outcomes


def measure(plan: Plan, processes: int) -> list[Outcome]:
    """Return what the checks said to every corruption of the sample, ordered by operator, table and column."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        shares = [pool.submit(_share, plan, part, processes) for part in range(processes)]
        outcomes = [outcome for share in shares for outcome in share.result()]
    return sorted(outcomes, key=lambda o: (o.operator, o.table, o.column, o.key, o.new))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many corruptions were tried, caught, and caught with the texts; the codes that caught most, in order."""

    tried: int
    caught: int
    with_texts: int
    codes: tuple[str, ...] = ()

    @property
    def percent(self) -> float:
        """The share that was caught without the texts, in percent; 100 where nothing was tried."""
        return 100 * self.caught / self.tried if self.tried else 100.0

    @property
    def percent_with_texts(self) -> float:
        """The share that was caught with the texts, in percent."""
        return 100 * self.with_texts / self.tried if self.tried else 100.0


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count a group of outcomes."""
    group = list(outcomes)
    codes = Counter(code for o in group for code in o.codes)
    first = tuple(code for code, _ in sorted(codes.items(), key=lambda c: (-c[1], c[0]))[:4])
    return Tally(len(group), sum(bool(o.caught) for o in group), sum(bool(o.with_texts) for o in group), first)


def by(outcomes: list[Outcome], *names: str) -> dict[tuple[str, ...], Tally]:
    """Counts for each combination of facts, such as ``operator`` and ``column``."""
    groups: dict[tuple[str, ...], list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[tuple(str(getattr(one, name)) for name in names)].append(one)
    return {key: tally(group) for key, group in sorted(groups.items())}


def matrix(outcomes: list[Outcome], *, columns: bool = False) -> str:
    """A table of the score: each class, its operators (and their columns), and which codes caught most."""
    lines = [f"{'operator':<44}{'tried':>6}{'caught':>8}{'%':>7}{'texts %':>9}  codes"]
    for level in LEVELS:
        mine = [o for o in outcomes if o.level == level]
        lines.append(_line(f"ALL {level}", tally(mine), codes=False))
        for (name,), counted in by(mine, "operator").items():
            lines.append(_line(f"  {name}", counted))
            if columns:
                of = by([o for o in mine if o.operator == name], "table", "column")
                lines += [_line(f"    {'.'.join(key).rstrip('.')}", counts) for key, counts in of.items()]
    return "\n".join([*lines, _line("ALL", tally(outcomes), codes=False)])


def _line(name: str, counted: Tally, *, codes: bool = True) -> str:
    told = f"{name:<44}{counted.tried:>6}{counted.caught:>8}{counted.percent:>7.1f}{counted.percent_with_texts:>9.1f}"
    return f"{told}  {' '.join(counted.codes)}".rstrip() if codes else told


def survivors(outcomes: list[Outcome]) -> list[str]:
    """Every corruption that nothing objected to without the texts, one a line."""
    return [_survivor(o) for o in outcomes if not o.caught]


def _survivor(one: Outcome) -> str:
    told = f"{one.operator}: {one.table}[{one.key}].{one.column} {one.old!r} -> {one.new!r}"
    return f"{told} (caught with the texts)" if one.with_texts else told
