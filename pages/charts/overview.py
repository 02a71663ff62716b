"""All agencies side by side: a panel a country, a line a series, none joined."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pages.charts import grammar, labels, lines
from pages.charts.agencies import look
from pages.charts.chart import Chart, Sheet, Spec
from pages.charts.official import COUNTRIES, Point, Record
from pages.charts.telling import Telling
from pages.charts.wording import number, word

INDICATORS = {"overview-area": "I-0001", "overview-production": "I-0006"}


def charts(record: Record, language: str) -> Iterator[Chart]:
    """Yield the charts of area and of potential production."""
    for name, indicator in INDICATORS.items():
        yield _chart(record, language, name, _series(record, indicator))


def _series(record: Record, indicator: str) -> list[str]:
    """The series of estimates under no condition that speak of a country, the longest first."""
    found = [
        key
        for key, row in record.series.items()
        if row["indicator_id"] == indicator and row["kind"] == "estimate" and row["producer_id"] != "A-0056"
        if row["condition"] in ("", "numbers_in_unodc_tables")
        if any(p.place_id in COUNTRIES for p in record.newest(key))
    ]
    return sorted(found, key=lambda key: (-len(record.newest(key)), key))


def _chart(record: Record, language: str, name: str, series: list[str]) -> Chart:
    tell = Telling(record, language)
    points = [p for place in COUNTRIES for key in series for p in record.newest(key, place) if p.whole_year]
    drawn = [one for one in series if any(p.series_id == one for p in points)]
    who = tell.agencies(drawn)
    unit = word(f"unit.{record.unit(series[0])}", language)
    rows = (((tell.place(p), p.period, tell.series(p), number(p.value, language)), tell.link(p)) for p in points)
    sheet = Sheet.of((*tell.columns("place", "year", "series"), tell.column("value", unit)), rows)
    return Chart(
        name,
        language,
        word(f"{name}.title", language),
        word("overview.desc", language, what=word(f"{name}.what", language), last=tell.lasts(points)),
        word("overview.note", language, unit=unit.capitalize(), who=who, published=tell.published(points)),
        _spec(record, tell, series, grammar.WIDE, (250, 210, 190)),
        _spec(record, tell, series, grammar.NARROW, (230, 250, 200)),
        sheet.columns,
        sheet.rows,
        sheet.links,
    )


def _spec(record: Record, tell: Telling, series: list[str], layout: grammar.Layout, heights: tuple[int, ...]) -> Spec:
    everything = [p for key in series for place in COUNTRIES for p in record.newest(key, place) if p.whole_year]
    years = (min(p.x for p in everything) - 0.7, max(p.x for p in everything) + 0.7)
    tops = [grammar.headroom(p.value for p in everything if p.place_id == place) for place in COUNTRIES]
    left = grammar.axis_room(tops, layout.text, tell.language)
    grid = grammar.Grid(layout, 1, left, layout.right)
    panels = []
    for place, top, height in zip(COUNTRIES, tops, heights, strict=True):
        panel = grammar.Panel(record.place(place, tell.language), grid.width, height, years, top, layout.text)
        words = _fill(panel, record, tell, series, place)
        points = [p for key in series for p in record.newest(key, place) if p.whole_year]
        panel.write([*words, *_names(panel, record, tell, points)], layout.right)
        panels.append(panel.spec())
    return grid.assemble(panels, tell.language)


def _names(panel: grammar.Panel, record: Record, tell: Telling, points: list[Point]) -> list[labels.Name]:
    """One label an agency, beside any point of its series."""
    named: dict[str, list[Point]] = {}
    for point in sorted(points, key=lambda p: (p.x, p.series_id)):
        named.setdefault(record.series[point.series_id]["producer_id"], []).append(point)
    return [
        labels.Name(tell.agency(seen[0].series_id), [panel.pixel(p.x, p.value) for p in seen], look(producer))
        for producer, seen in named.items()
    ]


def _fill(panel: grammar.Panel, record: Record, tell: Telling, series: list[str], place: str) -> list[labels.Name]:
    """Draw the lines of a country and the changes of method; return the words of these."""
    seen: set[str] = set()
    for key in series:
        points = record.newest(key, place)
        producer = record.series[key]["producer_id"]
        if points:
            told = partial(tell.point, agency=True)
            hollow = producer in seen
            methods = lines.methods_of(key, place)
            lines.draw(
                panel, lines.Line("", look(producer), [p for p in points if p.whole_year], told, hollow, methods)
            )
            seen.add(producer)
    changes = {(m.year, m.key) for key in series for m in lines.methods_of(key, place)}
    return [lines.rule(panel, year - 0.5, word(reason, tell.language)) for year, reason in sorted(changes)]
