"""What the checks cost on Spark: ``python -m benchmarks.spark [--rows N ...] [--masters URL ...]``.

Packages of the record's shape are generated, and the schemas of their large tables and all rules checked in a process
of its own on each master. Seconds after the start of Spark and, from Spark's own event log, the CPU time of tasks and
the bytes that they shuffle go to docs/spark.json, and what they mean for a billion rows into docs/spark.md. References
are asked without broadcasting: of a billion rows no parent is small enough.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.generate import generate

if TYPE_CHECKING:
    from checks.package import Package

ROOT = Path(__file__).resolve().parent.parent
JSON, PAGE = ROOT / "docs" / "spark.json", ROOT / "docs" / "spark.md"
MARKS = ("<!-- measured: python -m benchmarks.spark -->\n", "<!-- end of measured -->\n")
FAULTS = 110
KINDS = ("read", "cells", "keys", "references", "rules")
CODES = {"SCH107": "keys", "SCH108": "keys", "SCH109": "references"}
_BROADCAST = ("spark.sql.autoBroadcastJoinThreshold", "spark.sql.adaptive.autoBroadcastJoinThreshold")
Measured = dict[str, Any]


def measure(package: Path, master: str | None) -> Measured:
    """Check the schemas of large tables, and all rules, on a master: seconds, CPU seconds and shuffle of each kind."""
    from checks import package as packages
    from checks.engines import spark as engine
    from checks.engines import spark_frames

    with tempfile.TemporaryDirectory(prefix="andean-coca-") as log:
        more = {"spark.eventLog.enabled": "true", "spark.eventLog.dir": Path(log).as_uri()}
        more |= {"spark.eventLog.compress": "false", "spark.eventLog.rolling.enabled": "false"}
        clock = [time.perf_counter()]
        spark = engine.session(master, more)
        clock.append(time.perf_counter())
        read = packages.read(package, large=True)
        engine.tune(spark, read)
        spark_frames.show(spark, read.tables.values())
        rows, found = _schemas(spark, read)
        clock.append(time.perf_counter())
        found += _rules(spark, read)
        clock.append(time.perf_counter())
        master = spark.sparkContext.master
        spark.stop()
        kinds = _told(Path(log))
    took = dict(zip(("start", "schemas", "rules"), (round(b - a, 2) for a, b in pairwise(clock)), strict=True))
    return {"master": master, "rows": rows, "findings": found, **took, "kinds": {kind: kinds[kind] for kind in KINDS}}


def _schemas(spark: Any, read: Package) -> tuple[int, int]:
    """How many rows and findings the large tables have."""
    from checks.engines import spark_frames
    from checks.engines.compile import compile_table
    from checks.engines.compiled import shapes

    rows = found = 0
    for table in (t for t in read.tables.values() if t.large):
        spark.sparkContext.setJobDescription("read")
        uneven, beyond = spark_frames.broken_rows(spark, table)
        found += len(uneven) + beyond
        rows += spark_frames.count(spark, table)
        for query in compile_table(table.name, table.schema, shapes(read.tables.values()), "spark").always:
            kind = next((kind for code, kind in CODES.items() if f"'{code}'" in query[:200]), "cells")
            spark.sparkContext.setJobDescription(kind)
            for setting in _BROADCAST:
                # Of a billion rows no parent is small enough to be sent to every worker.
                spark.conf.set(setting, "-1") if kind == "references" else spark.conf.unset(setting)
            listed, unlisted = spark_frames.listed(spark, query)
            found += len(listed) + sum(unlisted.values())
    for setting in _BROADCAST:
        spark.conf.unset(setting)
    return rows, found


def _rules(spark: Any, read: Package) -> int:
    """How many findings the rules have, with what is made for them."""
    from checks import rules
    from checks.engines import spark_parsed, spark_rules

    spark.sparkContext.setJobDescription("rules")
    spark_parsed.create(spark, read, {name for rule in rules.all_rules() for name in rule.reads})
    unlisted = Counter[str]()
    return len(spark_rules.check_rules(spark, read, unlisted)) + unlisted.total()


def _told(log: Path) -> dict[str, Measured]:
    """CPU seconds of tasks and the bytes they wrote for others to read, by the description of their job."""
    kinds: dict[int, str] = {}
    told: dict[str, Measured] = {kind: {"cpu": 0.0, "shuffled": 0} for kind in ("", *KINDS)}
    for path in sorted(p for p in log.rglob("*") if p.is_file() and not p.name.startswith((".", "appstatus"))):
        with path.open(encoding="utf-8") as lines:
            for event in map(json.loads, lines):
                if event["Event"] == "SparkListenerJobStart":
                    kind = event["Properties"].get("spark.job.description", "")
                    kinds |= dict.fromkeys(event["Stage IDs"], kind if kind in KINDS else "")
                elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                    metrics, sums = event["Task Metrics"], told[kinds.get(event["Stage ID"], "")]
                    sums["cpu"] = round(sums["cpu"] + metrics["Executor CPU Time"] / 1e9, 3)
                    sums["shuffled"] += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
    return told


def measured_apart(package: Path, master: str) -> Measured:
    """What ``measure`` gives of a process of its own, with the size of the package."""
    command = [sys.executable, "-m", "benchmarks.spark", "--one", str(package), "--masters", master]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        return {"master": master, "failed": (run.stderr.strip().splitlines() or ["?"])[-1][:200]}
    told: Measured = json.loads(run.stdout.strip().splitlines()[-1])
    return told | {"bytes": sum(p.stat().st_size for p in (package / "data").iterdir())}


def section(runs: Sequence[Measured]) -> str:
    """The measured rates as a table, and what follows from them for a billion rows."""
    lines = ["| master | rows | MB | start | schemas | rules | CPU of tasks | keys shuffle | references | rules |"]
    lines.append("|---" * 10 + "|")
    good = sorted((r for r in runs if "failed" not in r), key=lambda r: (r["rows"], r["master"]))
    for r in good:
        cells = (f"`{r['master']}`", f"{r['rows']:,}", f"{r['bytes'] / 1e6:,.0f}")
        times = (f"{seconds:.0f} s" for seconds in (r["start"], r["schemas"], r["rules"], _cpu(r)))
        lines.append(f"| {' | '.join((*cells, *times, *(_size(r['kinds'][k]['shuffled']) for k in KINDS[2:])))} |")
    if len({r["rows"] for r in good}) > 1:
        lines += ["", *_billion(good[0], good[-1])]
    return "\n".join(lines) + "\n"


def _cpu(run: Measured) -> float:
    return float(sum(told["cpu"] for told in run["kinds"].values()))


def _billion(small: Measured, large: Measured) -> list[str]:
    """What 1e9 rows take by CPU time, which other work on the machine leaves mostly as it is."""
    more = large["rows"] - small["rows"]
    each = {kind: (large["kinds"][kind]["cpu"] - small["kinds"][kind]["cpu"]) / more * 1e6 for kind in KINDS}
    hours = sum(each.values()) * 1e3 / 3600
    wide = large["bytes"] / large["rows"]
    row = {kind: told["shuffled"] / large["rows"] for kind, told in large["kinds"].items()}
    told = ", ".join(f"{kind} {cost:.0f}" for kind, cost in each.items())
    total = sum(each.values())
    return [
        f"Of the rows that the largest run has more than the smallest, a million cost {total:.0f} CPU seconds of tasks",
        f"({told}). So 1e9 rows, {wide:.0f} GB of CSV, take {hours:,.0f} core hours:",
        "",
        *(f"- {cores} cores: {hours * 60 / cores:,.0f} minutes, if all are busy" for cores in (64, 256)),
        *(f"- shuffled by {kind}: {_size(row[kind] * 1e9)} ({row[kind]:.1f} bytes a row)" for kind in KINDS[2:]),
    ]


def _size(number: float) -> str:
    unit, word = next((u, w) for u, w in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")) if number >= u or u == 1)
    return f"{number / unit:,.1f} {word}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write JSON and page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000], help="default: 1e5 and 1e6")
    default = os.environ.get("SPARK_MASTER", "")
    masters = [default] if default else ["local[1]", "local[2]"]
    parser.add_argument("--masters", nargs="+", default=masters, help="default: SPARK_MASTER, else local[1] local[2]")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    from checks.engines.spark import EngineError, needed

    try:
        needed()
        if options.one:
            print(json.dumps(measure(options.one, options.masters[0])))
            return 0
    except EngineError as error:
        parser.error(str(error))
    runs: list[Measured] = []
    for rows in options.rows:
        with tempfile.TemporaryDirectory() as folder:
            generate(Path(folder) / "p", rows, faults=FAULTS, seed=1)
            for master in options.masters:
                runs.append(measured_apart(Path(folder) / "p", master))
                print(json.dumps(runs[-1]), flush=True)
    JSON.write_text(json.dumps({"runs": runs}, indent=1) + "\n", encoding="utf-8", newline="\n")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    PAGE.write_text(before + MARKS[0] + "\n" + section(runs) + "\n" + MARKS[1] + after, encoding="utf-8", newline="\n")
    return int(any("failed" in run for run in runs))


if __name__ == "__main__":
    sys.exit(main())
