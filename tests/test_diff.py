"""The row-level diff: each kind of change planted once, and nothing where nothing changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from planting import ROOT

from release import diff


def edit(root: Path, table: str, old: str, new: str) -> None:
    path = root / "data" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def test_equal_packages_have_no_diff(copied: Path) -> None:
    assert diff.compare(diff.folder(ROOT), diff.folder(copied)) == []
    assert diff.as_markdown([], {}) == "Nothing changed in the data."


def test_changed_added_and_removed_rows(copied: Path) -> None:
    edit(copied, "units", "hectare,", "hectares,")
    edit(copied, "places", "P-0001,World,Mundo,,world,\n", "")
    edit(copied, "corrections", "F-1259,period,", "F-1258,period,")
    diffs = {d.name: d for d in diff.compare(diff.folder(ROOT), diff.folder(copied))}
    assert diffs.keys() == {"units", "places", "corrections"}
    assert diffs["units"].changed == {"U-0001": [diff.Cell("label_en", "hectare", "hectares")]}
    assert list(diffs["places"].removed) == ["P-0001"]
    assert (list(diffs["corrections"].added), list(diffs["corrections"].removed)) == (
        ["F-1258|period"],
        ["F-1259|period"],
    )


def test_a_changed_value_is_shown_with_its_evidence(copied: Path) -> None:
    row = next(
        line
        for line in (ROOT / "data/figures.csv").read_text(encoding="utf-8").split("\n")
        if line.startswith("F-0066,")
    )
    edit(copied, "figures", row, row.replace(",49800,", ",49900,"))
    diffs = diff.compare(diff.folder(ROOT), diff.folder(copied))
    told = diff.as_markdown(diffs, diff.printed_phrases(diff.folder(ROOT)))
    assert '- F-0066: `value` `49800` → `49900` ("49,800 hectares")' in told


def test_columns_are_compared(copied: Path) -> None:
    path = copied / "data" / "units.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.rpartition(",")[0] for line in lines) + "\n", encoding="utf-8")
    (one,) = diff.compare(diff.folder(ROOT), diff.folder(copied))
    assert one.columns_removed == ["label_es"]


def test_a_revision_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff.main(["HEAD", "--format", "json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def test_an_unknown_revision_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff.main(["no-such-revision"]) == 2
    assert "no revision" in capsys.readouterr().err
