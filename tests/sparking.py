"""Every planted fault of rules and suites on Spark, beside DuckDB and pandas: ``python tests/sparking.py [CODE ...]``.

Prints how many rules and expectations ran, how many findings were compared, and each difference.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parent.parent / part) for part in ("src", ".")]

from planting import Bench, shipped

from checks import parsed, rules, suites
from checks.engines import spark_frames, spark_parsed, spark_rules, spark_suites
from checks.engines.spark import session, tune
from checks.findings import Finding
from checks.package import Package


class SparkBench:
    """A Spark session that shows a package: what has changed since the last one is shown anew."""

    def __init__(self, spark: Any) -> None:
        self.spark = spark
        self.tables: dict[str, int] = {}
        self.made: dict[str, tuple[int, ...]] = {}
        self.kept: list[Package] = []  # so that no other table gets the id of one that was shown

    def show(self, package: Package, reads: Collection[str]) -> None:
        """Show the tables that are read, and what Python makes of tables."""
        self.kept.append(package)
        tune(self.spark, package)
        origins = parsed.origins(reads)
        needed = [t for t in package.tables.values() if parsed.ANY in origins or t.name in origins or t.name in reads]
        stale = [t for t in needed if self.tables.get(t.name) != id(t)]
        spark_frames.show(self.spark, stale)
        self.tables |= {t.name: id(t) for t in stale}
        order = [name for made in spark_parsed.groups() for name in made]
        for name in sorted(set(reads) - package.tables.keys(), key=order.index):
            of = parsed.origins([name])
            made_of = tuple(id(t) for t in package.tables.values() if parsed.ANY in of or t.name in of)
            if self.made.get(name) != made_of:
                spark_parsed.create(self.spark, package, [name])
                group = next(made for made in spark_parsed.groups() if name in made)
                self.made |= dict.fromkeys(group, made_of)

    def rule(self, package: Package, rule: rules.Rule) -> list[Finding]:
        """Findings of one rule."""
        self.show(package, rule.reads)
        return spark_rules.check_rules(self.spark, package, Counter(), [rule])

    def suites(self, package: Package, only: list[suites.Suite] | None = None) -> list[Finding]:
        """Findings of suites."""
        self.show(package, package.tables.keys())
        return spark_suites.check_suites(self.spark, package, {}, Counter(), only)


def told(found: list[Finding]) -> list[tuple[object, ...]]:
    """All facts of findings but the advice, in order."""
    return sorted(((f.code, f.file, f.line, f.key, f.field, f.got, f.expected) for f in found), key=repr)


Compared = tuple[str, list[tuple[object, ...]], list[tuple[object, ...]]]


def rule_faults(bench: Bench, spark: SparkBench, codes: Collection[str], most: int = 99) -> Iterator[Compared]:
    """Each planted fault of rules: its name, the findings on DuckDB and on Spark."""
    for rule in rules.all_rules():
        for bad in rule.bad[:most] if not codes or rule.code in codes else ():
            with bench.planted(bad, rule.reads) as changed:
                ours = rules.check_rules(changed, bench.store, [rule])
            yield f"{rule.code}: {bad}", told(ours), told(spark.rule(changed, rule))


def suite_faults(bench: Bench, spark: SparkBench, codes: Collection[str]) -> Iterator[Compared]:
    """Each planted fault of suites: its name, the findings on pandas and on Spark."""
    for suite in suites.all_suites():
        for entry in suite["expectations"]:
            one = [{**suite, "expectations": [entry]}]
            for bad in entry["meta"]["bad"] if not codes or entry["meta"]["code"] in codes else ():
                with bench.planted(bad, ()) as changed:
                    ours = suites.check_suites(changed, bench.store, {}, one)
                yield f"{entry['meta']['code']}: {bad}", told(ours), told(spark.suites(changed, one))


def main(codes: Collection[str]) -> int:
    """Compare, print counts, and return how many faults have other findings on Spark."""
    bench, spark = Bench(shipped()), SparkBench(session("local[2]"))
    different = 0
    for what, faults in (("rules", rule_faults), ("expectations", suite_faults)):
        begun = time.monotonic()
        seen, findings, differing = Counter[str](), 0, 0
        for name, ours, theirs in faults(bench, spark, codes):
            seen[name.partition(":")[0]] += 1
            findings += len(ours)
            if ours != theirs:
                differing += 1
                print(f"{name}\n  here  {[f for f in ours if f not in theirs][:3]}")
                print(f"  Spark {[f for f in theirs if f not in ours][:3]}", flush=True)
        print(f"{len(seen)} {what}, {seen.total()} planted faults, {findings} findings compared, ", end="")
        print(f"{differing} faults with a difference ({time.monotonic() - begun:.0f} s)", flush=True)
        different += differing
    spark.spark.stop()
    return different


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
