"""Great Expectations suites, kept as plain JSON in ``checks/suites/`` and run in one process on pandas.

Great Expectations drops expectations that it does not know and passes on empty tables; so suites
are read through an allow-list, run only on sound tables, and the results are counted.
"""

from __future__ import annotations

import json
import logging
import os
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from checks.codes import CODES
from checks.findings import Finding
from checks.package import Package
from checks.views import create_views, view_words

FOLDER = Path(__file__).parent / "suites"
_SUITE_KEYS = {"name", "table", "key", "expectations"}
_EXPECTATION_KEYS = {"type", "kwargs", "meta"}
_META_KEYS = {"code", "title", "fix", "bad"}
# row_condition in a suite is a string that pandas evaluates: code in data.
_FORBIDDEN_KWARGS = {"row_condition", "condition_parser"}


@cache
def all_suites() -> tuple[dict[str, Any], ...]:
    """Return every suite as plain data.

    Raises:
        ValueError: a suite names a key that is not allowed, or lacks one.
    """
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.json")))


def codes() -> set[str]:
    """Return the code of every expectation."""
    return {entry["meta"]["code"] for suite in all_suites() for entry in suite["expectations"]}


def _read(path: Path) -> dict[str, Any]:
    suite: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    where = f"checks/suites/{path.name}"
    if suite.keys() != _SUITE_KEYS or suite["name"] != path.stem or not suite["expectations"]:
        raise ValueError(f"{where}: a suite has exactly {sorted(_SUITE_KEYS)}, its file's name, and expectations")
    for entry in suite["expectations"]:
        if entry.keys() != _EXPECTATION_KEYS or entry["meta"].keys() != _META_KEYS:
            raise ValueError(
                f"{where}: an expectation has exactly {sorted(_EXPECTATION_KEYS)}, its meta {sorted(_META_KEYS)}"
            )
        if _FORBIDDEN_KWARGS & entry["kwargs"].keys():
            raise ValueError(f"{where}: {entry['type']} may not have {sorted(_FORBIDDEN_KWARGS)}")
    return suite


def check_suites(
    package: Package, store: duckdb.DuckDBPyConnection, counts: dict[str, int], reading: str | None = None
) -> list[Finding]:
    """Run every suite on its table or view; add the number of expectations to ``counts``.

    ``reading`` leaves out the suites whose table or view has nothing of this table.
    """
    context = _context()
    create_views(store)
    broken = [name for name, table in package.tables.items() if not table.sound]
    findings: list[Finding] = []
    ran = 0
    for suite in all_suites():
        if reading is not None and reading not in view_words(suite["table"]):
            continue
        try:
            if broken:
                raise duckdb.CatalogException("tables are broken")
            frame = store.sql(f"SELECT * FROM {suite['table']}").df()
        except (duckdb.CatalogException, duckdb.BinderException):
            file = "datapackage.json"
            findings.append(CODES["PKG008"].finding(file, "sound tables", got=f"suite {suite['name']}"))
            continue
        found, number = _run(context, suite, frame, package)
        findings += found
        ran += number
    counts["expectations"] = ran
    return findings


def _context() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel("ERROR")
    warnings.filterwarnings("ignore", module="great_expectations")
    import great_expectations

    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context


def _run(context: Any, suite: dict[str, Any], frame: Any, package: Package) -> tuple[list[Finding], int]:
    from great_expectations import ExpectationSuite
    from great_expectations.exceptions import GreatExpectationsError

    table = package.tables.get(suite["table"].removesuffix("_flat")) or package.tables["figures"]
    asset = context.data_sources.add_pandas(suite["name"]).add_dataframe_asset(suite["name"])
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    try:
        expectations = [{"type": e["type"], "kwargs": e["kwargs"], "meta": e["meta"]} for e in suite["expectations"]]
        result = batch.validate(
            ExpectationSuite(name=suite["name"], expectations=expectations),
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [suite["key"]]},
        )
    except (GreatExpectationsError, ValueError, TypeError) as error:
        return [
            CODES["GXS001"].finding(f"checks/suites/{suite['name']}.json", "a suite that can run", got=str(error)[:200])
        ], 0
    findings: list[Finding] = []
    if len(result.results) != len(expectations):
        findings.append(
            CODES["GXS001"].finding(
                f"checks/suites/{suite['name']}.json",
                f"{len(expectations)} results",
                got=f"{len(result.results)} results",
            )
        )
    lines = _lines(table)
    for one in result.results:
        outcome = one.to_json_dict()
        if not outcome["success"]:
            findings += _failed(outcome, suite, table.file, lines)
    return findings, len(result.results)


def _lines(table: Any) -> dict[str, int]:
    return {row[0]: line for row, line in zip(table.rows.rows, table.rows.lines, strict=True)}


def _failed(outcome: dict[str, Any], suite: dict[str, Any], file: str, lines: dict[str, int]) -> list[Finding]:
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
    keys = [str(row[suite["key"]]) for row in result.get("unexpected_index_list") or []]
    if keys:
        return [Finding(meta["code"], "error", file, lines.get(k), k, field, None, expected, meta["fix"]) for k in keys]
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
