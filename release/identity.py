"""What makes a row the row that it is, and which columns are prose: the two questions that versions turn on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from release.states import Json, State, Table, names

# The columns that make the identity of a row; ``evidence_id.source_id`` follows a reference.
# A row of a table with a composite key is what its key says, and has no identity beside it.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "sources": ("title", "publisher", "url"),
    "evidence": ("source_id", "locator_kind", "start", "passage_sha256", "passage_start", "printed"),
    "indicators": ("label_en", "kind", "base_unit_id"),
    "units": ("code_system", "code"),
    "places": ("label_en", "iso_code", "place_type"),
    "actors": ("label_en", "kind"),
    "event_types": ("label_en",),
    "series": ("indicator_id", "producer_id", "area_basis", "legal_basis", "matter_basis", "condition", "kind"),
    "figures": ("evidence_id.source_id", "indicator_id", "measure", "place_id", "period"),
    "events": ("event_type", "date", "place_id"),
    "derivations": ("kind", "result_figure_id"),
    "reconciliations": ("claim_figure_id", "series_id", "vintage"),
}
_PROSE = re.compile(r"(note|label|title|why|reason|role|definition|description)(_en|_es)?")


def is_prose(table: Table, column: str) -> bool:
    """Whether a column tells people something and nothing is computed or joined from it.

    It is named as prose is, has no list, pattern or type but text, and is no part of a key, a
    reference or an identity.
    """
    field: Json = table.columns.get(column, {})
    limits = field.get("constraints", {})
    bound = {*table.key, *IDENTITY.get(table.name, ()), *references(table)}
    text = field.get("type", "string") == "string" and not {"enum", "pattern"} & limits.keys()
    return text and column not in bound and _PROSE.fullmatch(column) is not None


def references(table: Table) -> dict[str, str]:
    """Columns that alone refer to a table, with its name."""
    keys = ((names(k["fields"]), k["reference"]["resource"]) for k in table.schema.get("foreignKeys", []))
    return {columns[0]: target or table.name for columns, target in keys if len(columns) == 1}


def identity(state: State, table: str, key: str) -> dict[str, str]:
    """Return the cells that make the identity of a row, by the name of each part; one that is not there is blank."""
    one, row = state.tables[table], state.tables[table].rows[key]
    found = {}
    for part in IDENTITY.get(table, ()):
        column, _, beyond = part.partition(".")
        cell = row.get(column, "")
        found[part] = state.rows(references(one).get(column, "")).get(cell, {}).get(beyond, "") if beyond else cell
    return found


def places(state: State, table: str, key: str, part: str) -> list[tuple[str, str, str]]:
    """Return the cells, as (table, key, column), that one part of an identity comes from."""
    column, _, beyond = part.partition(".")
    here = [(table, key, column)]
    if beyond:
        one = state.tables[table]
        here.append((references(one).get(column, ""), one.rows[key].get(column, ""), beyond))
    return here


def digest(parts: Mapping[str, str]) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of an identity."""
    return hashlib.sha256("\x1f".join(parts.values()).encode("utf-8")).hexdigest()[:16]
