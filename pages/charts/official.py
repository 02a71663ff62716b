"""The numbers that charts draw, taken from the tables through the record's own rules on vintages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from andean_coca import edtf, vintages
from andean_coca.place import Release

Row = dict[str, str]
Tables = Mapping[str, Sequence[Row]]
COUNTRIES = ("P-0005", "P-0003", "P-0004")  # Colombia, Peru, Bolivia: the order of their areas
TABLES = (
    "figures evidence sources units indicators series places place_members actors corrections conflicts "
    "reconciliations reconciliation_operands events event_types event_reports"
).split()


@dataclass(frozen=True, slots=True)
class Point:
    """One vintage of one number of a series.

    Attributes:
        x: middle of its period as a year, so that all of 2017 stands at 2017.0.
        start, end: first and last moment of its period, 2016.5 and 2017.5 for 2017; ``None`` if open.
        value: in the base unit of the indicator.
        step: 0 for the number published first.
        newest: whether no later vintage is known.
        known_from: day on which it was surely published, ``None`` if never dated.
    """

    series_id: str
    place_id: str
    period: str
    x: float
    start: float | None
    end: float | None
    value: float
    figure_id: str
    step: int
    newest: bool
    known_from: date | None

    @property
    def whole_year(self) -> bool:
        """Whether its period is one calendar year."""
        return len(self.period) == 4


def read(root: str | Path | None = None) -> dict[str, list[Row]]:
    """Return the tables that charts are made from, of a package folder; by default the reader's own."""
    return Release(root).rows(TABLES)


def moment(day: date) -> float:
    """Return the first moment of a day on the axis of years, on which a year reaches from -0.5 to +0.5."""
    first = date(day.year, 1, 1)
    return day.year - 0.5 + (day - first).days / (date(day.year + 1, 1, 1) - first).days


def span(period: str) -> tuple[float | None, float | None]:
    """Return first and last moment of an EDTF period, ``None`` for an open end."""
    if not period:
        return None, None
    found = edtf.parse(period)
    return (
        moment(found.start) if found.start else None,
        moment(found.end + timedelta(1)) if found.end else None,
    )


class Record:
    """The tables by id, and the points of every series."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.figures = {r["figure_id"]: r for r in tables["figures"]}
        self.evidence = {r["evidence_id"]: r for r in tables["evidence"]}
        self.sources = {r["source_id"]: r for r in tables["sources"]}
        self.units = {r["unit_id"]: r for r in tables["units"]}
        self.indicators = {r["indicator_id"]: r for r in tables["indicators"]}
        self.series = {r["series_id"]: r for r in tables["series"]}
        self.places = {r["place_id"]: r for r in tables["places"]}
        self.actors = {r["actor_id"]: r for r in tables["actors"]}
        self._points: dict[str, list[Point]] = {}
        for (series, place, period), seen in vintages.chains(tables).items():
            self._points.setdefault(series, []).extend(_points(series, place, period, seen))

    def points(self, series_id: str, place_id: str | None = None) -> list[Point]:
        """Return all vintages of a series, of one place if given, by place, time and vintage."""
        found = [p for p in self._points.get(series_id, []) if place_id in (None, p.place_id)]
        return sorted(found, key=lambda p: (p.place_id, p.x, p.step))

    def as_known(self, series_id: str, place_id: str, day: date) -> list[Point]:
        """Return the number of each period that was the newest on a day."""
        found = {p.period: p for p in self.points(series_id, place_id) if p.known_from and p.known_from <= day}
        return list(found.values())

    def newest(self, series_id: str, place_id: str | None = None) -> list[Point]:
        """Return the newest number of each period."""
        return [p for p in self.points(series_id, place_id) if p.newest]

    def places_of(self, series_id: str) -> list[str]:
        """Return the places of a series: countries first, then wholes, then parts by their largest number."""
        largest: dict[str, float] = {}
        for point in self.newest(series_id):
            largest[point.place_id] = max(largest.get(point.place_id, 0), point.value)
        return sorted(largest, key=lambda p: (p not in COUNTRIES, -largest[p], p))

    def unit(self, series_id: str) -> str:
        """Return the code of the base unit of a series, such as ``har``."""
        indicator = self.indicators[self.series[series_id]["indicator_id"]]
        return self.units[indicator["base_unit_id"]]["code"]

    def source_of(self, figure_id: str) -> Row:
        """Return the document that a figure stands in."""
        return self.sources[self.evidence[self.figures[figure_id]["evidence_id"]]["source_id"]]

    def label(self, row: Row, language: str) -> str:
        """Return what a row is called."""
        return row[f"label_{language}"]

    def place(self, place_id: str, language: str) -> str:
        """Return what a place is called."""
        return self.places[place_id][f"label_{language}"] if place_id else ""


def _points(series: str, place: str, period: str, seen: list[vintages.Vintage]) -> list[Point]:
    start, end = span(period)
    middle = ((start or end or 0) + (end or start or 0)) / 2
    x = float(period) if len(period) == 4 else middle
    newest = vintages.latest(seen)
    return [
        Point(series, place, period, x, start, end, one.value, one.figure_id, step, one is newest, one.known_from)
        for step, one in enumerate(seen)
    ]
