"""The record as typed pandas frames. Needs pandas: ``pip install andean-coca[pandas]``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from andean_coca import record
from andean_coca.place import Place, Release

_DTYPES = {"string": "string", "integer": "Int64", "number": "float64", "boolean": "boolean"}


def load(table: str, root: Place = None, *, version: str | None = None, sha256: str | None = None) -> pd.DataFrame:
    """Return a table of the record, one row a row, columns as in ``schemas/<table>.json``.

    Args:
        table: name of the table, such as ``figures``.
        root: folder or address of a release, or of several; by default the release that the reader came with.
        version: the version that it must have; at an address or in a folder of several, the one to take.
        sha256: the SHA-256 that the ``SHA256SUMS`` of the release must have. An address is fetched through
            pooch and kept in its cache; every file is held against those sums, each time.

    Returns:
        Text as ``string``, whole numbers as ``Int64``, numbers as ``float64`` (in the unit that the
        row names), days as ``datetime64``; blank cells are missing, and no other cell is.

    Raises:
        KeyError: the package has no such table; the message lists those that it has.
        ChangedError: a file, the sums or the version are others than were asked for.
    """
    path, types = Release(root, version, sha256).table(table)
    frame = pd.read_csv(
        path,
        encoding="utf-8",
        keep_default_na=False,
        na_values=[""],
        dtype={n: _DTYPES[t] for n, t in types.items() if t != "date"},
        parse_dates=[n for n, t in types.items() if t == "date"],
        date_format="%Y-%m-%d",
    )
    for name, kind in types.items():
        if kind == "date":
            frame[name] = frame[name].astype("datetime64[s]")
    return frame


def figures(root: Place = None, *, version: str | None = None, sha256: str | None = None) -> pd.DataFrame:
    """Return every figure, one row each; as ``load("figures")``."""
    return load("figures", root, version=version, sha256=sha256)


def events(root: Place = None, *, version: str | None = None, sha256: str | None = None) -> pd.DataFrame:
    """Return every event, one row each; as ``load("events")``."""
    return load("events", root, version=version, sha256=sha256)


def latest(root: Place = None) -> pd.DataFrame:
    """Return the newest number of every series, place and period of the official record.

    One row each, columns as ``andean_coca.record.newest_rows`` tells; ``value`` in ``unit`` (``har``
    hectares, ``t`` metric tons). A reprint of an old number is never the newest one.
    """
    return _frame(record.newest_rows(_rows(root)))


def as_of(day: str | date, root: Place = None) -> pd.DataFrame:
    """Return what was surely known on a day; the same columns as ``latest``.

    A number counts as known when the latest possible day of its publication is on or before ``day``
    (ISO 8601 or a date): one of "2018" from 31 December 2018. Undated numbers are never known.
    """
    known = date.fromisoformat(day) if isinstance(day, str) else day
    return _frame(record.newest_rows(_rows(root), known))


def series(
    indicator: str | None = None, place: str | None = None, series_id: str | None = None, root: Place = None
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


def claims(root: Place = None) -> pd.DataFrame:
    """Return what reports claim beside what the record says, with the verdict; a row a claim, series and vintage.

    Columns as ``andean_coca.record.claim_rows`` tells; ``claim_value``, ``official_value`` and
    ``difference`` are in ``unit``.
    """
    return _frame(record.claim_rows(_rows(root)))


def revisions(root: Place = None) -> pd.DataFrame:
    """Return how the number of one year moved from vintage to vintage; a row a step."""
    return _frame(record.revision_rows(_rows(root)))


def _rows(root: Place) -> dict[str, list[record.Row]]:
    return Release(root).rows(record.TABLES)


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
