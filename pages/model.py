"""The record as the pages need it: every row by its id, every reference both ways, the vintages once."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from andean_coca import record, tables, vintages
from andean_coca.place import Release
from andean_coca.vintages import Chain, Vintage

Row = dict[str, str]
# Tables whose rows have a page, and the folder that it lies in.
FOLDERS = {"figures": "figures", "events": "events", "series": "series", "sources": "sources", "places": "places"}


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a figure stands among the vintages of its chain."""

    chain: Chain
    vintage: Vintage
    newest: bool


class Record:
    """The tables of a package.

    Args:
        root: folder of the package.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.release = Release(root)
        self.descriptor = self.release.descriptor
        self.tables: dict[str, list[Row]] = self.release.rows(self.release.resources)
        self.schemas: dict[str, dict[str, Any]] = {
            name: json.loads(self.release.file(resource["schema"]).read_bytes())
            for name, resource in self.release.resources.items()
        }
        self._by_id: dict[str, dict[str, Row]] = {}
        self._groups: dict[tuple[str, str], dict[str, list[Row]]] = {}

    def row(self, table: str, key: str) -> Row:
        """Return the row of a table whose key has one column.

        Raises:
            KeyError: there is no such row.
        """
        if table not in self._by_id:
            name = self.schemas[table]["primaryKey"][0]
            self._by_id[table] = {row[name]: row for row in self.tables[table]}
        return self._by_id[table][key]

    def rows(self, table: str, column: str, value: str) -> list[Row]:
        """Return the rows of a table that have a value in a column, in their order."""
        if (table, column) not in self._groups:
            groups: dict[str, list[Row]] = defaultdict(list)
            for row in self.tables[table]:
                groups[row[column]].append(row)
            self._groups[table, column] = groups
        return self._groups[table, column].get(value, [])

    def evidence_of(self, figure: Row) -> Row:
        """Return where a figure stands."""
        return self.row("evidence", figure["evidence_id"])

    def source_of(self, figure: Row) -> Row:
        """Return the document that a figure stands in."""
        return self.row("sources", self.evidence_of(figure)["source_id"])

    @cached_property
    def chains(self) -> dict[Chain, list[Vintage]]:
        """The vintages of every series, place and period, oldest first."""
        return vintages.chains(self.tables)

    @cached_property
    def mentions(self) -> dict[str, Mention]:
        """Where each figure stands among the vintages, by its id; others are hedged, changes or set aside."""
        return {
            figure: Mention(chain, one, one is vintages.latest(seen))
            for chain, seen in self.chains.items()
            for one in seen
            for figure in one.mentions
        }

    @cached_property
    def aside(self) -> set[str]:
        """Figures whose number is kept out of its chain, as their document contradicts a better one."""
        return {figure for seen in vintages.set_aside(self.tables).values() for one in seen for figure in one.mentions}

    @cached_property
    def newest(self) -> list[Row]:
        """The newest number of every series, place and period."""
        return record.newest_rows(self.tables)

    @cached_property
    def _newest_of(self) -> dict[tuple[str, str, str], list[Row]]:
        found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in self.newest:
            indicator = self.row("series", row["series_id"])["indicator_id"]
            found[indicator, row["place_id"], row["period"]].append(row)
        return found

    def newest_beside(self, indicator: str, place: str, period: str) -> list[Row]:
        """Return the newest number of every series of an indicator for a place and period."""
        return self._newest_of.get((indicator, place, period), [])

    @cached_property
    def revisions(self) -> list[Row]:
        """Every step of every number that moved."""
        return record.revision_rows(self.tables)

    @cached_property
    def figures_of_source(self) -> dict[str, list[Row]]:
        """Figures by the document that they stand in."""
        found: dict[str, list[Row]] = defaultdict(list)
        for figure in self.tables["figures"]:
            found[self.evidence_of(figure)["source_id"]].append(figure)
        return found

    @cached_property
    def neighbours(self) -> dict[str, tuple[str, str]]:
        """The ids before and after each row that has a page, blank at an end.

        A figure's are those of its series, by place and period; one of no series, of its document.
        """
        found: dict[str, tuple[str, str]] = {}
        series: dict[str, list[Row]] = defaultdict(list)
        for figure in self.tables["figures"]:
            series[figure["series_id"] or self.evidence_of(figure)["source_id"]].append(figure)
        chains = [sorted(rows, key=in_series) for rows in series.values()]
        chains += [self.tables[name] for name in FOLDERS if name != "figures"]
        for rows in chains:
            ids = ["", *(next(iter(row.values())) for row in rows), ""]
            for before, key, after in zip(ids, ids[1:], ids[2:], strict=False):
                found[key] = (before, after)
        return found


def in_series(figure: Row) -> tuple[object, ...]:
    """Order of the figures of a series: by place, period and id."""
    return (
        tables.sort_key([figure["place_id"]], [0]),
        figure["period_start"],
        figure["period_end"],
        tables.sort_key([figure["figure_id"]], [0]),
    )
