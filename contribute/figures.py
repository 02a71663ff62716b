"""What a new figure needs beyond its place in the text: its number, direction and series."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from andean_coca import tables
from checks import printed

# Claim types that a kind of series takes; rule SER002 says the same of what is there.
TAKEN = {"estimate": {"estimate", "forecast", "assertion"}, "count": {"observed", "assertion"}}
TAKEN["target"] = {"target", "forecast"}


class CannotAddError(ValueError):
    """The row cannot be added; the message says what is wrong and what would be right."""


def read(root: Path, find: str, given: Mapping[str, str], evidence: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return the cells of a figure, with what its words say and the series that fits, and what to tell of them.

    Raises:
        CannotAddError: no one number can be read, the figure is there already, or something is missing to read it by.
    """
    cells = {"measure": "level", "claim_type": "assertion", **read_number(root, find), **given}
    _refuse_double(root, cells, evidence)
    told = [f"read: {cells.get('qualifier', 'no number')} {_numbers(cells)} {cells.get('unit_id', '')}".rstrip()]
    if cells["measure"] in ("change", "percent_change", "ratio"):
        cells["direction"] = cells.get("direction") or printed.direction(find) or ""
        if not cells["direction"]:
            raise CannotAddError("direction is increase, decrease or stable for a change; the words do not say which")
        if cells["measure"] == "percent_change" and not cells.get("base_period"):
            raise CannotAddError("base_period is the earlier period of a percent_change, such as base_period=2016")
    if not cells.get("series_id"):
        cells["series_id"], hint = _series(root, cells)
        told += [hint] if hint else []
    return cells, "; ".join(told)


def _numbers(cells: Mapping[str, str]) -> str:
    value, low, high = (cells.get(name, "") for name in ("value", "value_low", "value_high"))
    return value or (f"{low} to {high}" if low else "")


def read_number(root: Path, phrase: str) -> dict[str, str]:
    """Return value, bounds, hedge and unit that a number phrase prints, as cells; a status if it prints none.

    Raises:
        CannotAddError: the phrase prints numbers, but not one that can be read.
    """
    readings = printed.readings(phrase)
    if not readings:
        found = re.findall(r"\d[\d.,]*", phrase)
        if found:
            raise CannotAddError(
                f"{phrase!r} prints {' and '.join(found)}, which is no one number; "
                "give only the words of the one that you mean, with its hedge and unit"
            )
        return {"direction": printed.direction(phrase) or "", "obs_status": "O"}
    first = readings[0]
    _, units = tables.read_file(root / "data" / "units.csv")
    unit = next((u["unit_id"] for u in units if u["code"] == first.unit), "")
    numbers = {"value": first.value, "value_low": first.low, "value_high": first.high}
    cells = {name: "" if n is None else f"{n:.15g}" for name, n in numbers.items()}
    return {**cells, "qualifier": first.qualifier, "unit_id": unit}


def _refuse_double(root: Path, cells: Mapping[str, str], evidence: Mapping[str, str]) -> None:
    """Refuse the same claim at the same place: who runs a command again wants to change the row, not to double it."""
    _, places = tables.read_file(root / "data" / "evidence.csv")
    same = ("source_id", "start", "end")
    here = {r["evidence_id"] for r in places if all(r[n] == evidence[n] for n in same)}
    _, rows = tables.read_file(root / "data" / "figures.csv")
    what = ("indicator_id", "measure", "claimed_by")
    for row in rows:
        if row["evidence_id"] in here and all(row[n] == cells.get(n) for n in what):
            raise CannotAddError(f"{row['figure_id']} tells it already; edit that row of data/figures.csv")


def _series(root: Path, cells: Mapping[str, str]) -> tuple[str, str]:
    """Return the one series that fits, and what to tell; none where the quantity has no series.

    Raises:
        CannotAddError: several fit, and the figure needs one.
    """
    fitting = [
        row
        for row in tables.read_file(root / "data" / "series.csv")[1]
        if row["indicator_id"] == cells.get("indicator_id")
        and cells["claim_type"] in TAKEN.get(row["kind"], {row["kind"]})
    ]
    own = [row for row in fitting if row["producer_id"] == cells.get("claimed_by")]
    if len(own) == 1:
        return own[0]["series_id"], f"series_id is {own[0]['series_id']}, {own[0]['label_en']}"
    _, indicators = tables.read_file(root / "data" / "indicators.csv")
    quantity = next((r["quantity"] for r in indicators if r["indicator_id"] == cells.get("indicator_id")), "other")
    if quantity == "other" or not cells.get("value") or cells["measure"] in ("share", "rank", "ratio", "duration"):
        return "", ""
    offered = "; ".join(f"{row['series_id']} ({row['label_en']})" for row in own or fitting)
    raise CannotAddError(f"add series_id=...: {offered or 'no series takes this claim; add one to data/series.csv'}")
