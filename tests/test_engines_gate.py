"""The pass over the bytes of a large table, held against what its rows are made of."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from checks.engines import gate

ALPHABET = ["a", "é", ",", '"', "\n", "1"]


def row(dice: random.Random) -> list[str]:
    """Cells of any text, none of them blank."""
    return ["".join(dice.choices(ALPHABET, k=dice.randint(1, 6))) for _ in range(3)]


def line(cells: list[str]) -> str:
    """A line of CSV with no needless quotes."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


@pytest.mark.parametrize("seed", range(60))
def test_bytes_tell_what_the_rows_are_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    dice = random.Random(seed)
    monkeypatch.setattr(gate, "_CHUNK", dice.randint(5, 60))  # pieces end anywhere
    rows = [row(dice) for _ in range(20)]
    if seed % 2:
        rows = [[cell.replace('"', "'") for cell in cells] for cells in rows]
    lines = ["a,b,c\n", *map(line, rows)]
    needless, blank = dice.randint(1, 10), dice.randint(11, 20)
    if seed % 3 == 0:
        lines[needless] = 'x,"y",z\n'
        lines[blank] += "\n"
        rows = [cells for n, cells in enumerate(rows, 1) if n != needless]
    path = tmp_path / "t.csv"
    text = "".join(lines)
    path.write_text(text, encoding="utf-8", newline="")
    told = gate.Bytes(path, "t.csv", ("a", "b", "c"))
    told.read()
    told.find_blank()
    assert (told.size, told.line_ends, told.quotes) == (len(text.encode()), text.count("\n"), text.count('"'))
    assert told.doubled == any('"' in cell for cells in rows for cell in cells)
    assert told.letters == set(text) - set('a,"\n1bcxyz') - {"'"}
    found = [(f.code, f.line, f.got) for f in told.findings]
    if seed % 3 == 0:
        at = "".join(lines[: blank + 1]).count("\n")
        assert told.blank == [at]
        assert found == [("LEX005", "".join(lines[:needless]).count("\n") + 1, '"y"'), ("LEX005", at, None)]
    else:
        assert found == []


@pytest.mark.parametrize(("cell", "doubled"), [('a,",b', True), ("a,b", False), ('"', True), ("\n", False)])
def test_a_quote_within_a_cell_is_told_from_those_around_it(tmp_path: Path, cell: str, doubled: bool) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"a,b\n{line([cell, '1'])}", encoding="utf-8", newline="")
    told = gate.Bytes(path, "t.csv", ("a", "b"))
    told.read()
    assert (told.doubled, told.findings) == (doubled, [])
