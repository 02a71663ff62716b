"""A small package in memory, and pairs of it: one edit each, with the bump and the rule that it must have."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from andean_coca import tables
from release.bump import Bump, bump
from release.differences import differences
from release.states import State, state, write_version

Json = dict[str, Any]
CHANGES = "version table key column old new reason_code reason_en reason_es evidence_id".split()
GRAVES = "table id version reason_code reason_en reason_es successor".split()


@dataclass
class Small:
    """A package of places, sources, evidence and figures; ten rows each."""

    head: Json
    schemas: dict[str, Json]
    rows: dict[str, list[list[str]]]
    paths: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def column(self, table: str, name: str) -> Json:
        return next(f for f in self.schemas[table]["fields"] if f["name"] == name)

    def limits(self, table: str, name: str) -> Json:
        found: Json = self.column(table, name).setdefault("constraints", {})
        return found

    def header(self, table: str) -> list[str]:
        return [f["name"] for f in self.schemas[table]["fields"]]

    def set(self, table: str, key: str, name: str, cell: str, reason: str = "") -> None:
        """Change a cell, and tell why in the table of changes if a reason is given."""
        at = self.header(table).index(name)
        row = next(r for r in self.rows[table] if r[0] == key)
        if reason:
            entry = [self.head["version"], table, key, name, row[at], cell, reason, "Why.", "Por qué.", ""]
            self.add_table("changes", CHANGES, CHANGES[:4], [*self.rows.get("changes", []), entry])
        row[at] = cell

    def add_table(self, name: str, header: list[str], key: list[str], rows: list[list[str]]) -> None:
        columns = [{"name": n, "type": "string"} for n in header]
        self.schemas[name] = {"fields": columns, "primaryKey": key, "missingValues": [""]}
        self.rows[name] = rows

    def bury(self, table: str, key: str) -> None:
        self.rows[table] = [r for r in self.rows[table] if r[0] != key]
        self.add_table("tombstones", GRAVES, GRAVES[:2], [[table, key, "0.2.0", "duplicate", "Why.", "Por qué.", ""]])

    def add_column(self, table: str, name: str, at: int | None = None) -> None:
        place = len(self.header(table)) if at is None else at
        self.schemas[table]["fields"].insert(place, {"name": name, "type": "string"})
        for row in self.rows[table]:
            row.insert(place, "x")

    def drop_column(self, table: str, name: str) -> None:
        at = self.header(table).index(name)
        del self.schemas[table]["fields"][at]
        for row in self.rows[table]:
            del row[at]

    def move_column(self, table: str, name: str, to: int) -> None:
        at = self.header(table).index(name)
        self.schemas[table]["fields"].insert(to, self.schemas[table]["fields"].pop(at))
        for row in self.rows[table]:
            row.insert(to, row.pop(at))

    def read(self, name: str) -> bytes | None:
        """The file of the package with this name, as bytes."""
        files = {f"schemas/{t}.json": json.dumps(s) for t, s in self.schemas.items()} | self.files
        for table, rows in self.rows.items():
            files.setdefault(self.paths.get(table, f"data/{table}.csv"), tables.serialise(self.header(table), rows))
        described = {t: {"name": t, "path": self.paths.get(t, f"data/{t}.csv"), "type": "table"} for t in self.rows}
        given: Json = self.head.get("resources", {})
        resources = [r | {"schema": f"schemas/{t}.json"} | given.get(t, {}) for t, r in described.items()]
        files["datapackage.json"] = json.dumps(self.head | {"resources": resources})
        return files[name].encode() if name in files else None

    def state(self) -> State:
        return state(self.read)


def written(package: Small, folder: Path) -> Path:
    names = [
        "datapackage.json",
        *(f"{d}/{t}.{e}" for t in package.rows for d, e in (("data", "csv"), ("schemas", "json"))),
    ]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(package.read(name) or b"")
    return folder


def _field(name: str, kind: str = "string", **limits: Any) -> Json:
    return {"name": name, "type": kind, "title": name, "description": f"The {name}."} | (
        {"constraints": limits} if limits else {}
    )


def _schema(fields: list[Json], **references: str) -> Json:
    keys = [{"fields": [c], "reference": {"resource": t, "fields": [c]}} for c, t in references.items()]
    return {"fields": fields, "primaryKey": [fields[0]["name"]], "foreignKeys": keys, "missingValues": [""]}


def small() -> Small:
    """The package that every pair starts from."""
    value = _field("value", "number", required=True, minimum=0, maximum=1000)
    schemas = {
        "sources": _schema(
            [_field("source_id"), _field("title"), _field("publisher"), _field("url", unique=True), _field("note_en")]
        ),
        "evidence": _schema([_field("evidence_id"), _field("source_id"), _field("printed")], source_id="sources"),
        "places": _schema([_field("place_id"), _field("label_en"), _field("iso_code"), _field("place_type")]),
        "figures": _schema(
            [
                _field("figure_id", required=True, pattern="F-[0-9]{4,}"),
                _field("evidence_id", required=True),
                _field("place_id"),
                _field("period"),
                value | {"unit": "har"},
                _field("claim_type", required=True, enum=["level", "guess"]),
                _field("note_en", maxLength=20),
            ],
            evidence_id="evidence",
            place_id="places",
        ),
    }
    n = range(1, 11)
    rows = {
        "sources": [[f"S-{i:04}", f"Report {i}", "UNODC", f"https://example.org/{i}", ""] for i in n],
        "evidence": [[f"E-{i:04}", f"S-{i:04}", f"{i}00 hectares"] for i in n],
        "places": [[f"P-{i:04}", f"Place {i}", "", "area"] for i in n],
        "figures": [[f"F-{i:04}", f"E-{i:04}", f"P-{i:04}", f"{2000 + i}", f"{i}", "level", "A note."] for i in n],
    }
    head = {"name": "small", "title": "Small", "version": "0.1.0", "licenses": [{"name": "CC-BY-4.0"}]}
    return Small(head, schemas, rows)


@dataclass(frozen=True)
class Pair:
    """A pair of packages: what is done to the newer one, and what must come of it."""

    name: str
    level: str
    rule: str
    edit: Callable[[Small], object]
    before: Callable[[Small], object] = lambda _: None

    def states(self, version: str = "0.2.0") -> tuple[State, State]:
        old = small()
        self.before(old)
        new = copy.deepcopy(old)
        new.head["version"] = version
        self.edit(new)
        return old.state(), new.state()

    def computed(self) -> Bump:
        return bump(differences(*self.states()))


def as_table(pairs: list[Pair]) -> str:
    """The pairs with what was expected and what is computed, as Markdown."""
    lines = ["| pair | expected | rule | computed | smallest after 0.1.0 |", "|---|---|---|---|---|"]
    for pair in pairs:
        found = pair.computed()
        rules = ", ".join(dict.fromkeys(c.rule for c in found.causes))
        smallest = write_version(found.smallest)
        lines.append(f"| {pair.name} | {pair.level} | {pair.rule} | {found.level}: {rules or '-'} | {smallest} |")
    return "\n".join(lines)
