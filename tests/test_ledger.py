"""Ids are never used again, rows that go leave tombstones, and a release goes through all its steps."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from planting import ROOT
from versions import CHANGES, GRAVES, Small, small, written

from andean_coca import tables
from checks.findings import Finding
from checks.run import check
from release import bury, changes, ledger, publish
from release.differences import differences
from release.states import load

Rows = list[dict[str, str]]


def held(edit: Callable[[Small], object], spoil: Callable[[Rows], object] = lambda _: None) -> list[Finding]:
    """What the ledger of the small package says after an edit of the package, and one of the ledger."""
    package = small()
    kept = ledger.grown([], package.state())
    rows = [dict(row) for row in kept]
    package.head["version"] = "0.2.0"
    edit(package)
    spoil(rows)
    return ledger.check(package.state(), rows, kept, complete=True)


def buried_alive(package: Small) -> None:
    package.add_table("tombstones", GRAVES, GRAVES[:2], [["figures", "F-0001", "0.2.0", "duplicate", "x", "x", ""]])


def buried_nobody(package: Small) -> None:
    package.add_table("tombstones", GRAVES, GRAVES[:2], [["figures", "F-0999", "0.2.0", "duplicate", "x", "x", ""]])


def renamed_in_ledger(rows: Rows) -> None:
    rows[0]["identity"] = "0" * 16


@pytest.mark.parametrize(
    ("codes", "edit", "spoil"),
    [
        ([], lambda _: None, lambda _: None),
        (["LED001"], lambda p: p.rows["figures"].pop(), lambda _: None),
        ([], lambda p: p.bury("figures", "F-0010"), lambda _: None),
        (["LED002"], lambda p: p.set("places", "P-0001", "label_en", "Mars"), lambda _: None),
        ([], lambda p: p.set("places", "P-0001", "label_en", "Mars", "clarified"), lambda _: None),
        (["LED002", "LED002"], lambda p: p.set("evidence", "E-0001", "source_id", "S-0002"), lambda _: None),
        ([], lambda p: p.set("evidence", "E-0001", "source_id", "S-0002", "clarified"), lambda _: None),
        (["LED003", "LED004"], lambda _: None, lambda rows: rows.pop()),
        (["LED002", "LED003"], lambda _: None, renamed_in_ledger),
        (["LED003"], lambda _: None, lambda rows: rows[0].update(first_version="0.0.1")),
        (["LED004"], lambda p: p.rows["places"].append(["P-0011", "x", "", "area"]), lambda _: None),
        (["LED005"], buried_alive, lambda _: None),
        (["LED005"], buried_nobody, lambda _: None),
    ],
)
def test_ledger_holds_ids(codes: list[str], edit: Callable[[Small], object], spoil: Callable[[Rows], object]) -> None:
    assert [f.code for f in held(edit, spoil)] == codes


def test_identity_of_a_correction_is_added_and_no_other_may_be() -> None:
    package = small()
    first = ledger.grown([], package.state())
    package.head["version"] = "0.2.0"
    package.set("places", "P-0001", "label_en", "Mars", "clarified")
    second = ledger.grown(first, package.state())
    assert second[:-1] == first
    assert (second[-1]["id"], second[-1]["first_version"]) == ("P-0001", "0.2.0")
    assert ledger.check(package.state(), second, first, complete=True) == []
    del package.rows["changes"], package.schemas["changes"]
    assert [f.code for f in ledger.check(package.state(), second, first)] == ["LED002"]


def test_ids_of_the_record_are_those_of_the_ledger() -> None:
    assert ledger.findings(ROOT) == []
    assert ledger.main([]) == 0


@pytest.fixture
def checkout(tmp_path: Path) -> tuple[Small, Path]:
    """The small package as a checkout whose release 0.1.0 is kept."""
    package = small()
    package.add_table("changes", CHANGES, CHANGES[:4], [])
    kept = written(package, tmp_path / "releases" / "0.1.0")
    for path in (kept / "id_ledger.csv", tmp_path / ledger.FILE):
        tables.write_file(path, ledger.HEADER, ledger.grown([], package.state()), ledger.KEY)
    (tmp_path / "CHANGELOG.md").write_text("# Changes\n\n## 0.1.0\n\nThe first release.\n", encoding="utf-8")
    (tmp_path / "changes.d").mkdir()
    (tmp_path / "changes.d" / "values.data.md").write_text("A value is mended.\n", encoding="utf-8")
    return package, written(package, tmp_path)


def test_release_goes_through_its_steps(checkout: tuple[Small, Path], capsys: pytest.CaptureFixture[str]) -> None:
    package, root = checkout
    at = ["--root", str(root)]
    assert publish.main(at) == 1
    assert "PUB004" in capsys.readouterr().out  # nothing differs yet
    package.set("figures", "F-0001", "value", "7")
    package.rows["places"].append(["P-0011", "Place 11", "", "area"])
    written(package, root)
    assert publish.main([*at, "--keep"]) == 2
    assert publish.main([*at, "--prepare"]) == 1
    out = capsys.readouterr().out
    assert "PUB007" in out
    assert "1 findings" in out
    assert changes.main(at) == 1
    reason = ["--code", "source_revised", "--en", "Revised.", "--es", "Revisado.", "--evidence", "E-0001"]
    assert changes.main([*at, "--write", "--only", "figures.value", *reason]) == 0
    assert publish.main([*at, "--prepare"]) == 0
    state = load(str(root))
    assert state.version == (0, 2, 0)
    assert list(state.rows("changes")) == ["0.2.0|figures|F-0001|value"]
    assert not list((root / "changes.d").iterdir())
    assert "- A value is mended." in (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [r["id"] for r in ledger.read(root / ledger.FILE) if r["first_version"] == "0.2.0"] == ["P-0011"]
    assert publish.main([*at, "--keep"]) == 0
    assert [p.name for p in (root / "releases").iterdir() if p.is_dir()] == ["0.2.0"]
    capsys.readouterr()
    assert publish.main(at) == 1
    assert "PUB004" in capsys.readouterr().out


def test_preparing_twice_changes_nothing_more(checkout: tuple[Small, Path]) -> None:
    package, root = checkout
    package.set("figures", "F-0001", "note_en", "Another.")
    written(package, root)
    assert publish.main(["--root", str(root), "--prepare"]) == 0
    before = {p: p.read_bytes() for p in root.rglob("*.*") if p.is_file()}
    assert publish.main(["--root", str(root), "--prepare"]) == 0
    assert before == {p: p.read_bytes() for p in root.rglob("*.*") if p.is_file()}
    assert load(str(root)).version == (0, 1, 1)


def test_reason_stays_with_its_value_and_goes_with_another(checkout: tuple[Small, Path]) -> None:
    package, _ = checkout
    old = package.state()
    package.head["version"] = "0.2.0"
    package.set("figures", "F-0001", "value", "7", "source_revised")
    assert changes.lacking(changes.entries(old, package.state())) == []
    package.set("figures", "F-0001", "value", "8")
    (row,) = changes.lacking(changes.entries(old, package.state()))
    assert (row["old"], row["new"]) == ("1", "8")
    package.set("figures", "F-0001", "value", "1")
    assert changes.entries(old, package.state()) == []


def test_ledger_refuses_ids_under_a_released_version(checkout: tuple[Small, Path]) -> None:
    package, root = checkout
    package.rows["places"].append(["P-0011", "Place 11", "", "area"])
    written(package, root)
    with pytest.raises(ValueError, match="raise the version first"):
        ledger.write(root)
    package.rows["places"].pop(0)
    written(package, root)
    assert ledger.main(["--root", str(root)]) == 1
    assert ledger.main(["--root", str(root), "--write"]) == 1


@pytest.fixture
def record(copied: Path) -> Path:
    shutil.copytree(ROOT / "releases", copied / "releases")
    return copied


GRAVE = ["--code", "duplicate", "--en", "Another row says the same.", "--es", "Otra fila dice lo mismo."]


def test_buried_row_leaves_a_tombstone_that_passes_the_checks(record: Path) -> None:
    assert bury.main(["corrections", "F-0784|period", *GRAVE, "--root", str(record)]) == 0
    report = check(record, fast=True)
    assert report.findings == []
    assert report.rows["data/tombstones.csv"] == 1
    assert ledger.findings(record) == []
    difference = differences(load(str(ROOT)), load(str(record)))
    assert difference.tables["corrections"].removed.keys() == {"F-0784|period"}
    assert difference.buried("corrections", "F-0784|period")


def test_id_of_a_buried_row_is_not_minted_again(record: Path) -> None:
    last = list(load(str(record)).rows("reconciliations"))[-1]
    assert bury.main(["reconciliations", last, *GRAVE, "--root", str(record)]) == 0
    left = load(str(record)).rows("reconciliations")
    minted = tables.next_id(record / "data", "reconciliations", "R", left)
    assert last not in left
    assert int(minted.removeprefix("R-")) == int(last.removeprefix("R-")) + 1
    assert tables.next_id(record / "data", "figures", "F", ["F-0009"]) == "F-0010"


@pytest.mark.parametrize(
    "row", [("figures", "F-9999"), ("moons", "M-0001"), ("changes", "0.2.0|events|EV-0020|date_basis")]
)
def test_only_a_released_row_can_be_buried(
    record: Path, row: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bury.main([*row, *GRAVE, "--root", str(record)]) == 2
    assert capsys.readouterr().err.startswith("bury: ")
    assert not (record / "data" / "tombstones.csv").exists()
