"""The grammar of the charts: panels with years along and numbers from zero up, lines that break at gaps, direct labels.

Every size is given, none is measured: the picture is the same whatever fonts the machine has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pages.charts import labels, wording
from pages.charts.chart import Spec

INK = "currentColor"  # text and axes take the colour of the page
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Noto Sans, Liberation Sans, Arial, sans-serif"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True, slots=True)
class Layout:
    """A width to draw for: the whole picture, its text, and the room right of a plot for labels, in pixels."""

    name: str
    width: int
    text: int
    right: int


# Text of 13 in 700 pixels is 11 pixels from 592 pixels on, text of 12 in 340 from 312 on: a page shows the
# narrow drawing below a column of 592 pixels, so that no text gets smaller than 11.
WIDE = Layout("wide", 700, 13, 96)
NARROW = Layout("narrow", 340, 12, 14)


@dataclass(slots=True)
class Panel:
    """One plot. ``layers`` are filled from below; ``pixels`` are those that a label should not cover."""

    title: str
    width: float
    height: float
    years: tuple[float, float]
    top: float
    size: int
    layers: list[Spec] = field(default_factory=list)
    pixels: list[labels.Pixel] = field(default_factory=list)
    taken: list[labels.Box] = field(default_factory=list)

    def pixel(self, x: float, y: float) -> labels.Pixel:
        """Return where a number of a year stands."""
        low, high = self.years
        return (x - low) / (high - low) * self.width, self.height * (1 - y / self.top)

    def across(self, name: str = "x") -> Spec:
        """The encoding of years by a column of the data."""
        ticks = year_ticks(self.years, self.width, self.size)
        axis = {"values": ticks, "format": "d", "title": None, "grid": False, "labelFontSize": self.size}
        scale = {"domain": list(self.years), "nice": False, "zero": False}
        return {"field": name, "type": "quantitative", "axis": axis, "scale": scale}

    def up(self, name: str = "y") -> Spec:
        """The encoding of numbers, from zero, by a column of the data."""
        ticks = number_ticks(self.top, self.height)
        form = ",d" if all(tick == int(tick) for tick in ticks) else ",.1f"
        axis = {"values": ticks, "format": form, "title": None, "labelFontSize": self.size}
        scale = {"domain": [0, self.top], "nice": False, "zero": True}
        return {"field": name, "type": "quantitative", "axis": axis, "scale": scale}

    def add(self, values: Sequence[Spec], mark: Spec, **encoding: Any) -> None:
        """Add a layer at x and y of the values, with further channels; nothing if there are no values."""
        if values:
            channels = {"x": self.across(), "y": self.up()} | encoding
            self.layers.append({"data": {"values": list(values)}, "mark": mark, "encoding": channels})

    def write(self, names: Sequence[labels.Name], right: float) -> None:
        """Write direct labels, each beside one of its own points, and keep their room.

        A label of an agency has a bar in its hue beside it; text is never in the hue, which is too pale to read.
        """
        bounds = labels.Box(2, -6, self.width + right, self.height - 2)
        for one in labels.place(names, self.pixels, bounds, self.size, self.taken):
            self.taken.append(one.box)
            right, inset = one.align == "right", labels.KEY if one.look else 0
            style = {"align": one.align} | ({"fontStyle": "italic"} if one.slanted else {})
            for i, row in enumerate(one.text.split("\n")):
                y = one.box.top + self.size * 1.2 * (i + 0.5)
                self.text(row, one.box.right - inset if right else one.box.left + inset, y, **style)
            if one.leader:
                (x, y), (x2, y2) = one.leader
                self._fixed({"type": "rule", "color": INK, "strokeWidth": 1}, x=x, y=y, x2=x2, y2=y2)
            if one.look:
                self._bar(one.look.hue, one.box.right - 3 if right else one.box.left, one.box)

    def _bar(self, hue: str, x: float, box: labels.Box) -> None:
        self._fixed({"type": "rect", "color": hue}, x=x, x2=x + 3, y=box.top + 1, y2=box.bottom - 1)

    def _fixed(self, mark: Spec, **pixels: float) -> None:
        channels = {name: {"value": round(at, 1)} for name, at in pixels.items()}
        self.layers.append({"data": {"values": [{}]}, "mark": mark, "encoding": channels})

    def text(self, text: str, x: float, y: float, **mark: Any) -> None:
        """Write a text at a pixel of the plot."""
        marked = {"type": "text", "align": "left", "baseline": "middle", "fontSize": self.size, **mark}
        channels = {"text": {"value": text}, "x": {"value": round(x, 1)}, "y": {"value": round(y, 1)}}
        self.layers.append({"data": {"values": [{}]}, "mark": marked, "encoding": channels})

    def spec(self) -> Spec:
        """Return the panel as a part of a concatenation."""
        self.text(self.title, 0, -14, fontWeight="bold")
        return {"width": self.width, "height": self.height, "view": {"stroke": None}, "layer": self.layers}


def number_ticks(top: float, height: float) -> list[float]:
    """Return round numbers from zero up to the top, at least 34 pixels apart."""
    power = 10.0 ** (math.floor(math.log10(top)) - 1)
    steps = [power * one for one in (1, 2, 2.5, 5, 10, 20, 25, 50, 100)]
    step = next(s for s in steps if s * height >= 34 * top)
    return [round(step * i, 6) for i in range(math.floor(top / step + 1e-9) + 1)]


def headroom(values: Iterable[float]) -> float:
    """Return where an axis ends that begins at zero: a little above the largest number."""
    return round(max(values, default=1) * 1.08, 6) or 1


def year_ticks(years: tuple[float, float], width: float, size: int) -> list[int]:
    """Return round years whose labels have room."""
    first, last = math.ceil(years[0]), math.floor(years[1])
    room = max(1, int(width / (size * 3.6)))
    step = next((s for s in (1, 2, 5, 10, 20, 50) if (last - first) / s < room), 100)
    ticks = [year for year in range(first, last + 1) if year % step == 0]
    return ticks if len(ticks) > 1 else [first, last]


@dataclass(frozen=True, slots=True)
class Grid:
    """Plots in columns, each with room at its left for the axis and at its right for labels."""

    layout: Layout
    columns: int
    left: float
    right: float

    @property
    def width(self) -> float:
        """How wide each plot is."""
        return (self.layout.width - self.columns * (self.left + self.right)) / self.columns

    def assemble(self, plots: Sequence[Spec], language: str) -> Spec:
        """Return the specification of the plots, its size fixed; ``usermeta`` has width and height."""
        above, below, gap = 26, 26, 56
        rows = [plots[i : i + self.columns] for i in range(0, len(plots), self.columns)]
        inner = sum(max(plot["height"] for plot in row) for row in rows) + (len(rows) - 1) * gap
        wide = self.layout.width - self.left - self.right
        spec = {
            "concat": list(plots),
            "columns": self.columns,
            "spacing": {"row": gap, "column": self.left + self.right},
            "bounds": "flush",
            "align": "each",
        }
        return sheet(spec, language, (wide, inner), (self.left, above, self.right, below))


def sheet(spec: Spec, language: str, inner: tuple[float, float], pads: tuple[float, float, float, float]) -> Spec:
    """Return a whole specification around a part of one: ``pads`` are left, above, right and below."""
    left, above, right, below = pads
    size = {"width": round(inner[0] + left + right), "height": round(inner[1] + above + below)}
    params = [{"name": "width", "value": inner[0]}, {"name": "height", "value": inner[1]}]
    return {
        "$schema": SCHEMA,
        "usermeta": size,
        "padding": {"left": left, "top": above, "right": right, "bottom": below},
        "autosize": {"type": "none"},
        "background": None,
        "params": params,
        **_spoken(spec),
        "config": _config(language),
    }


def _spoken(part: Spec) -> Spec:
    """Say of each mark that has a tooltip what it says, and nothing of those that have none."""
    if "mark" in part:
        if "tooltip" not in part.get("encoding", {}):
            return part | {"mark": part["mark"] | {"aria": False}}
        return part | {"encoding": part["encoding"] | {"description": part["encoding"]["tooltip"]}}
    return part | {key: [_spoken(one) for one in part[key]] for key in ("concat", "layer") if key in part}


def _config(language: str) -> Spec:
    quiet = {"gridColor": INK, "gridOpacity": 0.14, "domainColor": INK, "tickColor": INK, "labelColor": INK}
    return {
        "font": FONT,
        "locale": wording.locale(language),
        "view": {"stroke": None},
        "text": {"color": INK},
        "rule": {"color": INK},
        "axis": quiet | {"labelPadding": 5, "labelOverlap": False, "labelBound": False, "labelFlush": False},
        "axisY": {"domain": False, "ticks": False},
    }


def axis_room(tops: Iterable[float], size: int, language: str) -> float:
    """Return the room that the numbers of an axis need left of it."""
    widest = max(labels.width(wording.number(round(top), language), size) for top in tops)
    return math.ceil(widest + 10)
