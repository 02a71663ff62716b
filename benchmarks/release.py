"""What a release costs: ``python -m benchmarks.release``.

The release beyond the full check, as a ratio of whole runs in turn (aim: at most 2.0x); with
``--rows 10_000_000`` instead the formats that are streamed, each in a process of its own, on a generated
table of so many rows: seconds to write and to hold it against the table, and the most memory used.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.commands import ANEW, CHECKS, seconds
from release import descriptor
from release.artefacts import ARTEFACTS
from release.artefacts.source import Source

STREAMED = ("zip", "tar.gz", "parquet", "sqlite")
COLUMNS = {
    "row_id": "string",
    "kind_id": "string",
    "period_start": "date",
    "value": "number",
    "position": "integer",
    "note_es": "string",
}


def generate(root: Path, rows: int) -> Source:
    """Write a package of two tables, the larger of ``rows`` rows with every type, accents and blanks."""
    (root / "data").mkdir(parents=True)
    (root / "schemas").mkdir()
    resources = []
    for name, columns in (("kinds", {"kind_id": "string"}), ("readings", COLUMNS)):
        fields = [
            {"name": column, "type": kind, "title": column, "description": ""} for column, kind in columns.items()
        ]
        schema: dict[str, Any] = {"fields": fields, "primaryKey": [next(iter(columns))]}
        if name == "readings":
            schema["foreignKeys"] = [{"fields": ["kind_id"], "reference": {"resource": "kinds", "fields": ["kind_id"]}}]
        descriptor.write_json(root / "schemas" / f"{name}.json", schema)
        paths = {"path": f"data/{name}.csv", "schema": f"schemas/{name}.json"}
        resources.append({"name": name, "title": name, "description": "", **paths})
    with (root / "data" / "kinds.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(["kind_id\n", *(f"K-{n:04}\n" for n in range(100))])
    with (root / "data" / "readings.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(COLUMNS) + "\n")
        for n in range(rows):
            value = f"{n % 9999 + 1}.{n % 9 + 1}" if n % 7 else ""
            note = '"año, según el informe"' if n % 5 == 0 else ""
            day = f"20{n % 30:02}-0{n % 9 + 1}-15"
            file.write(f"R-{n:08},K-{n % 100:04},{day},{value},{n},{note}\n")
    descriptor.write_json(root / "datapackage.json", {"version": "0.0.0", "resources": resources})
    return Source(root, descriptor.released(root), 0, ("datapackage.json", "data/kinds.csv", "data/readings.csv"))


def measure(name: str, source: Source, target: Path) -> tuple[int, float, float, float]:
    """Write an artefact and hold it against the tables; return bytes, seconds of each, and the peak in MiB."""
    import resource

    (artefact,) = (one for one in ARTEFACTS if one.name == name)
    start = time.perf_counter()
    files = artefact.write(source, target)
    written = time.perf_counter()
    artefact.prove(source, target)
    held = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    return sum((target / file).stat().st_size for file in files), written - start, held - written, peak


def stream(rows: int, folder: Path) -> None:
    """Print a line for each streamed format; the archives pack the folder of the generated package."""
    start = time.perf_counter()
    target = folder / "big"
    source = generate(target, rows)
    size = (target / "data" / "readings.csv").stat().st_size
    print(f"generated {rows:,} rows, {size:,} bytes, in {time.perf_counter() - start:.1f} s", flush=True)
    print(f"{'format':<8} {'bytes':>14} {'write':>8} {'hold':>8} {'peak':>8}")
    for name in STREAMED:
        with multiprocessing.get_context("spawn").Pool(1) as pool:  # a new process, so that its peak is its own
            size, write, held, peak = pool.apply(measure, (name, source, target))
        print(f"{name:<8} {size:>14,} {write:7.1f}s {held:7.1f}s {peak:4.0f} MiB", flush=True)


def ratio(runs: int, folder: Path) -> None:
    """Print seconds of the full check and of the release in turn, and the release's share beyond the check."""
    release = [sys.executable, "-m", "release", "--dist", str(folder)]
    check = [*CHECKS, ANEW]
    seconds(check)
    pairs = [(seconds(release), seconds(check)) for _ in range(runs)]
    share = statistics.median((a - b) / b for a, b in pairs)
    a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"release {a:.2f}s, full check {b:.2f}s: {share:.2f} of a check beyond it (aim: at most 2.0)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one of the two measurements."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.release", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="pairs of runs (default: 5)")
    parser.add_argument("--rows", type=int, help="measure the streamed formats on a table of so many rows")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        if options.rows:
            stream(options.rows, Path(name))
        else:
            ratio(options.runs, Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
