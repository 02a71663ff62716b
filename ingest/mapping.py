"""The mapping from a raw observation to sources, places and series, read from its data files."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from andean_coca import tables

Row = dict[str, str]


class RejectedError(ValueError):
    """An observation that cannot land: a reason code and what exactly was wrong."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Mapping:
    """The mapping as read from ``folder``."""

    folder: Path
    documents: dict[tuple[str, ...], Row]
    areas: dict[tuple[str, str], str]
    series: list[Row]
    exceptions: dict[str, dict[str, str]]

    def document(self, raw: Row) -> Row:
        """Return what is known of the document that an observation comes from."""
        key = tuple(raw[name] for name in ("body", "vintage", "pub_date", "url"))
        if not raw["url"].startswith(("http://", "https://")):
            raise RejectedError("no_public_address", raw["url"][:60])
        if key not in self.documents:
            raise RejectedError("unmapped_document", " | ".join(key)[:120])
        return self.documents[key]

    def place(self, raw: Row) -> str:
        """Return the id of the place of an observation."""
        try:
            return self.areas[raw["country"], raw["area"]]
        except KeyError:
            raise RejectedError("unmapped_area", f"{raw['country']} | {raw['area']}") from None

    def series_of(self, raw: Row) -> str:
        """Return the id of the first series whose rule fits: regular expressions, and years inclusive."""
        for rule in self.series:
            patterns = (("indicator", raw["indicator"]), ("country", raw["country"]))
            if not all(re.fullmatch(rule[name] or ".*", text) for name, text in patterns):
                continue
            year = raw["ref_year"]
            if not re.match(rule["body"], raw["body"]) or not re.search(rule["note"], raw["note"]):
                continue
            if (rule["year_from"] and year < rule["year_from"]) or (
                rule["year_to"] and not "" < year <= rule["year_to"]
            ):
                continue
            return rule["series_id"]
        raise RejectedError("unmapped_series", f"{raw['indicator']} | {raw['country']} | {raw['body']}")


def read_mapping(folder: Path) -> Mapping:
    """Read the mapping files of a folder."""
    rows = {
        name: tables.read_file(folder / f"{name}.csv")[1] for name in ("documents", "areas", "series", "exceptions")
    }
    documents = {tuple(r[k] for k in ("body", "vintage", "pub_date", "url")): r for r in rows["documents"]}
    exceptions: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows["exceptions"]:
        exceptions[row["row"]][row["field"]] = row["value"]
    areas = {(r["country"], r["area"]): r["place_id"] for r in rows["areas"]}
    return Mapping(folder, documents, areas, rows["series"], dict(exceptions))
