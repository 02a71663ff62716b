"""The baseline of years that each series covers, which a later state of the tables may not fall below."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from andean_coca import tables, vintages
from checks.parsed import BASELINE

_READ = ("figures", "evidence", "sources", "units", "indicators", "corrections", "conflicts")
HEADER = ["series_id", "place_id", "years"]


def write_coverage(root: Path) -> int:
    """Write the years covered by the tables below ``root``; return how many series and places they are."""
    data = {name: tables.read_file(root / "data" / f"{name}.csv")[1] for name in _READ}
    years = Counter((series, place) for series, place, _ in vintages.chains(data))
    rows = [{"series_id": s, "place_id": p, "years": str(n)} for (s, p), n in years.items()]
    tables.write_file(BASELINE, HEADER, rows, HEADER[:2])
    return len(rows)
