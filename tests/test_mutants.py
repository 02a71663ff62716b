"""The mutation engine: it corrupts one thing, sees what the checks say, and mends it again."""

from __future__ import annotations

import random

import pytest
from mutants.operators import CELL_OPERATORS, FILE_OPERATORS
from planting import ROOT

from checks import rules, schema_sql
from mutants import cli
from mutants.engine import Bench


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(ROOT)


def test_lexical_and_structural_corruptions_are_caught(bench: Bench) -> None:
    draw = random.Random(7)
    drawn = [m for m in bench.cell_mutants(1, draw) if m[0].level != "semantic"]
    missed = [o for o in (bench.run_cell(*m) for m in draw.sample(drawn, 12)) if not o.caught]
    assert missed == []


def test_numbers_positions_and_hashes_of_the_texts_are_caught(bench: Bench) -> None:
    draw = random.Random(3)
    rows = bench.package.tables["figures"].rows
    value = bench.columns["figures", "value"]
    spots = [i for i, row in enumerate(rows.rows[:108]) if row[rows.header.index("value")]]
    for operator in (o for o in CELL_OPERATORS if o.name in ("digit_changed", "times_10", "digit_dropped")):
        index = draw.choice(spots)
        new = operator.change(rows.rows[index][rows.header.index("value")], value, draw)
        if new is not None:
            assert bench.run_cell(operator, value, index, new).caught == "cell", (
                operator.name,
                rows.rows[index][0],
                new,
            )


def test_everything_is_mended_afterwards(bench: Bench) -> None:
    bench._recompute(bench.stale)
    assert schema_sql.check_schemas(bench.package, bench.store) == []
    assert rules.check_rules(bench.package, bench.store) == []


def test_a_draw_can_be_repeated(bench: Bench) -> None:
    first, second = (
        [(o.name, c.table, c.name, i, new) for o, c, i, new in bench.cell_mutants(1, random.Random(5))]
        for _ in range(2)
    )
    assert first == second
    assert len(first) > 1500


@pytest.mark.parametrize("operator", [name for name, _, _ in FILE_OPERATORS])
def test_file_operators_are_caught(bench: Bench, operator: str) -> None:
    level = next(of for name, of, _ in FILE_OPERATORS if name == operator)
    outcome = bench.run_file(operator, level, "places", random.Random(1))
    assert outcome is not None
    assert outcome.caught


def test_an_undescribed_file_is_caught(bench: Bench) -> None:
    outcome = bench.run_file("file_undescribed", "structural", "places", random.Random(1))
    assert outcome is not None
    assert outcome.codes == ("PKG007",)


def test_matrix_adds_up(bench: Bench) -> None:
    outcomes = [bench.run_cell(*m) for m, _ in zip(bench.cell_mutants(1, random.Random(2)), range(3), strict=False)]
    last = cli.matrix(outcomes).splitlines()[-1].split()
    assert last[:3] == ["ALL", "3", str(sum(bool(o.caught) for o in outcomes))]
