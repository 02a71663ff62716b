"""Rules and views, which are written for DuckDB, in the SQL of Spark.

sqlglot translates the words; what it leaves is what the two engines mean differently: text of numbers, division by
zero, aliases in WHERE, rows compared as a whole, recursion, the difference of days. The functions are pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import cache

import sqlglot
from sqlglot import exp

TYPED = "typed_"  # before the name of a table, its view with typed columns; the plain name has text
_DIALECT = "databricks"  # the dialect of Spark itself has no TRY_CAST
_NUMBERS = frozenset("low high official difference value years".split())  # columns that Python computes as DOUBLE
# What gives a DOUBLE if it is given one.
_SAME_KIND: tuple[type[exp.Expr], ...] = (
    *(exp.Sum, exp.Min, exp.Max, exp.AnyValue, exp.Round, exp.Coalesce, exp.Paren),
    *(exp.Mul, exp.Div, exp.Add, exp.Sub, exp.Pow),
)
# Spark writes 1.0E7 where DuckDB writes 10000000.0; both write the shortest digits that tell the number.
_PLAIN = "regexp_replace(CAST(CAST(x AS DECIMAL(38, 12)) AS STRING), '([.][0-9]+?)0+$', '$1')"
_WRITTEN = f"CASE WHEN abs(x) >= 1e7 AND abs(x) < 1e16 THEN {_PLAIN} ELSE CAST(x AS STRING) END"


def translated(sql: str, columns: Mapping[str, Mapping[str, str]]) -> str:
    """A query of DuckDB as one of Spark.

    Args:
        sql: one SELECT that reads tables of the package by their names.
        columns: type of each column of each table of the package, as in its schema.
    """
    tree = sqlglot.parse_one(sql, read="duckdb")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    read = {t.name for t in tree.find_all(exp.Table)} & columns.keys() - own
    _typed(tree, read)
    kinds = [columns[name] for name in read]
    days = {name for kind in kinds for name, type_ in kind.items() if type_ == "date"}
    numbers = _number_names(tree, {n for kind in kinds for n, type_ in kind.items() if type_ == "number"})
    names = {name for kind in kinds for name in kind}
    for select in list(tree.find_all(exp.Select)):
        _aliases_in_where(select, names)
        _exploded(select)
    for change in (
        lambda node: _written(node, numbers),
        lambda node: _days_between(node, days),
        *(_divided, _unpivoted, _rows_compared, _gathered, _overlapping, _ranging, _matched, _printed),
    ):
        tree = _changed(tree, change)
    _recursive(tree)
    tree.set("order", None)  # findings are sorted when all are there
    return tree.sql(dialect=_DIALECT, comments=False)


def _typed(tree: exp.Expr, read: Collection[str]) -> None:
    """Read the typed views, under the names of the tables."""
    for table in list(tree.find_all(exp.Table)):
        if table.name in read:
            name = table.name
            table.set("this", exp.to_identifier(TYPED + name))
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(name)))


def _number_names(tree: exp.Expr, known: set[str]) -> frozenset[str]:
    """Names of the columns that are of the type DOUBLE, with those that the query gives to such."""
    names = set(known | _NUMBERS - {"years"})
    before = -1
    while before != len(names):
        before = len(names)
        for alias in tree.find_all(exp.Alias):
            if _is_number(alias.this, frozenset(names)):
                names.add(alias.alias)
    return frozenset(names)


def _is_number(node: exp.Expr | None, names: Collection[str]) -> bool:
    if isinstance(node, exp.Column):
        return node.name in names
    if isinstance(node, exp.Case):
        told = [i.args["true"] for i in node.args["ifs"]] + [node.args.get("default")]
        return any(_is_number(part, names) for part in told)
    if isinstance(node, exp.Filter):
        return _is_number(node.this, names)
    if isinstance(node, exp.Subquery):
        return isinstance(node.this, exp.Select) and _is_number(node.this.expressions[0], names)
    return isinstance(node, _SAME_KIND) and any(_is_number(part, names) for part in node.iter_expressions())


def _aliases_in_where(select: exp.Select, names: Collection[str]) -> None:
    """Put what an alias stands for in its place in WHERE."""
    told = {a.alias: a.this for a in select.expressions if isinstance(a, exp.Alias) and a.alias not in names}
    where = select.args.get("where")
    for column in list(where.find_all(exp.Column)) if where else []:
        if not column.table and column.name in told and column.parent_select is select:
            column.replace(exp.paren(told[column.name].copy()))


def _exploded(select: exp.Select) -> None:
    """Put what a list is unnested to into a lateral view: Spark has no generator within an expression."""
    for number, unnest in enumerate([node for part in select.expressions for node in part.find_all(exp.Explode)]):
        view = f"LATERAL VIEW EXPLODE(x) _u{number} AS _c{number}"
        lateral = _parsed(f"SELECT 1 FROM t {view}").args["laterals"][0].copy()
        lateral.find(exp.Column).replace(unnest.this.copy())
        unnest.replace(exp.column(f"_c{number}"))
        select.append("laterals", lateral)


def _unpivoted(node: exp.Expr) -> exp.Expr | None:
    """UNPIVOT as a statement, which Spark has as a clause alone."""
    if not (isinstance(node, exp.Pivot) and node.args.get("unpivot") and node.this):
        return None
    into = node.args["into"]
    name, value = into.this.name, into.expressions[0].name
    listed = ", ".join(f"`{column.name}`" for column in node.expressions)
    inner = node.this.sql(dialect=_DIALECT)
    return _parsed(f"SELECT * FROM {inner} UNPIVOT (`{value}` FOR `{name}` IN ({listed}))")


def _rows_compared(node: exp.Expr) -> exp.Expr | None:
    if isinstance(node, exp.EQ) and isinstance(node.this, exp.Tuple) and isinstance(node.expression, exp.Tuple):
        pairs = zip(node.this.expressions, node.expression.expressions, strict=True)
        return exp.paren(exp.and_(*(a.copy().eq(b.copy()) for a, b in pairs)))
    return None


def _days_between(node: exp.Expr, days: Collection[str]) -> exp.Expr | None:
    both = (node.this, node.expression) if isinstance(node, exp.Sub) else ()
    if both and all(isinstance(part, exp.Column) and part.name in days for part in both):
        return exp.Anonymous(this="datediff", expressions=[part.copy() for part in both])
    return None


def _divided(node: exp.Expr) -> exp.Expr | None:
    """Division by zero is infinite, as IEEE 754 and DuckDB have it; Spark raises."""
    if not isinstance(node, exp.Div):
        return None
    above, below = (part.sql(dialect=_DIALECT) for part in (node.this, node.expression))
    return _parsed(
        f"CASE WHEN ({below}) = 0 THEN ({above}) * CAST('Infinity' AS DOUBLE) "
        f"ELSE CAST({above} AS DOUBLE) / NULLIF({below}, 0) END"
    )


def _written(node: exp.Expr, numbers: Collection[str]) -> exp.Expr | None:
    """Text of numbers as DuckDB writes it."""
    if isinstance(node, exp.Cast) and node.is_type("text", "varchar") and _is_number(node.this, numbers):
        return _number_text(node.this)
    if isinstance(node, exp.ConcatWs):
        parts = [_number_text(part) if _is_number(part, numbers) else part for part in node.expressions]
        return exp.ConcatWs(**{**node.args, "expressions": parts})
    return None


def written(cell: str) -> str:
    """The text of a floating number in Spark, as the record writes it: without an exponent or a fraction of zeros."""
    whole, small = "CAST(CAST(x AS DECIMAL(38, 0)) AS STRING)", "CAST(CAST(x AS DECIMAL(38, 18)) AS STRING)"
    told = (
        f"CASE WHEN x = floor(x) AND abs(x) < 1e18 THEN {whole} "
        f"WHEN abs(x) < 1e-3 THEN regexp_replace({small}, '0+$', '') ELSE {_WRITTEN} END"
    )
    return re.sub(r"\bx\b", lambda _: cell, told)


def _number_text(number: exp.Expr) -> exp.Expr:
    told = _parsed(_WRITTEN)
    return told.transform(lambda n: number.copy() if isinstance(n, exp.Column) and n.name == "x" else n)


def _gathered(node: exp.Expr) -> exp.Expr | None:
    """Texts joined in the order asked for; without one, in that of the texts, so that no shuffle decides."""
    if not isinstance(node, exp.GroupConcat):
        return None
    ordered = node.this if isinstance(node.this, exp.Order) else None
    cell = (ordered.this if ordered else node.this).sql(dialect=_DIALECT)
    order = ", ".join(o.this.sql(dialect=_DIALECT) for o in ordered.expressions) if ordered else cell
    pairs = f"ARRAY_SORT(COLLECT_LIST(STRUCT({order} AS o, {cell} AS c)))"
    gathered = f"ARRAY_JOIN(TRANSFORM({pairs}, x -> x.c), {node.args['separator'].sql(dialect=_DIALECT)})"
    # of no text DuckDB makes NULL
    return _parsed(f"NULLIF({gathered}, '')")


def _overlapping(node: exp.Expr) -> exp.Expr | None:
    both = (node.this, node.expression) if isinstance(node, exp.ArrayOverlaps) else ()
    return exp.Anonymous(this="arrays_overlap", expressions=[part.copy() for part in both]) if both else None


def _matched(node: exp.Expr) -> exp.Expr | None:
    """A match of the whole text; ``$`` would let a line break follow it in Java."""
    if not isinstance(node, exp.RegexpFullMatch):
        return None
    whole = exp.Literal.string(rf"\A(?:{node.expression.name})\z")
    return exp.RegexpLike(this=node.this.copy(), expression=whole)


def _printed(node: exp.Expr) -> exp.Expr | None:
    """Text made of NULL is NULL; Spark prints nothing for it."""
    if not (isinstance(node, exp.Anonymous) and node.name.lower() == "printf"):
        return None
    there = exp.and_(*(part.copy().is_(exp.null()).not_() for part in node.expressions[1:]))
    return exp.Case().when(there, node.copy())


def _ranging(node: exp.Expr) -> None:
    """Whole numbers as a table: ``range`` of Spark has the bounds of that of DuckDB."""
    series = node.this if isinstance(node, exp.Table) else None
    if isinstance(series, exp.GenerateSeries):
        series.replace(exp.Anonymous(this="range", expressions=[series.args["start"], series.args["end"]]))


def _recursive(tree: exp.Expr) -> None:
    """Spark recurs by UNION ALL alone; the places are a tree, so that the rows are the same."""
    with_ = tree.args.get("with_") or tree.args.get("with")
    if with_ and with_.args.get("recursive"):
        for cte in with_.expressions:
            if isinstance(cte.this, exp.Union) and cte.alias in {t.name for t in cte.this.find_all(exp.Table)}:
                cte.this.set("distinct", False)


def _changed(tree: exp.Expr, change: Callable[[exp.Expr], exp.Expr | None]) -> exp.Expr:
    """The tree with every node changed, the inner ones first; what takes a node's place is not changed again."""
    for node in reversed(list(tree.walk())):
        new = change(node)
        if new is not None:
            node.replace(new)
    return tree


@cache
def _template(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read=_DIALECT)


def _parsed(sql: str) -> exp.Expr:
    return _template(sql).copy()
