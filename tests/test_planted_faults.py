"""Every check is proven: it catches the faults that it names, says nothing once it is off, nothing on good data."""

from __future__ import annotations

from typing import Any

import pytest
from planting import Bench, edited, fast_findings, plant

from checks import package, rules, schema_sql, suites

RULES = {r.code: r for r in rules.all_rules()}
RULE_FAULTS = [(r.code, bad) for r in RULES.values() for bad in r.bad]
EXPECTATIONS = {e["meta"]["code"]: (s, e) for s in suites.all_suites() for e in s["expectations"]}
SUITE_FAULTS = [(code, bad) for code, (_, e) in EXPECTATIONS.items() for bad in e["meta"]["bad"]]
ASIDE = [
    "figures[F-0066].value = 49900",
    "copy evidence[E-0159] to E-9999",
    "delete conflicts[C-0009|F-1048]",
    "corrections[F-0095|measure].printed = level",
    "sources[S-0004].published = 2018-13-09",
]


def names(faults: list[tuple[str, str]]) -> list[str]:
    return [f"{code}: {bad}" for code, bad in faults]


def suite_of(code: str, *, without: bool = False) -> dict[str, Any]:
    suite, entry = EXPECTATIONS[code]
    kept = [e for e in suite["expectations"] if (e is entry) != without]
    return {**suite, "expectations": kept}


def test_shipped_package_has_no_finding(shipped: package.Package) -> None:
    assert fast_findings(shipped) == []


@pytest.mark.parametrize("edits", ASIDE)
def test_bench_finds_what_a_store_of_its_own_finds(bench: Bench, edits: str) -> None:
    fresh = fast_findings(plant(bench.original, edits))
    with bench.planted(edits) as changed:
        found = schema_sql.check_schemas(changed, bench.store) + rules.check_rules(changed, bench.store)
    assert sorted(map(repr, found)) == sorted(map(repr, fresh))
    assert found


@pytest.mark.parametrize(("code", "bad"), RULE_FAULTS, ids=names(RULE_FAULTS))
def test_rule_catches_its_fault(bench: Bench, code: str, bad: str) -> None:
    rule = RULES[code]
    with bench.planted(bad, rule.reads) as changed:
        found = rules.check_rules(changed, bench.store, [rule])
    assert found, f"{code} is silent on {bad}"
    file = bench.original.tables[rule.table].file
    assert all(f.code == code and f.file == file and f.line and f.key and f.expected and f.fix for f in found)


@pytest.mark.parametrize("code", RULES)
def test_rule_that_is_off_says_nothing(bench: Bench, code: str) -> None:
    bad = RULES[code].bad[0]
    touched = [r for r in RULES.values() if r.code != code and r.reads & edited(bad)]
    with bench.planted(bad, ()) as changed:
        assert code not in {f.code for f in rules.check_rules(changed, bench.store, touched)}


def test_rules_are_silent_once_every_fault_is_mended(bench: Bench) -> None:
    assert schema_sql.check_schemas(bench.original, bench.store) == []
    assert rules.check_rules(bench.original, bench.store) == []


@pytest.mark.parametrize(("code", "bad"), SUITE_FAULTS, ids=names(SUITE_FAULTS))
def test_expectation_catches_its_fault_and_says_nothing_once_off(bench: Bench, code: str, bad: str) -> None:
    with bench.planted(bad, ()) as changed:
        found = suites.check_suites(changed, bench.store, {}, [suite_of(code)])
        off = suites.check_suites(changed, bench.store, {}, [suite_of(code, without=True)])
    assert {f.code for f in found} == {code}, f"{code} is silent on {bad}"
    assert code not in {f.code for f in off}


def test_expectations_are_silent_on_the_shipped_package(bench: Bench) -> None:
    counts: dict[str, int] = {}
    assert suites.check_suites(bench.original, bench.store, counts) == []
    assert counts["expectations"] == len(EXPECTATIONS)


def test_every_check_names_a_fault_and_has_a_code_of_its_own() -> None:
    assert len(EXPECTATIONS) == sum(len(s["expectations"]) for s in suites.all_suites())
    assert not RULES.keys() & EXPECTATIONS.keys()
    assert len(RULES) == len(list(rules.FOLDER.glob("*.sql")))
    assert {code for code, _ in RULE_FAULTS} == RULES.keys()
    assert {code for code, _ in SUITE_FAULTS} == EXPECTATIONS.keys()
