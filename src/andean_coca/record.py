"""The official record as rows for people: newest numbers, revisions, and claims with their verdicts.

Plain rows (a dict a row, blank for missing), so that the reader makes frames of them and the release
files; values are in the base unit of their indicator, which each row names.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import date

from andean_coca import vintages
from andean_coca.vintages import Chain, Vintage

Row = dict[str, str]
Tables = Mapping[str, Iterable[Row]]
# The tables that these functions read.
TABLES = (
    "figures evidence sources units indicators series places actors corrections conflicts reconciliations "
    "reconciliation_operands"
).split()


def number(value: float | None) -> str:
    """Write a number as the tables do: no exponent, no noise beyond fifteen digits."""
    if value is None:
        return ""
    return f"{value:.15g}" if abs(value) < 1e15 else repr(value)


def newest_rows(tables: Tables, day: date | None = None) -> list[Row]:
    """Return one row a series, place and period: the newest vintage, or the newest known on a day.

    Columns: series_id, series_en, series_es, indicator_en, producer_en, place_id, place_en, iso_code,
    period, value, unit, figure_id, known_from, vintages (how many numbers the chain has seen),
    order_certain (yes, no).
    """
    names = _Names(tables)
    rows = []
    for chain, seen in vintages.chains(tables).items():
        chosen = vintages.known(seen, day) if day else vintages.latest(seen)
        if chosen:
            certain = "yes" if chosen.order_certain else "no"
            told = {"vintages": str(len(seen)), "order_certain": certain}
            rows.append(names.of(chain) | _vintage(chosen) | told)
    return rows


def revision_rows(tables: Tables) -> list[Row]:
    """Return one row a step of every revised number: from one vintage to the next, first and last value beside.

    Columns: those of ``newest_rows`` up to period; step, first_value, previous_value, value, last_value,
    change_percent, unit, figure_id, known_from, source_title, source_url, order_certain.
    """
    names = _Names(tables)
    rows = []
    for chain, seen in vintages.chains(tables).items():
        for step, (old, new) in enumerate(itertools.pairwise(seen), 1):
            change = 100 * (new.value - old.value) / old.value if old.value else None
            steps = {"step": str(step), "first_value": number(seen[0].value), "previous_value": number(old.value)}
            last = {"last_value": number(seen[-1].value), "change_percent": number(change and round(change, 2))}
            source = names.source_of(new.figure_id)
            told = {"source_title": source["title"], "source_url": source["url"]}
            certain = {"order_certain": "yes" if new.order_certain else "no"}
            rows.append(names.of(chain) | steps | _vintage(new) | last | told | certain)
    return rows


def claim_rows(tables: Tables) -> list[Row]:
    """Return one row a reconciliation: what a report claims, what the record says, and the verdict in words.

    Columns: reconciliation_id, claim_figure_id, printed, claimed_by_en, source_title, source_published,
    indicator_en, measure, place_en, period, claim_value, series_en, vintage, official_value, difference,
    unit, verdict, why_en, why_es, official_figures (ids, blank where nothing was published in time).
    """
    names = _Names(tables)
    operands: dict[str, list[str]] = {}
    for row in tables["reconciliation_operands"]:
        operands.setdefault(row["reconciliation_id"], []).append(row["figure_id"])
    rows = []
    for row in tables["reconciliations"]:
        claim = names.figures[row["claim_figure_id"]]
        unit = names.units[claim["unit_id"]] if claim["unit_id"] else None
        source = names.source_of(claim["figure_id"])
        base = names.units[unit["base_unit_id"]]["code"] if unit else ""
        value = float(claim["value"]) * float(unit["factor"] or 1) if unit and claim["value"] else None
        rows.append(
            {
                "reconciliation_id": row["reconciliation_id"],
                "claim_figure_id": claim["figure_id"],
                "printed": names.evidence[claim["evidence_id"]]["printed"],
                "claimed_by_en": names.actors[claim["claimed_by"]],
                "source_title": source["title"],
                "source_published": source["published"],
                "indicator_en": names.indicators[claim["indicator_id"]]["label_en"],
                "measure": claim["measure"],
                "place_en": names.places[claim["place_id"]]["label_en"],
                "period": claim["period"],
                "claim_value": number(value),
                "series_en": names.series[row["series_id"]]["label_en"],
                "vintage": row["vintage"],
                "official_value": row["official_value"],
                "difference": row["difference"],
                "unit": base,
                "verdict": row["verdict"],
                "why_en": row["why_en"],
                "why_es": row["why_es"],
                "official_figures": " ".join(operands.get(row["reconciliation_id"], [])),
            }
        )
    return rows


def wide_rows(rows: Iterable[Row]) -> tuple[list[str], list[Row]]:
    """Return (header, rows) of newest numbers with a row a year and a column a series and place."""
    years: dict[str, Row] = {}
    columns: list[str] = []
    for row in rows:
        if len(row["period"]) == 4:
            column = f"{row['series_id']} {row['place_en']}"
            columns += [column] if column not in columns else []
            years.setdefault(row["period"], {"year": row["period"]})[column] = row["value"]
    return ["year", *columns], [years[year] for year in sorted(years)]


def _vintage(one: Vintage) -> Row:
    return {"value": number(one.value), "figure_id": one.figure_id, "known_from": str(one.known_from or "")}


class _Names:
    """What ids are called."""

    def __init__(self, tables: Tables) -> None:
        self.figures = {r["figure_id"]: r for r in tables["figures"]}
        self.evidence = {r["evidence_id"]: r for r in tables["evidence"]}
        self.sources = {r["source_id"]: r for r in tables["sources"]}
        self.units = {r["unit_id"]: r for r in tables["units"]}
        self.indicators = {r["indicator_id"]: r for r in tables["indicators"]}
        self.series = {r["series_id"]: r for r in tables["series"]}
        self.places = {r["place_id"]: r for r in tables["places"]}
        self.actors = {r["actor_id"]: r["label_en"] for r in tables["actors"]}

    def of(self, chain: Chain) -> Row:
        """Names of a chain's series, indicator, producer, place and unit."""
        series, place = self.series[chain[0]], self.places[chain[1]]
        indicator = self.indicators[series["indicator_id"]]
        return {
            "series_id": chain[0],
            "series_en": series["label_en"],
            "series_es": series["label_es"],
            "indicator_en": indicator["label_en"],
            "producer_en": self.actors[series["producer_id"]],
            "place_id": chain[1],
            "place_en": place["label_en"],
            "iso_code": place["iso_code"],
            "period": chain[2],
            "unit": self.units[indicator["base_unit_id"]]["code"],
        }

    def source_of(self, figure_id: str) -> Row:
        """The document that a figure stands in."""
        return self.sources[self.evidence[self.figures[figure_id]["evidence_id"]]["source_id"]]
