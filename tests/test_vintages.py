"""Vintages: each rule of ``andean_coca.vintages`` with a planted case, and the laws of the real record."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from planting import ROOT

from andean_coca import record, tables, vintages

Tables = dict[str, list[dict[str, str]]]


def build(*numbers: dict[str, Any], kind: str = "stock", wrong: tuple[str, ...] = ()) -> Tables:
    """A record of one series and place; each number has a value, a day of publication, and what differs."""
    rows: Tables = {name: [] for name in ("figures", "evidence", "sources")}
    for i, one in enumerate(numbers, 1):
        period = one.get("period", "2017")
        source = {"source_id": f"S-{i}", "url": one.get("url", f"https://example.org/{i}")}
        source |= {"published": one.get("published", ""), "copy_kind": one.get("copy", "official_text")}
        rows["sources"].append(source)
        rows["evidence"].append({"evidence_id": f"E-{i}", "source_id": f"S-{i}"})
        rows["figures"].append(
            {
                "figure_id": f"F-{i}",
                "evidence_id": f"E-{i}",
                "series_id": "SR-1",
                "place_id": "P-1",
                "indicator_id": "I-1",
            }
            | {
                "period": period,
                "period_end": f"{period[:4]}-12-31",
                "measure": "level",
                "unit_id": one.get("unit", "U-1"),
            }
            | {"value": str(one["value"]), "qualifier": one.get("qualifier", "exact")}
        )
    rows["units"] = [{"unit_id": "U-1", "factor": "1"}, {"unit_id": "U-2", "factor": "0.40468564224"}]
    rows["indicators"] = [{"indicator_id": "I-1", "kind": kind}]
    rows["corrections"] = [{"figure_id": key, "field": "value"} for key in wrong]
    causes = [(i, one["cause"]) for i, one in enumerate(numbers, 1) if "cause" in one]
    rows["conflicts"] = [{"figure_id": f"F-{i}", "cause": cause} for i, cause in causes]
    return rows


def values(data: Tables, period: str = "2017") -> list[float]:
    return [v.value for v in vintages.chains(data)["SR-1", "P-1", period]]


FIRST = {"value": 491, "published": "2018-11-02"}
REVISED = {"value": 486, "published": "2019-03-01"}


def test_a_revision_is_a_new_vintage() -> None:
    assert values(build(FIRST, REVISED)) == [491, 486]


def test_a_reprint_of_an_old_number_never_becomes_the_newest() -> None:
    data = build(FIRST, REVISED, {"value": 491, "published": "2026-01-01"})
    assert values(data) == [491, 486]
    assert vintages.latest(vintages.chains(data)["SR-1", "P-1", "2017"]).value == 486


def test_a_rounded_reprint_is_a_mention() -> None:
    data = build({"value": 95008, "published": "2023-06-26"}, {"value": 95000, "published": "2024-01-01"})
    (only,) = vintages.chains(data)["SR-1", "P-1", "2017"]
    assert only.mentions == ["F-1", "F-2"]


def test_a_number_with_digits_cut_off_is_a_mention() -> None:
    assert values(build({"value": 61777, "published": "2021"}, {"value": 61700, "published": "2022"})) == [61777]


def test_acres_are_the_same_number_as_their_hectares() -> None:
    data = build({"value": 49800, "published": "2018"}, {"value": 123059, "unit": "U-2", "published": "2019"})
    assert len(values(data)) == 1


@pytest.mark.parametrize(
    ("published", "day", "known"),
    [
        ("2018-11-02", date(2018, 11, 2), True),
        ("2018-11-02", date(2018, 11, 1), False),
        ("2018", date(2018, 12, 30), False),
        ("2018", date(2018, 12, 31), True),
        ("2018-03", date(2018, 3, 30), False),
        ("2018-03", date(2018, 3, 31), True),
        ("", date(2999, 1, 1), False),
    ],
)
def test_a_number_is_known_from_the_latest_possible_day(published: str, day: date, known: bool) -> None:
    chain = vintages.chains(build({"value": 491, "published": published}))["SR-1", "P-1", "2017"]
    assert (vintages.known(chain, day) is not None) is known


def test_as_of_gives_what_was_known_not_what_came_later() -> None:
    chain = vintages.chains(build(FIRST, REVISED))["SR-1", "P-1", "2017"]
    before, after = vintages.known(chain, date(2018, 12, 1)), vintages.known(chain, date(2019, 3, 1))
    assert before is not None
    assert after is not None
    assert (before.value, after.value) == (491, 486)


def test_an_undated_number_is_the_newest_only_where_there_is_no_other() -> None:
    dated = vintages.chains(build(FIRST, {"value": 400}))["SR-1", "P-1", "2017"]
    assert vintages.latest(dated).value == 491
    assert vintages.latest(vintages.chains(build({"value": 400}))["SR-1", "P-1", "2017"]).value == 400


def test_order_is_uncertain_where_days_overlap() -> None:
    data = build({"value": 410, "published": "2017-08-31"}, {"value": 380, "published": "2017"})
    first, second = vintages.chains(data)["SR-1", "P-1", "2017"]
    assert (first.order_certain, second.order_certain) == (True, False)


def test_a_hedged_number_revises_nothing() -> None:
    assert values(build(FIRST, {"value": 600, "qualifier": "more_than", "published": "2019"})) == [491]


def test_a_single_press_report_revises_nothing() -> None:
    data = build(FIRST, {"value": 600, "copy": "press", "published": "2019"})
    assert values(data) == [491]
    assert [v.value for v in vintages.set_aside(data)["SR-1", "P-1", "2017"]] == [600]


def test_two_press_reports_do_revise_but_not_one_page_twice() -> None:
    report = {"value": 600, "copy": "press", "published": "2019"}
    assert values(build(FIRST, report, report)) == [491, 600]
    same = {**report, "url": "https://example.org/same"}
    assert values(build(FIRST, same, same)) == [491]


def test_a_press_report_of_a_revision_counts_where_conflicts_vouch_for_it() -> None:
    assert values(build(FIRST, {"value": 600, "copy": "press", "published": "2019", "cause": "revision"})) == [491, 600]
    assert values(build(FIRST, {"value": 600, "published": "2019", "cause": "other_count"})) == [491]


def test_a_press_report_revises_what_only_the_press_had_told() -> None:
    first, second = (
        {"value": 1379, "copy": "press", "published": "2018"},
        {"value": 1058, "copy": "press", "published": "2019"},
    )
    assert values(build(first, second)) == [1379, 1058]


def test_official_numbers_that_end_in_five_or_nought_round_nothing() -> None:
    assert values(build({"value": 305, "published": "2013"}, {"value": 310, "published": "2018"})) == [305, 310]
    assert values(build({"value": 30000, "published": "2013"}, {"value": 25500, "published": "2018"})) == [30000, 25500]


def test_an_official_print_gives_the_digits_of_a_press_conversion() -> None:
    acres = {"value": 115400, "unit": "U-2", "copy": "press", "published": "2003-06-01"}
    assert values(build(acres, {"value": 46700, "published": "2003-06-01"})) == [46700]


def test_where_days_overlap_later_official_reprints_decide() -> None:
    yearly = {"value": 380, "published": "2017"}
    dated = {"value": 410, "published": "2017-08-31"}
    assert values(build(dated, yearly)) == [410, 380]
    assert values(build(dated, yearly, {"value": 410, "published": "2018-03"})) == [380, 410]


def test_a_press_report_can_be_first() -> None:
    assert values(build({"value": 600, "copy": "press", "published": "2017"}, REVISED)) == [600, 486]


def test_a_likely_error_is_set_aside() -> None:
    data = build({"value": 80381, "published": "2022"}, {"value": 80681, "published": "2023"}, wrong=("F-1",))
    assert values(data) == [80681]


def test_part_of_a_year_is_a_chain_of_its_own() -> None:
    part = {"value": 5, "period": "2017-01/2017-10", "published": "2017-11"}
    chains = vintages.chains(build({"value": 9, "published": "2018"}, part, kind="flow"))
    assert {p for _, _, p in chains} == {"2017", "2017-01/2017-10"}


@pytest.fixture(scope="module")
def real() -> Tables:
    return {name: tables.read_file(ROOT / "data" / f"{name}.csv")[1] for name in record.TABLES}


def test_as_of_today_and_latest_agree_but_for_undated_numbers(real: Tables) -> None:
    newest = {(r["series_id"], r["place_id"], r["period"]): r for r in record.newest_rows(real)}
    known = {(r["series_id"], r["place_id"], r["period"]): r for r in record.newest_rows(real, date(2999, 1, 1))}
    assert known.items() <= newest.items()
    assert all(not row["known_from"] for key, row in newest.items() if key not in known)


def test_known_numbers_only_grow_with_time(real: Tables) -> None:
    chains = [
        {(r["series_id"], r["place_id"], r["period"]) for r in record.newest_rows(real, date(y, 6, 1))}
        for y in range(1995, 2026, 5)
    ]
    assert all(a <= b for a, b in itertools.pairwise(chains))


def test_every_official_figure_is_in_one_chain_or_set_aside_or_hedged(real: Tables) -> None:
    seen = [m for chain in vintages.numbers(real).values() for v in chain for m in v.mentions]
    assert len(seen) == len(set(seen))
    sources = {r["source_id"] for r in real["sources"] if r["copy_kind"] != "original"}
    evidence = {r["evidence_id"] for r in real["evidence"] if r["source_id"] in sources}
    official = [r for r in real["figures"] if r["evidence_id"] in evidence]
    left = [r for r in official if r["figure_id"] not in set(seen)]
    assert all(r["qualifier"] not in vintages.PRECISE or not r["period"] for r in left)


def test_shuffled_rows_give_the_same_chains(real: Tables) -> None:
    turned = {name: list(reversed(rows)) for name, rows in real.items()}
    assert vintages.chains(turned) == vintages.chains(real)


def test_no_series_is_joined_with_another(real: Tables) -> None:
    header, _ = record.wide_rows(record.newest_rows(real))
    assert all(name.startswith("SR-") for name in header[1:])
    assert len(header) == len(set(header))
