"""Packages drawn by a seed, with faults of every kind planted, for engines to be held against each other.

A package has two tables: ``groups`` with a composite key, and ``rows``, which refers to it and to itself and has a
column for each constraint. What is planted is known by kind; what it breaks is for the engines to find.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from andean_coca import tables

Json = dict[str, Any]
Table = tuple[list[str], list[list[str]]]


def _field(name: str, kind: str = "string", **limits: object) -> Json:
    more = {"format": limits.pop("format")} if "format" in limits else {}
    return {"name": name, "type": kind, **more, "constraints": limits}


GROUPS: Json = {"fields": [_field("a", required=True), _field("b")], "primaryKey": ["a", "b"], "missingValues": [""]}
ROWS: Json = {
    "fields": [
        _field("id", pattern="R-[0-9]{1,4}"),
        _field("part"),
        _field("text", required=True),
        _field("size", minLength=2, maxLength=5),
        _field("lower", pattern="[a-zñ]+"),
        _field("code", enum=["one", "two", "trés"]),
        _field("web", format="uri"),
        _field("share", "number", minimum=0, maximum=100),
        _field("amount", "number"),
        _field("few", "integer", minimum=-5, maximum=10),
        _field("many", "integer"),
        _field("day", "date", minimum="1900-01-01", maximum="2030-12-31"),
        _field("any_day", "date"),
        _field("flag", "boolean"),
        _field("single", unique=True),
        _field("first"),
        _field("second"),
        _field("a"),
        _field("b"),
        _field("up"),
    ],
    "primaryKey": ["id", "part"],
    "uniqueKeys": [["first", "second"]],
    "foreignKeys": [
        {"fields": ["a", "b"], "reference": {"resource": "groups", "fields": ["a", "b"]}},
        {"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}},
    ],
    "missingValues": [""],
}
HEADER = [field["name"] for field in ROWS["fields"]]
# Cells that are sound, by column; "" is drawn beside them where a cell may be blank.
SOUND: dict[str, list[str]] = {
    "text": ["ab", "ñandú", "日本", "a,b", 'say "so"', "x\ny", "NULL", "\\N", "'", '"', "😀", "e\u0301", "a\\"],
    "size": ["ab", "abcde", "日本", "😀😀", "😀😀😀😀😀", "e\u0301", 'a"', "a\nb", "a,", "ñ\u0303"],
    "lower": ["abc", "ñu", "z"],
    "code": ["one", "two", "trés"],
    "web": ["https://example.org/a", "http://example.org", "https://example.org/?q=a,b"],
    "share": ["0", "100", "0.5", "99.999", "99.9999999999", "50"],
    "amount": ["0", "-7", "123456789.25", "0.0000001", "-0"],
    "few": ["-5", "10", "0", "3"],
    "many": ["9223372036854775807", "-9223372036854775808", "0", "12"],
    "day": ["1900-01-01", "2030-12-31", "2020-02-29", "2000-02-29"],
    "any_day": ["1752-09-14", "9999-12-31", "2004-02-29", "0001-01-01", "1582-10-10"],
    "flag": ["true", "false"],
}
# Cells that are planted: kind of fault, column, cells. Some are sound, at the edge of what is none.
CELLS: list[tuple[str, str, list[str]]] = [
    ("required cell that is blank", "text", [""]),
    ("required cell that is a space", "text", [" ", "\u00a0"]),
    ("text too short", "size", ["a", "😀", "ñ", "日"]),
    ("text too long", "size", ["abcdef", "😀😀😀😀😀😀", "e\u0301e\u0301e\u0301", "ab\ncd\n", 'ab""cd']),
    ("pattern that is missed", "lower", ["Abc", "abc1", "é", "n\u0303", " abc", "abc "]),
    ("pattern before a line break", "lower", ["abc\n", "\nabc", "ab\nc"]),
    ("code of another case", "code", ["ONE", "One", "TRÉS"]),
    ("code with a space", "code", ["one ", " one", "one\u200b"]),
    ("code that is not listed", "code", ["three", "tre\u0301s", "NULL", "on"]),
    ("address that is none", "web", ["example.org", "https://", "ftp://example.org", "http://localhost/x", "a b"]),
    ("number beyond its bound", "share", ["100.0000001", "-0.0000001", "101", "-1", "1000000000000000000000000"]),
    ("number in another form", "share", ["1e5", "1,5", "1.000,5", "5%", ".5", "5.", "007", "+7", " 7", "1.50", "0x1F"]),
    (
        "number that is none",
        "amount",
        ["NaN", "INF", "-INF", "nan", "Infinity", "1d", "1f", "1_0", "\u0663", "--1", "-"],
    ),
    ("number too large", "amount", ["1" * 310, "-" + "9" * 400]),
    ("integer beyond its bound", "few", ["11", "-6", "9223372036854775807"]),
    ("integer beyond 64 bits", "many", ["9223372036854775808", "-9223372036854775809", "1" * 30]),
    ("integer in another form", "many", ["1.0", "1e1", "+7", "007", " 7 ", "1_0", "\u0663", "-00", "1L"]),
    ("day that is none", "day", ["2019-02-29", "1900-02-29", "2020-13-01", "2020-04-31", "2020-00-10", "2020-01-00"]),
    ("day in another form", "day", ["2020-1-5", "20200229", "29/02/2020", "2020-02-29T00:00:00", "today", "2020-02"]),
    ("day beyond its bound", "day", ["1899-12-31", "2031-01-01", "9999-12-31"]),
    ("day of the year 0", "any_day", ["0000-01-01", "0000-02-29"]),
    ("day of more digits", "any_day", ["10000-01-01", "-0001-01-01", "+2020-01-01", "99999-12-31"]),
    ("flag in another form", "flag", ["True", "TRUE", "1", "0", "t", "yes", "no", " true"]),
    ("id that is blank", "id", [""]),
    ("part of a key that is blank", "part", [""]),
    ("id of another form", "id", ["r-1", "R-", "R-12345", "R-1 "]),
    ("reference that is dangling", "a", ["g9"]),
    ("reference with one dangling part", "b", ["9"]),
    ("reference that is partly blank", "b", [""]),
    ("self reference that is dangling", "up", ["R-9999", "R-1\n", "r-1"]),
]


def _double(rows: Table, draw: random.Random, columns: list[str]) -> None:
    header, body = rows
    one, other = draw.sample(body, 2)
    for column in columns:
        other[header.index(column)] = one[header.index(column)]


def _doubled_key(rows: Table, draw: random.Random) -> None:
    _double(rows, draw, ["id", "part"])


def _doubled_blank_key(rows: Table, draw: random.Random) -> None:
    rows[1][0][1] = ""
    _double(rows, draw, ["id", "part"])
    for row in rows[1]:
        if row[0] == rows[1][0][0]:
            row[1] = ""


def _doubled_cell(rows: Table, draw: random.Random) -> None:
    at = rows[0].index("single")
    one, other = draw.sample(rows[1], 2)
    one[at] = other[at] = draw.choice(["p", "ñ", "😀", "a\nb", " "])


def _doubled_pair(rows: Table, draw: random.Random) -> None:
    _double(rows, draw, ["first", "second"])


def _doubled_half(rows: Table, draw: random.Random) -> None:
    at = rows[0].index("second")
    for row in draw.sample(rows[1], 2):
        row[at - 1 : at + 1] = ["half", ""]


def _short(rows: Table, draw: random.Random) -> None:
    row = draw.choice(rows[1])
    del row[draw.randrange(2, len(row)) :]


def _long(rows: Table, draw: random.Random) -> None:
    draw.choice(rows[1]).append(draw.choice(["", "more"]))


def _column_gone(rows: Table, draw: random.Random) -> None:
    at = draw.randrange(3, len(rows[0]))
    for row in (rows[0], *rows[1]):
        del row[at : at + 1]


SHAPES: dict[str, Callable[[Table, random.Random], None]] = {
    "key that stands twice": _doubled_key,
    "partly blank key that stands twice": _doubled_blank_key,
    "unique cell that stands twice": _doubled_cell,
    "unique pair that stands twice": _doubled_pair,
    "partly blank pair that stands twice": _doubled_half,
    "row that is too short": _short,
    "row that is too long": _long,
    "column that is not there": _column_gone,
}
KINDS = [*(kind for kind, _, _ in CELLS), *SHAPES]


def drawn(folder: Path, seed: int) -> list[str]:
    """Write the package of a seed into a folder, and return the kinds of the faults planted in it.

    Kinds go in turn, so that a run of as many packages as there are kinds has all of them.
    """
    draw = random.Random(seed)  # noqa: S311
    groups = [["g1", "1"], ["g1", "2"], ["g2", "1"], ["ñ", "1"]]
    rows: Table = (list(HEADER), [_row(number, groups, draw) for number in range(draw.randint(8, 20))])
    kinds = [KINDS[(4 * seed + n) % len(KINDS)] for n in range(4)]
    for kind in sorted(kinds, key=lambda kind: kind in SHAPES):  # a cell is set while its column is there
        if kind in SHAPES:
            SHAPES[kind](rows, draw)
            continue
        column, cells = next((c, cells) for k, c, cells in CELLS if k == kind)
        draw.choice(rows[1])[HEADER.index(column)] = draw.choice(cells)
    (folder / "data").mkdir(parents=True)
    resources = []
    for name, schema, table in (("groups", GROUPS, (["a", "b"], groups)), ("rows", ROWS, rows)):
        text = tables.serialise(table[0], table[1])
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        resources.append({"name": name, "path": f"data/{name}.csv", "schema": schema})
    descriptor = {"name": "drawn", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    return kinds


def _row(number: int, groups: list[list[str]], draw: random.Random) -> list[str]:
    """A sound row; cells may be blank where the schema lets them."""
    cells = {name: draw.choice(pool if name == "text" else [*pool, ""]) for name, pool in SOUND.items()}
    a, b = draw.choice([*groups, ["", ""]])
    up = f"R-{draw.randrange(number)}" if number and draw.random() < 0.7 else ""
    cells |= {"id": f"R-{number}", "part": draw.choice(["x", "y"]), "single": f"s{number}", "a": a, "b": b, "up": up}
    cells |= {"first": f"f{number // 2}", "second": f"{number % 2}"}
    return [cells[name] for name in HEADER]
