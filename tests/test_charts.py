"""The charts tell what the tables tell, in the grammar of the pages, in both languages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import drawn
import duckdb
import pytest
from planting import ROOT

import andean_coca
from pages.charts import Chart, lines, read, wording
from pages.charts.agencies import DARK, LIGHT, LOOKS, OTHER, contrast, look

LAYOUTS = ("spec", "narrow")
KINDS = ("overview-area", "overview-production", "series-", "revisions-", "claim-", "timeline", "map-")


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, str]]]:
    return read(ROOT)


@pytest.fixture(scope="module")
def charts() -> dict[str, dict[str, Chart]]:
    return {language: drawn.charts(language) for language in wording.LANGUAGES}


@pytest.fixture(scope="module")
def record() -> duckdb.DuckDBPyConnection:
    return andean_coca.to_duckdb(ROOT)


def layers(spec: Any) -> Iterator[dict[str, Any]]:
    """Every layer of a specification that has a mark."""
    if isinstance(spec, dict):
        if "mark" in spec:
            yield spec
        for part in spec.values():
            yield from layers(part)
    elif isinstance(spec, list):
        for part in spec:
            yield from layers(part)


def values(spec: Any) -> Iterator[dict[str, Any]]:
    """Every drawn datum that is a figure."""
    for layer in layers(spec):
        yield from (value for value in layer["data"]["values"] if "figure" in value)


def hues(layer: dict[str, Any]) -> set[str]:
    return {c for c in (layer["mark"].get(k) for k in ("color", "fill", "stroke")) if c and c.startswith("#")}


def test_both_languages_have_the_same_charts_of_every_kind(charts: dict[str, dict[str, Chart]]) -> None:
    assert list(charts["en"]) == list(charts["es"])
    assert all(any(name.startswith(kind) for name in charts["en"]) for kind in KINDS)
    for name, chart in charts["en"].items():
        other = charts["es"][name]
        assert chart.links == other.links
        assert chart.title != other.title
        assert len(chart.rows) == len(chart.links) > 0
        assert all(len(row) == len(chart.columns) for row in (*chart.rows, *other.rows))
        assert "  " not in f"{chart.title}|{chart.description}|{chart.note}|{other.note}"


def test_every_series_with_two_numbers_has_its_chart(charts: dict[str, dict[str, Chart]]) -> None:
    counted = andean_coca.latest(ROOT).groupby("series_id").size()
    expected = {f"series-{key}" for key, count in counted.items() if count > 1}
    assert {name for name in charts["en"] if name.startswith("series-")} == expected


def test_every_revised_series_and_every_judged_claim_has_its_chart(charts: dict[str, dict[str, Chart]]) -> None:
    revised = {f"revisions-{key}" for key in andean_coca.revisions(ROOT)["series_id"]}
    assert {name for name in charts["en"] if name.startswith("revisions-")} == revised
    claimed = {f"claim-{key}" for key in andean_coca.claims(ROOT)["claim_figure_id"]}
    assert {name for name in charts["en"] if name.startswith("claim-")} == claimed


def test_lines_of_a_series_are_its_newest_whole_years(charts: dict[str, dict[str, Chart]]) -> None:
    newest = andean_coca.latest(ROOT)
    whole = newest[newest["period"].str.fullmatch(r"\d{4}")]
    for name, chart in charts["en"].items():
        if not name.startswith("series-"):
            continue
        for spec in (chart.spec, chart.narrow):
            # A triangle to the right is the open end of a bar.
            filled = [la for la in layers(spec) if la["mark"]["type"] == "point" and la["mark"].get("filled")]
            filled = [la for la in filled if la["mark"]["shape"] != "triangle-right"]
            points = {
                (v["figure"], v["x"], round(v["y"], 6))
                for la in filled
                for v in la["data"]["values"]
                if v["x"] % 1 == 0
            }
            own = whole[whole["series_id"] == name.removeprefix("series-")]
            assert points == {(r.figure_id, float(r.period), round(r.value, 6)) for r in own.itertuples()}, name


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_point_is_a_number_of_the_tables(
    charts: dict[str, dict[str, Chart]], record: duckdb.DuckDBPyConnection, layout: str
) -> None:
    """By SQL: some mention of the number in the same series, place and year prints the value that is drawn."""
    found = {
        (v["figure"], round(v.get("y", v.get("value")), 6))
        for name, chart in charts["en"].items()
        if name.startswith(("overview", "series", "revisions"))
        for v in values(getattr(chart, layout))
    }
    record.execute("CREATE OR REPLACE TABLE drawn (figure_id VARCHAR, y DOUBLE)")
    record.executemany("INSERT INTO drawn VALUES (?, ?)", sorted(found))
    strangers = record.execute("""
        SELECT d.* FROM drawn d JOIN figures f USING (figure_id) WHERE NOT EXISTS (
          FROM figures g JOIN units u USING (unit_id)
          WHERE g.series_id = f.series_id AND g.place_id = f.place_id AND g.period[:4] = f.period[:4]
            AND abs(g.value * coalesce(u.factor, 1) - d.y) < 1e-5)""").fetchall()
    assert len(found) > 600
    assert strangers == []


def test_table_and_picture_have_the_same_figures(charts: dict[str, dict[str, Chart]]) -> None:
    for name, chart in charts["es"].items():
        if name == "timeline":
            told = {
                f"events/{v['event']}.html" for la in layers(chart.spec) for v in la["data"]["values"] if "event" in v
            }
        else:
            told = {f"figures/{v['figure']}.html" for v in values(chart.spec)}
        assert told == set(chart.links), name


def test_links_lead_to_rows(charts: dict[str, dict[str, Chart]], tables: dict[str, list[dict[str, str]]]) -> None:
    there = {f"figures/{row['figure_id']}.html" for row in tables["figures"]}
    there |= {f"events/{row['event_id']}.html" for row in tables["events"]}
    assert {link for chart in charts["en"].values() for link in chart.links} <= there


def test_numbers_are_drawn_from_zero(charts: dict[str, dict[str, Chart]]) -> None:
    for name, chart in charts["en"].items():
        if name.startswith(("map-", "timeline")):
            continue
        channel = "x" if name.startswith("revisions-") else "y"
        for layout in LAYOUTS:
            found = [
                la["encoding"][channel]["scale"]
                for la in layers(getattr(chart, layout))
                if "scale" in la["encoding"][channel]
            ]
            assert found
            assert all(scale["domain"][0] == 0 < scale["domain"][1] for scale in found), name
            assert not any(scale["nice"] for scale in found)


def test_marks_say_in_words_what_they_are_or_nothing(charts: dict[str, dict[str, Chart]]) -> None:
    for chart in charts["es"].values():
        for layer in (la for layout in LAYOUTS for la in layers(getattr(chart, layout))):
            said = layer.get("encoding", {}).get("description")
            assert (said == {"field": "told", "type": "nominal"}) != (layer["mark"].get("aria") is False), chart.name
            assert not said or all(len(value["told"]) > 20 for value in layer["data"]["values"]), chart.name


def test_every_date_of_the_tables_has_words(tables: dict[str, list[dict[str, str]]]) -> None:
    dates = {row["published"] for row in tables["sources"]} | {row["date"] for row in tables["events"]}
    dates |= {row["period"] for row in tables["figures"]}
    assert [date for date in dates if re.search(r"[~?%/.X]|-\d\d", wording.period(date, "en"))] == []


def test_circles_grow_by_area(charts: dict[str, dict[str, Chart]], record: duckdb.DuckDBPyConnection) -> None:
    query = (
        "SELECT figure_id, value * coalesce(factor, 1) FROM figures JOIN units USING (unit_id) WHERE value IS NOT NULL"
    )
    number = dict(record.execute(query).fetchall())
    for name, chart in charts["en"].items():
        if name.startswith("map-"):
            shares = [v["size"] / number[v["figure"]] for v in values(chart.spec) if v["size"] > 50]
            assert max(shares) < min(shares) * 1.02, name
            assert set(chart.years) == {v["year"] for v in values(chart.spec)}


def test_lines_break_at_gaps_and_changes_of_method_and_join_no_two_series(
    charts: dict[str, dict[str, Chart]], tables: dict[str, list[dict[str, str]]]
) -> None:
    figures = {row["figure_id"]: row for row in tables["figures"]}
    checked = 0
    for chart in charts["en"].values():
        for layer in (
            la for layout in LAYOUTS for la in layers(getattr(chart, layout)) if la["mark"]["type"] == "line"
        ):
            assert layer["encoding"]["detail"]["field"] == "run"
            runs = defaultdict(list)
            for value in layer["data"]["values"]:
                runs[value["run"]].append(value)
            owners = {
                (figures[v["figure"]]["series_id"], figures[v["figure"]]["place_id"]) for v in layer["data"]["values"]
            }
            assert len(owners) == 1, chart.name
            changes = {m.year for m in lines.methods_of(*owners.pop())}
            for run in runs.values():
                years = [value["x"] for value in run]
                assert years == [years[0] + i for i in range(len(years))], chart.name
                assert not changes & set(years[1:]), chart.name
                checked += 1
    assert checked > 100


def test_one_agency_has_one_hue_everywhere(
    charts: dict[str, dict[str, Chart]], tables: dict[str, list[dict[str, str]]]
) -> None:
    producer = {row["series_id"]: row["producer_id"] for row in tables["series"]}
    series = {row["figure_id"]: row["series_id"] for row in tables["figures"]}
    found: dict[str, set[str]] = defaultdict(set)
    for chart in charts["en"].values():
        for layer in (la for layout in LAYOUTS for la in layers(getattr(chart, layout))):
            for value in layer["data"]["values"]:
                owner = producer.get(series.get(value.get("figure", ""), ""))
                if owner:
                    found[owner] |= {value["hue"]} if "hue" in value else hues(layer)
    coloured = {owner: seen for owner, seen in found.items() if seen}  # a claim is a ring in ink
    assert coloured == {owner: {look(owner).hue} for owner in coloured}
    assert len(coloured) > 8


def test_agencies_of_a_panel_differ_in_more_than_hue(
    charts: dict[str, dict[str, Chart]], tables: dict[str, list[dict[str, str]]]
) -> None:
    producer = {row["series_id"]: row["producer_id"] for row in tables["series"]}
    series = {row["figure_id"]: row["series_id"] for row in tables["figures"]}
    for name in ("overview-area", "overview-production"):
        for panel in charts["en"][name].spec["concat"]:
            owners = {producer[series[value["figure"]]] for value in values(panel)}
            marks = {(look(owner).dash, look(owner).shape) for owner in owners}
            assert len(marks) == len(owners), name


@pytest.mark.parametrize("page", [LIGHT, DARK])
def test_hues_hold_on_light_and_dark(page: str) -> None:
    assert {
        h: round(contrast(h, page), 2) for h in {x.hue for x in (*LOOKS.values(), OTHER)} if contrast(h, page) < 3
    } == {}


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_changes_of_method_are_told_by_a_row(tables: dict[str, list[dict[str, str]]]) -> None:
    notes = {row["figure_id"]: row["note_en"] for row in tables["figures"]}
    notes |= {row["reconciliation_id"]: row["why_en"] for row in tables["reconciliations"]}
    stems = {
        "method.coverage": "wider coverage",
        "method.conversion": "conversion was revised",
        "method.law": "after the change",
    }
    assert len(lines.methods()) > 3
    for method in lines.methods():
        assert stems[method.key] in notes[method.told_by], method


def test_words_are_there_in_both_languages_and_all_used(tables: dict[str, list[dict[str, str]]]) -> None:
    rows = wording._words()
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "pages" / "charts").glob("*.py")))
    text += (ROOT / "pages" / "charts" / "methods.csv").read_text(encoding="utf-8")
    families = set(re.findall(r'word\(f"([a-z]+)\.\{|f"([a-z]+)\.\{producer\}"', text))
    open_ended = tuple(f"{one or other}." for one, other in families)
    named = set(re.findall(r"[\"',]([a-z][a-z-]*(?:\.[a-z]+)?)[\"',]", text))
    named |= {f"column.{one}" for one in re.findall(r'"([a-z]+)"', text)} | {
        "overview-area.title",
        "overview-area.what",
    }
    for key, row in rows.items():
        assert row["en"], key
        assert row["es"], key
        assert sorted(re.findall(r"\{\w+\}", row["en"])) == sorted(re.findall(r"\{\w+\}", row["es"])), key
        assert key in named or key.startswith(open_ended) or key.startswith("overview-"), f"{key} is not used"
    producers = {row["producer_id"] for row in tables["series"]}
    assert {f"agency.{one}" for one in producers} <= set(rows)


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (49800, "49,800", "49\u202f800"),
        (9079.78, "9,079.78", "9\u202f079,78"),
        (0.5, "0.5", "0,5"),
        (-1.25, "\u22121.25", "\u22121,25"),
    ],
)
def test_numbers_are_written_in_the_way_of_the_language(value: float, english: str, spanish: str) -> None:
    assert (wording.number(value, "en"), wording.number(value, "es")) == (english, spanish)


@pytest.mark.parametrize(
    ("date", "english", "spanish"),
    [
        ("2017", "2017", "2017"),
        ("2005-03", "March 2005", "marzo de 2005"),
        ("2018-11-09", "9 November 2018", "9 de noviembre de 2018"),
        ("2002~", "about 2002", "hacia 2002"),
        ("2022?", "perhaps 2022", "quizá 2022"),
        ("../2005-03", "until March 2005", "hasta marzo de 2005"),
        ("2017/..", "from 2017", "desde 2017"),
        ("2017/2021", "2017 to 2021", "2017 a 2021"),
        ("", "no date", "sin fecha"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(date: str, english: str, spanish: str) -> None:
    assert (wording.period(date, "en"), wording.period(date, "es")) == (english, spanish)
