"""What a report claims, as a ringed dot with its words beside it, against the lines of the agencies."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from functools import partial

from pages.charts import grammar, labels, lines
from pages.charts.agencies import look
from pages.charts.chart import Chart, Sheet, Spec
from pages.charts.claim import Claim, Ring, claims
from pages.charts.grammar import INK
from pages.charts.official import Point, Record
from pages.charts.telling import Telling
from pages.charts.wording import period, word

BEFORE, AFTER = 11, 8  # years that are drawn around a claim


def charts(record: Record, language: str) -> Iterator[Chart]:
    """Yield a chart for each claim that a number of the record can be set beside."""
    for claim in claims(record):
        if claim.rings:
            yield _chart(record, Telling(record, language), claim)


def _chart(record: Record, tell: Telling, claim: Claim) -> Chart:
    language, figure = tell.language, claim.figure
    unit = word(f"unit.{record.unit(claim.series[0])}", language)
    told = {
        "printed": claim.printed,
        "who": record.label(record.actors[figure["claimed_by"]], language),
        "where": record.place(figure["place_id"], language),
        "when": period(figure["period"], language),
        "what": record.label(record.indicators[figure["indicator_id"]], language).lower(),
        "source": claim.source["publisher"],
        "date": period(claim.source["published"], language),
        "unit": unit.capitalize(),
        "agencies": tell.agencies(claim.series),
    }
    drawn = [p for ring in claim.rings for one in claim.drawn(ring) for p in _window(claim, one)]
    header = (
        *tell.columns("who", "place", "period"),
        tell.column("value", unit),
        *tell.columns("vintage", "published"),
    )
    sheet = Sheet.of(header, [_claim_row(tell, claim, told), *(_row(tell, p) for p in drawn)])
    how = word(f"claim.{claim.rings[0].how}", language)
    return Chart(
        f"claim-{figure['figure_id']}",
        language,
        word("claim.title", language, **told),
        word("claim.desc", language, why=" ".join(claim.whys(language)), **told),
        " ".join([word("claim.note", language, **told), how]),
        _spec(record, tell, claim, grammar.WIDE),
        _spec(record, tell, claim, grammar.NARROW),
        sheet.columns,
        sheet.rows,
        sheet.links,
    )


def _claim_row(tell: Telling, claim: Claim, told: dict[str, str]) -> tuple[tuple[str, ...], str]:
    row = (
        told["who"],
        told["where"],
        told["when"],
        f"\u201c{claim.printed}\u201d",
        word("claim.column", tell.language),
    )
    return (*row, told["date"]), f"figures/{claim.figure['figure_id']}.html"


def _row(tell: Telling, point: Point) -> tuple[tuple[str, ...], str]:
    standing = word("vintage.newest" if point.newest else "vintage.then", tell.language)
    cells = (tell.agency(point.series_id), tell.place(point), period(point.period, tell.language))
    return (*cells, tell.number(point.value), standing, tell.dated(point.figure_id)), tell.link(point)


def _window(claim: Claim, points: Sequence[Point]) -> list[Point]:
    """The points near a claim, all of whole years; if none is near, the nearest."""
    whole = [p for p in points if p.whole_year]
    near = [p for p in whole if -BEFORE <= p.x - claim.center <= AFTER]
    return near or sorted(whole, key=lambda p: abs(p.x - claim.center))[:1]


def _spec(record: Record, tell: Telling, claim: Claim, layout: grammar.Layout) -> Spec:
    drawn = {ring.place_id: [_window(claim, one) for one in claim.drawn(ring)] for ring in claim.rings}
    xs = [p.x for seen in drawn.values() for one in seen for p in one] + [r.x for r in claim.rings] + [claim.center]
    years = (min([*xs, claim.reported]) - 0.7, max([*xs, claim.reported]) + 0.7)
    tops = [
        grammar.headroom([*(p.value for one in drawn[ring.place_id] for p in one), ring.y]) * 1.1
        for ring in claim.rings
    ]
    left = grammar.axis_room(tops, layout.text, tell.language)
    grid = grammar.Grid(layout, 1, left, layout.right)
    plots = []
    for ring, top in zip(claim.rings, tops, strict=True):
        compared = _compares(drawn[ring.place_id])
        title = tell.agency(claim.series[0]) if compared else record.place(ring.place_id, tell.language)
        panel = grammar.Panel(title, grid.width, 280 if layout is grammar.WIDE else 250, years, top, layout.text)
        lines_there = [one for one in drawn[ring.place_id] if one]
        words = [*_fill(panel, tell, claim, lines_there), _ring(panel, tell, claim, ring, layout)]
        panel.write([*words, *_names(panel, tell, lines_there, claim)], layout.right - 2)
        plots.append(panel.spec())
    return grid.assemble(plots, tell.language)


def _fill(panel: grammar.Panel, tell: Telling, claim: Claim, drawn: list[list[Point]]) -> list[labels.Name]:
    """Draw the lines, the day of the report and the changes of method; return the words of these."""
    changes = {(m.year, m.key) for one in drawn for m in lines.methods_of(one[0].series_id, one[0].place_id)}
    rules = [(year - 0.5, key) for year, key in sorted(changes) if panel.years[0] < year < panel.years[1]]
    rules.append((claim.reported, "claim.report"))
    words = [lines.rule(panel, at, word(key, tell.language)) for at, key in rules]
    seen: set[str] = set()
    for points in drawn:
        key, place = points[0].series_id, points[0].place_id
        producer = tell.record.series[key]["producer_id"]
        told = partial(tell.point, agency=True)
        hollow = producer in seen and not _compares(drawn)
        lines.draw(panel, lines.Line("", look(producer), points, told, hollow, lines.methods_of(key, place)))
        seen.add(producer)
    return words


def _compares(drawn: Sequence[Sequence[Point]]) -> bool:
    return len({one[0].place_id for one in drawn if one}) > 1


def _ring(panel: grammar.Panel, tell: Telling, claim: Claim, ring: Ring, layout: grammar.Layout) -> labels.Name:
    """Draw the ringed dot, and a bar over the period where it is longer than a year; return the words beside it."""
    told = (
        f"\u201c{claim.printed}\u201d ({claim.source['publisher']}, {period(claim.source['published'], tell.language)})"
    )
    low, high = panel.years
    start = max(low, ring.x - 0.5 if ring.start is None else ring.start)
    end = min(high, ring.x + 0.5 if ring.end is None else ring.end)
    value = {"x": ring.x, "y": ring.y, "told": told, "start": start, "end": end, "figure": claim.figure["figure_id"]}
    if end - start > 1.1:
        bar = {"type": "rule", "color": INK, "strokeWidth": 2}
        panel.add([value | {"x": start}], bar, x2={"field": "end"})
        panel.pixels += labels.samples([panel.pixel(start, ring.y), panel.pixel(end, ring.y)])
    tooltip = {"field": "told", "type": "nominal"}
    panel.add([value], {"type": "point", "filled": True, "color": INK, "size": 26, "opacity": 1}, tooltip=tooltip)
    circle = {"type": "point", "filled": False, "color": INK, "size": 190, "strokeWidth": 2, "opacity": 1}
    panel.add([value], circle, tooltip=tooltip)
    at = panel.pixel(ring.x, ring.y)
    panel.taken.append(labels.Box(at[0] - 9, at[1] - 9, at[0] + 9, at[1] + 9))
    rows = textwrap.wrap(f"\u201c{claim.printed}\u201d", 34 if layout is grammar.WIDE else 20)
    return labels.Name("\n".join(rows), [at], None, 11, 2)


def _names(panel: grammar.Panel, tell: Telling, drawn: list[list[Point]], claim: Claim) -> list[labels.Name]:
    """One label an agency; where places are compared, one a place for the first agency, which heads the panel."""
    compared = _compares(drawn)
    named: dict[str, list[Point]] = {}
    for point in (p for points in drawn for p in points if p.newest):
        place, agency = tell.place(point), tell.agency(point.series_id)
        first = point.series_id == claim.series[0]
        name = agency if not compared else place if first else f"{agency}, {place}"
        named.setdefault(name, []).append(point)
    producers = {name: tell.record.series[points[0].series_id]["producer_id"] for name, points in named.items()}
    return [
        labels.Name(name, [panel.pixel(p.x, p.value) for p in points], look(producers[name]))
        for name, points in named.items()
    ]
