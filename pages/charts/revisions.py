"""How the number of each year moved: a row a year, from the number published first to the newest."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from pages.charts import grammar, labels
from pages.charts.agencies import Look, look
from pages.charts.chart import Chart, Sheet, Spec
from pages.charts.official import Point, Record
from pages.charts.telling import Telling
from pages.charts.wording import period, word

ROW = 24  # pixels
Chains = dict[str, list[list[Point]]]  # by place, the vintages of each period that was revised


def charts(record: Record, language: str) -> Iterator[Chart]:
    """Yield a chart for each series of which a number was revised."""
    for key in record.series:
        chains = _revised(record, key)
        if chains:
            yield _chart(record, Telling(record, language), key, chains)


def _revised(record: Record, key: str) -> Chains:
    found: Chains = {}
    for place in record.places_of(key):
        periods = itertools.groupby(record.points(key, place), key=lambda p: p.period)
        chains = [chain for chain in (list(points) for _, points in periods) if len(chain) > 1]
        if chains:
            found[place] = chains
    return found


def _chart(record: Record, tell: Telling, key: str, chains: Chains) -> Chart:
    language = tell.language
    unit = word(f"unit.{record.unit(key)}", language)
    series = record.label(record.series[key], language)
    points = [p for place in chains.values() for chain in place for p in chain]
    header = (*tell.columns("place", "period"), tell.column("value", unit), *tell.columns("change", "published"))
    sheet = Sheet.of(header, (_row(tell, p, chain) for place in chains.values() for chain in place for p in chain))
    count = sum(len(place) for place in chains.values())
    grown = sum(chain[-1].value > chain[0].value for place in chains.values() for chain in place)
    return Chart(
        f"revisions-{key}",
        language,
        word("revisions.title", language, series=series),
        word("revisions.desc", language, series=series, count=count, grown=grown, fallen=count - grown),
        word(
            "revisions.note", language, unit=unit.capitalize(), who=tell.agency(key), published=tell.published(points)
        ),
        _spec(tell, chains, grammar.WIDE),
        _spec(tell, chains, grammar.NARROW),
        sheet.columns,
        sheet.rows,
        sheet.links,
    )


def _row(tell: Telling, point: Point, chain: list[Point]) -> tuple[tuple[str, ...], str]:
    moved = (
        tell.number(round(100 * (point.value / chain[point.step - 1].value - 1), 1), signed=True) if point.step else ""
    )
    when = period(point.period, tell.language)
    change = f"{moved}\u00a0%" if moved else ""
    return (tell.place(point), when, tell.number(point.value), change, tell.dated(point.figure_id)), tell.link(point)


def _spec(tell: Telling, chains: Chains, layout: grammar.Layout) -> Spec:
    texts = [_moved(tell, chain, layout) for place in chains.values() for chain in place]
    right = max(labels.width(text, layout.text) for text in texts) + 10
    left = labels.width("2000", layout.text) + 12
    grid = grammar.Grid(layout, 1, round(left), round(right))
    top = grammar.headroom(p.value for place in chains.values() for chain in place for p in chain)
    plots = [_plot(tell, place, seen, grid, top) for place, seen in chains.items()]
    return grid.assemble(plots, tell.language)


def _moved(tell: Telling, chain: list[Point], layout: grammar.Layout) -> str:
    steps = " \u2192 ".join(tell.number(p.value) for p in chain)
    change = tell.number(round(100 * (chain[-1].value / chain[0].value - 1), 1), signed=True)
    return steps if layout is grammar.NARROW else f"{steps} ({change}\u00a0%)"


def _plot(tell: Telling, place: str, chains: list[list[Point]], grid: grammar.Grid, top: float) -> Spec:
    size, height = grid.layout.text, ROW * len(chains)
    ticks = grammar.number_ticks(top, grid.width / 2.2)
    axis = {"values": ticks, "format": ",d", "title": None, "labelFontSize": size}
    along = {"field": "value", "type": "quantitative", "scale": {"domain": [0, top], "nice": False}, "axis": axis}
    down: Spec = {"field": "row", "type": "quantitative", "axis": None}
    down["scale"] = {"domain": [0, len(chains)], "range": [0, height]}
    rows = [_datum(tell, chain, i, grid.layout) for i, chain in enumerate(chains)]
    marked = look(tell.record.series[chains[0][0].series_id]["producer_id"])
    rule = {"type": "rule", "color": marked.hue, "strokeWidth": 2}
    text = {"type": "text", "fontSize": size, "baseline": "middle", "align": "left"}
    right, title = text | {"align": "right"}, {"value": tell.record.place(place, tell.language)}
    layers = [
        _layer(rows, rule, x=along, x2={"field": "last"}, y=down),
        *(_dots(tell, chains, marked, {"x": along, "y": down}, newest) for newest in (False, True)),
        _layer(rows, right, x={"value": -8}, y=down, text={"field": "year"}),
        _layer(rows, text, x={"value": grid.width + 8}, y=down, text={"field": "moved"}),
        _layer([{}], text | {"fontWeight": "bold"}, x={"value": 0}, y={"value": -14}, text=title),
    ]
    return {"width": grid.width, "height": height, "view": {"stroke": None}, "layer": layers}


def _layer(values: list[Spec], mark: Spec, **encoding: Spec) -> Spec:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _datum(tell: Telling, chain: list[Point], row: int, layout: grammar.Layout) -> Spec:
    year = chain[0].period if chain[0].whole_year else period(chain[0].period, tell.language)
    ends = {"value": chain[0].value, "last": chain[-1].value}
    return {"row": row + 0.5, "year": year, "moved": _moved(tell, chain, layout), **ends}


def _dots(tell: Telling, chains: list[list[Point]], marked: Look, at: Spec, newest: bool) -> Spec:
    values = [
        {"row": i + 0.5, "value": p.value, "told": tell.point(p), "figure": p.figure_id}
        for i, chain in enumerate(chains)
        for p in chain
        if p.newest == newest
    ]
    mark = {"type": "point", "shape": marked.shape, "color": marked.hue, "opacity": 1, "size": 60 if newest else 34}
    mark |= {"filled": True} if newest else {"filled": False, "strokeWidth": 1.5}
    return _layer(values, mark, **at, tooltip={"field": "told", "type": "nominal"})
