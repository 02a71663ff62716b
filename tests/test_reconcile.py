"""Verdicts on claims: each kind with a planted case on the real record."""

from __future__ import annotations

import copy

import pytest
from planting import ROOT

from andean_coca import record as records
from andean_coca import tables
from checks.reconcile import Record, Result, reconcile

US_AREA, US_COCAINE, UNODC, DEVIDA, LIMIT = "SR-0001", "SR-0007", "SR-0017", "SR-0002", "SR-0006"


@pytest.fixture(scope="module")
def record() -> Record:
    names = (*records.TABLES, "place_members")
    return Record.of({name: tables.read_file(ROOT / "data" / f"{name}.csv")[1] for name in names})


def verdict(record: Record, key: str, series: str, vintage: str = "latest", base: str = "", **changes: str) -> Result:
    return reconcile(record, {**record.figures[key], **changes}, series, vintage, base)


@pytest.mark.parametrize(
    ("key", "series", "vintage", "changes", "expected"),
    [
        ("F-0066", US_AREA, "then", {}, "confirmed"),
        ("F-0066", US_AREA, "then", {"value": "49900"}, "contradicted"),
        ("F-0067", US_AREA, "then", {}, "confirmed_rounded"),
        ("F-0066", US_AREA, "then", {"value": "123058"}, "wrong_unit"),
        ("F-0072", US_AREA, "latest", {}, "confirmed_rounded"),
        ("F-0072", UNODC, "latest", {}, "contradicted"),
        (
            "F-0063",
            US_COCAINE,
            "latest",
            {"value": "491", "value_high": "", "qualifier": "exact"},
            "confirmed_other_vintage",
        ),
        ("F-0064", US_COCAINE, "then", {}, "confirmed_rounded"),
        ("F-0064", US_COCAINE, "latest", {}, "confirmed_other_vintage"),
        ("F-0064", US_COCAINE, "latest", {"value": "30"}, "contradicted"),
        ("F-0061", US_COCAINE, "latest", {}, "not_checkable"),
        ("F-0061", US_COCAINE, "latest", {"base_period": "2007/2017"}, "confirmed"),
        ("F-0061", US_COCAINE, "latest", {"period": "2016", "base_period": "2007/2016"}, "confirmed"),
        ("F-0061", US_COCAINE, "latest", {"period": "2014", "base_period": "2010/2014"}, "contradicted"),
        ("F-0038", US_COCAINE, "then", {}, "only_one_agency"),
        ("F-0038", US_COCAINE, "then", {"place_id": "P-0005"}, "contradicted"),
        ("F-0059", US_COCAINE, "then", {}, "contradicted"),
        ("F-0059", US_COCAINE, "then", {"place_id": "P-0003"}, "confirmed"),
        ("F-0082", US_AREA, "then", {}, "confirmed"),
        ("F-0082", US_AREA, "then", {"direction": "increase"}, "contradicted"),
        ("F-0095", DEVIDA, "then", {}, "not_checkable"),
        ("F-0095", DEVIDA, "latest", {}, "level_reported_as_change"),
        ("F-0095", DEVIDA, "latest", {"value": "6329"}, "confirmed"),
        ("F-0093", DEVIDA, "latest", {}, "confirmed_rounded"),
        ("F-0098", DEVIDA, "then", {}, "confirmed_rounded"),
        ("F-0098", US_AREA, "then", {}, "contradicted"),
        ("F-0080", LIMIT, "then", {}, "confirmed"),
        ("F-0079", LIMIT, "then", {}, "confirmed"),
        ("F-0016", "SR-0037", "latest", {}, "not_checkable"),
        ("F-0075", US_AREA, "latest", {}, "not_checkable"),
        ("F-0071", UNODC, "latest", {}, "contradicted"),
        ("F-0041", US_COCAINE, "latest", {}, "not_checkable"),
        ("F-0091", DEVIDA, "latest", {}, "not_checkable"),
        ("F-0066", US_AREA, "latest", {"measure": "duration"}, "not_checkable"),
        ("F-0066", US_AREA, "latest", {"qualifier": "range", "value": ""}, "not_checkable"),
        ("F-0066", US_AREA, "latest", {"period_end": ""}, "not_checkable"),
        ("F-0061", US_COCAINE, "latest", {"base_period": "../2017"}, "not_checkable"),
    ],
)
def test_verdict(record: Record, key: str, series: str, vintage: str, changes: dict[str, str], expected: str) -> None:
    assert verdict(record, key, series, vintage, **changes).verdict == expected


def test_excess_is_counted_from_the_limit_in_force(record: Record) -> None:
    result = verdict(record, "F-0085", US_AREA, "then", LIMIT)
    assert (result.verdict, result.official, len(result.operands)) == ("confirmed", 9000, 2)
    assert verdict(record, "F-0085", US_AREA, "then", LIMIT, value="8000").verdict == "contradicted"


def test_nothing_published_in_time_leaves_no_operand(record: Record) -> None:
    assert verdict(record, "F-0095", DEVIDA, "then").operands == ()


def test_unknown_order_is_said(record: Record) -> None:
    uncertain = copy.deepcopy(record)
    first, *_, last = uncertain.chains[US_COCAINE, "P-0003", "2017"]
    last.order_certain = False
    changes = {"value": f"{first.value:g}", "value_high": "", "qualifier": "exact"}
    assert verdict(record, "F-0063", US_COCAINE, **changes).verdict == "confirmed_other_vintage"
    assert verdict(uncertain, "F-0063", US_COCAINE, **changes).verdict == "order_unknown"
