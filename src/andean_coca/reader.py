"""The record as typed pandas frames. Needs pandas: ``pip install andean-coca[pandas]``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from andean_coca import record, tables

_DTYPES = {"string": "string", "integer": "Int64", "number": "float64", "boolean": "boolean"}


@cache
def _default_root() -> Path:
    here = Path(__file__).resolve().parent
    for folder in (here / "_data", here.parent.parent):
        if (folder / "datapackage.json").is_file():
            return folder
    raise FileNotFoundError("no package beside the reader: give the folder of a release as root=")


def load(table: str, root: str | Path | None = None) -> pd.DataFrame:
    """Return a table of the record, one row a row, columns as in ``schemas/<table>.json``.

    Args:
        table: name of the table, such as ``figures``.
        root: folder of a release or checkout; by default the one that the reader came with.

    Returns:
        Text as ``string``, whole numbers as ``Int64``, numbers as ``float64`` (in the unit that the
        row names), days as ``datetime64``; blank cells are missing, and no other cell is.

    Raises:
        KeyError: the package has no such table; the message lists those that it has.
    """
    folder = Path(root) if root else _default_root()
    resources = json.loads((folder / "datapackage.json").read_bytes())["resources"]
    paths = {r["name"]: (r["path"], r["schema"]) for r in resources}
    if table not in paths:
        raise KeyError(f"no table {table!r}; there are {', '.join(paths)}")
    path, schema = paths[table]
    fields = json.loads((folder / schema).read_bytes())["fields"]
    types = {f["name"]: f["type"] for f in fields}
    frame = pd.read_csv(
        folder / path,
        encoding="utf-8",
        keep_default_na=False,
        na_values=[""],
        dtype={n: _DTYPES[t] for n, t in types.items() if t != "date"},
        parse_dates=[n for n, t in types.items() if t == "date"],
        date_format="%Y-%m-%d",
    )
    days: dict[str, Any] = {n: "datetime64[s]" for n, t in types.items() if t == "date"}
    return frame.astype(days)


def latest(root: str | Path | None = None) -> pd.DataFrame:
    """Return the newest number of every series, place and period of the official record.

    One row each, columns as ``andean_coca.record.newest_rows`` tells; ``value`` in ``unit`` (``har``
    hectares, ``t`` metric tons). A reprint of an old number is never the newest one.
    """
    return _frame(record.newest_rows(_rows(root)))


def as_of(day: str | date, root: str | Path | None = None) -> pd.DataFrame:
    """Return what was surely known on a day; the same columns as ``latest``.

    A number counts as known when the latest possible day of its publication is on or before ``day``
    (ISO 8601 or a date): one of "2018" from 31 December 2018. Undated numbers are never known.
    """
    known = date.fromisoformat(day) if isinstance(day, str) else day
    return _frame(record.newest_rows(_rows(root), known))


def series(
    indicator: str | None = None, place: str | None = None, series_id: str | None = None, root: str | Path | None = None
) -> pd.DataFrame:
    """Return the newest numbers of some series, ordered by series, place and period.

    Args:
        indicator: English label of the indicator, such as ``Area under coca cultivation``.
        place: id, ISO code or English label of a place.
        series_id: id of one series.
        root: as in ``load``.

    Rows of different ``series_id`` measure different things: compare them, but do not join them.
    """
    frame = latest(root)
    if indicator is not None:
        frame = frame[frame["indicator_en"] == indicator]
    if place is not None:
        frame = frame[(frame["place_id"] == place) | (frame["iso_code"] == place) | (frame["place_en"] == place)]
    if series_id is not None:
        frame = frame[frame["series_id"] == series_id]
    return frame.sort_values(["series_id", "place_id", "period"], ignore_index=True)


def claims(root: str | Path | None = None) -> pd.DataFrame:
    """Return what reports claim beside what the record says, with the verdict; a row a claim, series and vintage.

    Columns as ``andean_coca.record.claim_rows`` tells; ``claim_value``, ``official_value`` and
    ``difference`` are in ``unit``.
    """
    return _frame(record.claim_rows(_rows(root)))


def revisions(root: str | Path | None = None) -> pd.DataFrame:
    """Return how the number of one year moved from vintage to vintage; a row a step."""
    return _frame(record.revision_rows(_rows(root)))


def _rows(root: str | Path | None) -> dict[str, list[record.Row]]:
    folder = Path(root) if root else _default_root()
    return {name: tables.read_file(folder / "data" / f"{name}.csv")[1] for name in record.TABLES}


def _frame(rows: Iterable[record.Row]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), dtype="string").replace("", pd.NA)
    for name in frame.columns:
        if name in ("vintages", "step"):
            frame[name] = pd.to_numeric(frame[name]).astype("Int64")
        elif name == "value" or name.endswith(("_value", "difference", "_percent")):
            frame[name] = pd.to_numeric(frame[name]).astype("float64")
        elif name == "known_from":
            frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d").astype("datetime64[s]")
    return frame
