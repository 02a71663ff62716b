"""Operators on one cell: each turns it into another cell in one named way, or does not apply to it.

Every choice is drawn from a seeded generator, so that a run can be repeated.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

Cell = Callable[[str, "Column", random.Random], str | None]
Rows = list[dict[str, str]]
Edit = tuple[int, str, str]  # index of the row, name of the column, new cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column as operators see it: what kind of cells it has, and what other cells it holds or may hold."""

    table: str
    name: str
    role: str  # key, reference, code, number, integer, date, edtf, hash, prose
    others: tuple[str, ...]
    required: bool
    target: str = ""  # the table that a reference points to


@dataclass(frozen=True, slots=True)
class Operator:
    """A named corruption: its class, the columns that it applies to, the corruption, and what it does in words."""

    name: str
    level: str  # lexical, structural, semantic
    applies: Callable[[Column], bool]
    change: Cell
    what: str

    def edits(self, rows: Rows, index: int, column: Column, draw: random.Random) -> list[Edit]:
        """The one cell that changes, or nothing where the operator does not apply."""
        old = rows[index][column.name]
        new = self.change(old, column, draw)
        return [] if new is None or new == old else [(index, column.name, new)]


NUMERIC = ("number", "integer")
CODED = ("key", "reference", "code", *NUMERIC, "date", "edtf", "hash")
ALL = (*CODED, "prose")
# References and codes that are swapped under a name of their own; every other one is `another_valid_code`.
TARGETS = {"units": "unit", "places": "place", "indicators": "indicator", "series": "series"}
TARGETS |= {"sources": "source", "actors": "actor"}
NAMED = {"qualifier": "qualifier_swapped", "claim_type": "claim_type_swapped", "verdict": "verdict_flipped"}


def _on(*roles: str) -> Callable[[Column], bool]:
    return lambda column: column.role in roles


def _to(table: str) -> Callable[[Column], bool]:
    return lambda column: column.role == "reference" and column.target == table


def _named(name: str) -> Callable[[Column], bool]:
    return lambda column: column.role == "code" and column.name == name


def is_operand(column: Column) -> bool:
    """Whether a column lists the figures that a computation takes."""
    return column.table.endswith("_operands") and column.name == "figure_id"


def _any_other(column: Column) -> bool:
    taken = column.target in TARGETS or column.name in NAMED or is_operand(column)
    return column.role in ("reference", "code") and not taken


def _digit(cell: str, draw: random.Random) -> int | None:
    places = [i for i, c in enumerate(cell) if c.isdigit()]
    return draw.choice(places) if places else None


def change_digit(cell: str, column: Column, draw: random.Random) -> str | None:
    """One digit becomes another."""
    at = _digit(cell, draw)
    if at is None:
        return None
    return cell[:at] + draw.choice([d for d in "123456789" if d != cell[at]]) + cell[at + 1 :]


def drop_digit(cell: str, column: Column, draw: random.Random) -> str | None:
    """One digit goes."""
    at = _digit(cell, draw)
    return None if at is None or len(cell) < 2 else cell[:at] + cell[at + 1 :]


def add_digit(cell: str, column: Column, draw: random.Random) -> str | None:
    """One digit more."""
    at = _digit(cell, draw)
    return None if at is None else cell[: at + 1] + draw.choice("123456789") + cell[at + 1 :]


def swap_digits(cell: str, column: Column, draw: random.Random) -> str | None:
    """Two digits side by side change places."""
    pairs = [i for i in range(len(cell) - 1) if cell[i : i + 2].isdigit() and cell[i] != cell[i + 1]]
    if not pairs:
        return None
    at = draw.choice(pairs)
    return cell[:at] + cell[at + 1] + cell[at] + cell[at + 2 :]


def _times(factor: float) -> Cell:
    def change(cell: str, column: Column, draw: random.Random) -> str | None:
        try:
            number = float(cell) * factor
        except ValueError:
            return None
        return None if number == float(cell) else f"{number:.15g}"

    return change


def other_value(cell: str, column: Column, draw: random.Random) -> str | None:
    """The cell of another row, or another valid code."""
    others = [o for o in column.others if o not in ("", cell)]
    return draw.choice(others) if cell and others else None


def year_off(cell: str, column: Column, draw: random.Random) -> str | None:
    """The first year is one off."""
    match = re.search(r"\d{4}", cell)
    if not match:
        return None
    year = int(match.group()) + draw.choice([-1, 1])
    return cell[: match.start()] + f"{year:04d}" + cell[match.end() :]


def day_month_swapped(cell: str, column: Column, draw: random.Random) -> str | None:
    """Day and month change places."""
    swapped = re.sub(r"(\d{4})-(\d{2})-(\d{2})", r"\1-\3-\2", cell, count=1)
    return None if swapped == cell else swapped


def precision_padded(cell: str, column: Column, draw: random.Random) -> str | None:
    """A year becomes its first of January."""
    return f"{cell}-01-01" if re.fullmatch(r"\d{4}", cell) else None


def hash_changed(cell: str, column: Column, draw: random.Random) -> str | None:
    """One character of a hash is another."""
    at = draw.randrange(len(cell)) if cell else 0
    return cell[:at] + draw.choice([c for c in "0123456789abcdef" if c != cell[at]]) + cell[at + 1 :] if cell else None


def shifted(cell: str, column: Column, draw: random.Random) -> str | None:
    """A position is one off."""
    return str(int(cell) + draw.choice([-1, 1])) if cell.isdigit() and cell != "0" else None


def blank(cell: str, column: Column, draw: random.Random) -> str | None:
    """A required cell is blank."""
    return "" if cell and column.required else None


def blanked(cell: str, column: Column, draw: random.Random) -> str | None:
    """A cell that may be blank is."""
    return "" if cell and not column.required else None


def dangling(cell: str, column: Column, draw: random.Random) -> str | None:
    """A reference points to no row."""
    return cell.partition("-")[0] + "-9998" if "-" in cell else None


def _write(text: str, *, blank_too: bool = False) -> Cell:
    return lambda cell, column, draw: text if cell or blank_too else None


def _wrap(before: str, after: str) -> Cell:
    return lambda cell, column, draw: before + cell + after if cell else None


def _inside(mark: str) -> Cell:
    return lambda cell, column, draw: cell[:1] + mark + cell[1:] if len(cell) > 1 else None


def homoglyph(cell: str, column: Column, draw: random.Random) -> str | None:
    """A Latin letter becomes its Cyrillic look-alike."""
    looks = dict(zip("aeocEPSA", "\u0430\u0435\u043e\u0441\u0415\u0420\u0405\u0410", strict=True))
    at = next((i for i, c in enumerate(cell) if c in looks), None)
    return None if at is None else cell[:at] + looks[cell[at]] + cell[at + 1 :]


def decomposed(cell: str, column: Column, draw: random.Random) -> str | None:
    """Accents as characters of their own."""
    other = unicodedata.normalize("NFD", cell)
    return other if other != cell else None


def decimal_comma(cell: str, column: Column, draw: random.Random) -> str | None:
    """A decimal comma."""
    return cell.replace(".", ",") if "." in cell else f"{cell},0" if cell else None


_SWAPS = tuple(
    Operator(f"{word}_swapped", "semantic", _to(table), other_value, f"the id of another {word}")
    for table, word in TARGETS.items()
)
_CODES = tuple(
    Operator(operator, "semantic", _named(name), other_value, f"another valid {name}")
    for name, operator in NAMED.items()
)

CELL_OPERATORS: tuple[Operator, ...] = (
    Operator("digit_changed", "semantic", _on("key", "reference", *NUMERIC, "date", "edtf"), change_digit, "12 to 13"),
    Operator("digit_dropped", "semantic", _on(*NUMERIC), drop_digit, "120 to 12"),
    Operator("digit_added", "semantic", _on(*NUMERIC), add_digit, "12 to 152"),
    Operator("digits_swapped", "semantic", _on(*NUMERIC, "date", "edtf"), swap_digits, "12 to 21"),
    Operator("sign_turned", "semantic", _on(*NUMERIC), _times(-1), "12 to -12"),
    Operator("times_10", "semantic", _on(*NUMERIC), _times(10), "12 to 120"),
    Operator("times_1000", "semantic", _on(*NUMERIC), _times(1000), "12 to 12000"),
    Operator("divided_by_10", "semantic", _on(*NUMERIC), _times(0.1), "12 to 1.2"),
    Operator("value_of_another_row", "semantic", _on(*NUMERIC, "date", "edtf"), other_value, "the cell of another row"),
    *_SWAPS,
    *_CODES,
    Operator("operand_swapped", "semantic", is_operand, other_value, "another figure as operand of a computation"),
    Operator("another_valid_code", "semantic", _any_other, other_value, "any other valid code or id"),
    Operator("year_off_by_one", "semantic", _on("date", "edtf"), year_off, "2017 to 2018"),
    Operator("day_and_month_swapped", "semantic", _on("date", "edtf"), day_month_swapped, "2017-03-01 to 2017-01-03"),
    Operator("precision_padded", "semantic", _on("edtf"), precision_padded, "2017 to 2017-01-01"),
    Operator("position_shifted", "semantic", _on("integer"), shifted, "a position is one off"),
    Operator("hash_changed", "semantic", _on("hash"), hash_changed, "one character of a hash"),
    Operator("blanked", "semantic", _on(*CODED), blanked, "a cell that may be blank is"),
    Operator("reference_dangling", "structural", _on("reference"), dangling, "an id that no row has"),
    Operator("key_doubled", "structural", _on("key"), other_value, "the id of another row"),
    Operator("required_blank", "structural", _on(*ALL), blank, "a required cell is blank"),
    Operator("one_space", "lexical", _on(*ALL), _write(" "), "a cell of one space"),
    Operator("spaces_around", "lexical", _on(*ALL), _wrap(" ", " "), "a space before and after"),
    Operator("trailing_space", "lexical", _on(*ALL), _wrap("", " "), "a space after"),
    Operator("NA", "lexical", _on(*CODED), _write("NA", blank_too=True), "NA for missing"),
    Operator("NaN", "lexical", _on(*NUMERIC), _write("NaN", blank_too=True), "NaN for missing"),
    Operator("INF", "lexical", _on(*NUMERIC), _write("INF"), "INF for a number"),
    Operator("exponent", "lexical", _on(*NUMERIC), _write("1e5"), "1e5 for a number"),
    Operator("decimal_comma", "lexical", _on(*NUMERIC), decimal_comma, "1,5 for 1.5"),
    Operator("short_day", "lexical", _on("date", "edtf"), _write("2020-1-5"), "2020-1-5 for a day"),
    Operator("homoglyph", "lexical", _on(*ALL), homoglyph, "a Cyrillic look-alike"),
    Operator("zero_width", "lexical", _on(*ALL), _inside("\u200b"), "a zero-width space inside"),
    Operator("bidi_control", "lexical", _on(*ALL), _inside("\u202e"), "a control of direction inside"),
    Operator("decomposed", "lexical", _on(*ALL), decomposed, "NFD for NFC"),
    Operator("NUL", "lexical", _on(*ALL), _inside("\0"), "a NUL inside"),
    Operator("tab", "lexical", _on(*ALL), _inside("\t"), "a tab inside"),
    Operator("formula_equals", "lexical", _on(*ALL), _wrap("=", ""), "= first"),
    Operator("formula_plus", "lexical", _on(*ALL), _wrap("+", ""), "+ first"),
    Operator(
        "formula_minus", "lexical", _on("key", "reference", "code", "edtf", "hash", "prose"), _wrap("-", ""), "- first"
    ),
    Operator("formula_at", "lexical", _on(*ALL), _wrap("@", ""), "@ first"),
)
