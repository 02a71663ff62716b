"""Great Expectations suites, kept as plain JSON in ``checks/suites/`` and run in one process on pandas.

Great Expectations drops expectations that it does not know and passes on empty tables; so suites
are read through an allow-list, run only on sound tables, and the results are counted.
"""

from __future__ import annotations

import json
import logging
import os
import re
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb

from checks.codes import CODES
from checks.findings import Finding
from checks.package import Package, Table
from checks.store import quote
from checks.views import create_views

FOLDER = Path(__file__).parent / "suites"
_SUITE_KEYS = {"name", "table", "key", "expectations"}
_EXPECTATION_KEYS = {"type", "kwargs", "meta"}
_META_KEYS = {"code", "title", "fix", "bad"}
# What pandas or a database would evaluate (row_condition, queries) is no argument of a suite.
_KWARGS = {
    *("column", "column_A", "column_B", "column_list", "or_equal", "ignore_row_if", "mostly"),
    *("min_value", "max_value", "strict_min", "strict_max", "value_set", "regex", "double_sided", "threshold"),
}
Suite = dict[str, Any]
Lines = Callable[[Sequence[str]], Mapping[str, int]]


def all_suites() -> tuple[Suite, ...]:
    """Return every suite that may run, as plain data."""
    return read_suites(FOLDER)[0]


@cache
def read_suites(folder: Path) -> tuple[tuple[Suite, ...], tuple[Finding, ...]]:
    """Return the suites of a folder, and a finding for each file that is none."""
    suites: list[Suite] = []
    refused: list[Finding] = []
    for path in sorted(folder.glob("*.json")):
        try:
            suites.append(_read(path))
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            where = f"checks/suites/{path.name}"
            refused.append(CODES["GXS001"].finding(where, "a suite of plain expectations", got=str(error)[:200]))
    return tuple(suites), tuple(refused)


def codes() -> set[str]:
    """Return the code of every expectation."""
    return {entry["meta"]["code"] for suite in all_suites() for entry in suite["expectations"]}


def _read(path: Path) -> Suite:
    suite: Suite = json.loads(path.read_text(encoding="utf-8"))
    if suite.keys() != _SUITE_KEYS or suite["name"] != path.stem or not suite["expectations"]:
        raise ValueError(f"a suite has exactly {sorted(_SUITE_KEYS)}, its file's name, and expectations")
    if not (suite["table"].isidentifier() and suite["key"].isidentifier()):
        raise ValueError(f"table and key are names, not {suite['table']!r} and {suite['key']!r}")
    for entry in suite["expectations"]:
        if entry.keys() != _EXPECTATION_KEYS or entry["meta"].keys() != _META_KEYS:
            raise ValueError(f"an expectation has exactly {sorted(_EXPECTATION_KEYS)}, its meta {sorted(_META_KEYS)}")
        _plain(entry)
    return suite


def _plain(entry: dict[str, Any]) -> None:
    """Refuse a type outside great_expectations' own, and arguments that could be evaluated."""
    if not re.fullmatch(r"expect_[a-z_A-Z]+", entry["type"]):
        raise ValueError(f"{entry['type']} is no expectation of great_expectations")
    for name, value in entry["kwargs"].items():
        values = value if isinstance(value, list) else [value]
        if name not in _KWARGS or not all(isinstance(v, str | int | float) for v in values):
            raise ValueError(f"{entry['type']} may not have {name}: {value!r}")


def check_suites(  # noqa: PLR0913, PLR0917 - what a run decides
    package: Package,
    store: duckdb.DuckDBPyConnection,
    counts: dict[str, int],
    only: Sequence[Suite] | None = None,
    budget: int | None = None,
    notes: list[str] | None = None,
) -> list[Finding]:
    """Run every suite, or those of ``only``, on its table or view; add the number of expectations to ``counts``.

    ``budget`` is how many bytes a data frame may take; a suite that needs more does not run, which ``notes`` is told.
    """
    told = context()
    create_views(store)
    broken = [name for name, table in package.tables.items() if not table.sound]
    findings = list(read_suites(FOLDER)[1]) if only is None else []
    ran, beyond = 0, []
    for suite in all_suites() if only is None else only:
        query = f"SELECT {', '.join(map(quote, columns_of(suite)))} FROM {quote(suite['table'])}"
        try:
            if broken:
                raise duckdb.CatalogException("tables are broken")
            if budget is not None and _frame_bytes(store, query, suite) > budget:
                beyond.append(suite["name"])
                continue
            frame = store.sql(query).df()
        except (duckdb.CatalogException, duckdb.BinderException):
            file = "datapackage.json"
            findings.append(CODES["PKG008"].finding(file, "sound tables", got=f"suite {suite['name']}"))
            continue
        found, number = _run(told, suite, frame, (package, store))
        findings += found
        ran += number
    counts["expectations"] = ran
    if beyond and notes is not None:
        left = ", ".join(beyond)
        notes.append(f"not run: suites whose columns need more than --memory ({left}); --engine spark runs them")
    return findings


def columns_of(suite: Suite) -> list[str]:
    """The columns that a suite names, its key first."""
    named = [suite["key"]]
    for entry in suite["expectations"]:
        for name in ("column", "column_A", "column_B", "column_list"):
            told = entry["kwargs"].get(name, [])
            named += [told] if isinstance(told, str) else told
    return list(dict.fromkeys(named))


def _frame_bytes(store: duckdb.DuckDBPyConnection, query: str, suite: Suite) -> int:
    """About what a frame and the copies that Great Expectations makes of its columns take."""
    rows: int = store.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0]
    return rows * len(columns_of(suite)) * 150


def context() -> Any:
    """Great Expectations without progress bars, analytics or files."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel("ERROR")
    warnings.filterwarnings("ignore", module="great_expectations")
    import great_expectations

    made = great_expectations.get_context(mode="ephemeral")
    made.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return made


def table_of(suite: Suite, package: Package) -> Table:
    """The table that the findings of a suite are about: its own, or that of the view."""
    return package.tables.get(suite["table"].removesuffix("_flat")) or package.tables["figures"]


def _run(
    context: Any, suite: Suite, frame: Any, checked: tuple[Package, duckdb.DuckDBPyConnection]
) -> tuple[list[Finding], int]:
    package, store = checked
    table = table_of(suite, package)
    asset = context.data_sources.add_pandas(suite["name"]).add_dataframe_asset(suite["name"])
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    told: Mapping[str, object] = {"result_format": "COMPLETE"}
    lines = partial(_lines, table, store)
    return judged(batch, suite, table.file, lines=lines, form=told, unlisted=Counter())


def _lines(table: Table, store: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> dict[str, int]:
    """The line of each key, by the first cell of the key."""
    if not table.large:
        return {row[0]: line for row, line in zip(table.rows.rows, table.rows.lines, strict=True)}
    key = quote(table.primary_key[0])
    query = f"SELECT {key}, _line FROM raw.{quote(table.name)} WHERE list_contains(?::VARCHAR[], {key})"
    return dict(store.execute(query, [list(keys)]).fetchall())


def judged(  # noqa: PLR0913 - what, on what, and how it is told
    batch: Any, suite: Suite, file: str, *, lines: Lines, form: Mapping[str, object], unlisted: Counter[str]
) -> tuple[list[Finding], int]:
    """Run a suite on a batch of Great Expectations: findings, and how many expectations were run.

    Args:
        batch: the rows, in whatever engine they lie.
        suite: what is expected of them.
        file: the file that the findings name.
        lines: the line of each of some keys.
        form: how results are told.
        unlisted: gets the failing rows of each code that the form does not list.
    """
    from great_expectations import ExpectationSuite
    from great_expectations.exceptions import GreatExpectationsError
    from great_expectations.expectations import core

    where = f"checks/suites/{suite['name']}.json"
    own = {name for name in dir(core) if name.startswith("Expect")}
    expectations = [{"type": e["type"], "kwargs": e["kwargs"], "meta": e["meta"]} for e in suite["expectations"]]
    try:
        for entry in expectations:
            if "".join(part[:1].upper() + part[1:] for part in entry["type"].split("_")) not in own:
                raise ValueError(f"{entry['type']} is no expectation of great_expectations")
        result = batch.validate(
            ExpectationSuite(name=suite["name"], expectations=expectations),
            result_format={**form, "unexpected_index_column_names": [suite["key"]]},
        )
    except (GreatExpectationsError, ValueError, TypeError) as error:
        return [CODES["GXS001"].finding(where, "a suite that can run", got=str(error)[:200])], 0
    findings: list[Finding] = []
    if len(result.results) != len(expectations):
        got = f"{len(result.results)} results"
        findings.append(CODES["GXS001"].finding(where, f"{len(expectations)} results", got=got))
    for one in result.results:
        outcome = one.to_json_dict()
        if not outcome["success"]:
            failed = _failed(outcome, suite, file, lines)
            findings += failed
            if failed[0].key is not None:
                unlisted[failed[0].code] += outcome["result"].get("unexpected_count", 0) - len(failed)
    return findings, len(result.results)


def _failed(outcome: dict[str, Any], suite: dict[str, Any], file: str, lines: Lines) -> list[Finding]:
    """One finding a failing row where Great Expectations names it, else one for the table."""
    config, result = outcome["expectation_config"], outcome["result"]
    meta, kwargs = config["meta"], config["kwargs"]
    told = {k: v for k, v in kwargs.items() if k not in ("batch_id", "ignore_row_if")}
    field = kwargs.get("column") or kwargs.get("column_A")
    expected = f"{meta['title']} ({', '.join(f'{k}: {v}' for k, v in told.items())})"
    raised = outcome.get("exception_info") or {}
    if "raised_exception" not in raised:  # one entry a metric
        raised = next(iter(raised.values()), {})
    if raised.get("raised_exception"):
        got = str(raised.get("exception_message"))[:200]
        return [CODES["GXS001"].finding(f"checks/suites/{suite['name']}.json", expected, got=got)]
    listed = result.get("unexpected_index_list") or result.get("partial_unexpected_index_list") or []
    keys = [str(row[suite["key"]]) for row in listed]
    if keys:
        at = lines(keys)
        return [Finding(meta["code"], "error", file, at.get(k), k, field, None, expected, meta["fix"]) for k in keys]
    got = result.get("observed_value")
    return [
        Finding(
            meta["code"],
            "error",
            file,
            None,
            None,
            field,
            None if got is None else str(got)[:200],
            expected,
            meta["fix"],
        )
    ]
