"""The gate on bytes and characters: what schemas cannot see and readers stumble over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from andean_coca import tables
from checks.codes import CODES
from checks.findings import Finding

# The largest table has 0.3 MB and 40 columns; what passes these limits is no table of the record.
MAX_BYTES = 64 * 1024 * 1024
MAX_LINES = 1_000_000
MAX_LINE = 1024 * 1024
SHORT_LINES = "lines of 1 MB at most"
_LONG_LINE = re.compile(rb"(?:\A|\n)[^\n]{%d}" % (MAX_LINE + 1))
_EDGE = re.compile(r"\A\s|\s\Z")
_FORMULA = re.compile(r"[=+@\t\r-]")
# Columns of text that quote cells of other tables, among them negative numbers.
_QUOTING = {"old", "new"}
_NEGATIVE = re.compile(r"-([1-9]\d*|0(?=\.))(\.\d+)?")
# Cells side by side, a unit separator around each: what may begin or end none, and what is not plainly Latin.
_LATIN = r"¡¿À-ÖØ-öø-ɏ\u2013\u2014\u2018\u2019\u201c\u201d…"
_SUSPECT = re.compile(rf"\x1f[ \n=+@-]|[ \n]\x1f|[\x00-\x09\x0b-\x1e\x7f]|[^\x00-\x7f{_LATIN}]")
_NUMERIC = frozenset({"integer", "number"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\t]")


def read(path: Path, file: str) -> tuple[bytes | None, list[Finding]]:
    """Return the bytes of a table file, or ``None`` with a finding where they pass the limits."""
    code, size = CODES["PKG012"], path.stat().st_size
    if size > MAX_BYTES:
        return None, [code.finding(file, f"{MAX_BYTES:,} bytes at most", got=f"{size:,}")]
    raw = path.read_bytes()
    lines = raw.count(b"\n")
    if lines > MAX_LINES:
        return None, [code.finding(file, f"{MAX_LINES:,} lines at most", got=f"{lines:,}")]
    if long := _LONG_LINE.search(raw):
        return None, [code.finding(file, SHORT_LINES, line=raw.count(b"\n", 0, long.end()) + 1)]
    return raw, []


def decode(raw: bytes, file: str) -> tuple[str | None, list[Finding]]:
    """Return the text of a file, or ``None`` with findings that say why it is none."""
    findings = []
    if raw.startswith(b"\xef\xbb\xbf"):
        findings.append(CODES["LEX002"].finding(file, "no byte order mark", line=1))
        raw = raw[3:]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [*findings, undecodable(error, file)]
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        findings.append(CODES["LEX003"].finding(file, "LF", line=line, got="CR"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, findings


def undecodable(error: UnicodeDecodeError, file: str, before: int = 0) -> Finding:
    """The finding on the first byte that is no UTF-8, after so many lines."""
    line = before + error.object.count(b"\n", 0, error.start) + 1
    return CODES["LEX001"].finding(file, "UTF-8", line=line, got=f"byte 0x{error.object[error.start]:02x}")


def canonical(text: str, table: tables.Rows, file: str) -> Iterator[Finding]:
    """Yield a finding at the first line that the writer would write otherwise."""
    wanted = tables.serialise(table.header, table.rows)
    if wanted == text:
        return
    got, expected = text.split("\n"), wanted.split("\n")
    at = next((i for i, pair in enumerate(zip(got, expected, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        at = min(len(got), len(expected)) - 1
        yield CODES["LEX005"].finding(file, "one LF at the end and no blank line", line=at + 1)
    else:
        yield CODES["LEX005"].finding(file, expected[at][:120], line=at + 1, got=got[at][:120])


def order(table: tables.Rows, positions: list[int], file: str) -> Iterator[Finding]:
    """Yield a finding at the first row that stands before its predecessor in key order."""
    before: tuple[str, ...] = ()
    for row, line in zip(table.rows, table.lines, strict=True):
        if len(row) <= max(positions):
            continue
        key = tables.sort_key(row, positions)
        if key < before:
            name = "|".join(row[p] for p in positions)
            yield CODES["LEX006"].finding(file, "rows in the order of their key", line=line, key=name, got=name)
            return
        before = key


def characters(table: tables.Rows, types: dict[str, str], key: list[int], file: str) -> Iterator[Finding]:
    """Yield findings on the characters of cells; ``types`` maps a column to its schema type."""
    numeric = [types.get(name) in _NUMERIC for name in table.header]
    for row, line in zip(table.rows, table.lines, strict=True):
        joined = "\x1f".join(("", *row, ""))
        if not _SUSPECT.search(joined) and joined.count("\x1f") == len(row) + 1:
            continue  # nearly all rows leave here, after one look
        for position, cell in enumerate(row[: len(table.header)]):
            if not cell:
                continue
            quoted = table.header[position] in _QUOTING and _NEGATIVE.fullmatch(cell)
            code_got = _first_fault(cell, numeric[position] or bool(quoted))
            if code_got:
                code, expected, got = code_got
                name = "|".join(row[p] for p in key if p < len(row))
                field = table.header[position]
                yield CODES[code].finding(file, expected, line=line, key=name, field=field, got=got)


def _first_fault(cell: str, numeric: bool) -> tuple[str, str, str] | None:
    if _CONTROL.search(cell) or (not cell.isascii() and _invisible(cell)):
        return "LEX008", "printable characters", ascii(cell)[1:-1]
    if _EDGE.search(cell):
        return "LEX007", repr(cell.strip())[1:-1] or "a blank cell", cell
    if not numeric and _FORMULA.match(cell):
        return "LEX011", "text that no spreadsheet runs", cell
    if cell.isascii():
        return None
    if unicodedata.normalize("NFC", cell) != cell:
        return "LEX009", unicodedata.normalize("NFC", cell), ascii(cell)[1:-1]
    for letter in cell:
        if letter.isalpha() and not unicodedata.name(letter, "").startswith(("LATIN", "FEMININE", "MASCULINE")):
            return "LEX010", "Latin letters", f"{letter} ({unicodedata.name(letter, 'unnamed')})"
    return None


def odd(letter: str) -> bool:
    """Whether a character can be a fault wherever it stands: unseen, not composed, no plain space, not Latin."""
    if letter == "\n":
        return False
    if _invisible(letter) or unicodedata.category(letter) == "Zs" or unicodedata.combining(letter):
        return letter != " "
    if unicodedata.normalize("NFC", letter) != letter or unicodedata.category(letter)[0] == "M":
        return True
    return letter.isalpha() and not unicodedata.name(letter, "").startswith(("LATIN", "FEMININE", "MASCULINE"))


def _invisible(cell: str) -> bool:
    return any(
        unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp") or c in "\u00a0\u2007\u202f" for c in cell
    )
