"""The pass over the bytes of a large table, held against what its rows are made of."""

from __future__ import annotations

import csv
import io
import random
import string
from collections.abc import Callable
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


BARE = ['x"y', '5"', 'a""b', '5"é"', '"'.join("abcde")]


def needless(_: random.Random) -> str:
    return 'x,"y",z\n'


def bare(dice: random.Random) -> str:
    """A line with one or more quotes in cells that have none around them."""
    return ",".join(dice.choices(BARE, k=3)) + "\n"


@pytest.mark.parametrize("seed", range(240))
@pytest.mark.parametrize("odd", [needless, bare])
def test_bytes_tell_what_the_rows_are_made_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, odd: Callable[[random.Random], str]
) -> None:
    dice = random.Random(seed)
    monkeypatch.setattr(gate, "_CHUNK", dice.randint(5, 60))  # pieces end anywhere
    rows = [row(dice) for _ in range(20)]
    if seed % 2:
        rows = [[cell.replace('"', "'") for cell in cells] for cells in rows]
    lines = ["a,b,c\n", *map(line, rows)]
    at, blank = dice.randint(1, 10), dice.randint(11, 20)
    faulty = seed % 3 == 0
    if faulty:
        lines[at] = odd(dice)
        lines[dice.randint(at + 1, 20)] = odd(dice)
        lines[blank] += "\n"
    path = tmp_path / "t.csv"
    text = "".join(lines)
    path.write_text(text, encoding="utf-8", newline="")
    told = gate.Bytes(path, "t.csv", ("a", "b", "c"))
    told.read()
    told.find_blank()
    held = [cell for cells in csv.reader(io.StringIO(text, newline="")) for cell in cells]
    inner = "".join(held).count('"')
    if inner != told.inner:
        told.find_quotes()
    assert (told.size, told.line_ends, told.quotes) == (len(text.encode()), text.count("\n"), text.count('"'))
    assert told.letters == set(text) - set(string.printable)
    found = {(f.code, f.line, f.got is None) for f in told.findings}
    if faulty:
        blanks = "".join(lines[: blank + 1]).count("\n")
        assert told.blank == [blanks]
        assert found == {("LEX005", "".join(lines[:at]).count("\n") + 1, False), ("LEX005", blanks, True)}
    else:
        assert found == set()
        assert told.inner == inner


@pytest.mark.parametrize(
    ("cells", "got", "expected"),
    [('x,"y",z', '"y"', "y"), ('x,5" y,z', '5" y', '"5"" y"'), ('x,y,5"', '5"', '"5"""'), ('x""', 'x""', '"x"""""')],
)
def test_cell_with_a_quote_out_of_place_is_told_as_it_should_be(
    tmp_path: Path, cells: str, got: str, expected: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"a,b,c\n{cells}\n", encoding="utf-8", newline="")
    told = gate.Bytes(path, "t.csv", ("a", "b", "c"))
    told.read()
    assert [(f.line, f.got, f.expected) for f in told.findings] == [(2, got, expected)]


@pytest.mark.parametrize(("cell", "inner"), [('a,",b', 1), ("a,b", 0), ('"', 1), ("\n", 0), ('""a"', 3)])
def test_quotes_within_a_cell_are_told_from_those_around_it(tmp_path: Path, cell: str, inner: int) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"a,b\n{line([cell, '1'])}", encoding="utf-8", newline="")
    told = gate.Bytes(path, "t.csv", ("a", "b"))
    told.read()
    assert (told.inner, told.findings) == (inner, [])
