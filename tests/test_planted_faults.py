"""Every rule and expectation catches the faults that it names, and is silent on the shipped package."""

from __future__ import annotations

import pytest
from planting import fast_findings, open_planted, plant

from checks import package, rules, suites

RULE_FAULTS = [(r.code, r.table, bad) for r in rules.all_rules() for bad in r.bad]
SUITE_FAULTS = [
    (s["name"], e["meta"]["code"], bad)
    for s in suites.all_suites()
    for e in s["expectations"]
    for bad in e["meta"]["bad"]
]


def test_shipped_package_has_no_finding(shipped: package.Package) -> None:
    assert fast_findings(shipped) == []


@pytest.mark.parametrize(("code", "table", "bad"), RULE_FAULTS, ids=[f"{c}: {b}" for c, _, b in RULE_FAULTS])
def test_rule_catches_its_fault(shipped: package.Package, code: str, table: str, bad: str) -> None:
    found = [f for f in fast_findings(plant(shipped, bad)) if f.code == code]
    assert found, f"{code} is silent on {bad}"
    assert all(f.file == shipped.tables[table].file and f.line and f.key and f.expected and f.fix for f in found)


@pytest.mark.parametrize(("name", "code", "bad"), SUITE_FAULTS, ids=[f"{c}: {b}" for _, c, b in SUITE_FAULTS])
def test_expectation_catches_its_fault(
    shipped: package.Package, monkeypatch: pytest.MonkeyPatch, name: str, code: str, bad: str
) -> None:
    only = tuple(s for s in suites.all_suites() if s["name"] == name)
    monkeypatch.setattr(suites, "all_suites", lambda: only)
    changed = plant(shipped, bad)
    found = suites.check_suites(changed, open_planted(changed), {})
    assert code in {f.code for f in found}, f"{code} is silent on {bad}"


def test_expectations_are_silent_on_the_shipped_package(shipped: package.Package) -> None:
    counts: dict[str, int] = {}
    assert suites.check_suites(shipped, open_planted(shipped), counts) == []
    assert counts["expectations"] == sum(len(s["expectations"]) for s in suites.all_suites())


def test_every_check_names_a_fault_and_has_a_code_of_its_own() -> None:
    codes = [r.code for r in rules.all_rules()] + [
        e["meta"]["code"] for s in suites.all_suites() for e in s["expectations"]
    ]
    assert len(codes) == len(set(codes))
    assert all(r.bad for r in rules.all_rules())
    assert all(e["meta"]["bad"] for s in suites.all_suites() for e in s["expectations"])


def test_unknown_expectation_is_refused(shipped: package.Package, monkeypatch: pytest.MonkeyPatch) -> None:
    meta = {"code": "X", "title": "x", "fix": "x", "bad": ["x"]}
    entry = {"type": "expect_moon_to_be_full", "kwargs": {"column": "value"}, "meta": meta}
    monkeypatch.setattr(
        suites,
        "all_suites",
        lambda: ({"name": "figures", "table": "figures", "key": "figure_id", "expectations": [entry]},),
    )
    found = suites.check_suites(shipped, open_planted(shipped), {})
    assert [f.code for f in found] == ["GXS001"]
