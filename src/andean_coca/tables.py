"""Tables in their canonical form: the only reader and writer of the record's CSV files.

Canonical is UTF-8 without byte order mark, LF, comma, quotes only where needed, rows sorted by
primary key, so that adding one row changes one line.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_CELL = 32_767  # characters: what a spreadsheet holds in a cell
_DIGITS = re.compile(r"\d+")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class TableError(ValueError):
    """A text that is no CSV; ``line`` is the physical line (from 1) at which reading stopped."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Rows:
    """A parsed table: cells as text, blank for missing; ``lines[i]`` is where ``rows[i]`` begins."""

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]


def parse(text: str) -> Rows:
    """Parse CSV text strictly. Line numbers are physical, also after quoted line breaks.

    Raises:
        TableError: no header, a quote that is not closed or stands where none may, a cell beyond ``MAX_CELL``.
    """
    # Line by line out of the text: a StringIO would hold it anew, four bytes a character.
    reader = csv.reader((m.group() for m in _LINE.finditer(text)), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    before = 0
    # The limit is one for the whole process: whoever else reads CSV in it keeps theirs.
    limit = csv.field_size_limit(MAX_CELL)
    try:
        for row in reader:
            rows.append(row)
            lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        raise TableError(str(error), before + 1) from None
    finally:
        csv.field_size_limit(limit)
    if not rows or not rows[0]:
        raise TableError("there is no header", 1)
    return Rows(tuple(rows[0]), rows[1:], lines[1:])


def serialise(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the canonical CSV text of a table whose rows are already sorted."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def digest(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return the SHA-256 of header and rows, a JSON array of text a line: the same in whatever format they lie."""
    found = hashlib.sha256(_line(header))
    for row in rows:
        found.update(_line(row))
    return found.hexdigest()


def _line(row: Sequence[str]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def sort_key(row: Sequence[str], positions: Sequence[int]) -> tuple[str, ...]:
    """Key that sorts ids by number, so that ``F-10000`` follows ``F-9999``."""
    return tuple(_DIGITS.sub(lambda m: m.group().zfill(12), row[p]) for p in positions)


def read_file(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return header and rows of a table file, each row by column name."""
    parsed = parse(path.read_bytes().decode("utf-8"))
    return list(parsed.header), [dict(zip(parsed.header, row, strict=True)) for row in parsed.rows]


def write_file(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, str]], key: Sequence[str]) -> None:
    """Write a table file in canonical form, sorted by its key; cells that a row lacks are blank."""
    cells = [[row.get(name, "") for name in header] for row in rows]
    cells.sort(key=lambda row: sort_key(row, [header.index(k) for k in key]))
    path.write_text(serialise(header, cells), encoding="utf-8", newline="\n")


def next_id(folder: Path, table: str, prefix: str, ids: Iterable[str]) -> str:
    """Return the id after all that a table has or ever had: ids with a tombstone are never used again.

    ``folder`` holds the tables, ``ids`` are those of the rows that are there.
    """
    graves = folder / "tombstones.csv"
    gone = [row["id"] for row in read_file(graves)[1] if row["table"] == table] if graves.is_file() else []
    return f"{prefix}-{1 + max((int(key.partition('-')[2]) for key in (*ids, *gone)), default=0):04d}"
