"""The driver's share in tables of parts: what their bytes tell; those of up to 1 MB come into its memory.

Small ones are loaded as on one machine, so that they have all of its findings. Of those that Spark reads, the bytes are
held against the descriptor, and where a part begins is counted when its rows are.
"""

from __future__ import annotations

import codecs
from collections import Counter
from concurrent.futures import Future
from copy import copy
from typing import Any

from andean_coca import tables
from checks import package as packages
from checks.engines import large, spark_frames
from checks.engines.gate import Bytes, opened, unreadable
from checks.findings import Finding, Report
from checks.package import Package, Table
from checks.store import begin


def take(package: Package, report: Report) -> list[Table]:
    """Read the bytes of the tables of parts, and load the small ones; return all as they lie on disk."""
    lying = list[Table]()
    store = begin().store
    store.execute("CREATE SCHEMA large")
    for table in [table for table in package.tables.values() if table.parts]:
        small = sum(map(_size, table.parts)) <= packages.THRESHOLD
        for part in table.parts:
            part.read()
            if not small:
                _tell_what_is_passed_over(part)
        if small:
            read = Future[None]()
            read.set_result(None)
            package.findings += large.take(table, [read] * len(table.parts), store)
        report.unlisted += Counter(SCH004=sum(part.unlisted for part in table.parts))
        lying.append(copy(table))
        if any(part.broken for part in table.parts):
            package.findings += () if small else [finding for part in table.parts for finding in part.findings]
            del package.tables[table.name]
        elif small:
            table.rows, table.parts = large.rows(table, store), ()
            report.findings += packages.characters(table) if table.sound else ()
    return lying


def _tell_what_is_passed_over(part: Bytes) -> None:
    """Tell of bytes that are no UTF-8, for which Spark puts a letter, and of a quote that is not closed."""
    if part.letters and not part.broken and not _is_text(part):
        part.find_blank()
    if part.unclosed and not part.broken:
        error = tables.TableError("Value with unterminated quote found.", part.line_ends)
        part.broken, part.findings = True, [unreadable(part.path, part.file, error)]


def _is_text(part: Bytes) -> bool:
    """Whether a file is UTF-8: its letters alone, side by side, may be where its bytes are not."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with opened(part.path) as stream:
            while piece := stream.read(1 << 20):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _size(part: Bytes) -> int:
    """About how many bytes of CSV a part is that was read; one that is broken has as many as its file."""
    if not part.typed:
        return max(part.size, part.path.stat().st_size)
    from pyarrow import parquet

    told = parquet.read_metadata(part.path)
    cells = sum(told.row_group(n).total_byte_size for n in range(told.num_row_groups))
    return int(max(cells, told.num_rows * told.num_columns))


def hold(spark: Any, table: Table, *, whole: bool) -> list[Finding]:
    """Tell of a table that Spark read where its parts begin, and hold their files against the descriptor.

    ``whole`` is whether no row is broken.
    """
    line = 2
    for part, (rows, breaks) in zip(table.parts, spark_frames.rows_of_parts(spark, table), strict=True):
        part.begins, part.rows = line, rows
        if part.typed:
            part.line_ends = 1 + rows + breaks
        if not part.blank and (part.line_ends - 1 != rows or len(part.header) == 1 or part.findings):
            part.find_blank()  # else each line is a row
        line += part.line_ends - len(part.blank) - 1
    table.count = sum(part.rows for part in table.parts)
    table.sound = table.sound and whole
    return [*(finding for part in table.parts for finding in part.findings), *large.held(table, table.parts)]
