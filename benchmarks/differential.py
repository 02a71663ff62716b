"""The same findings on every engine: ``python -m benchmarks.differential --packages N --seed S``.

Packages are drawn, with faults of every kind planted. frictionless, DuckDB on small tables, DuckDB on large ones and
Spark check them; findings of the schemas are compared by code, file, line, key and field. Each difference has to have
one of the reasons in ``REASONS``, and each reason a difference, or the run fails.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from andean_coca import tables
from benchmarks.drawn import drawn
from checks import package as packages
from checks.findings import Finding, Report
from checks.run import check

Place = tuple[str, str, int | None, str | None, str | None]
"""Code, file, line, key and field of a finding."""
Places = Counter[Place]  # each as often as it is told
Engine = Callable[[Path], Places]
_LIMITS = {"required": "SCH101", "enum": "SCH103", "pattern": "SCH104", "minimum": "SCH105", "maximum": "SCH105"}
_LIMITS |= {"minLength": "SCH106", "maxLength": "SCH106"}
_ERRORS = {
    "type-error": "SCH102",
    "unique-error": "SCH107",
    "primary-key": "SCH108",
    "foreign-key": "SCH109",
    "missing-cell": "SCH004",
    "extra-cell": "SCH004",
    "blank-row": "SCH004",
    "missing-label": "SCH001",
    "incorrect-label": "SCH003",
    "extra-label": "SCH002",
    "fields-match": "SCH001",
}
_ALL = 100  # packages that hold every difference there is a reason for
_KEYS = {"groups": ("a", "b"), "rows": ("id", "part")}


def places(findings: Sequence[Finding]) -> Places:
    """What is compared of findings: those of schemas."""
    return Counter((f.code, f.file, f.line, f.key, f.field) for f in findings if f.code.startswith("SCH"))


def on_duckdb(root: Path) -> Places:
    """Findings of small tables."""
    return places(check(root, fast=True).findings)


@contextmanager
def _all_large() -> Iterator[None]:
    """Every file counts as large."""
    before, packages.THRESHOLD = packages.THRESHOLD, 1
    try:
        yield
    finally:
        packages.THRESHOLD = before


def on_duckdb_large(root: Path) -> Places:
    """Findings of tables that DuckDB reads itself."""
    with _all_large():
        return places(check(root, fast=True, memory="500MB").findings)


def on_spark(spark: Any) -> Engine:
    """What gives the findings of tables that Spark reads itself."""
    from checks.engines.spark import check_schemas

    def run(root: Path) -> Places:
        report = Report()
        with _all_large():
            package = packages.read(root, large=True)
            check_schemas(spark, package, report)
        return places([*package.findings, *report.findings])

    return run


def on_frictionless(root: Path) -> Places:
    """Findings of frictionless, in our codes; of rows with too few or too many cells one."""
    import frictionless

    found: set[Place] = set()
    package = frictionless.Package(str(root / "datapackage.json"))
    for resource in package.resources:
        resource.detector = frictionless.Detector(schema_sync=True)  # columns by name, not by place
    for task in package.validate().tasks:
        file = f"data/{task.name}.csv"
        rows = tables.parse((root / file).read_text(encoding="utf-8"))
        keys = [rows.header.index(k) for k in _KEYS[task.name] if k in rows.header]
        for error in task.errors:
            row = getattr(error, "row_number", None)
            limit = next((code for word, code in _LIMITS.items() if f'"{word}"' in error.note), "")
            code = limit if error.type == "constraint-error" else _ERRORS.get(error.type, error.type)
            if code == "SCH102" and error.field_name == "web":  # the form of an address is of its type there
                code = "SCH104"
            if row is None:
                found.add((code, file, None, None, getattr(error, "label", None) or None))
                continue
            cells, line = rows.rows[row - 2], rows.lines[row - 2]
            key = "|".join(cells[k] if k < len(cells) else "" for k in keys)
            found.add((code, file, line, key, _named(error, code)))
    return Counter(found)


def _named(error: Any, code: str) -> str | None:
    """The field of an error as we tell it: the first of a key, none for a row as a whole."""
    if code == "SCH004":
        return None
    if code in ("SCH108", "SCH109"):
        named = error.field_names if code == "SCH109" else ["id"]
        return str(named[0])
    return str(error.field_name)


@dataclass(slots=True)
class Compared:
    """What a run counted, and the differences that have no reason."""

    packages: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    differences: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)


def compare(engines: dict[str, Engine], number: int, seed: int) -> Compared:
    """Check as many packages on all engines, the first drawn by the seed, and compare what they find."""
    logging.getLogger("frictionless").setLevel("ERROR")
    told = Compared()
    for one in range(seed, seed + number):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "p"
            root.mkdir()
            told.faults.update(drawn(root, one))
            found = {name: engine(root) for name, engine in engines.items()}
            rows = tables.parse((root / "data" / "rows.csv").read_text(encoding="utf-8"))
        told.packages += 1
        told.findings.update({name: places_.total() for name, places_ in found.items()})
        for pair in combinations(engines, 2):
            beyond = [found[one] - found[other] for one, other in (pair, pair[::-1])]
            for place in sorted((beyond[0] + beyond[1]).elements(), key=repr):
                told.differences[pair] += 1
                seen = _seen(rows, place, *(pair if place in beyond[0] else pair[::-1]))
                why = next((reason for reason, holds in REASONS.items() if holds(seen)), None)
                told.reasons.update([why] if why else [])
                told.unexplained += [] if why else [f"seed {one}: {seen.has}, not {seen.lacks}: {place} {seen.cell!r}"]
    return told


@dataclass(frozen=True, slots=True)
class Seen:
    """A difference: a finding that one engine has and another lacks, and its row."""

    code: str
    field: str | None
    has: str
    lacks: str
    row: dict[str, str]

    @property
    def cell(self) -> str:
        """The cell that the finding is about."""
        return self.row.get(self.field or "", "")

    @property
    def strict(self) -> bool:
        """Whether the record refuses what frictionless takes."""
        return self.lacks == "frictionless"


def _seen(rows: tables.Rows, place: Place, has: str, lacks: str) -> Seen:
    row = next((r for r, line in zip(rows.rows, rows.lines, strict=True) if line == place[2]), [])
    cells = dict(zip(rows.header, row, strict=False))
    return Seen(place[0], place[4], has, lacks, cells)


_OTHER_FORMS = {"1e5", ".5", "5.", "007", "+7", " 7", " 7 ", "1.50", "1_0", "NaN", "INF", "-INF", "nan", "Infinity"}
_OTHER_FORMS |= {"1.0", "1e1", "-00", "1" * 310, "-" + "9" * 400, "\u0663"}
_OTHER_FORMS |= {"True", "TRUE", "1", "0", "2020-1-5"}
# Why a finding of one engine is not one of another: those of frictionless by design.
REASONS: dict[str, Callable[[Seen], bool]] = {
    "frictionless, when it finds columns by name, misses none that is not there": lambda d: (
        d.strict and d.code == "SCH001"
    ),
    "the record has one form for a number, a day and a flag, and 64 bits for a whole number": lambda d: (
        "frictionless" in (d.has, d.lacks)
        and (
            (d.code in ("SCH102", "SCH105") and d.cell in _OTHER_FORMS)
            or (d.strict and d.code == "SCH102" and d.field == "many" and d.cell.lstrip("-").isdecimal())
        )
    ),
    "the record asks for a web address with a host of the web": lambda d: (
        d.strict and d.code == "SCH104" and d.field == "web"
    ),
    "in frictionless a pattern ends before a line break": lambda d: (
        d.strict and d.code == "SCH104" and d.cell.endswith("\n")
    ),
    "frictionless does not know uniqueKeys": lambda d: d.strict and (d.code, d.field) == ("SCH107", "first"),
    "the record asks for every part of a primary key": lambda d: (
        d.strict and d.code == "SCH108" and not (d.row.get("id") and d.row.get("part"))
    ),
    "a reference that is partly blank refers to nothing here, and dangles in frictionless": lambda d: (
        d.has == "frictionless" and (d.code, d.field) == ("SCH109", "a") and not (d.row.get("a") and d.row.get("b"))
    ),
    "SQL has a year 0": lambda d: d.has == "frictionless" and d.code == "SCH102" and d.cell.startswith("0000-"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and print packages, faults, findings, and differences by pair of engines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.differential", description=__doc__)
    parser.add_argument("--packages", type=int, default=20, help="how many packages to draw (default: 20)")
    parser.add_argument("--seed", type=int, default=0, help="the draw of the first (default: 0)")
    parser.add_argument("--master", metavar="URL", default="local[2]", help="of Spark (default: local[2])")
    options = parser.parse_args(arguments)
    from checks.engines.spark import EngineError, session

    engines: dict[str, Engine] = {"frictionless": on_frictionless, "DuckDB": on_duckdb, "large": on_duckdb_large}
    try:
        spark = session(options.master)
        engines["Spark"] = on_spark(spark)
    except EngineError as error:
        spark = None
        print(f"without Spark: {error}")
    told = compare(engines, options.packages, options.seed)
    if spark:
        spark.stop()
    print(f"{told.packages} packages, {told.faults.total()} faults planted of {len(told.faults)} kinds")
    print("findings compared: " + ", ".join(f"{name} {number}" for name, number in told.findings.items()))
    for pair in combinations(engines, 2):
        print(f"  {pair[0]:>12} / {pair[1]:<8} {told.differences[pair]:>5} differences")
    for why, number in told.reasons.most_common():
        print(f"  {number:>5} {why}")
    for line in told.unexplained:
        print(f"  without a reason: {line}")
    idle = [why for why in REASONS if not told.reasons[why]] if told.packages >= _ALL else []
    for why in idle:
        print(f"  no longer a difference: {why}")
    return 1 if told.unexplained or idle else 0


if __name__ == "__main__":
    sys.exit(main())
