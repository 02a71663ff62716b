"""The checks beside what they replace, as whole processes in turn: ``python -m benchmarks.commands``.

The fast check against ``frictionless validate`` on the same package, with nothing kept from earlier runs (aim: at
most 0.5x, while it checks more) and unchanged (0.25x), and the full check against importing Great Expectations in a
script (at most 2.5x).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = [sys.executable, "-m", "checks"]
ANEW = "--no-cache"  # else an unchanged package is answered from what is kept, with or without --fast


def seconds(command: Sequence[str]) -> float:
    """Wall seconds of one whole run of a command in this checkout, which may have findings.

    Raises:
        CalledProcessError: it could not run, and what it took would say nothing.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # Python compiles a module once, as it does where tools are used
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    took = time.perf_counter() - start
    if done.returncode not in {0, 1}:
        raise subprocess.CalledProcessError(done.returncode, command, stderr=done.stderr)
    return took


def side_by_side(name: str, ours: Sequence[str], other: Sequence[str], aim: float, runs: int) -> str:
    """Run two commands in turn and return a line with median seconds and the median of the ratios."""
    seconds(ours)
    seconds(other)
    pairs = [(seconds(ours), seconds(other)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
    return f"{name:<50} {a:6.2f}s {b:6.2f}s {ratio:6.2f}  at most {aim}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.commands", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs (default: 5)")
    runs = parser.parse_args(arguments).runs
    print(f"{'ours / other':<50} {'ours':>7} {'other':>7} {'ratio':>6}  aim")
    frictionless = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    for told, option, aim in (("all anew", [ANEW], 0.5), ("unchanged", [], 0.25)):
        name = f"checks --fast, {told} / frictionless validate"
        print(side_by_side(name, [*CHECKS, "--fast", *option], frictionless, aim, runs), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "only_import.py"
        script.write_text("import great_expectations\n", encoding="utf-8")
        full = [*CHECKS, ANEW]
        line = side_by_side("checks / import great_expectations", full, [sys.executable, str(script)], 2.5, runs)
    print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
