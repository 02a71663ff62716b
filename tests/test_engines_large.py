"""Tables of any size have the findings of small ones: planted faults, broken files, line breaks, order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import duckdb
import pytest
from planting import ROOT

from andean_coca import tables
from benchmarks.generate import generate
from checks import keywords, package, parsed, record, rules, standards, store, suites
from checks.archive import check
from checks.findings import Finding

Change = Callable[[list[str]], object]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("generated")
    (target / "p").mkdir()
    generate(target / "p" / "q", 9_000, faults=22, seed=1)
    return target / "p" / "q"


def told(found: list[Finding]) -> Counter[tuple[object, ...]]:
    """Where each finding is, as often as it is told."""
    return Counter((f.code, f.file, f.line, f.key, f.field) for f in found)


@pytest.fixture(autouse=True)
def any_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "THRESHOLD", 300_000)


def test_every_planted_fault_is_found_and_no_other(generated: Path) -> None:
    listed = json.loads((generated / "faults.json").read_bytes())
    planted = Counter((f["code"], f["file"], f["line"], f["key"], f["field"]) for f in listed)
    assert len({code for code, *_ in planted}) == 9
    for options in ({}, {"memory": "500MB"}):
        found = [f for f in check(generated, fast=True, **options).findings if f.code.startswith(("SCH", "LEX", "PKG"))]
        assert told(found) == planted


def test_every_finding_and_rule_is_the_same_either_way(generated: Path) -> None:
    small, large = check(generated, fast=True), check(generated, fast=True, memory="500MB")
    assert small.findings == large.findings
    assert small.counts == large.counts


def test_package_without_faults_is_clean_either_way(tmp_path: Path) -> None:
    generate(tmp_path / "p", 9_000)
    assert check(tmp_path / "p", fast=True).findings == []
    report = check(tmp_path / "p", fast=True, memory="500MB")
    assert report.findings == []
    assert report.ok
    assert report.rows == check(tmp_path / "p", fast=True).rows


CHANGES: dict[str, Change] = {
    "line breaks": lambda lines: lines.__setitem__(
        slice(30, 50), [line[:-1] + '"a\n\nb"\n' if line.endswith(",\n") else line for line in lines[30:50]]
    ),
    "edge": lambda lines: lines.__setitem__(1800, lines[1800].replace("P-", " P-", 1)),
    "control": lambda lines: lines.__setitem__(1801, lines[1801].replace("P-", "P-\x07", 1)),
    "not composed": lambda lines: lines.__setitem__(1802, lines[1802].replace("A-", "n\u0303-", 1)),
    "no Latin": lambda lines: lines.__setitem__(1803, lines[1803].replace("A-", "\u0410-", 1)),
    "formula": lambda lines: lines.__setitem__(1804, lines[1804].replace("A-", "=A-", 1)),
    "order": lambda lines: lines.insert(1700, lines.pop(1900)),
    "double": lambda lines: lines.insert(1700, lines[1700]),
    "ragged": lambda lines: lines.__setitem__(1800, lines[1800][:-1] + ",,\n"),
    "blank line": lambda lines: lines.insert(1700, "\n"),
    "needless quotes": lambda lines: lines.__setitem__(1700, '"' + lines[1700].replace(",", '",', 1)),
    "no end": lambda lines: lines.__setitem__(-1, lines[-1][:-1]),
    "unknown column": lambda lines: lines.__setitem__(0, lines[0].replace("measure", "mesure")),
}
# What a reader that does not keep the text of lines tells otherwise.
CODE_ALONE = {"ragged", "blank line", "needless quotes", "no end"}


@pytest.mark.parametrize("name", CHANGES)
def test_broken_file_has_the_same_findings_either_way(tmp_path: Path, name: str) -> None:
    generate(tmp_path / "p", 9_000)
    path = tmp_path / "p" / "data" / "figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    CHANGES[name](lines)
    path.write_text("".join(lines), encoding="utf-8", newline="")
    forms = ("SCH", "LEX", "PKG012")
    small = [f for f in check(tmp_path / "p", fast=True).findings if f.code.startswith(forms)]
    large = [f for f in check(tmp_path / "p", fast=True, memory="500MB").findings if f.code.startswith(forms)]
    assert {f.code for f in small} - {"LEX005"} <= {f.code for f in large} or name in CODE_ALONE
    if name not in CODE_ALONE:
        assert told(large) == told(small)
    assert large or name == "line breaks"


@pytest.mark.parametrize("ends", [('a "x b', "c"), ('a "x" b', "c"), ('5"', '6"'), ('a""b', '"c,""d"')])
def test_quote_out_of_place_hides_no_other_fault(tmp_path: Path, ends: tuple[str, str]) -> None:
    generate(tmp_path / "p", 9_000)
    path = tmp_path / "p" / "data" / "figures.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    before = lines[5].split(",")
    assert '"' not in lines[5]
    lines[5] = ",".join([*before[:-3], *ends, before[-1]])
    lines[99] = lines[99][:-1] + ",\n"
    lines[199] = lines[199][:-1] + ",\n"
    lines[1000] = lines[1000].replace("F-", "G-", 1)
    lines.insert(900, "\n")
    path.write_text("".join(lines), encoding="utf-8", newline="")
    found = check(tmp_path / "p", fast=True, memory="500MB").findings
    expected = {("LEX005", 6), ("SCH004", 100), ("SCH004", 200), ("LEX005", 901), ("SCH104", 1002)}
    assert expected <= {(f.code, f.line) for f in found}
    small = {f.line for f in check(tmp_path / "p", fast=True).findings if f.code == "SCH104"}
    assert small == {f.line for f in found if f.code == "SCH104"}


def swapped(folder: Path, files: tuple[str, ...], old: str, new: str) -> int:
    """Write the files of a package with one text for another; return how often it stood in the figures."""
    times = 0
    for name in files:
        path = folder / "data" / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        times = text.count(old) if name == "figures" else times
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")
    return times


@pytest.mark.parametrize("options", [{}, {"memory": "500MB"}], ids=["small", "large"])
@pytest.mark.parametrize("files", [("figures",), ("places", "figures")], ids=["dangling", "on both sides"])
def test_pattern_of_a_reference_is_told_where_the_reference_does_not_prove_it(
    tmp_path: Path, files: tuple[str, ...], options: dict[str, str]
) -> None:
    """An id that is wrong in both tables does not dangle; its cells are wrong all the same."""
    generate(tmp_path / "p", 9_000)
    times = swapped(tmp_path / "p", files, "P-0003,", "P_3,")
    report = check(tmp_path / "p", fast=True, **options)
    told_of = [f for f in report.findings if f.file == "data/figures.csv" and f.field in ("place_id", "base_place_id")]
    wrong = sum(f.code == "SCH104" for f in told_of) + report.unlisted["SCH104"]
    dangling = sum(f.code == "SCH109" for f in told_of) + report.unlisted["SCH109"]
    assert wrong == times > 100
    assert bool(dangling) == (files == ("figures",))


def test_characters_are_all_counted_where_misfits_are_not_all_listed(tmp_path: Path) -> None:
    generate(tmp_path / "p", 30_000)
    times = swapped(tmp_path / "p", ("figures",), ",level,", ", level,")
    report = check(tmp_path / "p", fast=True, memory="500MB")
    assert report.unlisted["SCH103"]
    assert sum(f.code == "LEX007" for f in report.findings) + report.unlisted["LEX007"] == times


def made(root: Path, memory: str | None) -> dict[str, list[tuple[object, ...]] | None]:
    """What is made of the record for the rules, by table; ``None`` where it was not made."""
    read = package.read(root, large=memory is not None)
    connection = store.open_store(read, memory)
    parsed.fill_parsed(read, connection)
    there = {name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    return {
        name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr) if name in there else None
        for name in (*record.MADE, "changed_cells", "figure_cells", "edtf", "readings")
    }


@pytest.mark.parametrize("threshold", [0, 100_000])
def test_record_of_large_tables_is_that_of_small_ones(monkeypatch: pytest.MonkeyPatch, threshold: int) -> None:
    monkeypatch.setattr(package, "THRESHOLD", threshold)
    small = made(ROOT, None)
    assert all(small.values())
    assert made(ROOT, "500MB") == small


EDITS = {
    "a number set aside": ("corrections", lambda text: text.replace(",measure,", ",value,")),
    "a year printed otherwise": ("figures", lambda text: text.replace(",48200,", ",48300,", 1)),
    "a number that is none": ("figures", lambda text: text.replace(",48200,", ",x,", 1)),
    "a source that is not there": ("evidence", lambda text: text.replace(",S-0050,", ",S-9950,", 1)),
    "a date that is none": ("sources", lambda text: text.replace(",2018,", ",2018-13,", 1)),
}


@pytest.mark.parametrize("name", EDITS)
def test_record_is_made_alike_of_other_cells(copied: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(package, "THRESHOLD", 0)
    table, edit = EDITS[name]
    path = copied / "data" / f"{table}.csv"
    before = path.read_text(encoding="utf-8")
    path.write_text(edit(before), encoding="utf-8", newline="")
    assert edit(before) != before
    small, large = made(copied, None), made(copied, "500MB")
    assert (small["vintages"] is None) == name.endswith(("none", "there"))
    assert {name: large[name] for name in record.MADE} == {name: small[name] for name in record.MADE}


def test_no_table_may_be_named_as_one_of_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    made = set[str]()
    for threshold, memory in ((1 << 20, None), (0, "500MB")):
        monkeypatch.setattr(package, "THRESHOLD", threshold)
        read = package.read(ROOT, large=memory is not None)
        connection = store.open_store(read, memory)
        parsed.fill_parsed(read, connection)
        shown = connection.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'")
        made |= {name for (name,) in shown.fetchall()} - read.tables.keys()
    assert made | {"rejects", "reject_scans"} == keywords.OF_THE_STORE


def test_a_blank_and_a_dangling_reference_are_told_once(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "THRESHOLD", 0)
    path = copied / "data" / "figures.csv"
    header, rows = tables.read_file(path)
    rows[4]["place_id"], rows[6]["place_id"] = "", "P-9999"
    path.write_text(tables.serialise(header, [[row[n] for n in header] for row in rows]), encoding="utf-8", newline="")
    for options in ({}, {"memory": "500MB"}):
        found = [(f.code, f.line, f.field) for f in check(copied, fast=True, **options).findings]
        assert sorted(f for f in found if f[2] == "place_id") == [("SCH101", 6, "place_id"), ("SCH109", 8, "place_id")]


def test_of_a_rule_the_first_lines_are_listed_and_the_others_counted(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copied / "data" / "figures.csv"
    header, rows = tables.read_file(path)
    for row in rows[100:120]:
        row["value"] = "12345"
    path.write_text(tables.serialise(header, [[row[n] for n in header] for row in rows]), encoding="utf-8", newline="")
    whole = check(copied, fast=True)
    monkeypatch.setattr(package, "THRESHOLD", 0)
    monkeypatch.setattr(rules, "LISTED", 3)
    report = check(copied, fast=True, memory="500MB")
    for code in {f.code for f in whole.findings}:
        lines = sorted(f.line or 0 for f in whole.findings if f.code == code)
        assert [f.line or 0 for f in report.findings if f.code == code] == lines[:3]
        assert report.unlisted[code] == max(0, len(lines) - 3)
    assert report.unlisted
    assert report.verdict == whole.verdict


def test_a_rule_that_runs_out_of_memory_is_no_fault_of_the_data(
    shipped: package.Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> NoReturn:
        raise duckdb.OutOfMemoryException

    monkeypatch.setattr(rules, "_rows", full)
    with pytest.raises(duckdb.OutOfMemoryException):
        rules.check_rules(shipped, store.open_store(shipped))


def twice(lines: list[bytes]) -> None:
    lines[0] = lines[0].replace(b"note_es", b"Note_en")


BROKEN: dict[str, tuple[str, Callable[[list[bytes]], object]]] = {
    "a column stands twice": ("SCH002", twice),
    "a column without a name": ("SCH002", lambda lines: lines.__setitem__(0, lines[0].replace(b"note_es", b""))),
    "a quote that is not closed": ("LEX004", lambda lines: lines.__setitem__(9, b'"' + lines[9])),
    "a byte that is no UTF-8": ("LEX001", lambda lines: lines.__setitem__(9, lines[9].replace(b"F-", b"\xe9-", 1))),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_nothing_is_said_of_references_to_a_table_that_could_not_be_read(
    copied: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "THRESHOLD", 0)
    code, change = BROKEN[fault]
    path = copied / "data" / "figures.csv"
    lines = path.read_bytes().split(b"\n")
    change(lines)
    path.write_bytes(b"\n".join(lines))
    for options in ({}, {"memory": "500MB"}):
        found = check(copied, fast=True, **options).findings
        assert code in {f.code for f in found}
        assert not [f for f in found if f.code in {"SCH109", "SCH005"} or "rror" in (f.got or "")], options


def test_frictionless_is_not_given_a_large_table_that_could_not_be_read(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "THRESHOLD", 300_000)
    monkeypatch.setattr(standards, "check_standards", lambda _: pytest.fail("frictionless reads it"))
    monkeypatch.setattr(suites, "check_suites", lambda *_, **__: [])
    path = copied / "data" / "evidence.csv"
    path.write_bytes(path.read_bytes() + b'"')
    report = check(copied, memory="500MB")
    assert "LEX004" in {f.code for f in report.findings}
    assert f"frictionless, for which data/{path.name} is too large" in "".join(report.notes)


def test_of_rows_of_another_length_some_are_listed_and_all_counted(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "THRESHOLD", 0)
    monkeypatch.setattr("checks.engines.large.LISTED", 5)
    path = copied / "data" / "units.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join((head, *(f"{row}," for row in rows), "")), encoding="utf-8", newline="")
    report = check(copied, fast=True, memory="500MB")
    assert [f.line for f in report.findings if f.code == "SCH004"] == [2, 3, 4, 5, 6]
    assert report.unlisted == {"SCH004": len(rows) - 5}
