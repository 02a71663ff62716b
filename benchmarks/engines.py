"""Every tool on the same data in one run, side by side: ``python -m benchmarks.engines``.

Writes docs/benchmarks.md, docs/benchmarks.json and docs/pictures/benchmarks.svg. Each tool is a process of its own.
Seconds depend on the machine; ratios in one run count. A tool that would take too long at a size is not run there.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.contestants import MEMORY, TOOLS
from benchmarks.generate import generate

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FAULTS = 110
Measured = dict[str, Any]


def measure(tool: str, package: Path, limit: float) -> Measured:
    """Wall and CPU seconds, peak megabytes and what is told of one process, or that it is not to be had."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "ignore"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # Python compiles a module once, as it does where tools are used
    command = [sys.executable, "-m", "benchmarks.contestants", tool, str(package)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        out, error = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return {"failed": f"over {limit:.0f} s", "over": limit}
    wall = time.perf_counter() - begun
    if process.returncode:
        return {"failed": error.decode(errors="replace").strip().splitlines()[-1][:100]}
    return {"wall": wall, "told": int(out.split()[-1])}


def measured(tool: str, package: Path, limit: float) -> Measured:
    """What ``measure`` gives, with CPU and peak memory as the system counts them for that one process."""
    script = (
        "import json, resource, sys; from pathlib import Path; from benchmarks.engines import measure; "
        "told = measure(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])); "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(json.dumps(told | {'cpu': used.ru_utime + used.ru_stime, 'mb': used.ru_maxrss / 1024}))"
    )
    command = [sys.executable, "-c", script, tool, str(package), str(limit)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    result: Measured = json.loads(run.stdout)
    return result


def typical(tool: str, package: Path, limit: float) -> Measured:
    """What ``measured`` gives; of a tool that takes less than ten seconds the median of three runs."""
    runs = [measured(tool, package, limit)]
    if runs[0].get("wall", limit) < 10:
        runs += [measured(tool, package, limit) for _ in range(2)]
        runs.sort(key=lambda run: run.get("wall", limit))
    return runs[len(runs) // 2]


def growth(points: Sequence[tuple[int, float]]) -> float | None:
    """The exponent of seconds against rows, fitted to the sizes from 1e5: 1 is linear, ``None`` is too few sizes."""
    logs = [(math.log(rows), math.log(seconds)) for rows, seconds in points if rows >= 100_000]
    if len(logs) < 2:
        return None
    mean = [sum(column) / len(logs) for column in zip(*logs, strict=True)]
    slope: float = sum((x - mean[0]) * (y - mean[1]) for x, y in logs) / sum((x - mean[0]) ** 2 for x, _ in logs)
    return slope


_COMPARED = (
    ("ours_fast", "read_duckdb", "at most 4"),
    ("frictionless_package", "ours_fast", "at least 50"),
    ("pandera", "ours_table", "at least 2.5"),
    ("ours_table", "duckdb_by_hand", "at most 1.3"),
)


def ratios(runs: list[Measured]) -> list[tuple[str, str, str]]:
    """What is compared, what is asked of it, and what was measured."""
    of = {(r["tool"], r["rows"]): r for r in runs if "failed" not in r}
    over = {(r["tool"], r["rows"]): r["over"] for r in runs if "over" in r}
    result = []
    for rows in (10**6, 10**7):
        for above, below, asked in _COMPARED:
            least = "more than " if (above, rows) in over else ""
            wall = over.get((above, rows)) or of.get((above, rows), {}).get("wall")
            if wall and (below, rows) in of:
                told = f"{least}{wall / of[below, rows]['wall']:.1f} times"
                result.append((f"{above} against {below}, {rows:,} rows", asked, told))
    if last := of.get(("ours_fast", 10**7)):
        result.append(("ours_fast, 10,000,000 rows", "at least 350,000", f"{10**7 / last['wall']:,.0f} rows a second"))
        result.append(("ours_fast, 10,000,000 rows", "at most 2,000", f"{last['mb']:,.0f} MB"))
        if first := of.get(("ours_fast", 10**6)):
            times = last["wall"] / first["wall"]
            result.append(("ours_fast, 10,000,000 against 1,000,000 rows", "at most 11", f"{times:.1f} times"))
    return result


def as_markdown(runs: list[Measured], profile: str) -> str:
    """The page: a row for each tool and size, what was asked, the growth, and where the time goes."""
    lines = [
        "# Speed",
        "",
        "`python -m benchmarks.engines` writes this page. Each tool is a process of its own on the same generated",
        f"package ({FAULTS} faults planted), in one run on a shared machine of {os.cpu_count()} cores: ratios count.",
        "`read_duckdb`, `ours_fast`, `ours_full` and `frictionless_package` take the whole package, the others the",
        "figures alone, about 3 rows in 10, with the same constraints and without foreign keys. Below ten seconds the",
        f"median of three runs is told. Ours runs with `--memory {MEMORY}`. *growth* is the exponent of time.",
        "Modules are compiled once, not by each process. What reading alone takes is the limit. *told* counts",
        "findings, or rows where nothing is checked.",
        "",
        "![Seconds against rows, a line for each tool](pictures/benchmarks.svg)",
        "",
        "| tool | rows | seconds | CPU s | MB | rows/s | told |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for run in runs:
        head = f"| {run['tool']} | {run['rows']:,} |"
        if "failed" in run:
            lines.append(f"{head} {run['failed']} | | | | |")
        else:
            rate = f"{run['rows'] / run['wall']:,.0f}"
            lines.append(f"{head} {run['wall']:.1f} | {run['cpu']:.1f} | {run['mb']:.0f} | {rate} | {run['told']:,} |")
    lines += ["", "| tool | growth |", "|---|--:|"]
    for tool in TOOLS:
        slope = growth([(r["rows"], r["wall"]) for r in runs if r["tool"] == tool and "wall" in r])
        lines += [f"| {tool} | {slope:.2f} |"] if slope is not None else []
    lines += ["", "| compared | asked | measured |", "|---|---|--:|"]
    lines += [f"| {name} | {asked} | {told} |" for name, asked, told in ratios(runs)]
    lines += ["", "## Where the time of `ours_fast` goes, 1,000,000 rows", "", profile.rstrip()]
    return "\n".join(lines) + "\n"


def as_svg(runs: list[Measured]) -> str:
    """Seconds against rows, both logarithmic, a line for each tool."""
    import vl_convert

    values = [{k: run[k] for k in ("tool", "rows", "wall")} for run in runs if "wall" in run]
    axis = {"type": "quantitative", "scale": {"type": "log"}}
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "width": 480,
        "height": 320,
        "encoding": {
            "x": {"field": "rows", "title": "rows of the package", **axis},
            "y": {"field": "wall", "title": "seconds", **axis},
            "color": {"field": "tool", "type": "nominal", "title": None},
        },
    }
    return str(vl_convert.vegalite_to_svg(chart))


def profiled(package: Path) -> str:
    """Where the time goes, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "benchmarks.steps", str(package)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def would_take(runs: Sequence[Measured], tool: str, size: int) -> float:
    """About how many seconds a tool takes at a size, from what it took at the one before; 0 where that is not known."""
    before = [r for r in runs if r["tool"] == tool]
    if not before:
        return 0
    last = before[-1]
    told = float(last.get("wall") or last.get("over") or math.inf)
    return told * size / last["rows"] if told > 10 else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every tool at every size and write page, numbers and picture."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines", description=__doc__)
    parser.add_argument("--rows", type=float, nargs="+", default=[1e4, 1e5, 1e6, 1e7], help="sizes")
    parser.add_argument("--tools", nargs="+", default=list(TOOLS), choices=list(TOOLS), help="tools (default: all)")
    parser.add_argument(
        "--limit", type=float, default=600, help="seconds after which a tool is given up (default: 600)"
    )
    parser.add_argument("--folder", help="where the packages are written for the time being, 4 GB for 1e7 rows")
    options = parser.parse_args(arguments)
    runs: list[Measured] = []
    profile = ""
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for size in map(int, options.rows):
            package = Path(folder) / str(size)
            generate(package, size, FAULTS)
            for tool in options.tools:
                expected = would_take(runs, tool, size)
                run = {"tool": tool, "rows": size}
                if expected > options.limit * 2:
                    run["failed"] = f"not run with --limit {options.limit:.0f}, would take about {expected:.0f} s"
                else:
                    run |= typical(tool, package, options.limit)
                runs.append(run)
                print(json.dumps(run), flush=True)
            if size == 10**6:
                profile = profiled(package)
            shutil.rmtree(package)
    (DOCS / "benchmarks.json").write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    (DOCS / "benchmarks.md").write_text(as_markdown(runs, profile), encoding="utf-8")
    (DOCS / "pictures" / "benchmarks.svg").write_text(as_svg(runs) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
