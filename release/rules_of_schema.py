"""What a changed entry of a schema or descriptor is called: the names of the rules of versions that it breaks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from release.differences import Difference, Keyword
from release.found import Found

_TEXT = "text_changed"
_NAMED = {
    "title": _TEXT,
    "description": _TEXT,
    "description_es": _TEXT,
    "example": _TEXT,
    "resource.title": _TEXT,
    "resource.description": _TEXT,
    "resource.sources": _TEXT,
    "resource.path": "path_changed",
    "resource.schema": "path_changed",
    "resource.licenses": "licence_changed",
    "unit": "unit_changed",
    "primaryKey": "key_changed",
    "foreignKeys": "foreign_key_changed",
    "missingValues": "missing_values_changed",
}
_LOWEST, _HIGHEST = ("minimum", "minLength"), ("maximum", "maxLength")
_TIGHTER, _LOOSER = "constraint_tightened", "constraint_loosened"


def finder(rule: str) -> Callable[[Difference], Iterator[Found]]:
    """Return what finds the changed entries that one rule names."""

    def find(difference: Difference) -> Iterator[Found]:
        for entry in difference.package:
            if rule == {"name": "package_renamed", "licenses": "licence_changed"}.get(entry.name, _TEXT):
                yield Found("", told=told(entry))
        for diff in difference.tables.values():
            for entry in diff.keywords:
                if rule in names(entry):
                    yield Found(diff.name, column=entry.column, told=told(entry))

    return find


def told(entry: Keyword) -> str:
    """A changed entry in words; of prose its name alone."""
    if _NAMED.get(entry.name) == _TEXT:
        return entry.name
    return f"{entry.name.removeprefix('constraints.')} {entry.old or 'none'} → {entry.new or 'none'}"


def names(entry: Keyword) -> set[str]:
    """Return the names of the rules that a changed entry breaks; an unknown one is taken for the worst."""
    group, _, limit = entry.name.partition(".")
    if group == "constraints":
        return _limit(limit, entry)
    if entry.name == "uniqueKeys":
        return _either(entry)
    return {_NAMED.get(entry.name, "format_changed" if group == "resource" else "type_changed")}


def _limit(limit: str, entry: Keyword) -> set[str]:
    old, new = (json.loads(value) if value else None for value in (entry.old, entry.new))
    if limit == "required":
        return {"became_nullable" if old else _TIGHTER}
    if limit == "enum" and old and new:
        gone, more = set(map(str, old)) - set(map(str, new)), set(map(str, new)) - set(map(str, old))
        return {name for name, found in (("enum_value_removed", gone), ("enum_widened", more)) if found}
    if limit == "pattern" and old and new:
        return {"pattern_changed"}
    if limit in (*_LOWEST, *_HIGHEST) and old is not None and new is not None:
        return {_TIGHTER if _above(new, old) == (limit in _LOWEST) else _LOOSER}
    return _either(entry)


def _either(entry: Keyword) -> set[str]:
    """A limit that came or went; one that became another did both."""
    false = ("", "false")
    return {
        n
        for n, had, has in ((_LOOSER, entry.old, entry.new), (_TIGHTER, entry.new, entry.old))
        if had not in false and had != has
    }


def _above(one: Any, other: Any) -> bool:
    """Whether one bound is above another; dates are compared as text, which their form allows."""
    try:
        return Decimal(str(one)) > Decimal(str(other))
    except InvalidOperation:
        return str(one) > str(other)
