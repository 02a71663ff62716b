"""Checks made weaker in one place: a branch gone, a bound gone, a tolerance widened; a fault must notice each."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import sqlglot
from sqlglot import exp

from checks.rules import Rule

COMPARISONS = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.EQ, exp.NEQ, exp.Between)
KEYS = ("unique", "primaryKey", "uniqueKeys", "foreignKeys")
Declared = tuple[str, tuple[str, ...]]


def weakened_rules(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield (name, query) for each way to make a rule weaker; the name tells operator, text and occurrence.

    What stands under NOT is made stronger instead, and what only words the finding is left alone.
    """
    tree = sqlglot.parse_one(rule.sql, read="duckdb")
    seen: Counter[str] = Counter()
    for index, node in enumerate(tree.walk()):
        if _only_told(node, tree):
            continue
        for name, replacement in _changes(node):
            seen[name] += 1
            changed = tree.copy()
            place = next(n for i, n in enumerate(changed.walk()) if i == index)
            if replacement is None:
                place.pop()
            else:
                place.replace(replacement)
            yield f"{name} #{seen[name]}" if seen[name] > 1 else name, changed.sql(dialect="duckdb")


def _only_told(node: exp.Expression, tree: exp.Expression) -> bool:
    """Whether a place only words the finding: a column of the result that no condition reads."""
    read = {c.name for w in tree.find_all(exp.Where, exp.Having) for c in w.find_all(exp.Column)}
    told = node.find_ancestor(exp.Alias)
    while told is not None and told.alias not in ("line", "key", "field", "got", "expected"):
        told = told.find_ancestor(exp.Alias)
    return told is not None and told.alias not in read and not told.find_ancestor(exp.CTE)


def _negated(node: exp.Expression) -> bool:
    """Whether a condition stands under an odd number of NOT."""
    number, up = 0, node.parent
    while up is not None:
        number += isinstance(up, exp.Not)
        up = up.parent
    return number % 2 == 1


def _changes(node: exp.Expression) -> Iterator[tuple[str, exp.Expression | None]]:
    """Yield (name, new node) of each way to change one node; ``None`` takes it out."""
    text, within, negated = _text(node), node.parent, _negated(node)
    if isinstance(within, exp.Or) and not isinstance(node, exp.Or) and not negated:
        yield f"OR without {text}", exp.false()
    if isinstance(within, exp.And) and not isinstance(node, exp.And) and negated:
        yield f"AND without {text}", exp.true()
    if isinstance(within, exp.Case) and isinstance(node, exp.If) and len(within.args["ifs"]) > 1:
        yield f"CASE without {text}", None
    if isinstance(within, exp.In) and node.arg_key == "expressions" and len(within.expressions) > 1 and not negated:
        yield f"IN without {text} of {_text(within.this)}", None
    if isinstance(within, exp.Union) and isinstance(node, exp.Select) and not node.args.get("with_"):
        yield f"UNION without {text}", node.copy().where(exp.false())
    if isinstance(node, exp.NullSafeNEQ) and not negated:
        yield f"blanks left out of {text}", exp.NEQ(this=node.this.copy(), expression=node.expression.copy())
    if isinstance(node, exp.NEQ) and isinstance(node.this, exp.Paren) and not negated:
        left, right = node.this, exp.paren(node.expression.copy())
        yield f"first side alone of {text}", exp.and_(left.copy(), exp.not_(right.copy()))
        yield f"second side alone of {text}", exp.and_(exp.not_(left.copy()), right.copy())
    if isinstance(node, exp.Literal) and not node.is_string and isinstance(within, COMPARISONS):
        for factor in _looser(node, within, negated=negated):
            yield f"number {text} times {factor} in {_text(within)}", exp.Literal.number(float(node.this) * factor)


def _looser(number: exp.Expression, within: exp.Expression, *, negated: bool) -> tuple[float, ...]:
    """Factors that make a comparison with a positive number hold less often, or differently."""
    if isinstance(within, exp.Between):
        return (0.1,) if (number.arg_key == "low") == negated else (10,)
    if isinstance(within, exp.EQ | exp.NEQ):
        return (10, 0.1)
    upwards = isinstance(within, exp.GT | exp.GTE) == (number.arg_key == "expression")
    return (10,) if upwards != negated else (0.1,)


def _text(node: exp.Expression) -> str:
    return " ".join(node.sql(dialect="duckdb").split())


def declared(schema: dict[str, Any]) -> Iterator[Declared]:
    """Yield (keyword, columns) for each constraint that a schema declares; a type other than text is one."""
    for column in schema["fields"]:
        words = [*(w for w, value in column.get("constraints", {}).items() if value is not False)]
        words += ["type"] if column["type"] != "string" else []
        words += ["format"] if "format" in column else []
        yield from ((word, (column["name"],)) for word in words)
    if schema.get("primaryKey"):
        yield "primaryKey", tuple(schema["primaryKey"])
    yield from (("uniqueKeys", tuple(key)) for key in schema.get("uniqueKeys", []))
    yield from (("foreignKeys", tuple(key["fields"])) for key in schema.get("foreignKeys", []))


def weakened_schema(schema: dict[str, Any], keyword: str, columns: Sequence[str], bad: Sequence[str]) -> dict[str, Any]:
    """Return a schema without one of its constraints; a list of codes takes the bad cells in instead."""
    weak = copy.deepcopy(schema)
    if keyword == "primaryKey":
        del weak["primaryKey"]
    elif keyword.endswith("Keys"):
        weak[keyword] = [k for k in weak[keyword] if (k["fields"] if isinstance(k, dict) else k) != list(columns)]
    else:
        (column,) = (f for f in weak["fields"] if f["name"] == columns[0])
        if keyword == "type":
            column["type"] = "string"
        elif keyword == "format":
            del column["format"]
        elif keyword == "enum":
            column["constraints"]["enum"] += bad
        elif keyword == "pattern":
            column["constraints"]["pattern"] = ".*"
        else:
            del column["constraints"][keyword]
    return weak
