"""A schema without a column ends in findings on tables of any size: the rules that could not run are named.

On large tables they are more: what many rules would join anew is joined once, with the columns of all of them.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from planting import ROOT

from benchmarks.generate import generate
from checks import package, rules
from checks.archive import check
from checks.findings import Finding, Report

COLUMNS = [
    (table, field["name"])
    for table in ("figures", "evidence")
    for field in json.loads((ROOT / "schemas" / f"{table}.json").read_bytes())["fields"]
]

NOT_READ = {"note_es"}  # by no rule


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("generated") / "p"
    generate(target, 300)
    return target


def drop(root: Path, table: str, column: str) -> None:
    """Take a column out of a table and of its schema."""
    path = root / "schemas" / f"{table}.json"
    schema = json.loads(path.read_bytes())
    schema["fields"] = [f for f in schema["fields"] if f["name"] != column]
    schema["foreignKeys"] = [k for k in schema["foreignKeys"] if column not in k["fields"]]
    path.write_text(json.dumps(schema), encoding="utf-8")
    path = root / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    at = header.index(column)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(row[:at] + row[at + 1 :] for row in (header, *rows))


def idle(report: Report) -> set[str]:
    """Codes of the rules that could not run."""
    return {code for f in report.findings if f.code == "PKG008" for code in (f.got or "").split(", ")}


def ran(report: Report, without: set[str]) -> list[Finding]:
    """What is found by all but some rules."""
    return [f for f in report.findings if f.code not in {"PKG008", *without}]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_rules_that_miss_a_column_are_named_either_way(
    generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, column: str
) -> None:
    root = tmp_path / "p"
    shutil.copytree(generated, root)
    drop(root, table, column)
    small = check(root, fast=True)
    monkeypatch.setattr(package, "THRESHOLD", 0)
    monkeypatch.setattr(rules, "LISTED", 10_000)
    large = check(root, fast=True, memory="500MB")
    assert idle(small) <= idle(large)
    assert bool(idle(small)) == (column not in NOT_READ)
    assert ran(large, idle(large)) == ran(small, idle(large))
