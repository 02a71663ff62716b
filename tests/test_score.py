"""The mutation score that is kept: it may not fall, its survivors have reasons, its page and picture are of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from planting import ROOT

from mutants import cli, picture, record
from mutants.engine import Outcome
from mutants.score import Plan, tally

CAUGHT = Outcome(
    "year_off_by_one", "semantic", "figures", "period", "F-0001", "2017", "2018", "cell", "cell", ("DAT001",)
)
PASSED = Outcome("hash_changed", "semantic", "evidence", "span_sha256", "E-0001", "aa", "ab", "", "cell", ("EVD002",))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place for a score, with a reason for what survives in it."""
    for name in ("CSV", "JSON", "REASONS"):
        monkeypatch.setattr(record, name, tmp_path / getattr(record, name).name)
    record.REASONS.write_text("table,column,reason\nevidence,span_sha256,words unseen\n", encoding="utf-8")


def test_a_class_that_falls_is_named() -> None:
    better, worse = {"semantic": [100, 97, 99]}, {"semantic": [200, 193, 199]}
    assert record.fallen({"0.1.0": better, "0.2.0": better}) == []
    told = record.fallen({"0.10.0": worse, "0.9.0": better})
    assert told == ["semantic without the texts fell in 0.10.0: 193 of 200, was 97 of 100"]


@pytest.mark.usefixtures("kept")
def test_a_survivor_without_a_reason_is_refused() -> None:
    plan = Plan(ROOT, None, 1, 1)
    record.keep(plan, [CAUGHT, PASSED], [CAUGHT])
    record.REASONS.write_text("table,column,reason\n", encoding="utf-8")
    with pytest.raises(record.ScoreError, match=r"no reason in mutants/reasons\.csv for evidence\.span_sha256"):
        record.keep(plan, [CAUGHT, PASSED], [CAUGHT])


@pytest.mark.usefixtures("kept")
def test_a_score_of_other_data_is_refused() -> None:
    record.keep(Plan(ROOT, None, 1, 1), [CAUGHT, PASSED], [CAUGHT])
    assert record.measured(ROOT)["data_sha256"] == record.data_digest(ROOT)
    score = json.loads(record.JSON.read_bytes())
    record.JSON.write_text(json.dumps({**score, "data_sha256": "0" * 64}), encoding="utf-8")
    with pytest.raises(record.ScoreError, match="measured on other data"):
        record.measured(ROOT)


@pytest.mark.usefixtures("kept")
def test_a_fall_is_not_kept() -> None:
    record.keep(Plan(ROOT, None, 1, 1), [CAUGHT, PASSED], [CAUGHT])
    score = json.loads(record.JSON.read_bytes())
    score["versions"] = {"0.0.1": {"semantic": [10, 10, 10]}}
    before = json.dumps(score)
    record.JSON.write_text(before, encoding="utf-8")
    with pytest.raises(record.ScoreError, match="semantic without the texts fell"):
        record.keep(Plan(ROOT, None, 1, 1), [CAUGHT, PASSED], [CAUGHT])
    assert record.JSON.read_text(encoding="utf-8") == before


def test_with_texts_counts_apart() -> None:
    counted = tally([CAUGHT, PASSED])
    assert (counted.tried, counted.caught, counted.with_texts, counted.percent) == (2, 1, 2, 50.0)


def test_page_and_picture_are_of_the_kept_score() -> None:
    assert cli.PAGE.read_text(encoding="utf-8") == record.page()
    assert picture.FILE.read_text(encoding="utf-8") == picture.draw()


def test_every_reason_is_of_a_column_with_a_survivor_in_some_draw() -> None:
    columns = {(r["table"], r["column"]) for r in record.tables.read_file(record.CSV)[1]}
    assert record.reasons().keys() <= columns
    assert all(len(reason) > 20 for reason in record.reasons().values())


def test_goals_hold() -> None:
    levels = max(json.loads(record.JSON.read_bytes())["versions"].items())[1]
    for level, goal in (("lexical", 99), ("structural", 99), ("semantic", 95)):
        tried, caught, _ = levels[level]
        assert 100 * caught >= goal * tried, level
    tried, _, with_texts = levels["all"]
    assert 100 * with_texts >= 99 * tried
    tried, _, with_texts = levels["texts"]
    assert with_texts == tried


def test_recording_a_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--record", "--limit", "5"]) == 2
    assert "of the whole, with the texts" in capsys.readouterr().err
