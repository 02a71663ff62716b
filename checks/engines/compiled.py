"""The DuckDB SQL of the shipped schemas and what the shipped rules read, kept beside the code.

Importing sqlglot takes a third of a second, parsing the rules a tenth. ``python -m checks.engines.compiled`` writes
both anew. A schema or a rule that is not known is compiled or parsed when it is met.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from checks.cache import digest

if TYPE_CHECKING:
    from checks.package import Table

FILE = Path(__file__).with_name("duckdb.json")


class Shape(NamedTuple):
    """What the queries of other tables need to know of a table: file, header, and the pattern of each column."""

    file: str
    header: tuple[str, ...]
    patterns: Mapping[str, str]


class Queries(NamedTuple):
    """The SQL of a table: of its cells, of its keys, and of each column whose pattern follows from its reference.

    ``primary`` asks for rows that repeat the primary key; it is blank where there is none. ``keys`` are the others.
    ``suspect`` asks whether there is a row for ``cells`` to tell the faults of. Of the columns that follow, the cells
    say nothing of the pattern. Such a column has the table that it refers to and the query to ask where something is
    wrong with the reference or with the ids there.
    """

    suspect: str
    cells: str
    primary: str
    keys: list[str]
    follows: dict[str, tuple[str, str]]

    @property
    def always(self) -> list[str]:
        """What is asked whatever the data: the cells, then the keys."""
        return [self.cells, *self.every_key]

    @property
    def every_key(self) -> list[str]:
        """The primary key, if there is one, and the others."""
        return [self.primary, *self.keys] if self.primary else self.keys

    def of(self, *, ascending: bool) -> list[str]:
        """What is asked of a table, in which each row stands after the one before it if it is ``ascending``.

        Then no two rows have the same primary key.
        """
        return [self.cells, *self.keys] if ascending else self.always


def shapes(tables: Iterable[Table]) -> dict[str, Shape]:
    """The shapes of tables by name."""
    told = {}
    for table in tables:
        patterns = {f["name"]: f.get("constraints", {}).get("pattern", "") for f in table.fields}
        told[table.name] = Shape(table.file, tuple(table.rows.header), {n: p for n, p in patterns.items() if p})
    return told


def queries(name: str, schema: dict[str, Any], columns: Mapping[str, Shape]) -> Queries:
    """The SQL of a table, as ``compile.compile_table`` gives it."""
    made_from = _made_from(name, schema, columns)
    kept = _kept()["schemas"].get(name)
    return Queries(*kept["sql"]) if kept and kept["digest"] == digest(made_from) else _compiled(made_from)


def knows(schema: object) -> bool:
    """Whether it is one of the shipped schemas, whatever its table is called."""
    return digest(json.dumps(schema)) in _whole()


@cache
def _whole() -> frozenset[str]:
    return frozenset(kept["whole"] for kept in _kept()["schemas"].values())


def reads(query: str) -> frozenset[str] | None:
    """The tables that the query of a shipped rule reads; ``None`` of any other query."""
    known = _kept()["rules"].get(digest(query))
    return None if known is None else frozenset(known)


def _made_from(name: str, schema: dict[str, Any], columns: Mapping[str, Shape]) -> str:
    """All that decides the SQL of a table, as JSON: its schema without titles, and what it refers to."""
    parents = {f["reference"].get("resource") or name for f in schema.get("foreignKeys", [])}
    seen = {n: columns[n] for n in sorted({name, *parents}) if n in columns}
    fields = [{k: f[k] for k in ("name", "type", "format", "constraints") if k in f} for f in schema["fields"]]
    keys = {k: schema[k] for k in ("primaryKey", "uniqueKeys", "foreignKeys") if k in schema}
    return json.dumps([name, {"fields": fields, **keys}, seen])


@cache
def _kept() -> dict[str, Any]:
    empty: dict[str, Any] = {"schemas": {}, "rules": {}}
    return empty | (json.loads(FILE.read_bytes()) if FILE.is_file() else {})


@cache
def _compiled(made_from: str) -> Queries:
    from checks.engines.compile import compile_table

    name, schema, columns = json.loads(made_from)
    return compile_table(name, schema, {n: Shape(*shape) for n, shape in columns.items()})


def as_json(root: Path) -> str:
    """The text of the file for the package in a folder."""
    from checks import package, rules

    tables = package.read(root).tables
    columns = shapes(tables.values())
    made_from = {t.name: _made_from(t.name, t.schema, columns) for t in tables.values()}
    whole = {t.name: digest(json.dumps(t.schema)) for t in tables.values()}
    sql = {name: {"digest": digest(text), "sql": _compiled(text)} for name, text in made_from.items()}
    schemas = {name: {"whole": whole[name], **sql[name]} for name in sql}
    queries = [rule.sql for rule in rules.all_rules()]
    read = zip(queries, rules.tables_read(queries), strict=True)
    known = {digest(query): sorted(names) for query, names in read if isinstance(names, frozenset)}
    kept = {"schemas": schemas, "rules": known}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
    FILE.write_text(as_json(Path(__file__).resolve().parents[2]), encoding="utf-8", newline="\n")
