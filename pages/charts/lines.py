"""How a series is drawn in a panel: newest numbers, older vintages, parts of a year, changes of method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from andean_coca import tables
from pages.charts import labels
from pages.charts.agencies import Look
from pages.charts.chart import Spec
from pages.charts.grammar import INK, Panel
from pages.charts.official import Point

METHODS = Path(__file__).with_name("methods.csv")


@dataclass(frozen=True, slots=True)
class Method:
    """A change of method: from ``year`` on, for the reason that ``key`` words; ``told_by`` is the row that says so."""

    series_id: str
    place_id: str
    year: int
    key: str
    told_by: str


@dataclass(frozen=True, slots=True)
class Line:
    """One series in one place, with what each of its points is called."""

    label: str
    look: Look
    points: Sequence[Point]
    told: Callable[[Point], str]
    hollow: bool = False  # a second series of the same agency
    methods: Sequence[Method] = field(default_factory=tuple)

    @property
    def newest(self) -> list[Point]:
        """The newest number of each whole year."""
        return [p for p in self.points if p.newest and p.whole_year]

    @property
    def first(self) -> list[Point]:
        """The number published first of each whole year that was revised."""
        return [p for p in self.points if not p.newest and p.step == 0 and p.whole_year]


@cache
def methods() -> tuple[Method, ...]:
    """Return the changes of method that the record tells of."""
    _, rows = tables.read_file(METHODS)
    return tuple(Method(r["series_id"], r["place_id"], int(r["year"]), r["word"], r["told_by"]) for r in rows)


def methods_of(series_id: str, place_id: str) -> list[Method]:
    """Return the changes of method of a series in a place."""
    return [m for m in methods() if (m.series_id, m.place_id) == (series_id, place_id)]


def segments(points: Sequence[Point], changes: Sequence[Method] = ()) -> list[list[Point]]:
    """Part points into runs of consecutive years; a missing year and a change of method each end a run."""
    runs: list[list[Point]] = []
    for point in points:
        broken = any(change.year == point.x for change in changes)
        if runs and point.x - runs[-1][-1].x == 1 and not broken:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def draw(panel: Panel, line: Line) -> None:
    """Draw a line into a panel: what is older first, so that the newest lies on top."""
    _parts(panel, line)
    _run(panel, line, line.first, older=True)
    middle = [p for p in line.points if not p.newest and p.step > 0 and p.whole_year]
    _points(panel, line, middle, older=True)
    _run(panel, line, line.newest, older=False)


def _run(panel: Panel, line: Line, points: Sequence[Point], older: bool) -> None:
    runs = segments(points, line.methods)
    values = [_value(line, p) | {"run": i} for i, run in enumerate(runs) if len(run) > 1 for p in run]
    thin = 1 if older else 1.5 if line.hollow else 2.4
    mark = {"type": "line", "color": line.look.hue, "strokeWidth": thin, "strokeDash": list(line.look.dash)}
    panel.add(values, mark, detail={"field": "run", "type": "nominal"})
    for run in runs:
        panel.pixels += labels.samples([panel.pixel(p.x, p.value) for p in run])
    _points(panel, line, points, older)


def _points(panel: Panel, line: Line, points: Sequence[Point], older: bool) -> None:
    mark = {"type": "point", "shape": line.look.shape, "color": line.look.hue, "size": 16 if older else 36}
    mark |= {"filled": False, "strokeWidth": 1} if older or line.hollow else {"filled": True, "opacity": 1}
    panel.add([_value(line, p) for p in points], mark | {"opacity": 1}, tooltip={"field": "told", "type": "nominal"})
    panel.pixels += [panel.pixel(p.x, p.value) for p in points]


def _parts(panel: Panel, line: Line) -> None:
    """Numbers of less than a year lie as bars over their months; an open end is an arrowhead."""
    parts = [p for p in line.points if p.newest and not p.whole_year and p.start is not None]
    values = [_value(line, p) | {"x": p.start, "end": _end(p)} for p in parts]
    mark = {"type": "rule", "color": line.look.hue, "strokeWidth": 2}
    panel.add(values, mark, x2={"field": "end"}, tooltip={"field": "told", "type": "nominal"})
    arrows = [_value(line, p) | {"x": _end(p)} for p in parts if p.end is None]
    panel.add(
        arrows, {"type": "point", "shape": "triangle-right", "filled": True, "color": line.look.hue, "opacity": 1}
    )
    for value in values:
        panel.pixels += labels.samples([panel.pixel(value["x"], value["y"]), panel.pixel(value["end"], value["y"])])


def _end(point: Point) -> float:
    return point.end if point.end is not None else (point.start or 0) + 0.5


def _value(line: Line, point: Point) -> Spec:
    return {"x": point.x, "y": point.value, "told": line.told(point), "figure": point.figure_id}


def rule(panel: Panel, x: float, word: str) -> labels.Name:
    """Draw a vertical rule between two years; return its word, which is to stand beside it, at its head if it can."""
    mark = {"type": "rule", "color": INK, "strokeWidth": 1, "strokeDash": [3, 3], "opacity": 0.75}
    at = panel.pixel(x, 0)[0]
    channels = {"x": {"value": round(at, 1)}, "y": {"value": 0}, "y2": {"value": panel.height}}
    panel.layers.append({"data": {"values": [{}]}, "mark": mark, "encoding": channels})
    panel.pixels += labels.samples([(at, 0), (at, panel.height)])
    room = labels.width(word, panel.size) + 4 < max(at, panel.width - at)
    rows = word if room else word.replace(" ", "\n")
    tall = panel.size * 1.2 * (1 + rows.count("\n"))
    heights = [tall / 2 + (panel.height - tall) * i / 12 for i in range(13)]
    return labels.Name(rows, [(at, y) for y in reversed(heights)], None, 4, 0, True)
