"""frictionless, DuckDB and Spark name the same cells; of many packages: ``python -m benchmarks.differential``."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import differential
from benchmarks.drawn import KINDS, drawn
from checks import package
from checks.engines import spark
from checks.run import check

PACKAGES = -(-len(KINDS) // 4)  # four faults each: every kind once
ENGINES: dict[str, differential.Engine] = {
    "frictionless": differential.on_frictionless,
    "DuckDB": differential.on_duckdb,
    "large": differential.on_duckdb_large,
}


def told(engines: dict[str, differential.Engine]) -> differential.Compared:
    compared = differential.compare(engines, PACKAGES, 0)
    assert compared.unexplained == []
    assert set(compared.faults) == set(KINDS)
    assert all(number > len(KINDS) / 2 for number in compared.findings.values())
    return compared


def test_frictionless_and_duckdb_differ_for_a_reason_alone() -> None:
    told(ENGINES)


def test_spark_has_the_findings_of_duckdb() -> None:
    try:
        session = spark.session("local[2]")
    except spark.EngineError as error:
        pytest.skip(str(error))
    compared = told({"DuckDB": differential.on_duckdb, "Spark": differential.on_spark(session)})
    session.stop()
    assert compared.differences.total() == 0


def test_a_difference_without_a_reason_is_told() -> None:
    engines = {**ENGINES, "blind": lambda _: differential.Places()}
    assert differential.compare({n: engines[n] for n in ("DuckDB", "blind")}, 2, 0).unexplained


def test_a_package_is_drawn_alike_for_a_seed(tmp_path: Path) -> None:
    kinds = [drawn(tmp_path / str(n), 7) for n in (1, 2)]
    assert kinds[0] == kinds[1]
    one, two = ((tmp_path / str(n) / "data" / "rows.csv").read_bytes() for n in (1, 2))
    assert one == two


def test_lines_after_a_short_row_are_right_in_large_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(tmp_path / "p", 0)
    path = tmp_path / "p" / "data" / "rows.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    plain = [row for row in rows if row.count(",") == header.count(",") and '"' not in row]
    bad = plain[2].split(",")
    bad[header.split(",").index("lower")] = "ABC"
    path.write_text(header + plain[0] + "R-1,x,short\n" + plain[1] + ",".join(bad), encoding="utf-8", newline="")
    monkeypatch.setattr(package, "THRESHOLD", 1)
    found = check(tmp_path / "p", fast=True, memory="500MB").findings
    assert [f.line for f in found if (f.code, f.field) == ("SCH104", "lower")] == [5]
