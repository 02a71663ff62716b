"""The one mapping from Table Schema types to the grammar of a cell and to SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellType:
    """How a Table Schema type is written in a cell (a full-match regular expression) and in SQL."""

    sql: str
    grammar: str | None
    example: str


# Stricter than Table Schema where readers differ: no exponent, no padding, no leading zero.
TYPES: dict[str, CellType] = {
    "string": CellType("VARCHAR", None, "text"),
    "integer": CellType("BIGINT", r"-?(0|[1-9][0-9]*)", "1250"),
    "number": CellType("DOUBLE", r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", "1250.5"),
    "date": CellType("DATE", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "2018-06-07"),
    "boolean": CellType("BOOLEAN", r"true|false", "true"),
}
