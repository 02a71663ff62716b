"""The mutation engine: it corrupts one thing, sees what the checks say, and mends it again."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planting import ROOT

from checks import parsed, rules, schema_sql
from checks.texts import find_texts
from mutants import score
from mutants.cell_operators import CELL_OPERATORS
from mutants.engine import Bench, Mutant
from mutants.file_operators import FILE_OPERATORS, UNDESCRIBED
from mutants.row_operators import ROW_OPERATORS

FORMAL = [o for o in CELL_OPERATORS if o.level != "semantic"]


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(ROOT)


def mutant_of(bench: Bench, table: str, name: str, operator: str, key: str) -> Mutant:
    column = next(c for c in bench.columns if (c.table, c.name) == (table, name))
    rows = bench._records(table)
    one = next(o for o in (*CELL_OPERATORS, *ROW_OPERATORS) if o.name == operator)
    index = next(i for i, row in enumerate(rows) if next(iter(row.values())) == key)
    return Mutant(one.name, one.level, column, tuple(one.edits(rows, index, column, random.Random(1))))


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_lexical_and_structural_corruptions_of_any_cell_are_caught(bench: Bench, data: st.DataObject) -> None:
    operator = data.draw(st.sampled_from(FORMAL))
    column = data.draw(st.sampled_from([c for c in bench.columns if operator.applies(c)]))
    rows = bench._records(column.table)
    index = data.draw(st.integers(0, len(rows) - 1))
    edits = tuple(operator.edits(rows, index, column, random.Random(data.draw(st.integers(0, 99)))))
    if edits:
        outcome = bench.run(Mutant(operator.name, operator.level, column, edits))
        assert outcome.caught, outcome


def test_numbers_of_the_reports_are_caught_at_their_cell(bench: Bench) -> None:
    for name in ("digit_changed", "times_10", "digit_dropped"):
        outcome = bench.run(mutant_of(bench, "figures", "value", name, "F-0066"))
        assert outcome.caught == "cell", outcome


@pytest.mark.parametrize(
    ("table", "column", "operator", "key"),
    [
        ("evidence", "start", "position_shifted", "E-0001"),
        ("evidence", "line", "digit_changed", "E-0094"),
        ("evidence", "passage_start", "position_shifted", "E-0832"),
        ("evidence", "passage_sha256", "hash_changed", "E-1106"),
        ("sources", "text_sha256", "hash_changed", "S-0001"),
        ("figures", "value_low", "low_and_high_swapped", "F-0002"),
        ("figures", "value", "values_of_two_rows_swapped", "F-0066"),
        ("derivation_operands", "figure_id", "operands_exchanged", "D-0003"),
    ],
)
def test_second_entries_contradict(bench: Bench, table: str, column: str, operator: str, key: str) -> None:
    outcome = bench.run(mutant_of(bench, table, column, operator, key))
    assert outcome.caught, outcome


def test_operands_of_a_sum_in_another_order_mean_the_same(bench: Bench) -> None:
    mutant = mutant_of(bench, "derivation_operands", "figure_id", "operands_exchanged", "D-0003")
    assert bench.same_meaning(mutant) == ""
    kinds = bench.package.tables["derivations"].rows
    position, row = kinds.header.index("kind"), next(r for r in kinds.rows if r[0] == "D-0003")
    before, row[position] = row[position], "sum"
    try:
        assert bench.same_meaning(mutant)
    finally:
        row[position] = before


def test_everything_is_mended_afterwards(bench: Bench) -> None:
    before = {name: [list(row) for row in table.rows.rows] for name, table in bench.package.tables.items()}
    draw = random.Random(4)
    for mutant in draw.sample(list(bench.mutants(1, random.Random(4))), 5):
        bench.run(mutant)
    parsed.refill_parsed(bench.package, bench.store, bench.stale)
    assert before == {name: table.rows.rows for name, table in bench.package.tables.items()}
    assert schema_sql.check_schemas(bench.package, bench.store) == []
    assert rules.check_rules(bench.package, bench.store) == []


def test_a_draw_can_be_repeated(bench: Bench) -> None:
    first, second = (list(bench.mutants(1, random.Random(5))) for _ in range(2))
    assert first == second
    assert len(first) > 2000


def test_every_operator_applies_somewhere(bench: Bench) -> None:
    drawn = {m.operator for m in bench.mutants(1, random.Random(1))}
    # The shipped cells have no accent in a decomposable code, but the prose has.
    assert drawn == {o.name for o in (*CELL_OPERATORS, *ROW_OPERATORS)}


def test_with_the_texts_a_hash_of_unseen_words_is_caught(texts) -> None:  # type: ignore[no-untyped-def]
    bench = Bench(ROOT, texts)
    assert find_texts(texts)
    outcome = bench.run(mutant_of(bench, "evidence", "span_sha256", "hash_changed", "E-0001"))
    assert outcome.codes == ("EVD002",)


@pytest.mark.parametrize("operator", FILE_OPERATORS, ids=lambda o: o.name)
def test_file_operators_are_caught(bench: Bench, operator) -> None:  # type: ignore[no-untyped-def]
    outcome = bench.run_file(operator, "places", random.Random(1))
    assert outcome is not None
    assert outcome.caught


def test_a_dropped_correction_is_missed_by_the_suites(bench: Bench) -> None:
    outcome = bench.run_file(FILE_OPERATORS[0], "corrections", random.Random(1))
    assert outcome is not None
    assert outcome.caught


def test_an_undescribed_file_is_caught(bench: Bench) -> None:
    outcome = bench.run_file(UNDESCRIBED, "places", random.Random(1))
    assert outcome is not None
    assert outcome.codes == ("PKG007",)


def test_matrix_adds_up(bench: Bench) -> None:
    outcomes = [bench.run(m) for m, _ in zip(bench.mutants(1, random.Random(2)), range(3), strict=False)]
    last = score.matrix(outcomes, columns=True).splitlines()[-1].split()
    assert last[:3] == ["ALL", "3", str(sum(bool(o.caught) for o in outcomes))]
