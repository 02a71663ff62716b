"""The mutation score of the data: how many single corruptions the checks object to.

A seeded sample of rows is drawn for each operator and column. Prose is corrupted only lexically.
Great Expectations suites are asked about what the fast checks let pass; frictionless and stored
digests do not take part.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mutants import picture, record
from mutants.score import LEVELS, Plan, matrix, measure, survivors, tally

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "mutation.md"
# Rows for each operator and column of the texts, of which nothing may survive.
TEXT_ROWS = 3


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``python -m mutants``."""
    result = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    result.add_argument("--sources", type=Path, metavar="DIR", help="folder with the source texts")
    result.add_argument("--sample", type=int, default=1, help="rows for each operator and column (default: 1)")
    result.add_argument("--seed", type=int, default=1, help="seed of the draw (default: 1)")
    result.add_argument("--level", choices=LEVELS, action="append", help="classes to try (default: all)")
    result.add_argument("--processes", type=int, default=2, help="processes side by side (default: 2)")
    result.add_argument("--columns", action="store_true", help="tell each column of each operator")
    result.add_argument("--json", type=Path, metavar="FILE", help="write every outcome to a file")
    result.add_argument("--survivors", action="store_true", help="list what nothing objected to")
    result.add_argument("--of-texts", action="store_true", help="only numbers, positions and hashes of the texts")
    result.add_argument("--limit", type=int, metavar="N", help="a seeded part of the sample, for a quick answer")
    result.add_argument("--record", action="store_true", help="keep the score: mutants/, docs/mutation.md and picture")
    result.add_argument("--floor", type=float, default=0, help="least percentage that must be caught (default: 0)")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit 1 if less than the floor is caught."""
    options = parser().parse_args(arguments)
    if options.record and (options.sources is None or options.level or options.limit or options.of_texts):
        print("mutants: a score is kept of the whole, with the texts: --record --sources DIR", file=sys.stderr)
        return 2
    levels = tuple(options.level or LEVELS)
    plan = Plan(ROOT, options.sources, options.sample, options.seed, levels, options.of_texts, options.limit)
    outcomes = measure(plan, options.processes)
    print(matrix(outcomes, columns=options.columns))
    if options.survivors:
        print("\n".join(survivors(outcomes)))
    if options.json:
        body = {"sample": plan.sample, "seed": plan.seed, "with_texts": plan.sources is not None}
        told = {**body, "outcomes": [o.as_json() for o in outcomes]}
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    if options.record:
        of_texts = measure(replace(plan, of_texts=True, sample=TEXT_ROWS), options.processes)
        print(matrix(of_texts))
        try:
            record.keep(plan, outcomes, of_texts)
        except record.ScoreError as error:
            print(f"mutants: not kept: {error}", file=sys.stderr)
            return 1
        write_page()
    return 0 if tally(outcomes).percent >= options.floor else 1


def write_page() -> None:
    """Write the page and the picture of the kept score."""
    for path, text in ((PAGE, record.page()), (picture.FILE, picture.draw())):
        path.write_text(text, encoding="utf-8", newline="\n")
