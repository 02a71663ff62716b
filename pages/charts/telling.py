"""What points, series and documents are called in a chart of one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pages.charts.official import Point, Record
from pages.charts.wording import amount, known, listed, number, period, word


class Telling:
    """The record in the words of one language."""

    def __init__(self, record: Record, language: str) -> None:
        self.record, self.language = record, language

    def agency(self, series_id: str) -> str:
        """The short name of the agency that makes a series."""
        producer = self.record.series[series_id]["producer_id"]
        key = f"agency.{producer}"
        return (
            word(key, self.language) if known(key) else self.record.label(self.record.actors[producer], self.language)
        )

    def agencies(self, series_ids: Iterable[str]) -> str:
        """The short names of the agencies that make some series, each once."""
        return listed(list(dict.fromkeys(self.agency(one) for one in series_ids)), self.language)

    def series(self, point: Point) -> str:
        """The full name of the series of a point."""
        return self.record.label(self.record.series[point.series_id], self.language)

    def place(self, point: Point) -> str:
        """The name of the place of a point."""
        return self.record.place(point.place_id, self.language)

    def amount(self, point: Point) -> str:
        """The number of a point with its unit."""
        return amount(point.value, self.record.unit(point.series_id), self.language)

    def point(self, point: Point, agency: bool = False) -> str:
        """A point in a phrase: who, where, when, how much, as published when."""
        who = f"{self.agency(point.series_id)}, " if agency else ""
        when = period(point.period, self.language)
        dated = word("point.published", self.language, date=self.dated(point.figure_id))
        return f"{who}{self.place(point)}, {when}: {self.amount(point)} ({dated})"

    def dated(self, figure_id: str) -> str:
        """When the document of a figure was published, as exactly as it is known."""
        return period(self.record.source_of(figure_id)["published"], self.language)

    def published(self, points: Iterable[Point]) -> str:
        """From when to when the documents of some points were published, in years."""
        days = [self.record.source_of(p.figure_id)["published"] for p in points]
        years = sorted(day[:4] for day in days if day)
        if not years:
            return word("date.none", self.language)
        told = years[0] if years[0] == years[-1] else f"{years[0]}\u2013{years[-1]}"
        return told if all(days) else word("date.some", self.language, years=told)

    def link(self, point: Point) -> str:
        """The address of the figure of a point."""
        return f"figures/{point.figure_id}.html"

    def column(self, name: str, unit: str = "") -> str:
        """A column of a table, with its unit."""
        told = word(f"column.{name}", self.language)
        return f"{told} ({unit})" if unit else told

    def columns(self, *names: str) -> tuple[str, ...]:
        """Columns of a table."""
        return tuple(self.column(name) for name in names)

    def lasts(self, points: Sequence[Point]) -> str:
        """The newest number of each series and place, as one sentence."""
        last: dict[tuple[str, str], Point] = {}
        for point in sorted(points, key=lambda p: p.x):
            last[point.place_id, point.series_id] = point
        newest: dict[tuple[str, str], Point] = {}
        for (place, series), point in last.items():  # of an agency's series, the one that reaches furthest
            key = (place, self.agency(series))
            if key not in newest or newest[key].x < point.x:
                newest[key] = point
        told = [
            word(
                "desc.last",
                self.language,
                who=who,
                place=self.place(point),
                period=period(point.period, self.language),
                amount=self.amount(point),
            )
            for (_, who), point in newest.items()
        ]
        return "; ".join(told)

    def years(self, points: Sequence[Point]) -> str:
        """The first and last year of some points."""
        years = [round(edge) for p in points for edge in (p.start and p.start + 0.5, p.end and p.end - 0.5) if edge]
        low, high = min(years), max(years)
        return str(low) if low == high else f"{low}\u2013{high}"

    def places(self, place_ids: Sequence[str]) -> str:
        """The names of some places; a name can be a list itself."""
        return "; ".join(self.record.place(one, self.language) for one in place_ids)

    def number(self, value: float, signed: bool = False) -> str:
        """A number as the language writes it."""
        return number(value, self.language, signed)
