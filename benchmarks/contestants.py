"""The same constraints of one table, checked by other tools: ``python -m benchmarks.contestants TOOL PACKAGE``.

Constraints come from the schema of the figures: cells that are required, listed, of a pattern or type, or of a length,
and the key. Each function reads the CSV file as text and returns how many cells or keys it objects to.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from andean_coca.types import TYPES

TABLE = "figures"
MEMORY = os.environ.get("MEMORY", "1600MB")  # of ours for its tables, so that the process stays within 2 GB
Constraint = tuple[str, str, Any]


def constraints(package: Path) -> Iterator[Constraint]:
    """Column, kind and bound of each constraint."""
    schema = _schema(package)
    for field in schema["fields"]:
        limits = field.get("constraints", {})
        grammar = limits.get("pattern") or TYPES[field["type"]].grammar
        told = {"required": limits.get("required"), "enum": limits.get("enum"), "pattern": grammar}
        for kind, bound in (told | {"maxLength": limits.get("maxLength")}).items():
            if bound:
                yield field["name"], kind, bound
    yield schema["primaryKey"][0], "unique", True


def _schema(package: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((package / "schemas" / f"{TABLE}.json").read_bytes())
    return schema


def _csv(package: Path) -> Path:
    return package / "data" / f"{TABLE}.csv"


def read_duckdb(package: Path) -> int:
    """Only reads every table of the package, as text: the limit."""
    import duckdb

    rows = 0
    for path in (package / "data").glob("*.csv"):
        options = "header = true, all_varchar = true, strict_mode = true"
        told = duckdb.execute(f"SELECT count(COLUMNS(*)) FROM read_csv('{path}', {options})").fetchone()
        rows += max(told) if told else 0
    return rows


def ours_fast(package: Path) -> int:
    """All checks of ``--fast``: files, characters, schemas and keys of all tables, and the rules."""
    from checks.run import check

    report = check(package, fast=True, memory=MEMORY)
    return len(report.findings) + report.unlisted.total()


def ours_full(package: Path) -> int:
    """All checks: those of ``--fast``, the official profile, and the suites whose columns the memory holds."""
    from checks.run import check

    report = check(package, memory=MEMORY)
    return len(report.findings) + report.unlisted.total()


def ours_table(package: Path) -> int:
    """The one table alone, without its foreign keys: bytes, cells and keys; findings with line and key.

    Patterns that a foreign key would prove are asked, too.
    """
    from checks import package as packages
    from checks import schema_sql, store
    from checks.engines.characters import order
    from checks.parallel import answers, cores

    packages.THRESHOLD = 0  # of the other tables the headers are read, by which the kept SQL is known
    there = packages.read(package, large=True)
    table = there.tables[TABLE]
    connection = store.open_store(packages.Package(package, tables={TABLE: table}), MEMORY)
    compiled = schema_sql.queries(table, there)
    _, ascending = order(table, connection)
    queries = [query for query in compiled.of(ascending=ascending) if "'SCH109'" not in query]
    queries += [query for _, query in compiled.follows.values()]
    asked = [partial(_listed, query) for query in queries]
    return sum(answers(connection, asked, cores()))


def _listed(query: str, store: Any) -> int:
    from checks.engines.large import capped

    return len(capped(store, query)[0])


def frictionless_package(package: Path) -> int:
    """Frictionless on the whole package."""
    import frictionless

    return sum(
        task.stats["errors"] for task in frictionless.Package(str(package / "datapackage.json")).validate().tasks
    )


def duckdb_by_hand(package: Path) -> int:
    """The same checks as SQL by hand, with types and bounds: the bad rows with line and key."""
    import duckdb

    tests = []
    for name, kind, bound in constraints(package):
        cell = f'"{name}"'
        if kind == "required":
            tests.append(f"{cell} IS NULL")
        elif kind == "enum":
            tests.append(f"{cell} NOT IN ({', '.join(repr(b) for b in bound)})")
        elif kind == "pattern":
            tests.append(f"NOT regexp_full_match({cell}, '{bound}')")
        elif kind == "maxLength":
            tests.append(f"length({cell}) > {bound}")
    for field in _schema(package)["fields"]:
        cell, kind = f'"{field["name"]}"', TYPES[field["type"]].sql
        cast = f"TRY_CAST({cell} AS {kind})"
        if kind != "VARCHAR":
            tests.append(f"({cell} IS NOT NULL AND {cast} IS NULL)")
        limits = field.get("constraints", {})
        tests += [f"{cast} < {limits['minimum']!r}::{kind}"] if "minimum" in limits else []
        tests += [f"{cast} > {limits['maximum']!r}::{kind}"] if "maximum" in limits else []
    source = f"read_csv('{_csv(package)}', header = true, all_varchar = true)"
    store = duckdb.connect()
    store.execute(f"CREATE TABLE t AS SELECT * FROM {source}")
    bad = store.execute(f"SELECT rowid + 2, figure_id FROM t WHERE {' OR '.join(tests)}").fetchall()
    twice = store.execute("SELECT figure_id, min(rowid) FROM t GROUP BY 1 HAVING count(*) > 1").fetchall()
    return len(bad) + len(twice)


def polars_by_hand(package: Path) -> int:
    """Polars expressions as one writes them by hand."""
    import polars as pl

    frame = pl.read_csv(_csv(package), infer_schema=False)
    tests = []
    for name, kind, bound in constraints(package):
        cell = pl.col(name)
        if kind == "required":
            tests.append(cell.is_null())
        elif kind == "enum":
            tests.append(~cell.is_in(bound))
        elif kind == "pattern":
            tests.append(~cell.str.contains(rf"\A(?:{bound})\z"))
        elif kind == "maxLength":
            tests.append(cell.str.len_chars() > bound)
        else:
            tests.append(cell.is_duplicated())
    return frame.with_row_index().filter(pl.any_horizontal(test.fill_null(value=False) for test in tests)).height


def pandera(package: Path) -> int:
    """Pandera on pandas, lazily, so that it tells all."""
    import pandas as pd
    import pandera.pandas as pa

    columns: dict[str, list[Any]] = {}
    for name, kind, bound in constraints(package):
        tests = columns.setdefault(name, [[], False, False])
        if kind == "enum":
            tests[0].append(pa.Check.isin(bound))
        elif kind == "pattern":
            tests[0].append(pa.Check.str_matches(rf"(?:{bound})\Z"))
        elif kind == "maxLength":
            tests[0].append(pa.Check.str_length(max_value=bound))
        else:
            tests[1 if kind == "required" else 2] = True
    made = {n: pa.Column(str, c, nullable=not required, unique=u) for n, (c, required, u) in columns.items()}
    frame = pd.read_csv(_csv(package), dtype=str, keep_default_na=False, na_values=[""])
    try:
        pa.DataFrameSchema(made).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        return len(error.failure_cases)
    return 0


def great_expectations(package: Path) -> int:
    """Great Expectations on pandas."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    import pandas as pd

    frame = pd.read_csv(_csv(package), dtype=str, keep_default_na=False, na_values=[""])
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    batch = context.data_sources.add_pandas("p").add_dataframe_asset("t").add_batch_definition_whole_dataframe("b")
    types: dict[str, tuple[str, Callable[[Any], dict[str, Any]]]] = {
        "required": ("expect_column_values_to_not_be_null", lambda _: {}),
        "enum": ("expect_column_values_to_be_in_set", lambda b: {"value_set": b}),
        "pattern": ("expect_column_values_to_match_regex", lambda b: {"regex": rf"^(?:{b})\Z"}),
        "maxLength": ("expect_column_value_lengths_to_be_between", lambda b: {"max_value": b}),
        "unique": ("expect_column_values_to_be_unique", lambda _: {}),
    }
    told = [{"type": types[k][0], "kwargs": {"column": n, **types[k][1](b)}} for n, k, b in constraints(package)]
    suite = gx.ExpectationSuite(name="s", expectations=told)
    form = {"result_format": "COMPLETE", "unexpected_index_column_names": ["figure_id"]}
    result = batch.get_batch({"dataframe": frame}).validate(suite, result_format=form)
    return sum(r.result.get("unexpected_count", 0) for r in result.results)


def pointblank(package: Path) -> int:
    """Pointblank on polars."""
    import pointblank as pb
    import polars as pl

    checked = pb.Validate(pl.read_csv(_csv(package), infer_schema=False))
    for name, kind, bound in constraints(package):
        if kind == "required":
            checked = checked.col_vals_not_null(name)
        elif kind == "enum":
            checked = checked.col_vals_in_set(name, [*bound, None])
        elif kind == "pattern":
            checked = checked.col_vals_regex(name, rf"^(?:{bound})$", na_pass=True)
        elif kind == "maxLength":
            checked = checked.col_vals_expr(pl.col(name).str.len_chars().fill_null(0) <= bound)
        else:
            checked = checked.rows_distinct(columns_subset=[name])
    return int(sum(checked.interrogate().n_failed().values()))


def cuallee(package: Path) -> int:
    """Cuallee on polars; it has no length of text, which a pattern stands for, and counts without naming rows."""
    import polars as pl
    from cuallee import Check, CheckLevel

    check = Check(CheckLevel.WARNING, "figures")
    frame = pl.read_csv(_csv(package), infer_schema=False)
    for name, kind, bound in constraints(package):
        if kind == "required":
            check.is_complete(name)
        elif kind == "enum":
            check.is_contained_in(name, tuple(bound))
        elif kind == "unique":
            check.is_unique(name)
        else:
            check.has_pattern(name, rf"^(?:{bound})$" if kind == "pattern" else rf"^.{{0,{bound}}}$")
    return int(check.validate(frame)["violations"].sum())


def dataframely(package: Path) -> int:
    """Dataframely on polars."""
    import dataframely as dy
    import polars as pl

    told: dict[str, dict[str, Any]] = {}
    names = {"enum": "check", "pattern": "regex", "maxLength": "max_length"}
    for name, kind, bound in constraints(package):
        column = told.setdefault(name, {"nullable": True})
        if kind in names:
            column[names[kind]] = (
                (lambda cell, b=bound: cell.is_in(b))
                if kind == "enum"
                else rf"^(?:{bound})$"
                if kind == "pattern"
                else bound
            )
        else:
            column |= {"nullable": False} if kind == "required" else {"primary_key": True}
    schema: Any = type("Figures", (dy.Schema,), {n: dy.String(**c) for n, c in told.items()})
    frame = pl.read_csv(_csv(package), infer_schema=False).select(list(told))
    return int(sum(schema.filter(frame).failure.counts().values()))


_PACKAGE = (read_duckdb, ours_fast, ours_full, frictionless_package)
_ONE_TABLE = (ours_table, duckdb_by_hand, polars_by_hand, pandera, great_expectations, pointblank, cuallee, dataframely)
TOOLS: dict[str, Callable[[Path], int]] = {tool.__name__: tool for tool in (*_PACKAGE, *_ONE_TABLE)}

if __name__ == "__main__":
    print(TOOLS[sys.argv[1]](Path(sys.argv[2])))
