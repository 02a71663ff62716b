"""What differs between two states of the package: the one engine behind ``release.diff`` and ``release.compare``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property

from release.states import BUILT, Json, Row, State, Table, by_key, parse_version

# What an entry of the table of changes must say before it counts as a reason.
REASON = ("reason_code", "reason_en", "reason_es")
_TOLD = {
    "changes": {"version", "table", "key", "column", "old", "new", "evidence_id", *REASON},
    "tombstones": {"table", "id"},
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A changed cell: its column, what stood there and what stands there now."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """A changed entry of a schema or descriptor, as JSON (blank where there is none); ``column`` may be blank."""

    column: str
    name: str
    old: str
    new: str


@dataclass(slots=True)
class TableDiff:
    """What changed in a table: rows by key, columns, and what describes them."""

    name: str
    added: dict[str, Row] = field(default_factory=dict)
    removed: dict[str, Row] = field(default_factory=dict)
    changed: dict[str, list[Cell]] = field(default_factory=dict)
    columns_added: list[str] = field(default_factory=list)
    columns_removed: list[str] = field(default_factory=list)
    columns_moved: list[str] = field(default_factory=list)
    keywords: list[Keyword] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        columns = self.columns_added or self.columns_removed or self.columns_moved
        return not (self.added or self.removed or self.changed or columns or self.keywords)


@dataclass(frozen=True)
class Difference:
    """Two states, and what differs between them: in the descriptor, and in each table that changed, by name."""

    old: State
    new: State
    package: list[Keyword]
    tables: dict[str, TableDiff]

    def reason(self, table: str, key: str, cell: Cell) -> Row | None:
        """The last entry of the table of changes that, alone or with those before it, tells a changed cell."""
        told = self._entries.get((table, key, cell.column), [])
        if not told or (told[0]["old"], told[-1]["new"]) != (cell.old, cell.new):
            return None
        return told[-1] if all(row.get(name) for row in told for name in REASON) else None

    def buried(self, table: str, key: str) -> bool:
        """Whether the new state has a tombstone for a row."""
        return (table, key) in self._graves

    @cached_property
    def _entries(self) -> dict[tuple[str, str, str], list[Row]]:
        """Entries of the table of changes since the old state, by cell and in order of version."""
        found: dict[tuple[str, str, str], list[Row]] = {}
        since = (r for r in self.new.rows("changes").values() if parse_version(r["version"]) > self.old.version)
        for row in sorted(since, key=lambda r: parse_version(r["version"])):
            found.setdefault((row["table"], row["key"], row["column"]), []).append(row)
        return found

    @cached_property
    def _graves(self) -> frozenset[tuple[str, str]]:
        return frozenset((row["table"], row["id"]) for row in self.new.rows("tombstones").values())


def differences(old: State, new: State) -> Difference:
    """Return what differs from one state to another.

    Raises:
        ValueError: the newer state tells its changes or tombstones in a form that cannot be read.
    """
    for name, columns in _TOLD.items():
        if name in new.tables and not columns <= set(new.tables[name].header):
            raise ValueError(
                f"{new.tables[name].path} lacks {', '.join(sorted(columns - set(new.tables[name].header)))}"
            )
    both = (_compare(name, old.tables.get(name), new.tables.get(name)) for name in sorted({*old.tables, *new.tables}))
    head = _keywords("", _head(old.descriptor), _head(new.descriptor))
    return Difference(old, new, head, {diff.name: diff for diff in both if not diff.empty})


def _head(descriptor: Json) -> Json:
    return {k: v for k, v in descriptor.items() if k not in ("resources", "version", "created")}


def _compare(name: str, old: Table | None, new: Table | None) -> TableDiff:
    had, has = (list(t.header) if t else [] for t in (old, new))
    diff = TableDiff(name)
    diff.columns_added = [c for c in has if c not in had]
    diff.columns_removed = [c for c in had if c not in has]
    if old is None or new is None:
        diff.added, diff.removed = (dict(t.rows) if t else {} for t in (new, old))
        return diff
    shared = [c for c in had if c in has]
    diff.columns_moved = [c for c, d in zip(shared, (c for c in has if c in had), strict=True) if c != d]
    diff.keywords = _described(old, new)
    rows = new.rows
    if old.key != new.key:  # the rows are told apart as before, if they still can be
        if not set(old.key) <= set(has):
            return diff
        try:
            rows = by_key(new.path, old.key, new.rows.values())
        except ValueError:
            return diff
    diff.added = {key: row for key, row in rows.items() if key not in old.rows}
    diff.removed = {key: row for key, row in old.rows.items() if key not in rows}
    for key, row in rows.items():
        before = old.rows.get(key)
        if before is not None and before != row:
            pairs = ((c, before.get(c, ""), row.get(c, "")) for c in shared)
            if cells := [Cell(*pair) for pair in pairs if pair[1] != pair[2]]:
                diff.changed[key] = cells
    return diff


def _described(old: Table, new: Table) -> list[Keyword]:
    found = _keywords("", _resource(old), _resource(new)) + _keywords("", _schema(old), _schema(new))
    for name, before in old.columns.items():
        after = new.columns.get(name)
        if after is not None:
            found += _keywords(name, _flat(before), _flat(after))
    return found


def _resource(table: Table) -> Json:
    described = {f"resource.{k}": v for k, v in table.resource.items() if k not in BUILT | {"name"}}
    if not isinstance(described.get("resource.schema"), str):
        described["resource.schema"] = ""
    return described


def _schema(table: Table) -> Json:
    """What a schema says beside its fields, in one form for what the standard lets be written in several."""
    told = {k: v for k, v in table.schema.items() if k not in ("fields", "$schema", "primaryKey", "foreignKeys")}
    keys = [[k["fields"], k["reference"]] for k in table.schema.get("foreignKeys", [])]
    told["foreignKeys"] = sorted(json.dumps(k, sort_keys=True) for k in keys)
    return {"missingValues": [""], **told, "primaryKey": table.key}


def _flat(column: Json) -> Json:
    limits = column.get("constraints", {})
    rest = {k: v for k, v in column.items() if k not in ("name", "constraints")}
    return rest | {f"constraints.{k}": v for k, v in limits.items()}


def _keywords(column: str, old: Json, new: Json) -> list[Keyword]:
    def told(value: Json, name: str) -> str:
        return json.dumps(value[name], ensure_ascii=False, sort_keys=True) if name in value else ""

    pairs = ((name, told(old, name), told(new, name)) for name in {**old, **new})
    return [Keyword(column, name, before, after) for name, before, after in pairs if before != after]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a figure stands: the phrase as printed, the document with its title, and the line."""

    printed: str
    source: str
    title: str
    line: str


def evidence(state: State) -> dict[str, Evidence]:
    """Return where every evidence row, and the figure that it carries, stands; by id of either."""
    titles = {key: row.get("title", "") for key, row in state.rows("sources").items()}
    places = {}
    for key, row in state.rows("evidence").items():
        source = row.get("source_id", "")
        places[key] = Evidence(row.get("printed", ""), source, titles.get(source, ""), row.get("line", ""))
    figures = state.rows("figures").items()
    return places | {key: places[at] for key, row in figures if (at := row.get("evidence_id", "")) in places}
