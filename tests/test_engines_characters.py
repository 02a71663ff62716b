"""The order of rows as SQL decides it, held against the order in which tables are written."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from andean_coca.tables import sort_key
from checks import package, store
from checks.engines import characters
from checks.run import check

ALPHABET = ["0", "1", "2", "9", "a", "b", "-", "é", " ", "12", "0000000000001", "999999999999"]


def pairs(dice: random.Random, number: int) -> list[tuple[str, str]]:
    """Cells that differ, many of them in their end alone."""
    told = []
    while len(told) < number:
        begin = "".join(dice.choices(ALPHABET, k=dice.randint(0, 3)))
        mine, before = (begin + "".join(dice.choices(ALPHABET, k=dice.randint(0, 3))) for _ in range(2))
        told += [(mine, before)] if mine != before else []
    return told


@pytest.mark.parametrize("seed", range(10))
def test_what_sql_decides_of_two_keys_is_their_order(seed: int) -> None:
    cells = pairs(random.Random(seed), 1000)
    less = f"SELECT {characters._early('mine', 'before')} FROM (SELECT unnest($1) AS mine, unnest($2) AS before)"
    told = [row[0] for row in duckdb.execute(less, [list(column) for column in zip(*cells, strict=True)]).fetchall()]
    expected = [sort_key([mine], [0]) < sort_key([before], [0]) for mine, before in cells]
    decided = [(pair, t, e) for pair, t, e in zip(cells, told, expected, strict=True) if t is not None]
    assert [case for case in decided if case[1] != case[2]] == []
    assert not any(sort_key([mine], [0]) == sort_key([before], [0]) for (mine, before), _, _ in decided)
    assert len(decided) > 400
    assert {t for _, t, _ in decided} == {True, False}


def test_hashes_are_decided_without_python() -> None:
    dice = random.Random(0)
    hashes = ["".join(dice.choices("0123456789abcdef", k=64)) for _ in range(2000)]
    query = f"SELECT {characters._early('mine', 'before')} FROM (SELECT unnest($1) AS mine, unnest($2) AS before)"
    told = [row[0] for row in duckdb.execute(query, [hashes[1:], hashes[:-1]]).fetchall()]
    assert told.count(None) < 10


@pytest.mark.parametrize(
    ("keys", "ordered", "ascending"),
    [
        (["a1|5", "a2|1", "b|1"], True, True),
        (["a1|5", "a1|5"], True, False),
        (["a1|5", "a1|4"], False, False),
        (["a01|5", "a1|6", "a01|6"], True, False),  # alike as they sort, so that one may stand twice
        (["a1|1", "a1|01", "a1|1"], True, False),
        (["a01|5", "a01|5", "a1|6"], True, False),
    ],
)
def test_a_table_ascends_if_each_key_stands_after_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: list[str], ordered: bool, ascending: bool
) -> None:
    fields = [{"name": name, "type": "string"} for name in ("one", "two")]
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields, "primaryKey": ["one", "two"]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    rows = "".join(key.replace("|", ",") + "\n" for key in keys)
    (tmp_path / "t.csv").write_bytes(b"one,two\n" + rows.encode())
    monkeypatch.setattr(package, "THRESHOLD", -1)
    read = package.read(tmp_path, large=True)
    found, ascends = characters.order(read.tables["t"], store.open_store(read, "500MB"))
    assert ([f.code for f in found], ascends) == ([] if ordered else ["LEX006"], ascending)
    told = Counter(f.code for f in check(tmp_path, fast=True, memory="500MB").findings)
    assert told["SCH108"] == len(keys) - len(set(keys))
