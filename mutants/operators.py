"""Operators: each corrupts one thing of a package in one named way.

A cell operator turns the cell of a row into another cell, or returns ``None`` where it does not
apply; a file operator turns the bytes of a table file into others. Every choice is drawn from a
seeded generator, so that a run can be repeated.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

Cell = Callable[[str, "Column", random.Random], str | None]
File = Callable[[bytes, random.Random], bytes | None]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as operators see it: what kind of cells it has, and what other cells it holds or may hold."""

    table: str
    name: str
    role: str  # key, reference, code, number, integer, date, edtf, hash, prose
    others: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Operator:
    """A named corruption, its class, the roles of the columns that it applies to, and the corruption."""

    name: str
    level: str  # lexical, structural, semantic
    roles: frozenset[str]
    change: Cell


def _on(*roles: str) -> frozenset[str]:
    return frozenset(roles)


NUMERIC = _on("number", "integer")
ALL = _on("key", "reference", "code", "number", "integer", "date", "edtf", "hash", "prose")
CODED = ALL - {"prose"}


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


CELL_OPERATORS: tuple[Operator, ...] = (
    Operator("digit_changed", "semantic", _on("key", "reference", "number", "integer", "date", "edtf"), change_digit),
    Operator("digit_dropped", "semantic", NUMERIC, drop_digit),
    Operator("digit_added", "semantic", NUMERIC, add_digit),
    Operator("digits_swapped", "semantic", NUMERIC | {"edtf", "date"}, swap_digits),
    Operator("sign_turned", "semantic", NUMERIC, _times(-1)),
    Operator("times_10", "semantic", NUMERIC, _times(10)),
    Operator("times_1000", "semantic", NUMERIC, _times(1000)),
    Operator("divided_by_10", "semantic", NUMERIC, _times(0.1)),
    Operator("value_of_another_row", "semantic", NUMERIC | {"edtf", "date"}, other_value),
    Operator("another_valid_code", "semantic", _on("reference", "code"), other_value),
    Operator("year_off_by_one", "semantic", _on("date", "edtf"), year_off),
    Operator("day_and_month_swapped", "semantic", _on("date", "edtf"), day_month_swapped),
    Operator("precision_padded", "semantic", _on("edtf"), precision_padded),
    Operator("position_shifted", "semantic", _on("integer"), shifted),
    Operator("hash_changed", "semantic", _on("hash"), hash_changed),
    Operator("blanked", "semantic", CODED, blanked),
    Operator("reference_dangling", "structural", _on("reference"), dangling),
    Operator("key_of_another_row", "structural", _on("key"), other_value),
    Operator("required_blank", "structural", ALL, blank),
    Operator("one_space", "lexical", ALL, _write(" ")),
    Operator("spaces_around", "lexical", ALL, _wrap(" ", " ")),
    Operator("trailing_space", "lexical", ALL, _wrap("", " ")),
    Operator("NA", "lexical", NUMERIC | {"date", "edtf", "code", "reference"}, _write("NA", blank_too=True)),
    Operator("NaN", "lexical", NUMERIC, _write("NaN", blank_too=True)),
    Operator("INF", "lexical", NUMERIC, _write("INF")),
    Operator("1e5", "lexical", NUMERIC, _write("1e5")),
    Operator("decimal_comma", "lexical", NUMERIC, decimal_comma),
    Operator("2020-1-5", "lexical", _on("date", "edtf"), _write("2020-1-5")),
    Operator("homoglyph", "lexical", ALL, homoglyph),
    Operator("zero_width", "lexical", ALL, _inside("\u200b")),
    Operator("bidi_control", "lexical", ALL, _inside("\u202e")),
    Operator("decomposed", "lexical", ALL, decomposed),
    Operator("NUL", "lexical", ALL, _inside("\0")),
    Operator("tab", "lexical", ALL, _inside("\t")),
    Operator("formula_equals", "lexical", ALL, _wrap("=", "")),
    Operator("formula_plus", "lexical", ALL, _wrap("+", "")),
    Operator("formula_at", "lexical", ALL, _wrap("@", "")),
)


def _lines(raw: bytes) -> list[bytes]:
    return raw.split(b"\n")[:-1]


def _row_dropped(raw: bytes, draw: random.Random) -> bytes | None:
    lines = _lines(raw)
    del lines[draw.randrange(1, len(lines))]
    return b"\n".join(lines) + b"\n"


def _row_doubled(raw: bytes, draw: random.Random) -> bytes | None:
    lines = _lines(raw)
    at = draw.randrange(1, len(lines))
    return b"\n".join([*lines[: at + 1], *lines[at:]]) + b"\n"


def _row_moved(raw: bytes, draw: random.Random) -> bytes | None:
    lines = _lines(raw)
    return b"\n".join([lines[0], lines[-1], *lines[1:-1]]) + b"\n" if len(lines) > 2 else None


def _header(change: Callable[[list[bytes]], list[bytes]]) -> File:
    def corrupt(raw: bytes, draw: random.Random) -> bytes | None:
        head, _, rest = raw.partition(b"\n")
        return b",".join(change(head.split(b","))) + b"\n" + rest

    return corrupt


def _columns(change: Callable[[list[str]], list[str]]) -> File:
    """Change every row of a table in the same way; cells are split as CSV."""

    def corrupt(raw: bytes, draw: random.Random) -> bytes | None:
        from andean_coca import tables

        parsed = tables.parse(raw.decode("utf-8"))
        rows = [change(list(row)) for row in parsed.rows]
        return tables.serialise(change(list(parsed.header)), rows).encode("utf-8")

    return corrupt


def _all_blank(row: list[str]) -> list[str]:
    header = any(cell.endswith(("_id", "_group")) for cell in row)
    return row if header else [""] * len(row)


FILE_OPERATORS: tuple[tuple[str, str, File], ...] = (
    ("row_dropped", "structural", _row_dropped),
    ("row_doubled", "structural", _row_doubled),
    ("row_moved", "structural", _row_moved),
    ("column_dropped", "structural", _columns(lambda r: r[:-1])),
    ("column_renamed", "structural", _header(lambda h: [*h[:-1], h[-1] + b"x"])),
    ("columns_swapped", "structural", _columns(lambda r: [*r[:-2], r[-1], r[-2]])),
    ("column_added", "structural", _columns(lambda r: [*r, "x"])),
    ("table_emptied", "structural", lambda raw, draw: raw.partition(b"\n")[0] + b"\n"),
    (
        "table_all_blank",
        "structural",
        _columns(_all_blank),
    ),
    ("byte_order_mark", "lexical", lambda raw, draw: b"\xef\xbb\xbf" + raw),
    ("crlf", "lexical", lambda raw, draw: raw.replace(b"\n", b"\r\n")),
    ("latin_1", "lexical", lambda raw, draw: raw.decode().encode("latin-1", "replace") if not raw.isascii() else None),
    ("utf_16", "lexical", lambda raw, draw: raw.decode().encode("utf-16")),
    ("file_missing", "structural", lambda raw, draw: None),
)
