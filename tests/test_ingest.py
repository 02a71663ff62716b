"""Ingest of the official record: from a raw file that the tests make, and the real one where it is there."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from planting import ROOT

from checks.lexicon import FORMS
from checks.printed import number
from ingest import official, phrases
from ingest.mapping import RejectedError, read_mapping

RAW = ROOT.parent / "shared" / "official" / "observations.csv"
HEADER = [
    "indicator",
    "country",
    "area",
    "ref_year",
    "value",
    "unit",
    "body",
    "pub_date",
    "vintage",
    "source_type",
    "url",
    "excerpt",
    "note",
]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "ingest" / "official", tmp_path / "official")
    return tmp_path


def raw_row(**changes: str) -> dict[str, str]:
    """A made observation of a known document, in words of our own."""
    document = next(
        r
        for r in csv.DictReader((ROOT / "ingest/official/documents.csv").open(encoding="utf-8"))
        if "INCSR" in r["vintage"]
    )
    row = {
        "indicator": "coca_cultivation_area",
        "country": "Peru",
        "area": "national",
        "ref_year": "1990",
        "value": "1234",
        "unit": "hectares",
    }
    row |= {k: document[k] for k in ("body", "pub_date", "vintage", "url")}
    row |= {"source_type": "official_text", "excerpt": "in our test Peru had 1,234 hectares in 1990", "note": ""}
    return row | changes


def run(copied: Path, *rows: dict[str, str]) -> official.Outcome:
    path = copied / "raw.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    return official.ingest(copied, path, read_mapping(copied / "official"))


def figures(root: Path) -> list[dict[str, str]]:
    with (root / "data" / "figures.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_new_row_gets_the_next_id_and_nothing_else_moves(copied: Path) -> None:
    before = figures(copied)
    assert run(copied, raw_row()).landed == 1
    after = figures(copied)
    assert after[:-1] == before
    new = after[-1]
    assert int(new["figure_id"][2:]) == int(before[-1]["figure_id"][2:]) + 1
    assert (new["series_id"], new["place_id"], new["period"], new["period_basis"]) == (
        "SR-0001",
        "P-0003",
        "1990",
        "stated",
    )
    assert (new["value"], new["unit_id"], new["qualifier"]) == ("1234", "U-0001", "exact")


def test_the_same_file_again_changes_nothing(copied: Path) -> None:
    run(copied, raw_row())
    first = {p.name: p.read_bytes() for p in (copied / "data").iterdir()}
    run(copied, raw_row())
    assert {p.name: p.read_bytes() for p in (copied / "data").iterdir()} == first


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("no_public_address", {"url": "a file on a disk"}),
        ("unmapped_document", {"vintage": "another edition"}),
        ("unmapped_area", {"area": "district: Nowhere"}),
        ("unmapped_series", {"indicator": "poppy_area"}),
        ("unmapped_unit", {"unit": "manzanas"}),
        ("number_not_in_passage", {"value": "4321"}),
        ("value_is_no_number", {"value": "n/a"}),
        ("value_is_no_number", {"value": "1,234"}),
        ("year_is_no_year", {"ref_year": "1998/99"}),
    ],
)
def test_what_cannot_land_is_listed_with_its_reason(copied: Path, reason: str, changes: dict[str, str]) -> None:
    outcome = run(copied, raw_row(), raw_row(**changes))
    assert outcome.landed == 1
    with (copied / "official" / "rejected.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["reason"], row["line"]) == (reason, "3")


def test_a_short_row_is_rejected_not_a_crash(copied: Path) -> None:
    run(copied, raw_row())
    path = copied / "raw.csv"
    path.write_text("\ufeff" + path.read_text(encoding="utf-8") + "coca_cultivation_area,Peru\n\n", encoding="utf-8")
    outcome = official.ingest(copied, path, read_mapping(copied / "official"))
    assert (outcome.landed, [r["reason"] for r in outcome.rejected]) == (1, ["value_is_no_number"] * 2)


def test_a_number_is_written_as_the_tables_write_numbers(copied: Path) -> None:
    run(copied, raw_row(value="1.234e3"))
    assert figures(copied)[-1]["value"] == "1234"


def test_figures_of_an_earlier_file_are_named(copied: Path) -> None:
    outcome = run(copied, raw_row())
    assert len(outcome.left_over) == 1202
    assert figures(copied)[-1]["figure_id"] not in outcome.left_over


def test_a_later_mention_points_to_the_first(copied: Path) -> None:
    again = raw_row(excerpt="once more 1,234 hectares, said a second passage of 1990")
    run(copied, raw_row(), again)
    first, second = figures(copied)[-2:]
    assert first["same_as"] == ""
    assert second["same_as"] == first["figure_id"]


def test_a_file_without_a_column_is_told(copied: Path) -> None:
    (copied / "raw.csv").write_text("indicator,country\nx,y\n", encoding="utf-8")
    with pytest.raises(RejectedError, match="missing_column"):
        official.ingest(copied, copied / "raw.csv", read_mapping(copied / "official"))


def test_a_missing_file_exits_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert official.main(["official", "--file", "nowhere.csv"]) == 2
    assert "no file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("passage", "value", "printed", "form", "hedge"),
    [
        ("had 1,228 mt of it", 1228, "1,228 mt", "en", ""),
        ("hubo 1.564 hectáreas", 1564, "1.564 hectáreas", "es", ""),
        ("2.664 toneladas", 2664, "2.664 toneladas", "es", ""),
        ("unas 95 mil hectáreas", 95000, "unas 95 mil hectáreas", "scaled_es", "unas"),
        ("total 95 008 hectáreas", 95008, "95 008 hectáreas", "space", ""),
        ("broken 119,00 0 ha", 119000, "119,00 0 ha", "pdf_space", ""),
        ("of 6401 mt then", 640, "6401 mt", "footnote_digit", ""),
        ('Amazonas,711,642,"1,564",907', 642, "642", "plain", ""),
        ('Amazonas,711,642,"1,564",907', 1564, "1,564", "en", ""),
        ("more than 23,900 hectares", 23900, "more than 23,900 hectares", "en", "more than"),
        ("en 2017, 9 ha", 9, "9 ha", "en", ""),
    ],
)
def test_number_forms(passage: str, value: float, printed: str, form: str, hedge: str) -> None:
    (phrase,) = phrases.find(passage, [value])
    assert phrase is not None
    assert (phrase.printed, phrase.form, phrase.hedge) == (printed, form, hedge)
    assert passage[phrase.start :].startswith(printed)


def test_equal_numbers_of_a_table_row_are_told_apart_by_their_order() -> None:
    found = phrases.find("29,000 31,000 29,000", [29000, 31000, 29000])
    assert [p.start for p in found if p] == [0, 7, 14]


def test_every_form_is_read_by_the_checks() -> None:
    examples = {
        "en": "1,228",
        "es": "1.228",
        "plain": "1228",
        "space": "1 228",
        "pdf_space": "1,22 8",
        "footnote_digit": "12281",
    }
    examples["scaled_es"] = "1 mil 228"
    assert examples.keys() == FORMS.keys()
    assert {
        number("1 mil 228", "scaled_es"),
        *(number(t, f) for f, t in examples.items() if f != "footnote_digit"),
    } == {1228}


def test_the_real_file_lands_as_it_stands(copied: Path) -> None:
    if not RAW.is_file():
        pytest.skip("the raw observations are not here: they can't be taken in again")
    before = {p.name: p.read_bytes() for p in (copied / "data").iterdir()}
    outcome = official.ingest(copied, RAW, read_mapping(copied / "official"))
    assert (outcome.landed, len(outcome.rejected)) == (1202, 24)
    assert {p.name: p.read_bytes() for p in (copied / "data").iterdir()} == before
    assert (copied / "official/rejected.csv").read_bytes() == (ROOT / "ingest/official/rejected.csv").read_bytes()
