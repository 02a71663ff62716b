"""Table Schemas compiled to SQL that selects the bad cells and keys: one definition for DuckDB and Spark.

The functions are pure. A query gives rows (code, line, key, field, got, expected); tables are ``raw.<name>`` with text
columns, NULL for blank, and ``_line``. Regular expressions keep to what RE2 and Java read alike.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlglot import exp

from andean_coca.types import TYPES
from checks.engines.compiled import Queries, Shape

DIALECTS = {"duckdb": "duckdb", "spark": "databricks"}  # the dialect of Spark itself has no TRY_CAST
_HOST = r"https?://[^\s/]+\.[^\s/]+"
_ADDRESS = "a web address"
_NAMES = ("code", "line", "key", "field", "got", "expected")
Json = dict[str, Any]
Columns = Mapping[str, Shape]
Test = tuple[exp.Expr, str, str]


def compile_table(name: str, schema: Json, columns: Columns, engine: str = "duckdb") -> Queries:
    """Return the queries of a table: its cells in one pass, its keys, and what follows from a clean reference.

    Raises:
        KeyError: an engine that is none, or a table whose columns are not told.
    """
    follows = following(name, schema, columns) if engine == "duckdb" else {}
    misfit = exp.column("code", table="f").eq(_text("SCH104"))  # the other faults of these cells are told with the rest
    asked = {field: cell_query(name, schema, {field}).where(misfit) for field in follows}
    told = cell_query(name, schema, set(columns[name].header), follows)
    suspect, cells = (_emitted(query, engine) for query in (suspect_query(told), told))
    primary, keys = ([_emitted(query, engine) for query in queries] for queries in key_queries(name, schema, columns))
    follow = {field: (follows[field], _emitted(query, engine)) for field, query in asked.items()}
    return Queries(suspect, cells, primary[0] if primary else "", keys, follow)


def _emitted(query: exp.Expr, engine: str) -> str:
    """The text of a query in the dialect of an engine."""
    if engine == "spark":  # views of a session are in no schema
        for table in query.find_all(exp.Table):
            table.set("db", None)
    else:
        query = query.transform(_extracted)
    return query.sql(dialect=DIALECTS[engine])


def _extracted(node: exp.Expr) -> exp.Expr:
    """A misfit of a pattern as DuckDB finds it fastest: by what the pattern extracts, which is blank then.

    It extracts once from each distinct cell of a block that is compressed, but matches every cell: a fortieth, where
    cells repeat. No cell is a blank text.
    """
    if isinstance(node, exp.Not) and isinstance(node.this, exp.RegexpLike):
        return exp.RegexpExtract(this=node.this.this, expression=node.this.expression).eq(_text(""))
    return node


def following(name: str, schema: Json, columns: Columns) -> dict[str, str]:
    """Columns whose pattern holds where their foreign key does, with the table that they refer to.

    Its key has the same pattern, and looking an id up costs half of matching it.
    """
    told = {}
    limits = {f["name"]: f.get("constraints", {}) for f in schema["fields"]}
    for foreign in schema.get("foreignKeys", []):
        parent, own, theirs = foreign["reference"].get("resource"), *_reference(foreign)
        there = parent in columns and {*own} <= set(columns[name].header) and {*theirs} <= set(columns[parent].header)
        if len(own) > 1 or parent == name or not there:
            continue
        pattern = columns[parent].patterns.get(theirs[0])
        if pattern and limits[own[0]].get("pattern") == pattern and limits[own[0]].keys() <= {"required", "pattern"}:
            told[own[0]] = parent
    return told


def cell_query(name: str, schema: Json, header: set[str], follows: Collection[str] = ()) -> exp.Select:
    """One SELECT of every bad cell: rows without a fault leave before the faults are told apart.

    Of the columns in ``follows`` the pattern is left out.
    """
    faults = [faults for f in schema["fields"] if f["name"] in header and (faults := field_faults(f))]
    faults = [(n, [t for t in tests if n not in follows or t[1] != "SCH104"]) for n, tests in faults]
    faults = [(n, tests) for n, tests in faults if tests]
    told: list[exp.Expr] = [_case(tests, field) for field, tests in faults]
    fields = {f["name"]: f for f in schema["fields"]}
    suspect = [_suspect(fields[n], test) for n, tests in faults for test in tests]
    bad = exp.or_(*suspect) if suspect else exp.false()
    inner = exp.select(
        exp.alias_(_column("_line"), "line"),
        exp.alias_(_key(schema), "key"),
        exp.alias_(exp.Explode(this=exp.Array(expressions=told or [exp.null()])), "f"),
    )
    inner = inner.from_(_table(name)).where(bad)
    parts = [exp.column(n) if n in ("line", "key") else exp.alias_(exp.column(n, table="f"), n) for n in _NAMES]
    return exp.select(*parts).from_(inner.subquery("t")).where(exp.column("f").is_(exp.null()).not_())


def suspect_query(cells: exp.Select) -> exp.Select:
    """One SELECT of a row if the rows that ``cell_query`` tells apart are any: a third of its text to plan."""
    rows = next(node for node in cells.find_all(exp.Select) if node.find(exp.Subquery) is None)
    return exp.select(exp.Literal.number(1)).from_(rows.args["from_"].this).where(rows.args["where"].this).limit(1)


def _suspect(field: Json, test: Test) -> exp.Expr:
    """A test that costs less and that every cell with the fault fails, too; for most there is none but itself."""
    cell, kind, (exact, code, expected) = _column(field["name"]), field["type"], test
    if code == "SCH104" and field.get("format") == "uri" and expected == _ADDRESS:
        blanks = (exp.Contains(this=cell.copy(), expression=_text(blank)) for blank in " \t\n\v\f\r")
        return exp.or_(exp.not_(_begins(cell, rf"{_HOST}(/|\z)")), *blanks)
    if code == "SCH104" and (fixed := re.fullmatch(r"(\[[^\]]+\])\{(\d+)\}", expected)):
        return exp.or_(exp.not_(_matches(cell, f"{fixed[1]}*")), _length(cell).neq(int(fixed[2])))
    if code != "SCH102" or kind == "boolean":
        return exact
    # Most cells read back as they are written. So do dates of years beyond four digits.
    sql = TYPES["integer" if kind == "number" else kind].sql
    differs = exp.NullSafeNEQ(this=cell.copy(), expression=exp.cast(_cast(cell, sql), "TEXT"))
    if kind == "number":
        return exp.and_(differs, exact.copy())
    return exp.or_(differs, _length(cell).neq(10)) if kind == "date" else differs


def field_faults(field: Json) -> tuple[str, list[Test]] | None:
    """The faults of a field, each a test, a code and what is expected, in the order in which one hides the next."""
    name, limits, kind = field["name"], field.get("constraints", {}), TYPES[field["type"]]
    cell = _column(name)
    tests: list[Test] = []
    if limits.get("required"):
        tests.append((cell.is_(exp.null()), "SCH101", "a value"))
    if kind.grammar:
        misfit = exp.or_(exp.not_(_matches(cell, kind.grammar)), _cast(cell, kind.sql).is_(exp.null()))
        filled = cell.is_(exp.null()).not_()
        tests.append((exp.and_(filled, misfit), "SCH102", f"{field['type']} such as {kind.example}"))
    if "enum" in limits:
        allowed = [str(v) for v in limits["enum"]]
        tests.append((exp.not_(cell.isin(*map(exp.Literal.string, allowed))), "SCH103", " | ".join(allowed)))
    if "pattern" in limits:
        tests.append((exp.not_(_matches(cell, limits["pattern"])), "SCH104", limits["pattern"]))
    if field.get("format") == "uri":
        tests.append((exp.not_(_matches(cell, rf"{_HOST}(/\S*)?")), "SCH104", _ADDRESS))
    for key, beyond, word in (("minimum", exp.LT, "at least"), ("maximum", exp.GT, "at most")):
        if key in limits:
            bound = exp.cast(exp.Literal.string(str(limits[key])), kind.sql)
            tests.append((beyond(this=_cast(cell, kind.sql), expression=bound), "SCH105", f"{word} {limits[key]}"))
    for key, beyond, word in (("minLength", exp.LT, "at least"), ("maxLength", exp.GT, "at most")):
        if key in limits:
            test = beyond(this=_length(cell), expression=exp.Literal.number(int(limits[key])))
            tests.append((test, "SCH106", f"{word} {limits[key]} characters"))
    return (name, tests) if tests else None


def key_queries(name: str, schema: Json, columns: Columns) -> tuple[list[exp.Expr], list[exp.Expr]]:
    """The SELECT of rows that repeat the primary key, if any, and those of its blanks, unique and foreign keys."""
    header = set(columns[name].header)
    doubles, queries = list[exp.Expr](), list[exp.Expr]()
    primary = _listed(schema.get("primaryKey", []))
    if primary and header.issuperset(primary):
        doubles.append(_doubles(name, schema, primary, "SCH108"))
        blank = exp.or_(*(_column(k).is_(exp.null()) for k in primary))
        told = _finding("SCH108", schema, (primary[0], exp.cast(exp.null(), "TEXT")), _text("a filled key"))
        queries.append(exp.select(*told).from_(_table(name)).where(blank))
    unique = [[f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    for key in (*unique, *map(_listed, schema.get("uniqueKeys", []))):
        queries += [_doubles(name, schema, key, "SCH107")] if header.issuperset(key) else []
    for foreign in schema.get("foreignKeys", []):
        parent = foreign["reference"].get("resource") or name
        own, theirs = _reference(foreign)
        if parent in columns and header.issuperset(own) and set(columns[parent].header).issuperset(theirs):
            queries.append(_dangling(name, schema, (own, theirs), (parent, columns[parent].file)))
    return doubles, queries


def _doubles(name: str, schema: Json, key: list[str], code: str) -> exp.Expr:
    """Rows that repeat a key. One with no value at all in the key repeats nothing; a partly blank key can repeat."""
    filled = exp.or_(*(_column(k).is_(exp.null()).not_() for k in key))
    first = exp.alias_(exp.Min(this=_column("_line")), "first_line")
    parts = [exp.alias_(_column(k), f"k{n}") for n, k in enumerate(key)]
    repeated = exp.select(*parts, first).from_(_table(name)).where(filled).group_by(*map(_column, key))
    repeated = repeated.having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(1)))
    same = exp.and_(
        *(exp.NullSafeEQ(this=_column(k, "c"), expression=_column(f"k{n}", "d")) for n, k in enumerate(key))
    )
    line = exp.cast(_column("first_line", "d"), "TEXT")
    expected = exp.Concat(expressions=[_text("a value of its own: line "), line, _text(" has it already")])
    told = _finding(code, schema, (key[0], _joined(key, "c")), expected, "c")
    query = exp.select(*told).from_(_table(name, "c")).join(repeated.subquery("d"), on=same)
    return query.where(exp.GT(this=_column("_line", "c"), expression=_column("first_line", "d")))


def _dangling(name: str, schema: Json, key: tuple[list[str], list[str]], parent: tuple[str, str]) -> exp.Expr:
    """Rows that refer to a row which is not there."""
    own, theirs = key
    match = exp.and_(*(_column(t, "p").eq(_column(o, "c")) for o, t in zip(own, theirs, strict=True)))
    filled = exp.and_(*(_column(o, "c").is_(exp.null()).not_() for o in own))
    told = _finding("SCH109", schema, (own[0], _column(own[0], "c")), _text(f"an id of {parent[1]}"), "c")
    rows = exp.select(*told).from_(_table(name, "c"))
    # Not as NOT EXISTS: DuckDB would look up the rows of a small table in all of a large one.
    return rows.join(_table(parent[0], "p"), on=match, join_type="ANTI").where(filled)


def _finding(
    code: str, schema: Json, cell: tuple[str, exp.Expr], expected: exp.Expr, table: str = ""
) -> list[exp.Expr]:
    """The columns of a finding about a row; ``cell`` is a field and what it has."""
    told = (_text(code), _column("_line", table), _key(schema, table), _text(cell[0]), cell[1], expected)
    return [exp.alias_(part, name) for part, name in zip(told, _NAMES, strict=True)]


def _case(tests: list[Test], field: str) -> exp.Case:
    """The first fault of a cell, or NULL: a cell of the wrong type has one finding."""
    case = exp.Case()
    for test, code, expected in tests:
        told = {"code": _text(code), "field": _text(field), "got": _column(field), "expected": _text(expected)}
        pairs = [exp.PropertyEQ(this=exp.to_identifier(k), expression=v) for k, v in told.items()]
        case = case.when(test.copy(), exp.Struct(expressions=pairs))
    return case


def _key(schema: Json, table: str = "") -> exp.Expr:
    return _joined(_listed(schema.get("primaryKey", [])), table)


def _joined(columns: list[str], table: str) -> exp.Expr:
    """Cells joined by ``|``, NULL without any column."""
    parts = [exp.Coalesce(this=_column(c, table), expressions=[_text("")]) for c in columns]
    if not parts:
        return exp.cast(exp.null(), "TEXT")
    return exp.Anonymous(this="concat_ws", expressions=[_text("|"), *parts])


def _matches(cell: exp.Column, pattern: str) -> exp.Expr:
    """A match of the whole cell; ``$`` would let a line break follow it in Java."""
    return _begins(cell, rf"(?:{pattern})\z")


def _begins(cell: exp.Column, pattern: str) -> exp.Expr:
    return exp.RegexpLike(this=cell.copy(), expression=_text(rf"\A{pattern}"))


def _length(cell: exp.Column) -> exp.Expr:
    return exp.Length(this=cell.copy())


def _cast(cell: exp.Column, kind: str) -> exp.Expr:
    return exp.TryCast(this=cell.copy(), to=exp.DataType.build(kind, dialect="duckdb"))


def _column(name: str, table: str = "") -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=table or None)


def _table(name: str, alias: str = "") -> exp.Expr:
    table = exp.to_table("raw.t")
    table.set("this", exp.to_identifier(name, quoted=True))
    return exp.alias_(table, alias, table=True) if alias else table


def _text(text: str) -> exp.Literal:
    return exp.Literal.string(text)


def _reference(foreign: Json) -> tuple[list[str], list[str]]:
    """Columns of a foreign key, and those that they refer to."""
    return _listed(foreign["fields"]), _listed(foreign["reference"]["fields"])


def _listed(key: str | Sequence[str]) -> list[str]:
    return [key] if isinstance(key, str) else list(key)
