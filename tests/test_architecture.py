"""The shape of the project: who imports whom, how long things are, what locks and suites may hold."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest
from planting import ROOT

from checks import package, rules, suites

LAYERS = ["andean_coca", "checks", "contribute", "ingest", "release", "pages", "mutants", "benchmarks"]
FOLDERS = {
    "andean_coca": ROOT / "src" / "andean_coca",
    "checks": ROOT / "checks",
    "contribute": ROOT / "contribute",
    "ingest": ROOT / "ingest",
    "mutants": ROOT / "mutants",
    "benchmarks": ROOT / "benchmarks",
    "release": ROOT / "release",
    "pages": ROOT / "pages",
}
MODULES = [
    (layer, path)
    for layer, folder in FOLDERS.items()
    for path in sorted(folder.rglob("*.py"))
    if "node_modules" not in path.parts
]


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(("layer", "path"), MODULES, ids=[str(p.relative_to(ROOT)) for _, p in MODULES])
def test_imports_point_down(layer: str, path: Path) -> None:
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert not above & imported(path)


@pytest.mark.parametrize(("layer", "path"), MODULES, ids=[str(p.relative_to(ROOT)) for _, p in MODULES])
def test_modules_and_functions_stay_short(layer: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300, layer
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 45, node.name


def test_noxfile_is_short_and_its_sessions_speak() -> None:
    text = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert text.count("\n") <= 150
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            assert ast.get_docstring(node), node.name


def test_version_stands_in_the_descriptor_alone() -> None:
    version = json.loads((ROOT / "datapackage.json").read_bytes())["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert f'version = "{version}"' not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_locks_pin_hashes_and_name_no_address() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        pinned = re.findall(r"^([\w.-]+)==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[\w.-]+[=<>]", text, re.MULTILINE)), path.name


def test_suites_repeat_nothing_that_a_schema_can_say(shipped: package.Package) -> None:
    """Types, presence, lists, patterns, bounds and uniqueness of one column of a table belong to its schema."""
    single = {
        "expect_column_to_exist",
        "expect_column_values_to_not_be_null",
        "expect_column_values_to_be_in_set",
        "expect_column_values_to_match_regex",
        "expect_column_values_to_be_between",
        "expect_column_values_to_be_unique",
        "expect_column_value_lengths_to_be_between",
        "expect_column_values_to_be_of_type",
        "expect_table_columns_to_match_ordered_list",
    }
    for suite in suites.all_suites():
        for entry in suite["expectations"]:
            assert suite["table"] not in shipped.tables or entry["type"] not in single, entry


def test_rules_only_select(shipped: package.Package) -> None:
    for rule in rules.all_rules():
        assert rule.sql.upper().startswith(("SELECT", "WITH")), rule.file
        assert rule.table in shipped.tables, rule.file
        assert rule.severity in ("error", "warning"), rule.file
        assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.code), rule.file


def test_every_tracked_file_is_text_with_lf() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix != ".png":
            assert b"\r" not in path.read_bytes(), name


def test_every_declared_keyword_is_enforced_by_a_check_that_exists(shipped: package.Package) -> None:
    from checks import keywords
    from checks.codes import CODES

    tables = (
        keywords.PACKAGE_KEYS,
        keywords.RESOURCE_KEYS,
        keywords.SCHEMA_KEYS,
        keywords.FIELD_KEYS,
        keywords.CONSTRAINT_KEYS,
    )
    for table in tables:
        assert all(code == keywords.TOLD or code in CODES for code in table.values())
    for table in shipped.tables.values():
        assert table.schema.keys() <= keywords.SCHEMA_KEYS.keys()
        for field in table.fields:
            assert field.keys() <= keywords.FIELD_KEYS.keys()
            assert field.get("constraints", {}).keys() <= keywords.CONSTRAINT_KEYS.keys()


def test_a_windows_checkout_has_the_same_bytes(tmp_path: Path) -> None:
    """``.gitattributes`` keeps LF where git would write CRLF."""
    command = ["git", "clone", "--quiet", "-c", "core.autocrlf=true", str(ROOT), str(tmp_path / "clone")]
    subprocess.run(command, check=True, capture_output=True)
    for path in sorted((tmp_path / "clone" / "data").glob("*.csv")):
        assert b"\r" not in path.read_bytes(), path.name
