"""What the official record costs the checks: with it and without it, in turn, as whole processes.

Machines are shared and noisy, so the two commands alternate and only their ratio counts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from andean_coca import tables

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {"fast": 1.5, "full": 1.3}


def without_record(target: Path) -> None:
    """Write the package without the official record: its sources, evidence, figures and what rests on them."""
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copyfile(ROOT / "datapackage.json", target / "datapackage.json")
    kept = {r["source_id"] for r in _rows("sources") if r["copy_kind"] == "original"}
    evidence = {r["evidence_id"] for r in _rows("evidence") if r["source_id"] in kept}
    figures = {r["figure_id"] for r in _rows("figures") if r["evidence_id"] in evidence}
    keep = {"sources": ("source_id", kept), "evidence": ("evidence_id", evidence), "figures": ("figure_id", figures)}
    for name, (key, ids) in keep.items():
        header, rows = tables.read_file(ROOT / "data" / f"{name}.csv")
        tables.write_file(target / "data" / f"{name}.csv", header, [r for r in rows if r[key] in ids], [key])


def _rows(name: str) -> list[dict[str, str]]:
    return tables.read_file(ROOT / "data" / f"{name}.csv")[1]


def seconds(package: Path, *options: str) -> float:
    """Wall seconds of one whole run of the checks on a package."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "checks", str(package), *options]
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    return time.perf_counter() - start


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
            flags = ["--fast"] if check == "fast" else []
            seconds(ROOT, *flags)
            pairs = [(seconds(ROOT, *flags), seconds(without, *flags)) for _ in range(options.runs)]
            ratio = statistics.median(a / b for a, b in pairs)
            a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
            print(f"{check:<6} {a:7.2f}s {b:7.2f}s {ratio:6.2f}  at most {target}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
