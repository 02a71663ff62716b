"""Where the claim of a report stands among the numbers of the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from andean_coca import edtf
from pages.charts.official import COUNTRIES, Point, Record, Row, moment, span

SIGNS = {"increase": 1, "decrease": -1}


@dataclass(frozen=True, slots=True)
class Ring:
    """A claim in one place.

    Attributes:
        x, y: year and number at which it stands.
        start, end: of its period, where they are known.
        how: ``said`` if the number is the claim's own, ``implied`` if it follows from the claim and an official
            number, ``none`` if the claim has no number and stands at the official one.
    """

    place_id: str
    x: float
    y: float
    start: float | None
    end: float | None
    how: str


class Claim:
    """A figure of a report with the rows that hold it against the record."""

    def __init__(self, record: Record, figure_id: str, rows: list[Row]) -> None:
        self._record, self.rows = record, rows
        self.figure = record.figures[figure_id]
        self.source = record.source_of(figure_id)
        self.printed = record.evidence[self.figure["evidence_id"]]["printed"]
        self.day = edtf.parse(self.source["published"]).start or date.max
        self.reported = moment(self.day)
        named = [key for row in rows for key in (row["series_id"], row["base_series_id"]) if key]
        self.series = list(dict.fromkeys(named))
        self.rings = [ring for place in self._places() if (ring := self._ring(place))]

    @property
    def center(self) -> float:
        """The year around which the claim is drawn."""
        start, end = span(self.figure["period"])
        return self.rings[0].x if start is None or end is None else (start + end) / 2

    def whys(self, language: str) -> list[str]:
        """What the verdicts say, each once."""
        return list(dict.fromkeys(row[f"why_{language}"] for row in self.rows))

    def compared(self, ring: Ring) -> list[str]:
        """The places whose lines stand beside a ring: a rank among countries is seen beside the others."""
        rank = self.figure["measure"] == "rank" and not self.figure["base_period"] and ring.place_id in COUNTRIES
        return list(COUNTRIES) if rank and self.figure["indicator_id"] == "I-0006" else [ring.place_id]

    def drawn(self, ring: Ring) -> list[list[Point]]:
        """A list a line: the newest numbers, and before them those that were known on the day and moved since."""
        found = []
        for place in self.compared(ring):
            for key in self.series:
                newest = self._record.newest(key, place)
                now = {p.period: p.figure_id for p in newest}
                then = [p for p in self._record.as_known(key, place, self.day) if now[p.period] != p.figure_id]
                found.append(sorted([*(replace(p, step=0) for p in then), *newest], key=lambda p: (p.x, p.newest)))
        return found

    def _places(self) -> list[str]:
        """The place of the claim, or the members of its group, of which the series speak."""
        place = self.figure["place_id"]
        members = [row["member_id"] for row in self._record.tables["place_members"] if row["group_id"] == place]
        return [one for one in members or [place] if any(self._record.newest(key, one) for key in self.series)]

    def _ring(self, place: str) -> Ring | None:
        start, end = span(self.figure["period"])
        own = self._level() if self.figure["measure"] == "level" else None
        if own is not None:
            x = (start + end) / 2 if start is not None and end is not None else (start or end or 0)
            return Ring(place, x, own, start if start is not None else 0, end if end is not None else 9999, "said")
        implied = self._implied(place)
        if implied:
            return Ring(place, *implied, None, None, "implied")
        at = self._beside(place)
        return Ring(place, at.x, at.value, None, None, "none") if at else None

    def _level(self) -> float | None:
        value = self.figure["value"] or self.figure["value_high"] or self.figure["value_low"]
        return float(value) * self._factor() if value else None

    def _factor(self) -> float:
        unit = self.figure["unit_id"]
        return float(self._record.units[unit]["factor"] or 1) if unit else 1

    def _implied(self, place: str) -> tuple[float, float] | None:
        """Year and number that follow from a change, ratio or excess and an official number."""
        figure = self.figure
        if not figure["value"] or len(figure["period"]) != 4:
            return None
        value, year = float(figure["value"]), float(figure["period"])
        if figure["measure"] == "excess":
            base = self._official(self.rows[0]["base_series_id"], place, year)
            return (year, base.value + value * self._factor()) if base else None
        before = float(figure["base_period"]) if len(figure["base_period"]) == 4 else year - 1
        base = self._official(self.series[0], place, before)
        if not base:
            return None
        sign = SIGNS.get(figure["direction"], 1)
        found = {
            "percent_change": base.value * (1 + sign * value / 100),
            "ratio": base.value * value,
            "change": base.value + sign * value * self._factor(),
        }
        return (year, found[figure["measure"]]) if figure["measure"] in found else None

    def _official(self, series: str, place: str, year: float) -> Point | None:
        """The official number of a year, as known on the day of the report, else the newest."""
        known = self._record.as_known(series, place, self.day) + self._record.newest(series, place)
        return next((p for p in known if p.x == year), None)

    def _beside(self, place: str) -> Point | None:
        """The official number that a claim without one is held against, or that of its year."""
        operands = self._record.tables["reconciliation_operands"]
        for row in self.rows:
            ids = {one["figure_id"] for one in operands if one["reconciliation_id"] == row["reconciliation_id"]}
            held = [p for p in self._record.points(row["series_id"], place) if p.figure_id in ids and p.whole_year]
            if held:
                return max(held, key=lambda p: p.x)
        period = self.figure["period"]
        year = float(period) if len(period) == 4 else 0
        found = [self._official(key, place, year) for key in self.series]
        return next((point for point in found if point), None)


def claims(record: Record) -> Iterator[Claim]:
    """Yield every claim that is held against the record, by its id."""
    grouped: dict[str, list[Row]] = {}
    for row in record.tables["reconciliations"]:
        grouped.setdefault(row["claim_figure_id"], []).append(row)
    for figure_id in sorted(grouped):
        yield Claim(record, figure_id, grouped[figure_id])
