"""Operators on two cells at once: within a row, or of two rows of a table."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from mutants.cell_operators import Column, Edit, Rows, is_operand


@dataclass(frozen=True, slots=True)
class RowOperator:
    """A named corruption of two cells: for a row it gives the edits, or none where it does not apply."""

    name: str
    level: str
    applies: Callable[[Column], bool]
    edits: Callable[[Rows, int, Column, random.Random], list[Edit]]
    what: str


_PARTNERS = {
    ("figures", "value_low"): "value_high",
    ("figures", "period_start"): "period_end",
    ("events", "date_start"): "date_end",
    ("evidence", "start"): "end",
    ("evidence", "start_column"): "end_column",
    ("evidence", "passage_start"): "passage_end",
}
_KEPT = 20  # rows tried for a partner with another cell


def _swapped_in_row(rows: Rows, index: int, column: Column, draw: random.Random) -> list[Edit]:
    row, name, partner = rows[index], column.name, _PARTNERS[column.table, column.name]
    if row[name] == row[partner]:
        return []
    return [(index, name, row[partner]), (index, partner, row[name])]


def _swapped_rows(rows: Rows, index: int, column: Column, draw: random.Random) -> list[Edit]:
    name = column.name
    mine = rows[index][name]
    for other in draw.sample(range(len(rows)), min(_KEPT, len(rows))):
        theirs = rows[other][name]
        if mine and theirs and mine != theirs:
            return [(index, name, theirs), (other, name, mine)]
    return []


def _swapped_operands(rows: Rows, index: int, column: Column, draw: random.Random) -> list[Edit]:
    """Two operands of one computation change places."""
    name, mine, computation = column.name, rows[index], next(iter(rows[index]))
    for other, row in enumerate(rows):
        if other != index and row[computation] == mine[computation] and row[name] != mine[name]:
            return [(index, name, row[name]), (other, name, mine[name])]
    return []


ROW_OPERATORS = (
    RowOperator(
        "low_and_high_swapped",
        "semantic",
        lambda column: (column.table, column.name) in _PARTNERS,
        _swapped_in_row,
        "the two ends of a range, a period or a span",
    ),
    RowOperator(
        "values_of_two_rows_swapped",
        "semantic",
        lambda column: column.role in ("number", "integer", "date", "edtf", "hash"),
        _swapped_rows,
        "two rows exchange a cell",
    ),
    RowOperator(
        "operands_exchanged",
        "semantic",
        is_operand,
        _swapped_operands,
        "two operands of one computation change places",
    ),
)
