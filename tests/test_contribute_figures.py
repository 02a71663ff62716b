"""A new figure says what was read, refuses what it cannot read, and its verdicts are computed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from planting import ROOT

from andean_coca import tables
from checks import package, record
from checks.engines import large_record
from checks.run import check
from contribute import cli, figures, judge


def rows(root: Path, table: str) -> list[dict[str, str]]:
    return tables.read_file(root / "data" / f"{table}.csv")[1]


def cells(**given: str) -> dict[str, str]:
    return {"measure": "level", "claim_type": "estimate", "indicator_id": "I-0001", "value": "1", **given}


def test_two_numbers_in_a_phrase_are_refused(copied: Path) -> None:
    with pytest.raises(figures.CannotAddError, match="prints 25,000 and 2025, which is no one number"):
        figures.read_number(copied, "at least 25,000 hectares in 2025")
    assert figures.read_number(copied, "at least 25,000 hectares")["value"] == "25000"
    assert figures.read_number(copied, "has been growing")["obs_status"] == "O"


def test_a_series_is_chosen_if_the_claimant_produces_one_and_asked_for_otherwise(copied: Path) -> None:
    assert figures._series(copied, cells(claimed_by="A-0008"))[0] == "SR-0003"
    # DEVIDA has two: its own, and its numbers in the tables of UNODC.
    with pytest.raises(figures.CannotAddError, match=r"add series_id=\.\.\.: SR-0002 .*; SR-0018") as refused:
        figures._series(copied, cells(claimed_by="A-0014"))
    assert "SR-0001" not in str(refused.value)
    with pytest.raises(figures.CannotAddError) as refused:
        figures._series(copied, cells(claimed_by="A-0014", indicator_id="I-0004", claim_type="target"))
    assert "SR-0011" in str(refused.value)
    assert "SR-0032" not in str(refused.value)  # counts take no target
    assert figures._series(copied, cells(indicator_id="I-0015")) == ("", "")


def test_a_command_run_twice_adds_nothing_the_second_time(
    copied: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["new", "figure", "--root", str(copied), "--source", "S-0004", "--sources", str(texts)]
    command = [*words, "--find", "49,800 hectares", "indicator_id=I-0001", "place_id=P-0003", "claimed_by=A-0003"]
    command += ["claim_type=estimate", "period=2017", "series_id=SR-0001"]
    before = (copied / "data" / "figures.csv").read_bytes(), (copied / "data" / "evidence.csv").read_bytes()
    assert cli.main(command) == 2
    assert "F-0066 tells it already" in capsys.readouterr().err
    assert before == ((copied / "data" / "figures.csv").read_bytes(), (copied / "data" / "evidence.csv").read_bytes())


def test_a_known_text_is_no_new_source(copied: Path, texts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = next(texts.glob("reuters*.txt"))
    assert cli.main(["new", "source", "--root", str(copied), "--find", str(path), "title=x"]) == 2
    assert "this text is S-0005 already" in capsys.readouterr().err


def test_verdicts_are_computed_as_the_rules_ask(copied: Path) -> None:
    claim = [r for r in rows(copied, "reconciliations") if r["claim_figure_id"] == "F-0066"]
    gone = {r["reconciliation_id"] for r in claim}
    operands = [r for r in rows(copied, "reconciliation_operands") if r["reconciliation_id"] in gone]
    for name, width in (("reconciliations", 1), ("reconciliation_operands", 2)):
        path = copied / "data" / f"{name}.csv"
        header, all_rows = tables.read_file(path)
        tables.write_file(path, header, [r for r in all_rows if r["reconciliation_id"] not in gone], header[:width])
    told = judge.add(copied, "F-0066", {"why_en": claim[0]["why_en"], "why_es": claim[0]["why_es"]})
    assert [line.split(": ")[0].split(", ")[1] for line in told] == ["then", "latest"]
    added = [r for r in rows(copied, "reconciliations") if r["claim_figure_id"] == "F-0066"]
    same = ("series_id", "vintage", "verdict", "official_value", "difference")
    assert [[r[n] for n in same] for r in added] == [[r[n] for n in same] for r in claim]
    anew = {r["reconciliation_id"] for r in added}
    behind = [r["figure_id"] for r in rows(copied, "reconciliation_operands") if r["reconciliation_id"] in anew]
    assert behind == [r["figure_id"] for r in operands]
    assert check(copied, fast=True).findings == []
    with pytest.raises(figures.CannotAddError, match="already"):
        judge.add(copied, "F-0066", {"why_en": "x", "why_es": "x"})


@pytest.mark.parametrize("options", [{}, {"memory": "500MB"}], ids=["small", "large"])
def test_rules_that_could_not_run_are_an_error_if_nothing_else_is(
    copied: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, str]
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("a computation fails")

    monkeypatch.setattr(record, "fill_verdicts", fails)
    monkeypatch.setattr(large_record, "fill_verdicts", fails)
    monkeypatch.setattr(package, "THRESHOLD", 100_000)
    report = check(copied, fast=True, **options)
    assert not report.ok
    assert [f.code for f in report.findings if f.severity == "error"] == ["PKG008"]


def test_modules_of_the_release_run_in_a_checkout_that_is_not_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, runpy; sys.argv = ['diff', '--help']; runpy.run_module('release.diff')"],
        cwd=ROOT,
        env={"PATH": "/usr/bin", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ModuleNotFoundError" not in done.stderr
