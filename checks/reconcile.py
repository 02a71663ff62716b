"""Claims of reports held against the official record: value, difference and verdict, computed.

A reconciliation names a claim, a series and which vintages count: ``then`` (what was surely known
on the day of the report) or ``latest``. What is official for the claim depends on its measure: a
level is the level of its year (the mean over the years of a longer period); a change or ratio is
that of its year against its base; a rank is counted among the places or years that it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean

from andean_coca import edtf, rounding, vintages
from andean_coca.vintages import Chain, Vintage

Row = Mapping[str, str]
COUNTRIES = ("PER", "BOL", "COL")


@dataclass(frozen=True, slots=True)
class Result:
    """What the record says to a claim: the official value in the claim's base unit, and the figures used."""

    verdict: str
    official: float | None = None
    difference: float | None = None
    operands: tuple[str, ...] = ()


@dataclass(slots=True)
class Record:
    """The official record with what is needed to read claims."""

    chains: dict[Chain, list[Vintage]]
    figures: dict[str, Row]
    published: dict[str, date | None]
    units: dict[str, Row]
    series: dict[str, Row]
    iso: dict[str, str]
    members: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Mapping[str, Iterable[Row]]) -> Record:
        """Read the record out of tables, rows by table name."""
        # Of a report dated to a month only the first day is sure to be no later than the report.
        day = {r["source_id"]: edtf.parse(r["published"]).start if r["published"] else None for r in tables["sources"]}
        evidence = {r["evidence_id"]: r["source_id"] for r in tables["evidence"]}
        members: dict[str, list[str]] = {}
        for row in tables["place_members"]:
            members.setdefault(row["group_id"], []).append(row["member_id"])
        return cls(
            vintages.chains(tables),
            {r["figure_id"]: r for r in tables["figures"]},
            {r["figure_id"]: day[evidence[r["evidence_id"]]] for r in tables["figures"]},
            {r["unit_id"]: r for r in tables["units"]},
            {r["series_id"]: r for r in tables["series"]},
            {r["place_id"]: r["iso_code"] for r in tables["places"]},
            members,
        )


@dataclass(slots=True)
class View:
    """One series of the record as it was known at one time."""

    record: Record
    series: str
    day: date | None

    def at(self, place: str, year: int) -> Vintage | None:
        """The number of a place and year; for a limit, the one in force in that year."""
        years = [year]
        if self.record.series[self.series]["kind"] == "limit":
            years = [y for y in self.years(place) if y <= year][-1:]
        found = self.record.chains.get((self.series, place, str(years[0]))) if years else None
        if not found:
            return None
        return vintages.known(found, self.day) if self.day else vintages.latest(found)

    def years(self, place: str) -> list[int]:
        """Years for which the series has a number of a place, in order."""
        chains = self.record.chains
        periods = (p for s, q, p in chains if s == self.series and q == place and len(p) == 4)
        return sorted(y for y in map(int, periods) if self._has(place, y))

    def _has(self, place: str, year: int) -> bool:
        found = self.record.chains[self.series, place, str(year)]
        return self.day is None or vintages.known(found, self.day) is not None


def reconcile(record: Record, claim: Row, series: str, vintage: str, base_series: str = "") -> Result:
    """Return the verdict on a claim.

    Args:
        record: the official record.
        claim: a row of ``figures``.
        series: id of the series to hold it against.
        vintage: ``then`` or ``latest``.
        base_series: id of the series of the limit that an excess is counted from.
    """
    day = record.published[claim["figure_id"]]
    known, now = View(record, series, day), View(record, series, None)
    view, other = (known, now) if vintage == "then" else (now, known)
    result = _judge(record, claim, view, View(record, base_series, view.day))
    if result.verdict == "contradicted" and claim["measure"] in ("change", "percent_change", "ratio", "excess"):
        elsewhere = _judge(record, claim, other, View(record, base_series, other.day))
        if elsewhere.verdict.startswith("confirmed"):
            return Result("confirmed_other_vintage", *_rest(result))
    return result


def _judge(record: Record, claim: Row, view: View, limits: View) -> Result:
    numbers = {
        "level": _level,
        "change": _comparison,
        "percent_change": _comparison,
        "ratio": _comparison,
        "rank": _rank,
    }
    mine = record.series[view.series]["indicator_id"]
    if claim["indicator_id"] != mine or claim["qualifier"] == "range" or (claim["value"] and not claim["unit_id"]):
        return Result("not_checkable")
    if claim["measure"] == "excess":
        return _excess(record, claim, view, limits) if limits.series else Result("not_checkable")
    judge = numbers.get(claim["measure"])
    return judge(record, claim, view) if judge else Result("not_checkable")


def _year(view: View, claim: Row, place: str) -> int | None:
    """The year of a claim; for an open or bounded period the last year known that had ended by then."""
    if claim["period"].isdigit():
        return int(claim["period"])
    end = claim["period_end"] or "9999-12-31"
    return next((y for y in reversed(view.years(place)) if f"{y}-12-31" <= end), None)


def _level(record: Record, claim: Row, view: View) -> Result:
    place = claim["place_id"]
    first, last = claim["period_start"][:4], claim["period_end"][:4]
    limit = record.series[view.series]["kind"] == "limit"
    if not limit and not (first and last):
        return Result("not_checkable")
    if limit:
        # A limit holds from its law on: the year before the end of the period, or its start.
        years = [int(first) if first else int(last) - 1] if first or last else []
    else:
        years = list(range(int(first), int(last) + 1))
    found = [view.at(place, y) for y in years]
    used = [v for v in found if v]
    if not used or len(used) < len(found) or not _same_period(record, claim, view):
        return Result("not_checkable", operands=tuple(v.figure_id for v in used))
    official = fmean(v.value for v in used)
    result = _compare(record, claim, official, tuple(v.figure_id for v in used))
    if result.verdict == "contradicted" and len(years) == 1:
        chain = record.chains.get((view.series, place, str(years[0])), [])
        if any(_compare(record, claim, v.value, ()).verdict != "contradicted" for v in chain):
            # Where nobody knows which of two numbers came last, neither can contradict.
            verdict = "confirmed_other_vintage" if used[0].order_certain else "order_unknown"
            return Result(verdict, *_rest(result))
    return result


def _same_period(record: Record, claim: Row, view: View) -> bool:
    """Whether a claim about a flow covers one whole year and counts the same mode as the series."""
    mine, own = record.series[view.series], record.series.get(claim["series_id"], {})
    if not mine["eradication_mode"]:
        return True
    whole_year = claim["period_start"][5:] == "01-01" and claim["period_end"] == claim["period_start"][:4] + "-12-31"
    return whole_year and mine["eradication_mode"] == own.get("eradication_mode")


def _comparison(record: Record, claim: Row, view: View) -> Result:
    places = record.members.get(claim["place_id"], [claim["place_id"]])
    results = [_one_comparison(record, claim, view, place) for place in places]
    if len(results) == 1:
        return results[0]
    operands = tuple(o for r in results for o in r.operands)
    verdicts = {r.verdict for r in results}
    # A claim about several places holds only if it holds in each.
    for verdict in ("contradicted", "not_checkable", "confirmed_rounded"):
        if verdict in verdicts:
            return Result(verdict, operands=operands)
    return Result("confirmed", operands=operands)


def _one_comparison(record: Record, claim: Row, view: View, place: str) -> Result:
    year = _year(view, claim, place)
    base = int(claim["base_period"]) if claim["base_period"].isdigit() else (year - 1 if year else None)
    new = view.at(place, year) if year else None
    old = view.at(place, base) if base else None
    operands = tuple(v.figure_id for v in (new, old) if v)
    if claim["measure"] == "change" and claim["value"] and new and year:
        for vintage in record.chains[view.series, place, str(year)]:
            worded = _compare(record, claim, vintage.value, (vintage.figure_id,))
            if worded.verdict.startswith("confirmed"):
                return Result("level_reported_as_change", *_rest(worded))
    if new is None or old is None or not old.value:
        return Result("not_checkable", operands=operands)
    change = new.value - old.value
    if not claim["value"]:
        direction = "increase" if change > 0 else "decrease" if change < 0 else "stable"
        if direction == claim["direction"]:
            return Result("confirmed", change, None, operands)
        # A claim that names no years may mean others than the last two.
        named = (claim["period"] and "/" not in claim["period"]) or claim["base_period"]
        return Result("contradicted" if named else "not_checkable", change, None, operands)
    sign = -1 if claim["direction"] == "decrease" else 1
    by_measure = {
        "change": sign * change,
        "percent_change": sign * 100 * change / old.value,
        "ratio": new.value / old.value,
    }
    return _compare(record, claim, by_measure[claim["measure"]], operands)


def _excess(record: Record, claim: Row, view: View, limits: View) -> Result:
    year = _year(view, claim, claim["place_id"])
    level = view.at(claim["place_id"], year) if year else None
    limit = limits.at(claim["place_id"], year) if year else None
    operands = tuple(v.figure_id for v in (level, limit) if v)
    if level is None or limit is None:
        return Result("not_checkable", operands=operands)
    return _compare(record, claim, level.value - limit.value, operands)


def _rank(record: Record, claim: Row, view: View) -> Result:
    place = claim["place_id"]
    if claim["base_period"]:
        first, last = (int(y) if y.isdigit() else 0 for y in (*claim["base_period"].split("/"), "")[:2])
        if not first or not last:
            return Result("not_checkable")
        found = [view.at(place, y) for y in range(first, last + 1)]
    else:
        year = _year(view, claim, place)
        rivals = [p for p, iso in record.iso.items() if iso in COUNTRIES and p != place]
        found = [view.at(p, year) for p in (place, *rivals)] if year else [None]
        # The claim is about the place that comes first.
        found = [*found[1:], found[0]]
    own = found[-1]
    used = [v for v in found if v]
    operands = tuple(v.figure_id for v in used)
    if own is None or len(used) < 2:
        return Result("not_checkable", operands=operands)
    rank = 1 + sum(v.value > own.value for v in used)
    if rank > 1:
        return Result("contradicted", rank, 1.0 - rank, operands)
    if len(used) < len(found):
        return Result("not_checkable", operands=operands)
    alone = not claim["base_period"] and _only_agency(record, claim, view, own)
    return Result("only_one_agency" if alone else "confirmed", rank, 0.0, operands)


def _only_agency(record: Record, claim: Row, view: View, own: Vintage) -> bool:
    """Whether no series of another producer covers the place in the year of the figure used."""
    mine = record.series[view.series]
    year = record.figures[own.figure_id]["period_end"][:4]
    others = (s for s in record.series.values() if s["indicator_id"] == mine["indicator_id"])
    return not any(
        s["producer_id"] != mine["producer_id"]
        and View(record, s["series_id"], view.day).at(claim["place_id"], int(year))
        for s in others
        if (s["series_id"], claim["place_id"], year) in record.chains
    )


def _compare(record: Record, claim: Row, official: float, operands: tuple[str, ...]) -> Result:
    """Hold the claim's number against the official one, both in base units."""
    if not (claim["value"] and claim["unit_id"]):
        return Result("not_checkable", operands=operands)
    factor = _factor(record.units[claim["unit_id"]])
    value = float(claim["value"])
    low, high = rounding.interval(claim["value"], None, claim["value_high"] or None, claim["qualifier"])
    step = 2 * (high - value) if claim["qualifier"] in ("exact", "approx") else 0
    # However round a number, it does not stand for others that are more than five percent away.
    low, high = max(low, 0.95 * value), min(high, 1.05 * value)
    difference = value * factor - official
    if difference == 0:
        return Result("confirmed", official, 0.0, operands)
    # Cutting digits off is a way of rounding, too: 61,777 is told as 61,700.
    if low * factor <= official <= high * factor or 0 <= -difference < step * factor:
        return Result("confirmed_rounded", official, difference, operands)
    if any(abs(value * f - official) <= 0.005 * abs(official) for f in _other_units(record, claim)):
        return Result("wrong_unit", official, difference, operands)
    return Result("contradicted", official, difference, operands)


def _factor(unit: Row) -> float:
    return float(unit["factor"] or 1)


def _other_units(record: Record, claim: Row) -> list[float]:
    own = record.units[claim["unit_id"]]
    return [_factor(u) for u in record.units.values() if u["base_unit_id"] == own["base_unit_id"] and u is not own]


def _rest(result: Result) -> tuple[float | None, float | None, tuple[str, ...]]:
    return result.official, result.difference, result.operands
