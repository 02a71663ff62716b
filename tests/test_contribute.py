"""The contributor's tools: the formatter's laws, and rows added as a newcomer would add them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andean_coca import tables
from checks.run import check
from contribute import cli, fmt, new, skeletons
from contribute.figures import CannotAddError

SCHEMA = {
    "fields": [
        {"name": "key", "type": "string"},
        {"name": "value", "type": "number"},
        {"name": "note", "type": "string"},
    ],
    "primaryKey": ["key"],
}
CELL = st.text(st.characters(codec="utf-8", blacklist_categories=["Cs", "Cc"]), max_size=6)
NUMBER = st.sampled_from(["1500.0", "007", "+3", "-0", "-2.50", "0.10", "", "1e5", "12", "x"])
ROWS = st.lists(
    st.tuples(st.integers(1, 20000).map("F-{:04d}".format), NUMBER, CELL), max_size=6, unique_by=lambda r: r[0]
)


@given(ROWS)
def test_formatting_twice_is_formatting_once(rows: list[tuple[str, str, str]]) -> None:
    once = fmt.format_table(tables.serialise(["key", "value", "note"], rows), SCHEMA)
    assert fmt.format_table(once, SCHEMA) == once


@given(ROWS)
def test_order_of_rows_does_not_matter(rows: list[tuple[str, str, str]]) -> None:
    texts = {fmt.format_table(tables.serialise(["key", "value", "note"], r), SCHEMA) for r in (rows, rows[::-1])}
    assert len(texts) == 1


@given(st.decimals(-(10**9), 10**9, places=3))
def test_numbers_keep_their_value(value: object) -> None:
    text = fmt.format_table(f"key,value,note\nF-0001,{value},\n", SCHEMA)
    cell = text.splitlines()[1].split(",")[1]
    assert float(cell) == float(str(value))
    assert not cell.endswith(("0", ".")) or "." not in cell


def test_shipped_tables_are_in_canonical_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fmt", "--check"]) == 0
    assert "canonical" in capsys.readouterr().out


def test_a_table_from_a_spreadsheet_is_mended(copied: Path) -> None:
    path = copied / "data" / "units.csv"
    before = path.read_bytes()
    head, *rows = before.decode().splitlines()
    messy = "\ufeff" + "\r\n".join([head, *rows[::-1], ""]).replace("hectare,", " hectare ,").replace(
        "0.40468564224", "0.404685642240"
    )
    path.write_text(messy.replace("hect\u00e1rea", "hecta\u0301rea"), encoding="utf-8", newline="")
    assert cli.main(["fmt", str(copied), "--check"]) == 1
    assert cli.main(["fmt", str(copied)]) == 0
    assert path.read_bytes() == before


def test_adding_one_row_changes_one_line(copied: Path, texts: Path) -> None:
    before = (copied / "data" / "figures.csv").read_text(encoding="utf-8").splitlines()
    cells = {
        "source_id": "S-0004",
        "indicator_id": "I-0022",
        "place_id": "P-0003",
        "claimed_by": "A-0038",
        "measure": "duration",
    }
    evidence, figure = new.add(copied, "figure", {**cells, "period": "2018-11"}, "just a few months earlier", texts)
    after = (copied / "data" / "figures.csv").read_text(encoding="utf-8").splitlines()
    assert after[:-1] == before
    assert after[-1].startswith(f"{figure.key},{evidence.key},")


def test_a_figure_from_a_text_passes_the_checks(copied: Path, texts: Path) -> None:
    """A known figure is taken out, then added again with nothing but its words and codes."""
    with (copied / "data" / "figures.csv").open(encoding="utf-8", newline="") as file:
        old = next(r for r in csv.DictReader(file) if r["figure_id"] == "F-0034")
    for table, key in (("figures", "F-0034"), ("evidence", old["evidence_id"])):
        header, rows = tables.read_file(copied / "data" / f"{table}.csv")
        tables.write_file(
            copied / "data" / f"{table}.csv", header, [r for r in rows if key != r[header[0]]], [header[0]]
        )
    words = [
        "new",
        "figure",
        "--root",
        str(copied),
        "--source",
        "S-0002",
        "--sources",
        str(texts),
        "--find",
        "two dead",
    ]
    cells = ["indicator_id=I-0013", "place_id=P-0012", "claimed_by=A-0040", "claim_type=observed", "event_id=EV-0043"]
    assert (
        cli.main([*words, *cells, "period=../2013-02-20", "period_basis=bounded", "note_en=Who.", "note_es=Quién."])
        == 0
    )
    report = check(copied, fast=True, sources=texts)
    assert report.findings == []
    with (copied / "data" / "figures.csv").open(encoding="utf-8", newline="") as file:
        added = list(csv.DictReader(file))[-1]
    same = set(old) - {"figure_id", "evidence_id", "note_en", "note_es"}
    assert {k: added[k] for k in same} == {k: old[k] for k in same}


def test_an_event_and_its_report_are_added(copied: Path, texts: Path) -> None:
    words = [
        "new",
        "event",
        "--root",
        str(copied),
        "--source",
        "S-0005",
        "--sources",
        str(texts),
        "--find",
        "at a conference",
    ]
    cells = [
        "event_type=T-0015",
        "place_id=P-0003",
        "title_en=The head of DEVIDA speaks at a talk",
        "title_es=El jefe de DEVIDA habla en una charla",
        "date=2022-07-13",
        "claimed_by=A-0039",
    ]
    assert cli.main([*words, *cells]) == 0
    assert [f.code for f in check(copied, fast=True, sources=texts).findings] == []


def test_a_source_takes_hash_and_length_of_its_text(copied: Path, tmp_path: Path) -> None:
    text = tmp_path / "a text.txt"
    text.write_text("Año nuevo", encoding="utf-8")
    cells = {
        "title": "A text",
        "publisher": "Somebody",
        "url": "https://example.org/a",
        "rights": "All rights reserved",
    }
    (source,) = new.add(copied, "source", cells, str(text))
    with (copied / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        row = next(r for r in csv.DictReader(file) if r["source_id"] == source.key)
    assert (row["text_characters"], len(row["text_sha256"])) == ("9", 64)


@pytest.mark.parametrize(
    ("cells", "find", "message"),
    [
        ({"source_id": "S-9999"}, "49,800 hectares", "no source 'S-9999'"),
        ({"source_id": "S-0004"}, "49,801 hectares", "stands 0 times"),
        ({"source_id": "S-0004"}, "hectares", "not once"),
        ({"source_id": "S-0004", "place": "P-0003"}, "49,800 hectares", "did you mean place_id"),
        ({"source_id": "S-0004", "place_id": "Peru"}, "49,800 hectares", "P-0003 is Peru"),
        ({"source_id": "S-0004", "claim_type": "guess"}, "49,800 hectares", "one of observed"),
        ({"source_id": "S-0004", "period": "last year"}, "49,800 hectares", "no EDTF date"),
    ],
)
def test_what_cannot_be_added_is_told_and_leaves_nothing(
    copied: Path, texts: Path, cells: dict[str, str], find: str, message: str
) -> None:
    before = {p.name: p.read_bytes() for p in (copied / "data").iterdir()}
    with pytest.raises(CannotAddError, match=message):
        new.add(copied, "figure", cells, find, texts)
    assert {p.name: p.read_bytes() for p in (copied / "data").iterdir()} == before


def test_a_new_table_passes_the_structure_checks(copied: Path) -> None:
    skeletons.add_table(copied, "routes", "X")
    assert json.loads((copied / "datapackage.json").read_bytes())["resources"][-1]["name"] == "routes"
    assert check(copied, fast=True).findings == []


def test_a_new_rule_gets_the_next_code_and_no_name_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skeletons, "FOLDER", tmp_path)
    path = skeletons.add_rule("my_rule", "figures", "NUM")
    assert path.read_text(encoding="utf-8").startswith("-- code: NUM004\n")
    with pytest.raises(CannotAddError, match="exists"):
        skeletons.add_rule("my_rule", "figures", "NUM")
