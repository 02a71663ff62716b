"""Operators on the bytes of a table file: each turns them into others, or returns ``None`` where it does not apply."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from andean_coca import tables

File = Callable[[bytes, random.Random], bytes | None]


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
        parsed = tables.parse(raw.decode("utf-8"))
        rows = [change(list(row)) for row in parsed.rows]
        return tables.serialise(change(list(parsed.header)), rows).encode("utf-8")

    return corrupt


def _all_blank(row: list[str]) -> list[str]:
    header = any(cell.endswith(("_id", "_group")) for cell in row)
    return row if header else [""] * len(row)


@dataclass(frozen=True, slots=True)
class FileOperator:
    """A named corruption of a whole file and what it does in words."""

    name: str
    level: str
    change: File
    what: str


def _head_only(raw: bytes, draw: random.Random) -> bytes:
    return raw.partition(b"\n")[0] + b"\n"


def _latin_1(raw: bytes, draw: random.Random) -> bytes | None:
    return None if raw.isascii() else raw.decode().encode("latin-1", "replace")


FILE_OPERATORS: tuple[FileOperator, ...] = (
    FileOperator("row_dropped", "structural", _row_dropped, "one row is gone"),
    FileOperator("row_doubled", "structural", _row_doubled, "one row stands twice"),
    FileOperator("row_moved", "structural", _row_moved, "the last row stands first"),
    FileOperator("column_dropped", "structural", _columns(lambda r: r[:-1]), "the last column is gone"),
    FileOperator("column_renamed", "structural", _header(lambda h: [*h[:-1], h[-1] + b"x"]), "a column has a new name"),
    FileOperator("columns_swapped", "structural", _columns(lambda r: [*r[:-2], r[-1], r[-2]]), "two columns changed"),
    FileOperator("column_added", "structural", _columns(lambda r: [*r, "x"]), "a column more"),
    FileOperator("table_emptied", "structural", _head_only, "the header alone"),
    FileOperator("table_all_blank", "structural", _columns(_all_blank), "every cell blank"),
    FileOperator("file_missing", "structural", lambda raw, draw: None, "the file is gone"),
    FileOperator("byte_order_mark", "lexical", lambda raw, draw: b"\xef\xbb\xbf" + raw, "a byte order mark"),
    FileOperator("crlf", "lexical", lambda raw, draw: raw.replace(b"\n", b"\r\n"), "CRLF line ends"),
    FileOperator("latin_1", "lexical", _latin_1, "saved as Latin-1"),
    FileOperator("utf_16", "lexical", lambda raw, draw: raw.decode().encode("utf-16"), "saved as UTF-16"),
)
UNDESCRIBED = FileOperator("file_undescribed", "structural", lambda raw, draw: raw, "a file that nobody describes")
