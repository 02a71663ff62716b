"""The row-level diff: each kind of change planted once, and nothing where nothing changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from planting import ROOT

from checks.output.page import page
from release import diff, diff_output
from release.differences import Cell, Difference, TableDiff, differences
from release.states import load


def edit(root: Path, table: str, old: str, new: str) -> None:
    path = root / "data" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def between(root: Path) -> Difference:
    return differences(load(str(ROOT)), load(str(root)))


def test_equal_packages_have_no_diff(copied: Path) -> None:
    assert not between(copied).tables
    assert diff_output.as_markdown(between(copied)) == "Nothing changed in the data."


def test_changed_added_and_removed_rows(copied: Path) -> None:
    edit(copied, "units", "hectare,", "hectares,")
    edit(copied, "places", "P-0001,World,Mundo,,world,\n", "")
    edit(copied, "corrections", "F-1259,period,", "F-1258,period,")
    diffs = between(copied).tables
    assert diffs.keys() == {"units", "places", "corrections"}
    assert diffs["units"].changed == {"U-0001": [Cell("label_en", "hectare", "hectares")]}
    assert list(diffs["places"].removed) == ["P-0001"]
    assert (list(diffs["corrections"].added), list(diffs["corrections"].removed)) == (
        ["F-1258|period"],
        ["F-1259|period"],
    )


@pytest.fixture
def changed(copied: Path) -> Path:
    text = (ROOT / "data/figures.csv").read_text(encoding="utf-8")
    row = next(line for line in text.split("\n") if line.startswith("F-0066,"))
    edit(copied, "figures", row, row.replace(",49800,", ",49900,"))
    return copied


def told(form: str, root: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert diff.main([str(ROOT), str(root), "--format", form]) == 0
    return capsys.readouterr().out


def test_a_changed_value_is_shown_with_its_evidence(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    markdown = told("markdown", changed, capsys)
    assert markdown.startswith("| table | added | removed | changed |\n|---|---:|---:|---:|\n| figures | 0 | 0 | 1 |\n")
    assert '- F-0066: `value` `49800` → `49900` ("49,800 hectares", S-0004 line 18)' in markdown


def test_page_shows_counts_cell_phrase_document_and_line(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html = told("html", changed, capsys)
    assert html.startswith(page("Andean Coca Record: what changed", []).partition("<body>")[0])
    assert html.index("<table>") < html.index('<h2 id="figures">')
    assert "<dt>value</dt><dd><del>49800</del> → <ins>49900</ins></dd>" in html
    assert "<q>49,800 hectares</q>" in html
    assert "(S-0004, line 18)</span>" in html
    assert "<script" not in html


def test_no_cell_makes_markup(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(copied, "units", "U-0001,UCUM,har,1,U-0001,hectare,", "U-0001,UCUM,har,1,U-0001,<script>`x`,")
    assert "→ `` <script>`x` ``" in told("markdown", copied, capsys)
    html = told("html", copied, capsys)
    assert "<ins>&lt;script&gt;`x`</ins>" in html
    assert "<script" not in html


def test_long_lists_are_cut_and_the_rest_is_counted() -> None:
    rows = {f"F-{n}": {"figure_id": f"F-{n}"} for n in range(diff_output.LISTED + 5)}
    state = load(str(ROOT))
    one = Difference(state, state, [], {"figures": TableDiff("figures", added=rows)})
    assert diff_output.as_markdown(one).count("- F-") == diff_output.LISTED
    assert "- ... and 5 more added" in diff_output.as_markdown(one)
    assert "<li>... and 5 more added</li>" in diff_output.as_html(one)


def test_nothing_changed_is_a_page_too(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nothing changed in the data." in told("html", copied, capsys)


def test_columns_are_compared(copied: Path) -> None:
    path = copied / "data" / "units.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line.rpartition(",")[0] for line in lines) + "\n", encoding="utf-8")
    (one,) = between(copied).tables.values()
    assert one.columns_removed == ["label_es"]


def test_a_revision_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff.main(["HEAD", "--format", "json"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def test_an_unknown_revision_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert diff.main(["no-such-revision"]) == 2
    assert "no revision" in capsys.readouterr().err
