"""Files that a reader stumbles over have the same findings in tables of any size, each of them once."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from test_inputs import ROWS, package, text

from benchmarks.generate import generate
from checks import package as packages
from checks.archive import check
from checks.engines import gate, large
from checks.findings import Finding

Change = Callable[[bytes], bytes]
TOLD_OTHERWISE = {"PKG005", "PKG008", "WVR001"}  # that this package is not the record


def swap(old: str, new: str | bytes) -> Change:
    """One text for another, where it stands first."""
    return lambda raw: raw.replace(old.encode(), new.encode() if isinstance(new, str) else new, 1)


def last(change: Change) -> Change:
    """A change to the last row alone."""
    return lambda raw: raw[: -len(ROWS[-1])] + change(raw[-len(ROWS[-1]) :])


CHANGES: dict[str, Change] = {
    "CRLF": lambda raw: raw.replace(b"\n", b"\r\n"),
    "CRLF after a mark": lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"),
    "CRLF once": swap("n5\n", "n5\r\n"),
    "CRLF at the end alone": last(swap("\n", "\r\n")),
    "CRLF in a cell": swap("n5", '"n\r\n5"'),
    "CRLF and a short row": lambda raw: swap(",true,n5", "")(raw).replace(b"\n", b"\r\n"),
    "CRLF and a cell that is no number": lambda raw: swap("5.5", "x")(raw).replace(b"\n", b"\r\n"),
    "CR": lambda raw: raw.replace(b"\n", b"\r"),
    "CR in a cell": swap("n5", '"n\r5"'),
    "long line": swap("n5", "n" * 1_100_000),
    "longest line and one more": swap("R-0005,5.5,5,2020-02-29,true,n5", "n" * ((1 << 20) + 1)),
    "long header": swap("note", "n" * 1_100_000),
    "long cell in the header": swap("note", "n" * 140_000),
    "long cell in a short row": swap("true,n5", "n" * 140_000),
    "long cell in a short row, of fewer characters": swap("true,n5", "n" * 40_000),
    "key that is no id, and less": swap("R-0005", "é'"),
    "key that is no id, and more": swap("R-0005", "Q-00051"),
    "keys that are no ids": lambda raw: swap("R-0009", "R-9x")(swap("R-0005", "Ю")(raw)),
    "short row": swap(",true,n5", ""),
    "short row at the end": last(swap(",true,n12", "")),
    "long row": swap("n5", "n5,x"),
    "long row of blanks": swap("n5", "n5,,"),
    "rows of many lengths": lambda raw: swap("n8", "n8,z,")(swap("n2", "n2,")(swap(",true,n5", "")(raw))),
    "no CSV": swap("n5", '"n"5'),
    "no CSV after many short rows": lambda raw: swap("n12", '"n"12')(raw.replace(b"true,n5\n", b"\n" + b"R-1,\n" * 60)),
    "no header": lambda _: b"",
    "no UTF-8": swap("n5", b"n\xff5"),
    "no UTF-8 twice": lambda raw: swap("n9", b"\xe9")(swap("n5", b"n\xe95")(raw)),
    "no UTF-8 around a letter": swap("n5", b"\xc3A\xa9"),
    "no UTF-8 in a short row": swap("true,n5", b"\xff"),
    "no UTF-8 after CRLF": lambda raw: swap("n5", b"\xff")(raw.replace(b"\n", b"\r\n")),
    "no UTF-8 in the header": swap("note", b"not\xff"),
    "UTF-16": lambda raw: raw.decode().encode("utf-16"),
}


def told(found: list[Finding]) -> list[tuple[object, ...]]:
    """What is found in data, beyond that this package is not the record; what is no CSV each reader tells by itself."""
    return [
        (f.code, f.line, f.key, f.field, *(() if f.code == "LEX004" else (f.got, f.expected)))
        for f in found
        if f.code not in TOLD_OTHERWISE
    ]


@pytest.mark.parametrize("form", ["data/t.csv", "data/t.csv.gz", "data/t"])
@pytest.mark.parametrize("name", CHANGES)
def test_broken_bytes_have_the_findings_of_a_small_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, form: str
) -> None:
    before = text(ROWS)
    raw = CHANGES[name](before)
    assert raw != before
    (package(tmp_path / "small", "data/t.csv") / "data" / "t.csv").write_bytes(raw)
    small = told(check(tmp_path / "small", fast=True).findings)
    monkeypatch.setattr(packages, "THRESHOLD", -1)
    path = package(tmp_path / "large", form) / form
    if form == "data/t":
        path.mkdir()
        path /= "a.csv"
    path.write_bytes(gzip.compress(raw) if form.endswith(".gz") else raw)
    assert told(check(tmp_path / "large", fast=True, memory="500MB").findings) == small
    assert small


@pytest.mark.parametrize("doubled", ['"n ""x"""', '"x"'])
@pytest.mark.parametrize("row", ["n2", "n8"])
def test_a_pair_of_bare_quotes_is_told_beside_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, doubled: str
) -> None:
    pair = swap(f"true,{row}", f'true",{row}"')  # in a piece of its own, where each quote ends a cell of one row
    raw = swap("n5", doubled)(pair(text(ROWS)))
    (package(tmp_path / "p", "data/t.csv") / "data" / "t.csv").write_bytes(raw)
    small = check(tmp_path / "p", fast=True).findings
    monkeypatch.setattr(packages, "THRESHOLD", -1)
    monkeypatch.setattr(gate, "_CHUNK", 40)
    large = check(tmp_path / "p", fast=True, memory="500MB").findings
    places = [[(f.code, f.line) for f in found if f.code not in TOLD_OTHERWISE] for found in (small, large)]
    assert places[0] == places[1]
    assert [code for code, _ in places[0]].count("LEX005") == 1


def test_lines_count_on_after_a_part_that_was_mended(tmp_path: Path) -> None:
    root = package(tmp_path / "p", "data/t")
    (root / "data" / "t").mkdir()
    parts = [ROWS[:4], [*ROWS[4:6], "R-0007,x\n", ROWS[7].replace("8.5", "x")], [ROWS[8].replace("9.5", "x")]]
    for n, rows in enumerate(parts):
        raw = text(rows)
        (root / "data" / "t" / f"{n}.csv").write_bytes(raw.replace(b"\n", b"\r\n") if n < 2 else raw)
    found = [(f.code, f.file[-5:], f.line) for f in check(root, fast=True, memory="500MB").findings]
    assert [f for f in found if f[0] not in TOLD_OTHERWISE] == [
        ("LEX003", "0.csv", 1),
        ("LEX003", "1.csv", 1),
        ("SCH004", "1.csv", 4),
        ("SCH102", "1.csv", 4),
        ("SCH102", "1.csv", 5),
        ("SCH102", "2.csv", 2),
    ]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("generated") / "p"
    generate(target, 300)
    return target


@pytest.mark.parametrize("name", ["CRLF", "CR", "no UTF-8", "long line", "no CSV"])
@pytest.mark.parametrize("table", ["units", "figures"])
def test_no_reference_dangles_for_a_table_that_cannot_be_read(
    generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, name: str
) -> None:
    at = {
        "CRLF": b"\r\n",
        "CR": b"\r",
        "no UTF-8": b"\n\xff",
        "long line": b"\n" + b"x" * 1_100_000,
        "no CSV": b'\n"x"x',
    }
    shutil.copytree(generated, tmp_path / "p")
    path = tmp_path / "p" / "data" / f"{table}.csv"
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(at[name].join([b"\n".join(lines[:-9]), b"\n".join(lines[-9:])]))
    small = check(tmp_path / "p", fast=True).findings
    monkeypatch.setattr(packages, "THRESHOLD", 0)
    found = check(tmp_path / "p", fast=True, memory="500MB").findings
    places = [[(f.code, f.file, f.line, f.key, f.field) for f in told_of] for told_of in (small, found)]
    assert places[0] == places[1]
    assert {code for code, file, *_ in places[0] if file == f"data/{table}.csv"}


def test_rows_that_the_reader_loses_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB 2.0 loses a row at each end of a buffer, if one sets a size of buffers of which the file is a multiple."""

    def losing(part: gate.Bytes, path: Path) -> tuple[dict[str, str], str]:
        cells, source = read(part, path)
        return cells, f"(SELECT * FROM {source} WHERE id <> 'R-0005')"

    read = large._csv
    (package(tmp_path / "p", "data/t.csv") / "data" / "t.csv").write_bytes(text(ROWS))
    monkeypatch.setattr(packages, "THRESHOLD", -1)
    assert told(check(tmp_path / "p", fast=True, memory="500MB").findings) == []
    monkeypatch.setattr(large, "_csv", losing)
    found = check(tmp_path / "p", fast=True, memory="500MB").findings
    assert [f.code for f in found if f.file == "data/t.csv"] == ["LEX004"]


def test_too_little_memory_is_no_fault_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise duckdb.OutOfMemoryException("Out of Memory Error")

    (package(tmp_path / "p", "data/t.csv.gz") / "data" / "t.csv.gz").write_bytes(gzip.compress(text(ROWS)))
    monkeypatch.setattr(large, "_csv", full)
    with pytest.raises(duckdb.OutOfMemoryException):
        check(tmp_path / "p", fast=True, memory="500MB")
