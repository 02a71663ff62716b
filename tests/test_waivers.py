"""Waivers: what holds is info with its reason, and every waiver that says nothing true is a finding of its own."""

from __future__ import annotations

import contextlib
import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from checks import waivers
from checks.findings import Finding, Report
from checks.run import check
from release import prove
from release.artefacts.source import Source

GOOD = {"code": "PRN001", "key": "F-0066", "reason": "the agency mends it", "until": "9.0.0"}


@pytest.fixture
def file(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path_factory.mktemp("waivers") / "waivers.toml"
    monkeypatch.setattr(waivers, "FILE", path)
    return path


@pytest.fixture
def wrong(copied: Path) -> Path:
    path = copied / "data" / "figures.csv"
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.split("\n") if line.startswith("F-0066,"))
    path.write_text(text.replace(row, row.replace(",49800,", ",49900,")), encoding="utf-8", newline="")
    return copied


def entry(**changes: str | None) -> str:
    cells = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    return "[[waiver]]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in cells.items())


def of(report: Report, code: str) -> list[Finding]:
    return [f for f in report.findings if f.code == code]


def own(root: Path, monkeypatch: pytest.MonkeyPatch, **options: object) -> Report:
    """The report on a package that counts as the checkout's own."""
    monkeypatch.setattr(waivers, "CHECKOUT", root.resolve())
    return check(root, fast=True, **options)  # type: ignore[arg-type]


def test_shipped_file_waives_nothing() -> None:
    assert waivers.read() == ([], [])
    assert waivers.FILE.is_file()


def test_example_in_the_comments_of_the_shipped_file_is_a_waiver(file: Path) -> None:
    told = waivers.CHECKOUT / waivers.NAME
    lines = [
        line.removeprefix("#") for line in told.read_text(encoding="utf-8").splitlines() if line.startswith("#   ")
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    (waiver,), faults = waivers.read()
    assert faults == []
    assert waiver.line == 1


@pytest.mark.parametrize("field", [None, "value"])
def test_waived_finding_is_info_with_its_reason(file: Path, wrong: Path, field: str | None) -> None:
    assert of(check(wrong, fast=True), "PRN001")[0].severity == "error"
    file.write_text(entry(field=field), encoding="utf-8")
    report = check(wrong, fast=True)
    (found,) = of(report, "PRN001")
    assert found.severity == "info"
    assert found.fix == "waived below version 9.0.0: the agency mends it"
    assert "waived in checks/waivers.toml: 1 (told as info)" in report.notes


def test_a_waiver_of_every_error_makes_the_package_pass(
    file: Path, wrong: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = {(f.code, str(f.key)) for f in check(wrong, fast=True).findings}
    file.write_text("\n".join(entry(code=code, key=key) for code, key in sorted(errors)), encoding="utf-8")
    report = own(wrong, monkeypatch)
    assert report.ok, report.findings
    assert {f.severity for f in report.findings} == {"info"}


@pytest.mark.parametrize("other", [{"key": "F-0067"}, {"field": "value_low"}, {"code": "PRN002"}])
def test_another_code_row_or_column_is_not_waived(file: Path, wrong: Path, other: dict[str, str]) -> None:
    file.write_text(entry(**other), encoding="utf-8")
    assert of(check(wrong, fast=True), "PRN001")[0].severity == "error"


FAULTS = {
    "broken TOML": ("WVR001", 4, "[[waiver]]\ncode = 'PRN001'\n\nreason = no quotes\n"),
    "unclosed string": ("WVR001", 2, '[[waiver]]\ncode = """PRN001\n'),
    "another table": ("WVR001", None, "[waivers]\ncode = 'PRN001'\n"),
    "one table instead of entries": ("WVR001", None, "[waiver]\ncode = 'PRN001'\n"),
    "unknown key": ("WVR002", 2, "\n" + entry(coed="PRN001")),
    "no code": ("WVR003", 1, entry(code=None)),
    "no key": ("WVR003", 1, entry(key=None)),
    "blank field": ("WVR003", 1, entry(field=" ")),
    "no until": ("WVR003", 1, entry(until=None)),
    "until no version": ("WVR003", 1, entry(until="2027-01-01")),
    "number for a key": ("WVR003", 1, entry(key=None) + "key = 66\n"),
    "no reason": ("WVR004", 1, entry(reason=None)),
    "blank reason": ("WVR004", 1, entry(reason=" ")),
    "unknown code": ("WVR005", 1, entry(code="PRN999")),
    "code of characters": ("WVR006", 1, entry(code="LEX003")),
    "code of the package": ("WVR006", 1, entry(code="PKG010")),
    "code of a schema": ("WVR006", 1, entry(code="SCH103")),
    "code of a waiver": ("WVR006", 1, entry(code="WVR007")),
    "nothing to waive": ("WVR007", 6, entry() + entry(key="F-0001")),
    "waived twice": ("WVR007", 6, entry() + entry()),
    "outlived": ("WVR008", 1, entry(until="0.0.9")),
    "outlived by the version itself": ("WVR008", 1, entry(until="0.2.0")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_wrong_waiver_has_its_finding(file: Path, wrong: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    code, line, text = FAULTS[name]
    descriptor = wrong / "datapackage.json"
    body = json.loads(descriptor.read_bytes()) | {"version": "0.2.0"}
    descriptor.write_text(json.dumps(body), encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    report = own(wrong, monkeypatch)
    found = [f for f in report.findings if f.code.startswith("WVR")]
    assert [(f.code, f.line, f.file, f.severity) for f in found] == [(code, line, "checks/waivers.toml", "error")]
    assert found[0].fix
    assert not report.ok


def test_every_waiver_code_has_a_fault() -> None:
    assert {code for code, *_ in FAULTS.values()} == waivers.WAIVER_CODES.keys()


def test_file_that_is_no_utf8_is_told(file: Path, wrong: Path) -> None:
    file.write_bytes(b'[[waiver]]\nreason = "\xff"\n')
    assert of(check(wrong, fast=True), "WVR001")


def test_outlived_waiver_waives_nothing(file: Path, wrong: Path) -> None:
    file.write_text(entry(until="0.0.1"), encoding="utf-8")
    assert of(check(wrong, fast=True), "PRN001")[0].severity == "error"


def test_versions_are_compared_as_numbers() -> None:
    waiver = waivers.Waiver(**GOOD, field=None, line=None)
    assert waiver.holds("8.10.0")
    assert not waiver.holds("9.0.0")
    assert not waiver.holds("10.0.0")
    assert not waiver.holds(None)
    assert not waiver.holds("soon")


def test_use_is_asked_of_the_own_package_alone(file: Path, wrong: Path) -> None:
    file.write_text(entry(key="F-0001") + entry(until="0.0.1"), encoding="utf-8")
    assert not [f for f in check(wrong, fast=True).findings if f.code.startswith("WVR")]


@pytest.mark.parametrize("code", ["GXJ001", "EVD002"])
def test_check_that_did_not_run_needs_no_finding(
    file: Path, wrong: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    file.write_text(entry() + entry(code=code), encoding="utf-8")
    assert not of(own(wrong, monkeypatch), "WVR007")


def test_rules_that_could_not_run_need_no_finding(file: Path, wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (wrong / "data" / "units.csv").write_text("", encoding="utf-8")
    file.write_text(entry(key="F-0001"), encoding="utf-8")
    report = own(wrong, monkeypatch)
    assert of(report, "PKG008")
    assert not of(report, "WVR007")


@pytest.mark.parametrize(("severity", "stops"), [("info", False), ("warning", True), ("error", True)])
def test_waived_finding_does_not_stop_a_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, severity: str, stops: bool
) -> None:
    found = Finding("PRN001", severity, "data/figures.csv", 67, "F-0066", "value", "1", "2", "mend it")
    monkeypatch.setattr(prove, "check", lambda *_, **__: Report([found]))
    monkeypatch.setattr(prove.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
    with zipfile.ZipFile(tmp_path / f"{tmp_path.name}.zip", "w") as archive:
        archive.writestr("datapackage.json", "{}")
    with pytest.raises(RuntimeError, match="PRN001") if stops else contextlib.nullcontext():
        prove.unpacked(Source(tmp_path, {}, 0), tmp_path)


def test_missing_file_waives_nothing(file: Path) -> None:
    assert not file.exists()
    assert waivers.read() == ([], [])


def test_naming_a_private_person_cannot_be_waived() -> None:
    codes = {rule.code for rule in waivers.rules.all_rules()}
    assert {"PRV001", "PRV002", "PRV003"} <= codes
    assert not {code for code in waivers.waivable() if code.startswith("PRV")}
