"""What is wrong with the form of a Table Schema, before its checks are compiled from it."""

from __future__ import annotations

from functools import cache
from typing import Any

import duckdb

from andean_coca.types import TYPES
from checks.engines import compiled

_COUNTS = ("minLength", "maxLength")


def schema_fault(schema: dict[str, Any]) -> str | None:
    """Return what a schema should have where it cannot be used, or ``None``."""
    if compiled.knows(schema):
        return None  # DuckDB need not start to try its patterns
    columns = schema.get("fields")
    if not isinstance(columns, list) or not columns:
        return "a list of fields"
    for number, column in enumerate(columns):
        fault = _column_fault(column, columns[:number])
        if fault:
            return fault
    if schema.get("missingValues", [""]) != [""]:
        return 'missingValues [""]: blank is the only sign for missing'
    return _key_fault(schema, {c["name"] for c in columns})


def _column_fault(column: Any, before: list[dict[str, Any]]) -> str | None:
    name = column.get("name") if isinstance(column, dict) else None
    if not isinstance(name, str) or not name:
        return "a name in every field"
    if name.startswith("_") or name.casefold() in {"rowid", *(other["name"].casefold() for other in before)}:
        return f"another name for {name}: each once, whatever the case, none with _ in front, and not rowid"
    limits = column.get("constraints", {})
    if column.get("type") not in TYPES:
        return f"a type of {', '.join(TYPES)} for {name}, not {column.get('type')!r}"
    if not isinstance(limits, dict):
        return f"constraints of {name} as an object"
    for word, value in limits.items():
        if word in ("required", "unique") and not isinstance(value, bool):
            return f"true or false for {word} of {name}"
        if word in _COUNTS and (not isinstance(value, int) or value < 0):
            return f"a whole number for {word} of {name}"
        if word == "enum" and not (isinstance(value, list) and value and all(isinstance(v, str) for v in value)):
            return f"a list of codes for enum of {name}"
        sql = TYPES[column["type"]].sql
        if word in ("minimum", "maximum") and not _runs(f"SELECT CAST(?::VARCHAR AS {sql})", str(value)):
            return f"a {column['type']} for {word} of {name}"
        if word == "pattern" and not (
            isinstance(value, str) and _runs("SELECT regexp_full_match('', ?::VARCHAR)", value)
        ):
            return f"a regular expression for pattern of {name}"
    return None


@cache
def _runs(sql: str, value: str) -> bool:
    try:
        _scratch().execute(sql, [value]).fetchall()
    except duckdb.Error:
        return False
    return True


@cache
def _scratch() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": 1})


def _key_fault(schema: dict[str, Any], names: set[str]) -> str | None:
    primary, unique, foreign = (schema.get(k, []) for k in ("primaryKey", "uniqueKeys", "foreignKeys"))
    if not isinstance(unique, list) or not isinstance(foreign, list):
        return "uniqueKeys and foreignKeys as lists"
    foreign_keys = [f.get("fields") if isinstance(f, dict) else None for f in foreign]
    for key in [*([primary] if primary != [] else []), *unique, *foreign_keys]:
        if not key_columns(key) or not names.issuperset(key_columns(key)):
            return f"keys of existing columns, not {key!r}"
    for key in foreign:
        reference = key.get("reference")
        theirs = key_columns(reference.get("fields")) if isinstance(reference, dict) else None
        if (
            not theirs
            or len(theirs) != len(key_columns(key["fields"]))
            or not isinstance(reference.get("resource", ""), str)
        ):
            return f"a reference to one table, with as many fields, for {key['fields']!r}"
    return None


def key_columns(key: Any) -> list[str]:
    """Names of the columns of a key, written as one text or a list; none if it is neither."""
    if isinstance(key, str):
        return [key]
    return key if isinstance(key, list) and all(isinstance(k, str) for k in key) else []
