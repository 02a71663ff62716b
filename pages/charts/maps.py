"""Areas on the map: a circle a place, as large as the number; a year at a time."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pages.charts import grammar, labels
from pages.charts.agencies import look
from pages.charts.chart import Chart, Sheet, Spec
from pages.charts.grammar import INK
from pages.charts.official import COUNTRIES, Point, Record, Row
from pages.charts.telling import Telling
from pages.charts.wording import word

FILE = Path(__file__).with_name("boundaries.json")
AREA = "I-0001"
RADIUS = 40  # pixels of the largest circle
NATIONS = ("PER", "BOL", "COL")
Place = tuple[float, float]


@cache
def shapes() -> dict[str, dict[str, Any]]:
    """Return the geometries of ``boundaries.json`` by ISO code, without islands too small to be seen."""
    found = json.loads(FILE.read_bytes())["features"]
    return {one["properties"]["iso"]: {"type": "MultiPolygon", "coordinates": _parts(one["geometry"])} for one in found}


def _parts(geometry: dict[str, Any]) -> list[Any]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    largest = max(_centroid(part[0])[0] for part in parts)
    return [part for part in parts if _centroid(part[0])[0] >= largest / 100]


def charts(record: Record, language: str) -> Iterator[Chart]:
    """Yield a map of departments beside nations, and one for each series of estimates with two places or more."""
    tell = Telling(record, language)
    mapped = {key: _mapped(record, key) for key, row in record.series.items() if _estimates_area(row)}
    parts = [
        key for key, points in mapped.items() if points and record.places[points[0].place_id]["iso_code"][2] == "-"
    ]
    for key in parts:
        country = record.places[mapped[key][0].place_id]["parent_id"]
        others = [_survey(record, place) for place in COUNTRIES if place != country]
        first = min(int(p.period) for p in mapped[key])
        beside = [p for points in others for p in points if int(p.period) >= first]
        yield _chart(tell, "map-area", mapped[key] + beside, word("map.area", language))
    for key, points in mapped.items():
        if len({p.place_id for p in points}) > 1:
            yield _chart(tell, f"map-{key}", points, record.label(record.series[key], language))


def _estimates_area(row: Row) -> bool:
    return row["indicator_id"] == AREA and row["kind"] == "estimate"


def _mapped(record: Record, key: str) -> list[Point]:
    """The newest numbers of a series for places with a boundary: of departments, if it has them, else of nations."""
    points = [p for p in record.newest(key) if p.whole_year and record.places[p.place_id]["iso_code"] in shapes()]
    parts = [p for p in points if record.places[p.place_id]["place_type"] == "department"]
    return parts or points


def _survey(record: Record, place: str) -> list[Point]:
    """The newest numbers of the series that reaches furthest in a country, of those the longest."""
    found = [record.newest(key, place) for key, row in record.series.items() if _estimates_area(row)]
    return max(found, key=lambda points: (points[-1].x if points else 0, len(points)))


def _chart(tell: Telling, name: str, points: list[Point], series: str) -> Chart:
    language = tell.language
    unit = word(f"unit.{tell.record.unit(points[0].series_id)}", language)
    ordered = sorted(points, key=lambda p: (-p.x, -p.value, p.place_id))
    header = (*tell.columns("year", "place", "who"), tell.column("value", unit), tell.column("published"))
    cells = (_cells(tell, p) for p in ordered)
    sheet = Sheet.of(header, zip(cells, (tell.link(p) for p in ordered), strict=True))
    year = _newest(points)
    newest = "; ".join(f"{tell.place(p)}: {tell.amount(p)}" for p in ordered if p.period == str(year))
    who = tell.agencies(p.series_id for p in points)
    told = {"series": series, "year": year, "unit": unit.capitalize(), "who": who}
    return Chart(
        name,
        language,
        word("map.title", language, **told),
        word("map.desc", language, newest=newest, **told),
        word("map.note", language, published=tell.published(points), **told),
        _spec(tell, points, grammar.WIDE),
        _spec(tell, points, grammar.NARROW),
        sheet.columns,
        sheet.rows,
        sheet.links,
        tuple(sorted({int(p.period) for p in points})),
    )


def _cells(tell: Telling, point: Point) -> tuple[str, ...]:
    number, dated = tell.number(point.value), tell.dated(point.figure_id)
    return point.period, tell.place(point), tell.agency(point.series_id), number, dated


def _newest(points: list[Point]) -> int:
    """The newest of the years that have the most places."""
    years = [int(p.period) for p in points]
    return max(years, key=lambda year: (years.count(year), year))


def center(geometry: dict[str, Any]) -> Place:
    """Return the centroid of the largest part of a geometry, in degrees."""
    return max((_centroid(part[0]) for part in geometry["coordinates"]), key=lambda found: found[0])[1]


def _centroid(ring: list[list[float]]) -> tuple[float, Place]:
    """Area and centroid of a ring (the shoelace formula)."""
    twice = x = y = 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        cross = x0 * y1 - x1 * y0
        twice, x, y = twice + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return abs(twice) / 2, (x / (3 * twice), y / (3 * twice))


class _Projection:
    """Mercator, fitted to some shapes: near the equator it distorts little, and Vega draws the same."""

    def __init__(self, codes: list[str], width: float, left: float) -> None:
        corners = [at for code in codes for at in _corners(shapes()[code]["coordinates"])]
        west, east = min(x for x, _ in corners), max(x for x, _ in corners)
        south, north = min(self._up(y) for _, y in corners), max(self._up(y) for _, y in corners)
        self.scale = width / math.radians(east - west)
        self.height = round((north - south) * self.scale)
        self.translate = (left - math.radians(west) * self.scale, north * self.scale)

    @staticmethod
    def _up(latitude: float) -> float:
        return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))

    def pixel(self, at: Place) -> labels.Pixel:
        x, y = self.translate
        return x + math.radians(at[0]) * self.scale, y - self._up(at[1]) * self.scale

    @property
    def spec(self) -> Spec:
        moved = [round(one, 3) for one in self.translate]
        return {
            "type": "mercator",
            "scale": round(self.scale, 3),
            "translate": moved,
            "center": [0, 0],
            "rotate": [0, 0],
        }


def _corners(coordinates: Any) -> Iterator[Place]:
    if isinstance(coordinates[0], float | int):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _corners(part)


def _spec(tell: Telling, points: list[Point], layout: grammar.Layout) -> Spec:
    codes = sorted({tell.record.places[p.place_id]["iso_code"] for p in points})
    nations = [code for code in NATIONS if code in codes]
    parts = sorted(one for one in shapes() if one[:3] in {code[:3] for code in codes if code not in NATIONS})
    side, room = 8, min(layout.width, 520)
    projection = _Projection([*parts, *nations], room - 2 * side, (layout.width - room) / 2)
    width, height = layout.width - 2 * side, projection.height
    values = _values(tell, points, projection, layout)
    years = sorted({int(p.period) for p in points})
    view = {"width": width, "height": height, "projection": projection.spec}
    view["layer"] = [_land([*parts, *nations]), _circles(values), *_texts(values, years, layout)]
    spec = grammar.sheet(view, tell.language, (width, height), (side, side, side, side))
    spec["params"] = [{"name": "year", "value": _newest(points)}]
    return spec


def _land(codes: list[str]) -> Spec:
    features = [{"type": "Feature", "geometry": shapes()[code], "properties": {}} for code in codes]
    mark = {
        "type": "geoshape",
        "clip": False,
        "fill": INK,
        "fillOpacity": 0.05,
        "stroke": INK,
        "strokeWidth": 0.7,
        "strokeOpacity": 0.5,
    }
    return {"data": {"values": features}, "mark": mark}


def _values(tell: Telling, points: list[Point], projection: _Projection, layout: grammar.Layout) -> list[Spec]:
    """One value a number, named beside its circle where there is room, the largest first; each year for itself."""
    top, values = max(p.value for p in points), []
    largest = RADIUS if layout is grammar.WIDE else RADIUS * 0.7
    for year in sorted({p.period for p in points}):
        seen = sorted((p for p in points if p.period == year), key=lambda p: (-p.value, p.place_id))
        circles = [(projection.pixel(center(_shape(tell, p))), largest * math.sqrt(p.value / top)) for p in seen]
        names = [
            labels.Name(f"{_short(tell, p)}\n{tell.number(p.value)}", [at], None, radius + 3, 0)
            for p, (at, radius) in zip(seen, circles, strict=True)
        ]
        covered = [pixel for at, radius in circles for pixel in _disc(at, radius)]
        bounds = labels.Box(0, 0, layout.width - 16, projection.height)
        placed = {one.text: one for one in labels.place(names, covered, bounds, layout.text) if one.cost < 10}
        for point, name, (at, radius) in zip(seen, names, circles, strict=True):
            values.append(_value(tell, point, at, radius, placed.get(name.text)))
    return values


def _shape(tell: Telling, point: Point) -> dict[str, Any]:
    return shapes()[tell.record.places[point.place_id]["iso_code"]]


def _short(tell: Telling, point: Point) -> str:
    return tell.place(point).partition(" (")[0]


def _disc(at: labels.Pixel, radius: float) -> list[labels.Pixel]:
    around = [math.radians(30 * i) for i in range(12)]
    return [(at[0] + r * math.cos(a), at[1] + r * math.sin(a)) for r in (radius, radius / 2) for a in around]


def _value(tell: Telling, point: Point, at: labels.Pixel, radius: float, label: labels.Placed | None) -> Spec:
    box = label.box if label else labels.Box(0, 0, 0, 0)
    align = label.align if label else ""
    return {
        "year": int(point.period),
        "x": round(at[0], 1),
        "y": round(at[1], 1),
        "size": round(math.pi * radius**2, 1),
        "hue": look(tell.record.series[point.series_id]["producer_id"]).hue,
        "align": align,
        "beside": round(box.right if align == "right" else box.left, 1),
        "above": round((box.top * 3 + box.bottom) / 4, 1),
        "below": round((box.top + box.bottom * 3) / 4, 1),
        "place": _short(tell, point),
        "value": tell.number(point.value),
        "told": tell.point(point, agency=True),
        "figure": point.figure_id,
    }


_FILTER = [{"filter": "datum.year === year"}]


def _at(x: str, y: str) -> Spec:
    plain = {"type": "quantitative", "scale": None, "axis": None}
    return {"x": {"field": x, **plain}, "y": {"field": y, **plain}}


def _circles(values: list[Spec]) -> Spec:
    mark = {"type": "point", "shape": "circle", "filled": True, "fillOpacity": 0.45, "strokeWidth": 1.5, "opacity": 1}
    hue = {"field": "hue", "type": "nominal", "scale": None}
    channels = {"size": {"field": "size", "type": "quantitative", "scale": None}, "fill": hue, "stroke": hue}
    told = {"tooltip": {"field": "told", "type": "nominal"}}
    encoding = _at("x", "y") | channels | told
    return {"data": {"values": values}, "transform": _FILTER, "mark": mark, "encoding": encoding}


def _texts(values: list[Spec], years: list[int], layout: grammar.Layout) -> list[Spec]:
    text = {"type": "text", "baseline": "middle", "fontSize": layout.text}
    layers = []
    for align in ("left", "right"):
        own = [value for value in values if value["align"] == align]
        for field, y, weight in (("place", "above", "normal"), ("value", "below", "bold")):
            encoding = _at("beside", y) | {"text": {"field": field}}
            mark = text | {"align": align, "fontWeight": weight}
            layers.append({"data": {"values": own}, "transform": _FILTER, "mark": mark, "encoding": encoding})
    big = text | {"fontSize": 2 * layout.text, "fontWeight": "bold", "align": "right"}
    corner = {"x": {"value": layout.width - 24}, "y": {"value": layout.text * 1.5}, "text": {"field": "name"}}
    named = [{"year": year, "name": str(year)} for year in years]
    return [*layers, {"data": {"values": named}, "transform": _FILTER, "mark": big, "encoding": corner}]
