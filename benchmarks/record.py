"""What the official record costs the checks: with it and without it, in turn, as whole processes.

Machines are shared and noisy, so the two commands alternate and only their ratio counts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from andean_coca import tables
from benchmarks.commands import ANEW, CHECKS, seconds

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {"fast": 1.5, "full": 1.3}


def without_record(target: Path) -> None:
    """Write the package without the official record: its sources, evidence and figures, and rows that name these.

    It is not sound: nothing is left to hold claims against. Of that the checks tell in a few findings.
    """
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copyfile(ROOT / "datapackage.json", target / "datapackage.json")
    kept = {r["source_id"] for r in _rows("sources") if r["copy_kind"] == "original"}
    evidence = {r["evidence_id"] for r in _rows("evidence") if r["source_id"] in kept}
    figures = {r["figure_id"] for r in _rows("figures") if r["evidence_id"] in evidence}
    by_source, by_figure = ("sources", "evidence", "passages", "speakers"), ("conflicts", "reconciliation_operands")
    keep = dict.fromkeys(by_source, ("source_id", kept)) | dict.fromkeys(by_figure, ("figure_id", figures))
    for name, (key, ids) in (keep | {"figures": ("figure_id", figures)}).items():
        header, rows = tables.read_file(ROOT / "data" / f"{name}.csv")
        primary = json.loads((ROOT / "schemas" / f"{name}.json").read_bytes())["primaryKey"]
        tables.write_file(target / "data" / f"{name}.csv", header, [r for r in rows if r[key] in ids], primary)


def _rows(name: str) -> list[dict[str, str]]:
    return tables.read_file(ROOT / "data" / f"{name}.csv")[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print median seconds and the median of the ratios, pair by pair."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.record", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs (default: 5)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        without = Path(name) / "package"
        without.mkdir()
        without_record(without)
        print(f"{'check':<6} {'with':>8} {'without':>8} {'ratio':>6}  aim")
        for check, target in TARGETS.items():
            flags = [ANEW, "--fast"] if check == "fast" else [ANEW]
            beside, alone = ([*CHECKS, str(package), *flags] for package in (ROOT, without))
            seconds(beside)
            pairs = [(seconds(beside), seconds(alone)) for _ in range(options.runs)]
            ratio = statistics.median(a / b for a, b in pairs)
            a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
            print(f"{check:<6} {a:7.2f}s {b:7.2f}s {ratio:6.2f}  at most {target}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
