"""One figure in words, with the place where it stands; standard library alone."""

from __future__ import annotations

from andean_coca.place import Place, Release

Row = dict[str, str]
TABLES = "figures evidence sources units indicators series places actors corrections".split()
_QUALIFIERS = {
    "exact": "{}",
    "approx": "about {}",
    "at_least": "at least {}",
    "at_most": "at most {}",
    "more_than": "more than {}",
    "less_than": "less than {}",
    "nearly": "nearly {}",
    "range": "{}",
    "ordinal": "number {}",
}


class Told:
    """A figure with the rows that it refers to.

    Raises:
        KeyError: there is no such figure.
    """

    def __init__(self, figure_id: str, root: Place = None) -> None:
        release = Release(root)
        rows = release.rows(TABLES)
        found = next((row for row in rows["figures"] if row["figure_id"] == figure_id), None)
        if found is None:
            raise KeyError(f"no figure {figure_id!r} in version {release.version}; ids look like F-0012")
        self.figure, self.descriptor = found, release.descriptor
        self._rows = rows
        self.evidence = self.row("evidence", "evidence_id")
        self.source = next(row for row in rows["sources"] if row["source_id"] == self.evidence["source_id"])

    def row(self, table: str, column: str, key: str | None = None) -> Row:
        """The row of a table that a column of the figure refers to; blank if none."""
        cell = self.figure[column]
        key = key or column
        return next((row for row in self._rows[table] if cell and row[key] == cell), {})

    @property
    def doubts(self) -> list[Row]:
        """Likely errors of the source in this figure."""
        return [row for row in self._rows["corrections"] if row["figure_id"] == self.figure["figure_id"]]


def words(figure_id: str, root: Place = None) -> str:
    """Return a figure in words, a fact a line: what, where, when, who says it, how sure, and where it stands.

    Raises:
        KeyError: there is no such figure.
    """
    told = Told(figure_id, root)
    figure, evidence, source = told.figure, told.evidence, told.source
    series = told.row("series", "series_id").get("label_en", "")
    indicator = told.row("indicators", "indicator_id")["label_en"]
    place = told.row("places", "place_id").get("label_en", "no place")
    stated = {"": "no period"}.get(figure["period"], figure["period"])
    speaker = told.row("actors", "claimed_by", "actor_id").get("label_en", "nobody named")
    where = ", ".join(part for part in (source["author"], source["publisher"], source["published"]) if part)
    lines = [
        f"{figure_id}  {indicator}, {place}, {stated}: {_amount(told)}",
        f"  a {figure['measure']} of the series {series}" if series else f"  a {figure['measure']}, of no series",
        f"  claimed by {speaker}, as {figure['claim_type']}; fit for use as {figure['usable_as']}",
        f"  printed “{evidence['printed']}”" if evidence["printed"] else "  no phrase is kept of what is printed",
        f"  in {source['source_id']} “{source['title']}” ({where})",
        f"  {_place(evidence)}",
    ]
    lines += [f"  {evidence['url'] or source['url']}"] if evidence["url"] or source["url"] else []
    lines += [f"  repeats {figure['same_as']} of the same document"] if figure["same_as"] else []
    lines += [f"  note: {figure['note_en']}"] if figure["note_en"] else []
    lines += [f"  likely an error of the source: {row['field']}" for row in told.doubts]
    return "\n".join(lines)


def explain(figure_id: str, root: Place = None) -> None:
    """Print a figure in words; arguments and errors as of ``words``."""
    print(words(figure_id, root))


def _amount(told: Told) -> str:
    figure = told.figure
    unit = told.row("units", "unit_id").get("label_en", "")
    low, value, high = figure["value_low"], figure["value"], figure["value_high"]
    limits = " to ".join(part for part in (low, high) if part)
    numbers = limits if figure["qualifier"] == "range" else value or limits
    if not numbers:
        return figure.get("direction") or "no number"
    amount = f"{_QUALIFIERS[figure['qualifier']].format(numbers)} {unit}".strip()
    return f"{figure['direction']} of {amount}" if figure.get("direction") else amount


def _place(evidence: Row) -> str:
    line = f"line {evidence['line']}" if evidence["line"] else "no line"
    span = f"characters {evidence['start']} to {evidence['end']}" if evidence["start"] else evidence["locator_kind"]
    return f"{evidence['evidence_id']}: {line}, {span}"
