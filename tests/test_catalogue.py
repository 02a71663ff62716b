"""The catalogue holds every code that a finding can have, and the committed one is that of the checks."""

from __future__ import annotations

import re

import pytest
from planting import ROOT, plant

from checks import catalogue, cli, package, rules, suites, waivers
from checks.codes import CODES


@pytest.fixture(scope="module")
def entries() -> list[catalogue.Entry]:
    return catalogue.entries(package.read(ROOT))


def test_committed_catalogue_is_that_of_the_checks(entries: list[catalogue.Entry]) -> None:
    told = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert told == catalogue.as_markdown(entries) + "\n", "python -m checks --catalogue --output docs/checks.md"


def test_every_code_is_there_once_with_title_fix_and_bad_example(entries: list[catalogue.Entry]) -> None:
    known = [*CODES, *waivers.WAIVER_CODES, *(r.code for r in rules.all_rules()), *suites.codes()]
    assert sorted(known) == [e.code for e in entries]
    for entry in entries:
        assert entry.title, entry.code
        assert entry.fix, entry.code
        assert all(bad for bad, _ in entry.examples), entry.code
        assert entry.examples, entry.code
        assert entry.group in catalogue.GROUPS
    assert all(e.why and e.table for e in entries if e.group == "rule")


def test_good_example_is_what_the_record_has_instead(entries: list[catalogue.Entry]) -> None:
    examples = dict(next(e for e in entries if e.code == "PRN001").examples)
    assert examples["figures[F-0066].value = 49900"] == "figures[F-0066].value = 49800"


def test_planting_the_good_example_mends_the_bad_one(entries: list[catalogue.Entry], shipped: package.Package) -> None:
    mended = 0
    for entry in entries:
        for bad, good in entry.examples:
            edits = re.findall(r"(\w+)\[.+?\]\.(\w+) = ", good or "")
            moved = any(column in shipped.tables[table].primary_key for table, column in edits)
            if good and not moved and bad.count(" ; ") == good.count(" ; ") and "..." not in good:
                again = plant(plant(shipped, bad), good)
                assert {n: t.rows.rows for n, t in again.tables.items()} == {
                    n: t.rows.rows for n, t in shipped.tables.items()
                }, entry.code
                mended += 1
    assert mended > 50


def test_explain_tells_one_code(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert cli.main(["--explain", "prn001"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("PRN001  The printed number is the value\n")
    assert "  good      figures[F-0066].value = 49800\n" in told
    assert max(map(len, told.splitlines())) <= 60


def test_explain_of_an_unknown_code_names_those_near_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--explain", "PRN01"])
    assert stopped.value.code == 2
    assert "PRN001" in capsys.readouterr().err


def test_catalogue_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--catalogue"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
