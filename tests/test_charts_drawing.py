"""The drawings hold by themselves: no style, no script, no font of their own; text that can be read and is not cut."""

from __future__ import annotations

import json
import re
from typing import Any

import drawn
import pytest
from planting import ROOT

from pages.charts import Chart, drawing, labels, maps, overview, read, svg
from pages.charts.agencies import LOOKS, NEUTRAL
from pages.charts.official import Record

# One of each kind, those with the most in them.
NAMES = (
    "overview-area series-SR-0002 series-SR-0037 revisions-SR-0007 claim-F-0038 claim-F-0059 timeline map-area".split()
)
CASES = [(name, language, narrow) for name in NAMES for language, narrow in (("en", False), ("es", True))]
# What vega-interpreter 2 knows of the functions of Vega's expressions, less those that draw on data or windows.
INTERPRETED = set(
    "isNaN isFinite abs acos asin atan atan2 ceil cos exp floor hypot log max min pow random round sin sqrt tan clamp "
    "now utc date day year month hours minutes seconds milliseconds time length parseFloat parseInt upper lower "
    "substring split trim test if isArray isBoolean isDate isNumber isObject isRegExp isString isValid isTuple "
    "toBoolean toDate toNumber toString format span scale invert range domain bandwidth inrange data extent sort slice "
    "join".split()
)


@pytest.fixture(scope="module")
def charts() -> dict[tuple[str, str], Chart]:
    return {(name, language): c for language in ("en", "es") for name, c in drawn.charts(language).items()}


@pytest.fixture(scope="module")
def drawings(charts: dict[tuple[str, str], Chart]) -> dict[tuple[str, str, bool], str]:
    return {(name, language, narrow): svg(charts[name, language], narrow) for name, language, narrow in CASES}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_drawing_stands_alone(drawings: dict[tuple[str, str, bool], str], case: tuple[str, str, bool]) -> None:
    picture = drawings[case]
    assert not re.search(r"\sstyle=|<style|<script|<foreignObject|href=|url\(|<image|on\w+=", picture)
    key = f"{case[0]}-{case[1]}-{'narrow' if case[2] else 'wide'}"
    assert re.findall(r' id="([^"]*)"', picture) == [f"{key}-title", f"{key}-desc"]
    assert f'role="img" lang="{case[1]}" aria-labelledby="{key}-title {key}-desc"' in picture
    assert len(re.findall(r" (?:role|aria-\w+|class)=", picture)) == 3
    assert re.search(r"<title [^>]*>[^<]{10,}</title><desc [^>]*>[^<]{40,}</desc>", picture)
    assert len(picture) < 60_000


@pytest.mark.parametrize("case", CASES, ids=str)
def test_text_is_legible_whole_and_apart(
    drawings: dict[tuple[str, str, bool], str], case: tuple[str, str, bool]
) -> None:
    picture = drawings[case]
    texts = drawn.texts(picture)
    # The narrow drawing stands in at least 328 pixels (360 less margins), the wide one in at least 592.
    smallest = 11 * (340 / 328 if case[2] else 700 / 592)
    assert drawn.viewbox(picture)[0] == (340 if case[2] else 700)
    assert texts
    assert {text.fill for text in texts} == {"currentColor"}
    assert min(text.size for text in texts) >= smallest - 0.05
    assert drawn.outside(picture) == []
    assert drawn.overlapping(picture) == []


def test_colours_are_those_of_agencies_and_of_the_page(drawings: dict[tuple[str, str, bool], str]) -> None:
    used = {c for picture in drawings.values() for c in re.findall(r'(?:fill|stroke|color)="([^"]*)"', picture)}
    assert used <= {x.hue for x in LOOKS.values()} | {NEUTRAL, "currentColor", "none", "transparent"}


def test_the_same_chart_is_the_same_bytes(
    charts: dict[tuple[str, str], Chart], drawings: dict[tuple[str, str, bool], str]
) -> None:
    record = Record(read(ROOT))
    for chart in (*overview.charts(record, "en"), *maps.charts(record, "en")):
        assert json.dumps(chart.spec) == json.dumps(charts[chart.name, "en"].spec)
        assert svg(chart) == drawings.get((chart.name, "en", False), svg(charts[chart.name, "en"]))


def expressions(part: Any) -> list[str]:
    """Every expression of a Vega specification."""
    if isinstance(part, list):
        return [found for one in part for found in expressions(one)]
    if not isinstance(part, dict):
        return []
    keys = ("expr", "signal", "update", "test", "init")
    own = [part[key] for key in keys if isinstance(part.get(key), str)]
    return own + [found for key, one in part.items() if key != "values" for found in expressions(one)]


def test_specifications_need_no_eval(charts: dict[tuple[str, str], Chart]) -> None:
    """Every function of an expression is one that the interpreter of Vega knows."""
    import vl_convert

    found: set[str] = set()
    for name in NAMES:
        for spec in (charts[name, "en"].spec, charts[name, "es"].narrow):
            compiled = vl_convert.vegalite_to_vega(spec, vl_version=drawing.VEGA_LITE)
            for one in expressions(compiled):
                found |= set(re.findall(r"\b([A-Za-z]\w*)\(", re.sub(r'"[^"]*"', "", one)))
    assert found <= INTERPRETED, found - INTERPRETED


def test_specifications_fetch_nothing_and_have_a_size(charts: dict[tuple[str, str], Chart]) -> None:
    for chart in charts.values():
        for spec, width in ((chart.spec, 700), (chart.narrow, 340)):
            text = json.dumps(spec)
            assert '"url"' not in text
            assert spec["usermeta"]["width"] == pytest.approx(width, abs=1)
            assert spec["autosize"] == {"type": "none"}
            assert len(text) < 160_000, chart.name


def test_what_documents_print_cannot_leave_its_element(charts: dict[tuple[str, str], Chart]) -> None:
    from dataclasses import replace

    chart = replace(charts["claim-F-0066", "en"], title='<script>alert("1")</script>', description="a & b </desc>")
    picture = svg(chart)
    assert "<script" not in picture
    assert "a &amp; b &lt;/desc&gt;" in picture


def test_labels_keep_off_each_other_and_off_marks() -> None:
    line = labels.samples([(0.0, 50.0), (200.0, 50.0)])
    names = [labels.Name("one", line[:2]), labels.Name("two", line[:2])]
    bounds = labels.Box(-50, 0, 300, 100)
    first, second = labels.place(names, line, bounds, 12)
    assert first.box.overlap(second.box) == 0
    assert not any(one.box.holds(pixel) for one in (first, second) for pixel in line)


def test_a_label_with_no_room_costs_more_than_one_with_room() -> None:
    wall = [(float(x), float(y)) for x in range(0, 200, 4) for y in range(0, 100, 4)]
    name = labels.Name("label", [(100.0, 50.0)], reach=0)
    bounds = labels.Box(0, 0, 200, 100)
    assert labels.place([name], wall, bounds, 12)[0].cost > 10 > labels.place([name], [], bounds, 12)[0].cost
