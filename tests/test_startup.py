"""The fast check starts with little, and does not do again what has not changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest
from planting import ROOT

from checks import rules, schema_sql, schemas
from checks.archive import check
from checks.cache import NOTE, Cache

HEAVY = ("pandas", "numpy", "pyarrow", "great_expectations", "frictionless", "sqlglot", "pyspark", "jsonschema")
LOADED = """
import sys
from checks.cli import main
main([sys.argv[1], "--fast", *sys.argv[2:]])
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def modules_of(root: Path, cache: Path, *options: str) -> set[str]:
    """Top-level modules that a process has loaded after a fast check."""
    environment = {k: v for k, v in os.environ.items() if k != "CI"}
    environment |= {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-c", LOADED, str(root), *options]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return set(run.stdout.splitlines()[-1].split())


def test_fast_check_loads_nothing_heavy(tmp_path: Path) -> None:
    loaded = modules_of(ROOT, tmp_path)
    assert "duckdb" in loaded
    assert not loaded & set(HEAVY)
    assert "duckdb" not in modules_of(ROOT, tmp_path), "an unchanged package is not even read into tables"
    assert "duckdb" in modules_of(ROOT, tmp_path, "--no-cache")


def test_shipped_rules_and_schemas_are_known_and_changed_ones_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_at(*_: object) -> NoReturn:
        raise LookupError

    schema = json.loads((ROOT / "schemas" / "units.json").read_bytes())
    changed = {**schema, "fields": [{**f, "constraints": {"pattern": f["name"]}} for f in schema["fields"]]}
    monkeypatch.setattr(rules, "tables_read", lambda queries: looked_at() if queries else [])
    monkeypatch.setattr(schemas, "_scratch", looked_at)
    assert rules.read_rules.__wrapped__(rules.FOLDER) == (rules.all_rules(), ())
    assert schemas.schema_fault(schema) is None
    with pytest.raises(LookupError):
        schemas.schema_fault(changed)
    monkeypatch.setattr(rules, "_query", lambda text: text)
    with pytest.raises(LookupError):
        rules.read_rules.__wrapped__(rules.FOLDER)


def test_unchanged_package_has_the_report_of_the_last_check(copied: Path, tmp_path: Path) -> None:
    (copied / "data" / "units.csv").write_text((copied / "data" / "units.csv").read_text().replace(",har,", ",ha r,"))
    file = tmp_path / "cache.json"
    first = check(copied, cache=Cache(file), fast=True)
    again = check(copied, cache=Cache(file), fast=True)
    assert first.findings
    assert again.findings == first.findings
    assert (again.rows, again.counts, again.notes) == (first.rows, first.counts, [*first.notes, NOTE])


@pytest.mark.parametrize(
    ("name", "before", "after", "code"),
    [
        ("data/units.csv", ",har,", ",,", "SCH101"),
        ("data/figures.csv", "F-0002,", "F-0001,", "SCH108"),
        ("data/units.csv", "U-0001,", "U-0090,", "SCH109"),
        ("data/evidence.csv", "nearly 60,000", "nearly 70,000", "PRN001"),
        ("schemas/units.json", '"maxLength": ', '"maxLength": 1', ""),
        ("schemas/places.json", '"P-[0-9]{4,}"', '"Q-[0-9]{4,}"', "SCH104"),
        ("datapackage.json", '"name": "units"', '"name": "unit"', "PKG005"),
    ],
)
def test_a_change_is_seen_with_a_cache_as_without(
    copied: Path, tmp_path: Path, name: str, before: str, after: str, code: str
) -> None:
    file = tmp_path / "cache.json"
    check(copied, cache=Cache(file), fast=True)
    text = (copied / name).read_text(encoding="utf-8")
    if before not in text:
        pytest.fail(f"{name} has no {before}")
    (copied / name).write_text(text.replace(before, after, 1), encoding="utf-8", newline="")
    cold = check(copied, fast=True)
    warm = check(copied, cache=Cache(file), fast=True)
    assert set(warm.findings) == set(cold.findings)
    assert code in {f.code for f in warm.findings} | {""}


def test_only_what_a_change_touches_is_checked_again(
    copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cache.json"
    check(copied, cache=Cache(file), fast=True)
    units = copied / "data" / "units.csv"
    units.write_text(units.read_text(encoding="utf-8").replace(",hectare,", ",hectares,"), encoding="utf-8")
    queried: list[str] = []
    before = schema_sql.queries
    monkeypatch.setattr(schema_sql, "queries", lambda t, p: (queried.append(t.name), before(t, p))[1])
    ran: list[rules.Rule] = []
    run = rules.begin_rules
    monkeypatch.setattr(
        rules, "begin_rules", lambda p, crew, only, made: (ran.extend(only), run(p, crew, only, made))[1]
    )
    check(copied, cache=Cache(file), fast=True)
    referring = {p.stem for p in (copied / "schemas").glob("*.json") if '"resource": "units"' in p.read_text()}
    assert set(queried) == {"units"} | referring
    assert 0 < len(ran) < len(rules.all_rules()) / 2


@pytest.mark.parametrize("text", ["", "[]", "{", '{"x": 1}', "\x00"])
def test_broken_cache_is_no_cache(copied: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "cache.json"
    file.write_text(text)
    assert check(copied, cache=Cache(file), fast=True).findings == []
    assert json.loads(file.read_text())


def test_cache_that_cannot_be_written_stops_nothing(copied: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert check(copied, cache=Cache(tmp_path / "file" / "cache.json"), fast=True).findings == []


def test_tables_that_swap_their_names_are_checked_again(copied: Path, tmp_path: Path) -> None:
    check(copied, cache=Cache(tmp_path / "cache.json"), fast=True)
    path = copied / "datapackage.json"
    value = json.loads(path.read_bytes())
    for entry in value["resources"]:
        entry["name"] = {"units": "places", "places": "units"}.get(entry["name"], entry["name"])
    path.write_text(json.dumps(value))
    assert check(copied, cache=Cache(tmp_path / "cache.json"), fast=True).findings == check(copied, fast=True).findings


def test_what_is_written_during_a_check_is_not_kept_for_what_stood_before(copied: Path, tmp_path: Path) -> None:
    units, cache = copied / "data" / "units.csv", tmp_path / "cache.json"
    before = units.read_bytes()
    wrong = check(
        copied,
        cache=Cache(cache),
        fast=True,
        progress=lambda _: units.write_bytes(before.replace(b",hectare,", b",hectares ,")),
    )
    assert not wrong.ok
    units.write_bytes(before)
    assert check(copied, cache=Cache(cache), fast=True).findings == []


def test_an_unchanged_zip_has_the_report_of_the_last_check(copied: Path, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "package"), "zip", copied))
    first = check(archive, cache=Cache(tmp_path / "cache.json"), fast=True)
    assert first.findings == []
    assert check(archive, cache=Cache(tmp_path / "cache.json"), fast=True).notes == [*first.notes, NOTE]
