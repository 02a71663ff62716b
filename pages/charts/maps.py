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
from pages.charts.official import Point, Record
from pages.charts.telling import Telling
from pages.charts.wording import word

FILE = Path(__file__).with_name("boundaries.json")
AREA = "I-0001"
RADIUS = 30  # pixels of the largest circle
NATIONS = ("PER", "BOL", "COL")
Place = tuple[float, float]


@cache
def shapes() -> dict[str, dict[str, Any]]:
    """Return the features of ``boundaries.json`` by ISO code."""
    return {one["properties"]["iso"]: one for one in json.loads(FILE.read_bytes())["features"]}


def charts(record: Record, language: str) -> Iterator[Chart]:
    """Yield a map for each series of estimated area that has at least two places with a boundary."""
    for key, row in record.series.items():
        points = [p for p in record.newest(key) if p.whole_year and record.places[p.place_id]["iso_code"] in shapes()]
        parts = [p for p in points if record.places[p.place_id]["place_type"] == "department"]
        chosen = parts or points
        if row["indicator_id"] == AREA and row["kind"] == "estimate" and len({p.place_id for p in chosen}) > 1:
            yield _chart(record, Telling(record, language), key, chosen)


def _chart(record: Record, tell: Telling, key: str, points: list[Point]) -> Chart:
    language = tell.language
    unit = word(f"unit.{record.unit(key)}", language)
    series = record.label(record.series[key], language)
    ordered = sorted(points, key=lambda p: (-p.x, -p.value, p.place_id))
    header = (
        *tell.columns("year", "place"),
        tell.column("value", unit),
        *tell.columns(
            "published",
        ),
    )
    cells = ((p.period, tell.place(p), tell.number(p.value), tell.dated(p.figure_id)) for p in ordered)
    sheet = Sheet.of(header, zip(cells, (tell.link(p) for p in ordered), strict=True))
    year = ordered[0].period
    newest = "; ".join(f"{tell.place(p)}: {tell.amount(p)}" for p in ordered if p.period == year)
    told = {"series": series, "year": year, "unit": unit.capitalize(), "who": tell.agency(key)}
    return Chart(
        f"map-{key}",
        language,
        word("map.title", language, **told),
        word("map.desc", language, newest=newest, **told),
        word("map.note", language, published=tell.published(points), **told),
        _spec(record, tell, points, grammar.WIDE),
        _spec(record, tell, points, grammar.NARROW),
        sheet.columns,
        sheet.rows,
        sheet.links,
    )


def center(feature: dict[str, Any]) -> Place:
    """Return the centroid of the largest ring of a feature, in degrees."""
    shape = feature["geometry"]
    rings = [part[0] for part in shape["coordinates"]] if shape["type"] == "MultiPolygon" else [shape["coordinates"][0]]
    return max((_centroid(ring) for ring in rings), key=lambda found: found[0])[1]


def _centroid(ring: list[list[float]]) -> tuple[float, Place]:
    """Area and centroid of a ring (the shoelace formula)."""
    twice = x = y = 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        cross = x0 * y1 - x1 * y0
        twice, x, y = twice + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return abs(twice) / 2, (x / (3 * twice), y / (3 * twice))


class _Projection:
    """Mercator, fitted to some shapes: near the equator it distorts little, and Vega draws the same."""

    def __init__(self, codes: list[str], width: float) -> None:
        corners = [at for code in codes for at in _corners(shapes()[code]["geometry"]["coordinates"])]
        west, east = min(x for x, _ in corners), max(x for x, _ in corners)
        south, north = min(self._up(y) for _, y in corners), max(self._up(y) for _, y in corners)
        self.scale = width / math.radians(east - west)
        self.height = round((north - south) * self.scale)
        self.translate = (-math.radians(west) * self.scale, north * self.scale)

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


def _spec(record: Record, tell: Telling, points: list[Point], layout: grammar.Layout) -> Spec:
    codes = sorted({record.places[p.place_id]["iso_code"] for p in points})
    country = codes[0].partition("-")[0] if "-" in codes[0] else ""
    land = sorted(code for code in shapes() if code.startswith(f"{country}-")) if country else list(NATIONS)
    side = 8
    projection = _Projection(land, min(layout.width, 520) - 2 * side)
    width, height = layout.width - 2 * side, projection.height
    shift = (layout.width - min(layout.width, 520)) / 2
    projection.translate = (projection.translate[0] + shift, projection.translate[1])
    top = max(p.value for p in points)
    values = [_value(record, tell, p, top, projection) for p in points]
    years = sorted({int(p.period) for p in points})
    layers = [_land(land), *_circles(record, points, values), *_texts(values, layout)]
    view = {"width": width, "height": height, "projection": projection.spec, "layer": layers}
    slider = {
        "input": "range",
        "min": years[0],
        "max": years[-1],
        "step": 1,
        "name": f"{word('column.year', tell.language)} ",
    }
    spec = grammar.sheet(view, tell.language, (width, height), (side, side, side, side))
    spec["params"] = [{"name": "year", "value": years[-1], "bind": slider}]
    return spec


def _land(codes: list[str]) -> Spec:
    features = [{"type": "Feature", "geometry": shapes()[code]["geometry"], "properties": {}} for code in codes]
    mark = {
        "type": "geoshape",
        "fill": INK,
        "fillOpacity": 0.05,
        "stroke": INK,
        "strokeWidth": 0.7,
        "strokeOpacity": 0.6,
    }
    return {"data": {"values": features}, "mark": mark}


def _value(record: Record, tell: Telling, point: Point, top: float, projection: _Projection) -> Spec:
    x, y = projection.pixel(center(shapes()[record.places[point.place_id]["iso_code"]]))
    radius = RADIUS * math.sqrt(point.value / top)
    return {
        "year": int(point.period),
        "x": round(x, 1),
        "y": round(y, 1),
        "size": round(math.pi * radius**2, 1),
        "beside": round(x + radius + 3, 1),
        "place": tell.place(point).partition(" (")[0],
        "value": tell.number(point.value),
        "told": tell.point(point),
        "figure": point.figure_id,
    }


_FILTER = [{"filter": "datum.year === year"}]


def _circles(record: Record, points: list[Point], values: list[Spec]) -> list[Spec]:
    hue = look(record.series[points[0].series_id]["producer_id"]).hue
    mark = {"type": "point", "shape": "circle", "filled": True, "color": hue, "fillOpacity": 0.45, "stroke": hue}
    channels = {
        "x": {"field": "x", "type": "quantitative", "scale": None, "axis": None},
        "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
        "size": {"field": "size", "type": "quantitative", "scale": None},
        "tooltip": {"field": "told", "type": "nominal"},
    }
    return [{"data": {"values": values}, "transform": _FILTER, "mark": mark | {"opacity": 1}, "encoding": channels}]


def _texts(values: list[Spec], layout: grammar.Layout) -> list[Spec]:
    at = {
        "x": {"field": "beside", "type": "quantitative", "scale": None, "axis": None},
        "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
    }
    text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": layout.text}
    return [
        {"data": {"values": values}, "transform": _FILTER, "mark": text | {"dy": dy, "fontWeight": weight}}
        | {"encoding": at | {"text": {"field": field}}}
        for field, dy, weight in (("place", -layout.text * 0.55, "normal"), ("value", layout.text * 0.6, "bold"))
    ]
