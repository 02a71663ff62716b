"""Quotes in the bytes of CSV: which stand out of place, where a row ends, and which lines are blank.

A block is some lines, with the line end before the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NO_QUOTE = bytes(set(range(256)) - set(b'\n"'))
_END_OF_CELL = rb"(?![^,\r\n])"
# A quoted cell, in its group one that needs no quotes. A quote comes first, which is searched for fastest.
_CELL = re.compile(rb'"(?<=[,\r\n]")(?:([^",\r\n]*+")|[^"]*+(?:""[^"]*+)*+")' + _END_OF_CELL)
_BLANK = re.compile(rb"\n(?=(\n))|(?:" + _CELL.pattern + rb")")
# A quote beside another, within a cell, or around a cell that needs none.
_ODD = re.compile(rb'"(?:"|[^",\r\n](?:(?<![,\r\n]"[^",\r\n])|[^",\r\n]*+"' + _END_OF_CELL + rb"))")


def suspect(block: bytes, marks: bytes) -> bool:
    """Whether quotes may stand out of place, or a cell that is quoted may not end in its line."""
    return b'"' in marks.translate(None, _NO_QUOTE).replace(b'""', b"") or _ODD.search(block) is not None


def looked_through(block: bytes) -> tuple[int | None, int, int]:
    """The place of the first quote out of place, where the last row ends that is whole, and quotes in cells till there.

    A doubled quote is one in a cell, and so is one out of place.
    """
    odd, at, row, inner, after = None, 0, 0, 0, 0
    while (quote := block.find(b'"', at)) >= 0:
        end = block.rfind(b"\n", at, quote)
        if end > row:
            row, inner, after = end, inner + after, 0
        cell = _CELL.match(block, quote)
        if cell is None and block[quote - 1] in b",\r\n":  # a cell that ends later, or is broken
            return odd, row, inner
        if odd is None and (cell is None or cell[1]):
            odd = quote
        after += cell[0].count(b'""', 1, -1) if cell else 1
        at = cell.end() if cell else quote + 1
    return odd, len(block) - 1, inner + after


def cell_of(block: bytes, quote: int) -> tuple[str, str]:
    """The cell of a quote out of place, as it is and as it should be."""
    if needless := _CELL.match(block, quote):
        cell = needless[0].decode("utf-8", "replace")
        return cell, cell[1:-1]
    before = max(block.rfind(mark, 0, quote) for mark in (b",", b"\n")) + 1
    cell = re.split(rb"[,\r\n]", block[before:], maxsplit=1)[0].decode("utf-8", "replace")
    return cell, '"' + cell.replace('"', '""') + '"'


def blank_lines(block: bytes) -> Iterator[int]:
    """Blank lines of a block of whole rows that stand in no cell, counted within it."""
    line, at = 0, 0
    for match in _BLANK.finditer(block) if b"\n\n" in block else ():
        if match[1]:
            line += block.count(b"\n", at, match.start() + 1)
            at = match.start() + 1
            yield line
