"""A claim held against a series of the record: both rows of the reconciliation, with what is computed for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from andean_coca import record as records
from andean_coca import tables
from checks.reconcile import Record, Result, reconcile
from contribute.figures import CannotAddError

_TYPED = ("base_series_id", "why_en", "why_es")


def add(root: Path, claim_id: str, cells: Mapping[str, str]) -> list[str]:
    """Add both verdicts on a claim, as known then and as known now, and the figures behind them; say what was added.

    Args:
        root: folder of the package.
        claim_id: id of the figure that claims.
        cells: ``why_en``, ``why_es``; ``series_id`` (of the claim, unless given) and ``base_series_id``.

    Raises:
        CannotAddError: there is no such claim, no series, no reason, or it is judged already.
    """
    data = {path.stem: tables.read_file(path)[1] for path in (root / "data").glob("*.csv")}
    claim, series = _asked(data, claim_id, cells)
    record, told = Record.of(data), []
    for vintage in ("then", "latest"):
        result = reconcile(record, claim, series, vintage, cells.get("base_series_id", ""))
        number = 1 + max(int(r["reconciliation_id"][2:]) for r in data["reconciliations"])
        row = {"reconciliation_id": f"R-{number:04d}", "claim_figure_id": claim_id, "series_id": series}
        row |= {"vintage": vintage, **{name: cells.get(name, "") for name in _TYPED}, **_computed(result)}
        data["reconciliations"].append(row)
        data["reconciliation_operands"] += [
            {"reconciliation_id": row["reconciliation_id"], "position": str(at), "figure_id": figure}
            for at, figure in enumerate(result.operands, 1)
        ]
        against = " ".join(result.operands) or "no number"
        told.append(f"added {row['reconciliation_id']}, {vintage}: {result.verdict}, against {against}")
    for name, key in (("reconciliations", 1), ("reconciliation_operands", 2)):
        path = root / "data" / f"{name}.csv"
        header = tables.read_file(path)[0]
        tables.write_file(path, header, data[name], header[:key])
    return told


def _asked(
    data: Mapping[str, list[dict[str, str]]], claim_id: str, cells: Mapping[str, str]
) -> tuple[dict[str, str], str]:
    """Return the claim and the series to hold it against, or say what is missing."""
    claim = next((r for r in data["figures"] if r["figure_id"] == claim_id), None)
    if claim is None:
        raise CannotAddError(f"no figure {claim_id!r} in data/figures.csv")
    series = cells.get("series_id") or claim["series_id"]
    if series not in {r["series_id"] for r in data["series"]}:
        raise CannotAddError(f"no series {series!r} in data/series.csv; say series_id=...")
    missing = [name for name in ("why_en", "why_es") if not cells.get(name)]
    if missing:
        raise CannotAddError(f"say why the series speaks to the claim: {', '.join(missing)}=...")
    if any((r["claim_figure_id"], r["series_id"]) == (claim_id, series) for r in data["reconciliations"]):
        raise CannotAddError(f"{claim_id} is held against {series} already")
    return claim, series


def _computed(result: Result) -> dict[str, str]:
    numbers = (None if n is None else round(n, 6) for n in (result.official, result.difference))
    official, difference = (records.number(n) for n in numbers)
    return {"verdict": result.verdict, "official_value": official, "difference": difference}
