"""Events in time: a bar as long as what is known of the date, a row of bars a kind of event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pages.charts import grammar, labels
from pages.charts.agencies import NEUTRAL
from pages.charts.chart import Chart, Sheet, Spec
from pages.charts.official import Record, Row, span
from pages.charts.telling import Telling
from pages.charts.wording import period, word

LANE, GAP = 9, 12  # pixels: a bar with the space under it, and the space between kinds
OPEN = 1.2  # years that the open end of a bar is drawn long
STATUS: dict[str, Spec] = {
    "happened": {"fill": NEUTRAL},
    "ongoing": {"fill": NEUTRAL},
    "planned": {"fill": "transparent"},
    "conditional": {"fill": "transparent", "strokeDash": [2, 2]},
}


@dataclass(frozen=True, slots=True)
class Bar:
    """An event as it is drawn: from start to end in years, in a lane of its kind, ``open_`` at an end not known."""

    event: Row
    start: float
    end: float
    open_start: bool
    open_end: bool
    lane: int


def charts(record: Record, language: str) -> Iterator[Chart]:
    """Yield the one chart of all dated events."""
    tell = Telling(record, language)
    kinds = {row["event_type_id"]: row for row in record.tables["event_types"]}
    events = [row for row in record.tables["events"] if row["date"]]
    header = tell.columns("event", "date", "kind", "status", "place")
    sheet = Sheet.of(header, (_line(record, language, row, kinds) for row in sorted(events, key=_order)))
    days = [edge[:4] for row in events for edge in (row["date_start"], row["date_end"]) if edge]
    reach = {"first": min(days), "last": max(days)}
    yield Chart(
        "timeline",
        language,
        word("timeline.title", language, count=len(events)),
        word("timeline.desc", language, count=len(events), kinds=len({row["event_type"] for row in events}), **reach),
        word("timeline.note", language),
        _spec(record, language, kinds, grammar.WIDE),
        _spec(record, language, kinds, grammar.NARROW),
        sheet.columns,
        sheet.rows,
        sheet.links,
    )


def _line(record: Record, language: str, row: Row, kinds: dict[str, Row]) -> tuple[tuple[str, ...], str]:
    status = word(f"status.{row['status']}", language)
    where = record.place(row["place_id"], language)
    cells = (row[f"title_{language}"], period(row["date"], language), record.label(kinds[row["event_type"]], language))
    return (*cells, status, where), f"events/{row['event_id']}.html"


def _edges(row: Row) -> tuple[float, float, bool, bool]:
    """Start and end as they are drawn, and which of them is open."""
    start, end = span(row["date"])
    if start is None and end is not None:
        return end - OPEN, end, True, False
    if end is None and start is not None:
        return start, start + OPEN, False, True
    return start or 0, end or 0, False, False


def _order(row: Row) -> tuple[float, float, str]:
    start, end, *_ = _edges(row)
    return start, end, row["event_id"]


def _bars(events: list[Row], least: float) -> list[Bar]:
    """Lay the events of a kind into lanes in which no two meet; ``least`` is how long a bar is at least drawn."""
    free: list[float] = []
    bars = []
    for row in sorted(events, key=_order):
        start, end, open_start, open_end = _edges(row)
        middle = (start + end) / 2
        start, end = min(start, middle - least / 2), max(end, middle + least / 2)
        lane = next((i for i, until in enumerate(free) if until <= start), len(free))
        free[lane : lane + 1] = [end + least]
        bars.append(Bar(row, start, end, open_start, open_end, lane))
    return bars


def _spec(record: Record, language: str, kinds: dict[str, Row], layout: grammar.Layout) -> Spec:
    wide = layout is grammar.WIDE
    names = {key: record.label(row, language) for key, row in kinds.items()}
    left = round(max(labels.width(name, layout.text) for name in names.values()) + 12) if wide else 14
    width = layout.width - left - 16
    events = [row for row in record.tables["events"] if row["date"]]
    years = (min(_edges(row)[0] for row in events) - 0.3, max(_edges(row)[1] for row in events) + 0.3)
    least = 4 * (years[1] - years[0]) / width
    grouped = {key: [row for row in events if row["event_type"] == key] for key in kinds}
    order = sorted((key for key in kinds if grouped[key]), key=lambda key: (-len(grouped[key]), key))
    values, heads, y = [], [], float(layout.text * 1.8)
    for key in order:
        bars = _bars(grouped[key], least)
        y += 0 if wide else layout.text * 1.3
        tall = LANE * (1 + max(bar.lane for bar in bars))
        heads.append({"name": names[key], "y": y + LANE / 2 - 1 if wide else y - layout.text * 0.8})
        values += [_value(record, language, bar, y + LANE * bar.lane) for bar in bars]
        y += tall + GAP
    panel = grammar.Panel("", width, round(y), years, 1, layout.text)
    return grammar.sheet(
        _plot(panel, language, values, heads, wide), language, (width, round(y)), (left, 30 if wide else 48, 16, 30)
    )


def _value(record: Record, language: str, bar: Bar, y: float) -> Spec:
    row = bar.event
    when, status = period(row["date"], language), word(f"status.{row['status']}", language)
    told = f"{row[f'title_{language}']}: {when} ({status}; {record.place(row['place_id'], language)})"
    edges = {
        "x": round(bar.start, 4),
        "x2": round(bar.end, 4),
        "y": y,
        "y2": y + LANE - 3,
        "middle": y + LANE / 2 - 1.5,
    }
    return (
        edges
        | {"status": row["status"], "told": told, "event": row["event_id"]}
        | {"open": "start" if bar.open_start else "end" if bar.open_end else ""}
    )


def _plot(panel: grammar.Panel, language: str, values: list[Spec], heads: list[Spec], wide: bool) -> Spec:
    across = panel.across() | {"axis": panel.across()["axis"] | {"grid": True, "orient": "bottom"}}
    down = {"type": "quantitative", "axis": None, "scale": {"domain": [0, panel.height], "range": [0, panel.height]}}
    tooltip = {"field": "told", "type": "nominal"}
    layers = []
    for status, fill in STATUS.items():
        own = [value for value in values if value["status"] == status]
        mark = {"type": "rect", "stroke": NEUTRAL, "strokeWidth": 1.2, **fill}
        channels = {"x": across, "x2": {"field": "x2"}, "y": {"field": "y", **down}, "y2": {"field": "y2"}}
        layers.append({"data": {"values": own}, "mark": mark, "encoding": channels | {"tooltip": tooltip}})
    for side, shape, field in (("start", "triangle-left", "x"), ("end", "triangle-right", "x2")):
        own = [value for value in values if value["open"] == side]
        mark = {"type": "point", "shape": shape, "filled": True, "color": NEUTRAL, "opacity": 1, "size": 60}
        channels = {"x": across | {"field": field}, "y": {"field": "middle", **down}}
        layers.append({"data": {"values": own}, "mark": mark, "encoding": channels})
    text = {"type": "text", "fontSize": panel.size, "baseline": "middle", "align": "right" if wide else "left"}
    at = {"x": {"value": -8 if wide else 0}, "y": {"field": "y", **down}, "text": {"field": "name"}}
    layers.append({"data": {"values": heads}, "mark": text, "encoding": at})
    layers += _key(panel, language, wide)
    return {"width": panel.width, "height": panel.height, "view": {"stroke": None}, "layer": layers}


def _key(panel: grammar.Panel, language: str, wide: bool) -> list[Spec]:
    """What the fills mean, above the bars."""
    layers: list[Spec] = []
    x, y = 0.0, -20.0 if wide else -36.0
    for name, status in (
        ("timeline.fact", "happened"),
        ("status.planned", "planned"),
        ("status.conditional", "conditional"),
    ):
        mark = {"type": "rect", "stroke": NEUTRAL, "strokeWidth": 1.2, **STATUS[status]}
        if x + 19 + labels.width(word(name, language), panel.size) > panel.width:
            x, y = 0.0, y + 18
        box = {"x": {"value": x}, "x2": {"value": x + 14}, "y": {"value": y}, "y2": {"value": y + 7}}
        told = word(name, language)
        text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": panel.size}
        at = {"x": {"value": x + 19}, "y": {"value": y + 4}, "text": {"value": told}}
        layers += [{"data": {"values": [{}]}, "mark": mark, "encoding": box}]
        layers += [{"data": {"values": [{}]}, "mark": text, "encoding": at}]
        x = round(x + 19 + labels.width(told, panel.size) + 12, 1)
    return layers
