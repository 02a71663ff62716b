"""Every keyword that the descriptor and schemas may use, and what enforces it.

frictionless ignores keywords that it does not know, and some that it does (``uniqueKeys``, hashes
other than sha256, misspelt keys). So a keyword outside these tables is a fault, and each keyword
inside them names the code of the check that gives it force, or ``told`` where it only tells people
something; a test holds the codes against those that exist, and plants a fault for each.
"""

from __future__ import annotations

TOLD = "told"

PACKAGE_KEYS = {
    "$schema": "DPK001",
    "name": "DPK001",
    "id": TOLD,
    "title": TOLD,
    "description": TOLD,
    "homepage": "DPK001",
    "version": "DPK001",
    "created": "DPK001",
    "licenses": "DPK001",
    "keywords": "DPK001",
    "contributors": "DPK001",
    "sources": "DPK001",
    "image": TOLD,
    "resources": "PKG001",
}
RESOURCE_KEYS = {
    "name": "PKG001",
    "path": "PKG002",
    "type": "DPK001",
    "title": TOLD,
    "description": TOLD,
    "scheme": "PKG002",
    "format": TOLD,
    "mediatype": "DPK001",
    "encoding": "LEX001",
    "dialect": "LEX004",
    "schema": "PKG004",
    "bytes": "PKG010",
    "hash": "PKG010",
    "rows": "PKG010",
    "licenses": "DPK001",
    "sources": "DPK001",
}
SCHEMA_KEYS = {
    "$schema": "DPK001",
    "title": TOLD,
    "description": TOLD,
    "fields": "SCH001",
    "primaryKey": "SCH108",
    "uniqueKeys": "SCH107",
    "foreignKeys": "SCH109",
    "missingValues": "PKG004",
}
FIELD_KEYS = {
    "name": "SCH001",
    "type": "SCH102",
    "format": "SCH104",
    "title": TOLD,
    "description": TOLD,
    "description_es": TOLD,
    "example": TOLD,
    "unit": TOLD,
    "constraints": "SCH101",
}
CONSTRAINT_KEYS = {
    "required": "SCH101",
    "unique": "SCH107",
    "enum": "SCH103",
    "pattern": "SCH104",
    "minimum": "SCH105",
    "maximum": "SCH105",
    "minLength": "SCH106",
    "maxLength": "SCH106",
}
# Tables of the store beside those of a package, which can therefore not have these names; a test holds them to it.
OF_THE_STORE = frozenset(
    "baseline_years changed_cells directions edtf evidence_passages figure_cells interval_forms intervals mentions "
    "official_numbers other_vintages readings recomputed recomputed_operands reject_scans rejects set_aside "
    "shared_chains shared_numbers vintages".split()
)
# The tables of the record; a package that does not name one has a finding.
CORE = (
    "sources text_lines passages evidence indicators units places place_members actors speakers event_types series "
    "figures events event_reports event_participants derivations derivation_operands corrections reconciliations "
    "reconciliation_operands conflicts changes"
).split()
