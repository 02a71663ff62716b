"""The reader: typed frames of every table, and the record as known on a day."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest
from planting import ROOT

import andean_coca as ac

TABLES = [r["name"] for r in json.loads((ROOT / "datapackage.json").read_bytes())["resources"]]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_loads_with_the_types_of_its_schema(name: str) -> None:
    frame = ac.load(name)
    fields = json.loads((ROOT / "schemas" / f"{name}.json").read_bytes())["fields"]
    kinds = {"string": "string", "integer": "Int64", "number": "float64", "date": "datetime64[s]"}
    assert {n: str(t) for n, t in frame.dtypes.items()} == {f["name"]: kinds[f["type"]] for f in fields}
    text = (ROOT / "data" / f"{name}.csv").read_text(encoding="utf-8")
    assert len(frame) > 0
    assert frame.isna().to_numpy().sum() <= text.count(",,") + text.count(",\n") + text.count(",,")


def test_unknown_table_names_those_that_there_are() -> None:
    with pytest.raises(KeyError, match="figures"):
        ac.load("figurez")


def test_a_folder_can_be_given() -> None:
    assert ac.load("units", ROOT).equals(ac.load("units"))


def test_as_of_knows_no_later_number() -> None:
    then = ac.as_of("2018-11-09")
    peru = then[(then.series_id == "SR-0007") & (then.place_en == "Peru") & (then.period == "2017")]
    assert list(peru.value) == [491]
    now = ac.latest()
    assert list(now[(now.series_id == "SR-0007") & (now.place_en == "Peru") & (now.period == "2017")].value) == [486]
    assert (then.known_from <= pd.Timestamp("2018-11-09")).all()
    assert ac.as_of(date(1980, 1, 1)).empty


def test_series_keeps_agencies_apart() -> None:
    areas = ac.series(indicator="Area under coca cultivation", place="PER")
    assert areas.series_id.nunique() > 3
    one = ac.series(series_id="SR-0001", place="Peru")
    assert list(one.period) == sorted(one.period)
    assert one.unit.eq("har").all()


def test_claims_carry_verdict_and_both_values() -> None:
    claims = ac.claims()
    row = claims[(claims.claim_figure_id == "F-0064") & (claims.vintage == "then")].iloc[0]
    assert (row.verdict, row.claim_value) == ("confirmed_rounded", 20)
    assert row.official_value == pytest.approx(19.756098)


def test_revisions_step_from_one_number_to_the_next() -> None:
    steps = ac.revisions()
    colombia = steps[(steps.series_id == "SR-0007") & (steps.place_en == "Colombia") & (steps.period == "2019")]
    assert list(colombia.value) == [936, 918]
    assert list(colombia.previous_value) == [951, 936]
