"""What the checks cost on Spark: ``python -m benchmarks.spark [--rows N ...] [--masters URL ...]``.

Packages of the record's shape are generated, and each is checked in a process of its own on each master. Seconds after
the start of Spark, rows a second, and the bytes that keys and references shuffle, from Spark's own event log, go to
docs/spark.json, and with what they mean for a billion rows into docs/spark.md.
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
from typing import Any

from benchmarks.generate import generate

ROOT = Path(__file__).resolve().parent.parent
JSON, PAGE = ROOT / "docs" / "spark.json", ROOT / "docs" / "spark.md"
MARKS = ("<!-- measured: python -m benchmarks.spark -->\n", "<!-- end of measured -->\n")
FAULTS = 110
CODES = {"SCH107": "keys", "SCH108": "keys", "SCH109": "references"}
Measured = dict[str, Any]


def measure(package: Path, master: str | None) -> Measured:
    """Check a package on a master and tell seconds, rows, findings, and shuffled bytes by kind of query."""
    from checks import package as packages
    from checks import rules
    from checks.engines import spark as engine
    from checks.engines import spark_frames, spark_parsed, spark_rules
    from checks.findings import Report

    with tempfile.TemporaryDirectory(prefix="andean-coca-") as log:
        clock = [time.perf_counter()]
        spark = engine.session(master, {"spark.eventLog.enabled": "true", "spark.eventLog.dir": Path(log).as_uri()})
        clock.append(time.perf_counter())
        report, read = Report(), packages.read(package, large=True)
        spark.sparkContext.setJobDescription("schemas")
        engine.check_schemas(spark, read, report)
        clock.append(time.perf_counter())
        found = len(report.findings) + report.unlisted.total()
        spark.sparkContext.setJobDescription("rules")
        spark_parsed.create(spark, read, {name for rule in rules.all_rules() for name in rule.reads})
        report.findings += spark_rules.check_rules(spark, read, report.unlisted)
        clock.append(time.perf_counter())
        _apart(spark, read, spark_frames.LISTED)
        master = spark.sparkContext.master
        spark.stop()
        shuffled = _shuffled(Path(log))
    start, schemas, ruled = (round(b - a, 2) for a, b in pairwise(clock))
    return {
        "master": master,
        "rows": report.counts["rows"],
        "start": start,
        "schemas": schemas,
        "rules": ruled,
        "findings": found,
        "rules_not_run": sum(f.code in ("PKG008", "PKG009") for f in report.findings),
        "shuffled": {kind: shuffled[kind] for kind in ("schemas", "rules", "cells", "keys", "references")},
    }


def _apart(spark: Any, package: Any, most: int) -> None:
    """Run the queries of the large tables once more, each kind under its name."""
    from checks.engines.compile import compile_table

    columns = {t.name: (t.file, t.rows.header) for t in package.tables.values()}
    for table in (t for t in package.tables.values() if t.large):
        for query in compile_table(table.name, table.schema, columns, "spark"):
            kind = next((kind for code, kind in CODES.items() if f"'{code}'" in query[:200]), "cells")
            spark.sparkContext.setJobDescription(kind)
            spark.sql(query).limit(most).collect()


def _shuffled(log: Path) -> Counter[str]:
    """Bytes that tasks wrote for others to read, by the description of their job, from an event log."""
    kinds: dict[int, str] = {}
    written: Counter[str] = Counter()
    for path in sorted(p for p in log.rglob("*") if p.is_file() and not p.name.startswith((".", "appstatus"))):
        with path.open(encoding="utf-8") as lines:
            for event in map(json.loads, lines):
                if event["Event"] == "SparkListenerJobStart":
                    kind = event["Properties"].get("spark.job.description", "")
                    kinds |= dict.fromkeys(event["Stage IDs"], kind)
                elif event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                    told = event["Task Metrics"]["Shuffle Write Metrics"]["Shuffle Bytes Written"]
                    written[kinds.get(event["Stage ID"], "")] += told
    return written


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
    lines = ["| master | rows | MB | start | schemas | rules | rows a second | shuffled by schemas |", "|---" * 8 + "|"]
    good = [r for r in runs if "failed" not in r]
    for r in good:
        cells = (f"`{r['master']}`", f"{r['rows']:,}", f"{r['bytes'] / 1e6:,.0f}", f"{r['start']:.0f} s")
        more = (f"{r['schemas']:.0f} s", f"{r['rules']:.0f} s", f"{r['rows'] / r['schemas']:,.0f}")
        lines.append(f"| {' | '.join((*cells, *more, _size(r['shuffled']['schemas'])))} |")
    by = {master: sorted((r for r in good if r["master"] == master), key=lambda r: r["rows"]) for master in _seen(good)}
    rates = {m: _rate(rs[-2], rs[-1]) for m, rs in by.items() if len(rs) > 1}
    if rates:
        lines += ["", *_billion(rates, max(good, key=lambda r: r["rows"]))]
    return "\n".join(lines) + "\n"


def _seen(runs: Sequence[Measured]) -> list[str]:
    return list(dict.fromkeys(r["master"] for r in runs))


def _rate(small: Measured, large: Measured) -> float:
    """Rows a second beyond what any size costs: of the rows that the larger run has more."""
    return float((large["rows"] - small["rows"]) / max(large["schemas"] - small["schemas"], 0.01))


def _billion(rates: dict[str, float], largest: Measured) -> list[str]:
    alone, many = min(rates.values()), max(rates.values())
    each = min(rates.values()) if len(rates) == 1 else many / 2
    hours = 1e9 / each / 3600
    row = {kind: told / largest["rows"] for kind, told in largest["shuffled"].items()}
    told = ", ".join(f"`{master}` {rate:,.0f}" for master, rate in rates.items())
    wide = largest["bytes"] / largest["rows"]
    return [
        f"Rows a second beyond what any size costs: {told}; the second core makes it {many / alone:.2f} times as fast.",
        f"At {each:,.0f} rows a second and core, the schemas of 1e9 rows of {wide:.0f} bytes, {wide:.0f} GB of CSV,",
        f"take {hours:,.0f} core hours:",
        "",
        *(f"- {cores} cores: {hours * 60 / cores:,.0f} minutes" for cores in (64, 256)),
        f"- shuffled by keys: {_size(row['keys'] * 1e9)} ({row['keys']:.0f} bytes a row)",
        f"- shuffled by references: {_size(row['references'] * 1e9)} ({row['references']:.1f} bytes a row)",
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
