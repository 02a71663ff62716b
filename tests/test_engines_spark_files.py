"""What the files of tables tell on Spark: the findings of DuckDB, whether the driver reads the rows or Spark does."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import test_inputs as inputs
from planting import ROOT

from checks import package, rules, run
from checks.engines.spark import EngineError, check, session
from checks.findings import Finding, Report

ROWS = [inputs.text(inputs.FAULTY[:4]), inputs.text(inputs.FAULTY[4:8]), inputs.text(inputs.ROWS)]
BREAKS = inputs.text([*inputs.ROWS[:3], inputs.FAULTY[9], inputs.FAULTY[9], *inputs.FAULTY[1:3]])
WRONG = {"bytes": 1, "rows": 99, "hash": "sha256:" + "0" * 64}
TYPED = ", ".join(f"('R-{n:04d}', {n}.5::DOUBLE, {n}, DATE '2020-02-29', true, NULL)" for n in (3, 11, 12))
FILES = {
    "forms/a.csv": ROWS[0],
    "forms/b.csv.gz": gzip.compress(ROWS[1]),
    "stated.csv.gz": gzip.compress(ROWS[2]),
    "letters.csv.gz": gzip.compress(ROWS[2].replace(b"n3", b"\xe9")),
    "empty.csv.gz": gzip.compress(inputs.text([])),
    "cut.csv.gz": gzip.compress(ROWS[2])[:-9],
    "ragged.csv": ROWS[2].replace(b"n3", b'"a\nb",more').replace(b",true,n6", b""),
    "apart.csv": ROWS[2].replace(b"n3", b"\xc3n3\xa9"),
    "quote.csv": ROWS[2].replace(b"n12", b'"n12'),
    "torn.csv.gz": gzip.compress(ROWS[2].replace(b"n3", "ñ".encode() * 40_000), 0)[:-9],
    "blank.csv": ROWS[2].replace(b"R-0005", b"\nR-0005").replace(b"R-0011,11.5", b"R-0011,x"),
}
FOLDERS = {"forms", "breaks"}


@pytest.fixture(scope="module", autouse=True)
def on_spark() -> Iterator[None]:
    try:
        spark = session("local[2]")
    except EngineError as error:
        pytest.skip(str(error))
    yield
    spark.stop()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with a table of each form and fault, in a folder whose name could be a pattern."""
    root = tmp_path_factory.mktemp("files") / "{p}[1]"
    for name, written in FILES.items():
        (root / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "data" / name).write_bytes(written)
    (root / "data" / "breaks").mkdir()
    names = "id, value, count, day, open, note"
    typed = root / "data" / "forms" / "c.parquet"
    duckdb.execute(f"COPY (SELECT * FROM (VALUES {TYPED}) v({names})) TO '{typed}'")
    for part in ("a", "b"):
        inputs.parquet(root / "data" / "breaks" / f"{part}.parquet", BREAKS)
    paths = [f"data/{path}" for path in (*(name for name in FILES if "/" not in name), *sorted(FOLDERS))]
    tables = [{"name": Path(p).name.partition(".")[0], "path": p, "schema": inputs.SCHEMA} for p in paths]
    tables = [table | (WRONG if table["name"] == "stated" else {}) for table in tables]
    (root / "datapackage.json").write_text(json.dumps({"name": "p", "resources": tables}))
    return root


@pytest.fixture(scope="module", params=[package.THRESHOLD, 100], ids=["driver", "Spark"])
def reports(root: Path, request: pytest.FixtureRequest) -> Iterator[list[Report]]:
    """The reports of DuckDB and of Spark; without rules, which would take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "all_rules", lambda: ())
        patch.setattr(package, "THRESHOLD", request.param)
        yield [run.check(root, fast=True, memory="500MB"), check(root, "local[2]", fast=True)]


def told(report: Report, file: str = "") -> list[Finding]:
    """What both engines look for; each has words of its own for the byte that is no letter."""
    looked_for = ("SCH", "PKG", "LEX001", "LEX004")
    found = [f for f in report.findings if f.code.startswith(looked_for) and f.file.startswith(f"data/{file}")]
    return [replace(f, got=None) if f.code == "LEX001" else f for f in found]


@pytest.mark.parametrize("table", sorted({*(name.partition(".")[0] for name in FILES if "/" not in name), *FOLDERS}))
def test_files_have_the_findings_of_duckdb(reports: list[Report], table: str) -> None:
    ours, theirs = reports
    assert told(theirs, table) == told(ours, table) != []


def test_rows_are_counted_alike(reports: list[Report]) -> None:
    refused = {"data/letters.csv.gz", "data/quote.csv"}  # of these DuckDB leaves a row out
    ours, theirs = ({file: n for file, n in report.rows.items() if file not in refused} for report in reports)
    assert theirs == ours
    assert ours["data/breaks"] == 14


def test_characters_are_looked_at_where_the_driver_reads(reports: list[Report]) -> None:
    ours, theirs = reports
    if not any("above 1 MB" in note for note in theirs.notes):
        assert theirs.findings == ours.findings
        assert "LEX007" in {f.code for f in theirs.findings}


def test_a_zip_has_the_findings_of_its_folder(root: Path, reports: list[Report], tmp_path: Path) -> None:
    packed = tmp_path / "p.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(root.rglob("*")):
            archive.write(path, path.relative_to(root))
    assert check(packed, "local[2]", fast=True).findings == reports[1].findings
    packed.write_bytes(packed.read_bytes()[:100])
    assert [f.code for f in check(packed, "local[2]").findings] == ["PKG013"]


def test_code_for_workers_is_gone_when_the_process_ends() -> None:
    asked = "from checks.engines.spark import _code; print(_code())"
    run = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.endswith(".zip\n")
    assert not Path(run.stdout.strip()).parent.exists()


def test_code_of_sessions_that_have_ended_is_no_longer_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, "gone/andean_coca_checks.zip"])
    session("local[2]")
    assert "gone/andean_coca_checks.zip" not in sys.path
    assert all(Path(place).exists() for place in sys.path if place.endswith("andean_coca_checks.zip"))
