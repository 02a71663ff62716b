"""One pass over the bytes of a large table: what is canonical in them, and which characters there are."""

from __future__ import annotations

import csv
import gzip
import io
import re
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from andean_coca import tables
from checks import cells
from checks.codes import CODES
from checks.engines import quotes
from checks.findings import Finding

_CHUNK = 1 << 16  # stays in the cache of a core while it is looked through
# What is left without them: line ends, quotes and odd letters, a few in a hundred, in their order.
_PLAIN = bytes(range(0x20, 0x7F)).replace(b'"', b"")
_FORMS = {".gz": "a gzip file of CSV", ".parquet": "a Parquet file"}
_BROKEN = (OSError, EOFError, zlib.error)
_LINE_END = re.compile(r"[\r\n]")
_END = "one LF at the end and no blank line"


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked if its name ends in ``.gz``."""
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def header(path: Path) -> tuple[str, ...]:
    """The column names of a file.

    Raises:
        TableError, UnicodeDecodeError: there is none, or the file cannot be read.
    """
    try:
        with opened(path) as stream:
            first = stream.readline(cells.MAX_LINE + 1)
    except _BROKEN as error:
        raise tables.TableError(str(error), 0) from None
    if len(first.rstrip(b"\n")) > cells.MAX_LINE:
        raise tables.TableError(cells.SHORT_LINES, 1)
    return tables.parse(_LINE_END.split(first.decode("utf-8-sig"), maxsplit=1)[0]).header


def unreadable(path: Path, file: str, error: Exception) -> Finding:
    """The finding on a file that is not what its name says, or beyond the limits."""
    if isinstance(error, UnicodeDecodeError):
        return cells.undecodable(error, file)
    got, line = str(error).partition("\n")[0][:200], getattr(error, "line", None) or None
    if got == cells.SHORT_LINES:
        return CODES["PKG012"].finding(file, got, line=line)
    if "field limit" in got:
        return CODES["PKG012"].finding(file, "shorter cells", line=line, got=got)
    fix = "write or copy the file anew" if path.suffix in _FORMS else None
    return CODES["LEX004"].finding(file, _FORMS.get(path.suffix, "CSV"), line=line, got=got, fix=fix)


@dataclass(slots=True)
class Bytes:
    """A part of a table and what its bytes tell once ``read``; broken UTF-8 and broken CSV are told by their reader.

    ``digest`` takes the bytes of the file in, where the descriptor states their SHA-256. Of a Parquet file nothing else
    is read: ``checks.engines.parquet`` tells the rest.
    """

    path: Path
    file: str
    header: tuple[str, ...] = ()
    digest: Any = None
    findings: list[Finding] = field(default_factory=list)
    broken: bool = False  # whether it could not be read to its end
    rows: int = 0  # as loaded
    unlisted: int = 0  # rows of another length that have no finding of their own, for there are too many
    begins: int = 2  # line of the first row, counted through all parts
    size: int = 0  # bytes, unpacked
    head: int = 0  # bytes of the first line
    line_ends: int = 0
    ended: bool = True  # whether a line end stands last
    quotes: int = 0
    head_quotes: int = 0
    inner: int = 0  # quotes in cells, but for pairs that each end a cell of one row
    unclosed: bool = False  # whether a quote that begins a cell has no other that ends it
    letters: set[str] = field(default_factory=set)  # beyond printable ASCII
    blank: list[int] = field(default_factory=list)  # lines between rows that hold nothing

    @property
    def typed(self) -> bool:
        """Whether it is a Parquet file."""
        return self.path.suffix == ".parquet"

    def line(self, counted: int) -> int:
        """The line in this file of one that is counted through all parts, without those that are blank."""
        line = counted - self.begins + 2
        for blank in self.blank:
            if blank > line:
                break
            line += 1
        return line

    def read(self) -> None:
        """Read the file; one that ends too early, or whose bytes are not those that were packed, has one finding."""
        try:
            if self.digest and self.path.suffix in _FORMS:
                with self.path.open("rb") as stream:
                    while piece := stream.read(_CHUNK):
                        self.digest.update(piece)
            if not self.typed:
                self._read(None if self.path.suffix in _FORMS else self.digest)
        except (*_BROKEN, tables.TableError) as error:
            self.broken, self.findings = True, [unreadable(self.path, self.file, error)]

    def _read(self, digest: Any) -> None:
        told = set[str]()
        for block, marks, odd, inner in self._rows(digest):
            self._take(block, marks, odd, told)
            self.inner += inner
        if not self.ended:
            self.line_ends += 1
            self._tell("LEX005", _END, self.line_ends, None)

    def _blocks(self, digest: Any = None) -> Iterator[bytes]:
        """The file in pieces that end with a line.

        The line end before a line belongs to it: a cell that begins there is seen to begin.

        Raises:
            TableError: a line is too long.
        """
        rest, size, held = list[bytes](), 0, 0
        with opened(self.path) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if digest:
                    digest.update(piece)
                end = piece.rfind(b"\n") + 1
                if held + (piece.index(b"\n") if end else len(piece)) > cells.MAX_LINE:
                    raise tables.TableError(cells.SHORT_LINES, self.line_ends + 1)
                if end:
                    yield b"".join((b"\n", *rest, piece[:end]))
                    rest.clear()
                    held = 0
                rest += [piece[end:]] if end < len(piece) else []
                held += len(piece) - end
        self.size, self.ended = size, not rest
        if rest:
            yield b"".join((b"\n", *rest))

    def _rows(self, digest: Any = None, *, all_quotes: bool = False) -> Iterator[tuple[bytes, bytes, int | None, int]]:
        """The file in pieces that end with a row; what of each is not plain, its first odd quote, and quotes in cells.

        Unless ``all_quotes`` are looked at, a pair of quotes goes unseen that each end a cell of one row.
        """
        held, lost = b"", False
        for piece in self._blocks(digest):
            block = held + piece[1:] if held else piece
            marks, odd, inner, held = block.translate(None, _PLAIN), None, 0, b""
            if b'"' in marks and not lost and (all_quotes or quotes.suspect(block, marks)):
                odd, end, inner = quotes.looked_through(block)
                lost = len(block) - end > cells.MAX_LINE
                if end < len(block) - 1 and not lost:
                    block, held = block[: end + 1], block[end:]
                    marks = block.translate(None, _PLAIN)
            if len(block) > 1:
                yield block, marks, odd, inner
        self.unclosed = bool(held) or lost
        if held:
            yield held, held.translate(None, _PLAIN), None, 0

    def find_quotes(self) -> None:
        """Find the first quote out of place, in a file that was read, whose cells have more quotes than were seen."""
        line = 0
        for block, marks, odd, _ in self._rows(all_quotes=True):
            if odd is not None:
                # In place of a later one, if that was told; what has no cell is an end of the file.
                self.findings = [told for told in self.findings if told.code != "LEX005" or told.got is None]
                self._tell_odd(block, odd, line)
                return
            line += marks.count(b"\n") - 1

    def find_blank(self) -> None:
        """Look again at a file that was read, where lines and rows don't add up.

        That is for lines between rows that hold nothing, and for bytes that are no UTF-8: then nothing else is told.
        """
        line = 0
        for block, marks, _, _ in () if self.typed or self.broken else self._rows():
            try:
                block.decode()
            except UnicodeDecodeError as error:
                self.broken, self.findings = True, [cells.undecodable(error, self.file, line - 1)]
                return
            self.blank += (line + at for at in quotes.blank_lines(block))
            line += marks.count(b"\n") - 1
        if self.blank and self.ended:
            self._tell("LEX005", _END, self.blank[0], None)

    def _take(self, block: bytes, marks: bytes, odd: int | None, told: set[str]) -> None:
        """Take in some lines; of each code the first finding is told."""
        if not self.head:
            self.head = len(block[1:].split(b"\n", 1)[0])
            self.head_quotes = block.count(b'"', 0, self.head + 1)
            if block.startswith(b"\n\xef\xbb\xbf"):
                self._tell("LEX002", "no byte order mark", 1, None)
        if b"\r" in marks and "LEX003" not in told:
            told.add("LEX003")
            at = block.index(b"\r")
            self._tell("LEX003", "LF", self.line_ends + block.count(b"\n", 0, at), "CR")
        if odd is not None and "LEX005" not in told:
            told.add("LEX005")
            self._tell_odd(block, odd, self.line_ends)
        self.letters |= set(marks.translate(None, b'\n"').decode("utf-8", "replace"))
        self.line_ends += marks.count(b"\n") - 1
        self.quotes += marks.count(b'"')

    def _tell_odd(self, block: bytes, quote: int, before: int) -> None:
        """Tell of a quote out of place, in a block after so many lines."""
        cell, mended = quotes.cell_of(block, quote)
        self._tell("LEX005", mended[:120], before + block.count(b"\n", 0, quote), cell[:120])

    def _tell(self, code: str, expected: str, line: int, got: str | None) -> None:
        self.findings.append(CODES[code].finding(self.file, expected, line=line, got=got))


def with_line_feeds(part: Bytes, copy: Path) -> Bytes:
    """A part with other line ends as it is read of a small table: from a copy in which all are LF."""
    with opened(part.path) as stream, copy.open("w", encoding="latin-1", newline="\n") as out:
        shutil.copyfileobj(io.TextIOWrapper(stream, encoding="latin-1"), out)  # which keeps each byte as it is
    result = Bytes(copy, part.file, part.header)
    result.read()
    result.findings += [finding for finding in part.findings if finding.code == "LEX003"]
    return result


def ragged(path: Path, names: int, mended: Path) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row with more or fewer cells than there are names; asked for only where there are some.

    ``mended`` is written as the same table with blank cells for those that lack, and without those beyond the header.

    Raises:
        TableError: a cell is too long.
    """
    with opened(path) as stream, mended.open("w", encoding="utf-8", newline="") as out:
        reader = csv.reader(line.decode("utf-8", "replace") for line in stream)
        writer = csv.writer(out, lineterminator="\n")
        line = 0
        try:
            for row in reader:
                if max(map(len, row), default=0) > tables.MAX_CELL:
                    raise csv.Error
                if row and len(row) != names:
                    yield line + 1, row
                writer.writerow((row + [""] * names)[:names] if row else row)
                line = reader.line_num
        except csv.Error:  # whose own limit is that of whoever reads CSV at the moment
            raise tables.TableError(f"field larger than field limit ({tables.MAX_CELL})", line + 1) from None
