"""One series: the newest number of each year, older vintages under it, a panel a place."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pages.charts import grammar, labels, lines
from pages.charts.agencies import look
from pages.charts.chart import Chart, Sheet, Spec
from pages.charts.official import Point, Record
from pages.charts.telling import Telling
from pages.charts.wording import number, period, word

MANY = 6  # places above which panels get small, and the newest number stands in their heading


def charts(record: Record, language: str) -> Iterator[Chart]:
    """Yield the chart of each series that has at least two numbers."""
    for key in record.series:
        if len(record.newest(key)) > 1:
            yield _chart(record, Telling(record, language), key)


def _chart(record: Record, tell: Telling, key: str) -> Chart:
    language, points, places = tell.language, record.points(key), record.places_of(key)
    unit = word(f"unit.{record.unit(key)}", language)
    rows = (_row(tell, p) for place in places for p in record.points(key, place))
    header = (*tell.columns("place", "period"), tell.column("value", unit), *tell.columns("vintage", "published"))
    sheet = Sheet.of(header, rows)
    older = any(not p.newest for p in points)
    parts = [
        word("series.note", language, unit=unit.capitalize(), who=tell.agency(key), published=tell.published(points))
    ]
    parts += [word("series.older", language)] if older else []
    parts += [word("note.parts", language)] if any(not p.whole_year for p in points) else []
    parts += [word("note.scales", language)] if len(places) > 1 else []
    parts += [word("note.heads", language)] if len(places) > MANY else []
    told = {"places": tell.places(places), "years": tell.years(points), "last": tell.lasts(record.newest(key))}
    return Chart(
        f"series-{key}",
        language,
        record.label(record.series[key], language),
        word("series.desc", language, series=record.label(record.series[key], language), **told),
        " ".join(parts),
        _spec(record, tell, key, grammar.WIDE),
        _spec(record, tell, key, grammar.NARROW),
        sheet.columns,
        sheet.rows,
        sheet.links,
    )


def _row(tell: Telling, point: Point) -> tuple[tuple[str, ...], str]:
    standing = word(
        "vintage.newest" if point.newest else "vintage.first" if not point.step else "vintage.older", tell.language
    )
    when = period(point.period, tell.language)
    cells = (tell.place(point), when, number(point.value, tell.language), standing, tell.dated(point.figure_id))
    return cells, tell.link(point)


def _shape(count: int, layout: grammar.Layout) -> tuple[int, int]:
    """Columns of the grid and height of a panel, by the number of places."""
    wide = layout is grammar.WIDE
    if count == 1:
        return 1, 300 if wide else 240
    if count <= MANY:
        return (2, 170) if wide else (1, 170)
    return (3, 110) if wide else (2, 100)


def _spec(record: Record, tell: Telling, key: str, layout: grammar.Layout) -> Spec:
    places, language = record.places_of(key), tell.language
    columns, height = _shape(len(places), layout)
    points = record.points(key)
    years = (math.floor(min(p.x for p in points)) - 0.7, math.ceil(max(p.x for p in points)) + 0.7)
    tops = [grammar.headroom(p.value for p in record.points(key, place)) for place in places]
    left = grammar.axis_room(tops, layout.text, language)
    last = max(labels.width(number(p.value, language), layout.text) for p in record.newest(key))
    many = len(places) > MANY
    right = 10 if many else round(last + 9)
    grid = grammar.Grid(layout, columns, left, right)
    panels = []
    for place, top in zip(places, tops, strict=True):
        panel = grammar.Panel(record.place(place, language), grid.width, height, years, top, layout.text)
        methods = lines.methods_of(key, place)
        line = lines.Line(
            "", look(record.series[key]["producer_id"]), record.points(key, place), tell.point, False, methods
        )
        lines.draw(panel, line)
        words = [lines.rule(panel, method.year - 0.5, word(method.key, language)) for method in methods]
        if many and line.newest:
            heading = f"{panel.title}: {number(line.newest[-1].value, language)}"
            panel.title = heading if labels.width(heading, layout.text) < grid.width + 2 * right else panel.title
        panel.write([*words, *([] if many else _names(panel, tell, line))], right)
        panels.append(panel.spec())
    return grid.assemble(panels, language)


def _names(panel: grammar.Panel, tell: Telling, line: lines.Line) -> list[labels.Name]:
    """The last number with its value, and the older line, where there is room for it, with what it is."""
    names = []
    if line.newest:
        last = line.newest[-1]
        names.append(labels.Name(number(last.value, tell.language), [panel.pixel(last.x, last.value)], None, 7, 0))
    if len(line.first) > 1 and panel.height > 150:
        longest = max(lines.segments(line.first), key=len)
        names.append(
            labels.Name(word("vintage.first", tell.language), [panel.pixel(p.x, p.value) for p in longest], None, 7, 2)
        )
    return names
