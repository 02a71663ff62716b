"""Evidence held against the source texts: hash, line and printed phrase of every span."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from checks.codes import CODES
from checks.findings import Finding
from checks.package import Package

LARGEST_TEXT = 64 * 1024 * 1024


def find_texts(folder: Path) -> dict[str, str]:
    """Return the UTF-8 texts below a folder by the SHA-256 of their bytes, whatever their names."""
    texts = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size <= LARGEST_TEXT:
            raw = path.read_bytes()
            try:
                texts[hashlib.sha256(raw).hexdigest()] = raw.decode("utf-8")
            except UnicodeDecodeError:
                continue
    return texts


def check_texts(package: Package, store: duckdb.DuckDBPyConnection, texts: dict[str, str]) -> tuple[list[Finding], int]:
    """Hold each text span against its text (of ``find_texts``); return findings and how many spans were held."""
    needed = ("sources", "evidence")
    if not all(name in package.tables and package.tables[name].sound for name in needed):
        return [CODES["PKG008"].finding("datapackage.json", "sources and evidence that can be read")], 0
    findings: list[Finding] = []
    held = 0
    sources = store.execute("SELECT source_id, text_sha256, text_characters, _line FROM sources ORDER BY 1").fetchall()
    for source, digest, length, line in sources:
        if digest is None:
            continue
        text = texts.get(digest)
        file = package.tables["sources"].file
        if text is None:
            findings.append(
                CODES["EVD001"].finding(
                    file, f"a text with hash {digest[:12]}...", line=line, key=source, field="text_sha256"
                )
            )
            continue
        if length != len(text):
            findings.append(
                CODES["EVD005"].finding(
                    file, str(len(text)), line=line, key=source, field="text_characters", got=str(length)
                )
            )
        spans = store.execute(
            'SELECT evidence_id, start, "end", line, span_sha256, printed, _line FROM evidence '
            "WHERE source_id = ? AND locator_kind = 'text_span'",
            [source],
        ).fetchall()
        held += len(spans)
        for span in spans:
            findings += _check_span(text, span, package.tables["evidence"].file)
    return findings, held


def _check_span(
    text: str, span: tuple[str, int | None, int | None, int | None, str | None, str | None, int], file: str
) -> Iterator[Finding]:
    key, start, end, line, digest, printed, at = span
    if start is None or end is None or not 0 <= start < end <= len(text):
        # A span that lies outside its text cannot be hashed; nothing else can be said of it.
        yield CODES["EVD002"].finding(
            file, f"a span within 0 to {len(text)}", line=at, key=key, field="start", got=str(start)
        )
        return
    words = text[start:end]
    actual = hashlib.sha256(words.encode()).hexdigest()
    if actual != digest:
        yield CODES["EVD002"].finding(
            file,
            f"{actual[:12]}..., the hash of characters {start} to {end}",
            line=at,
            key=key,
            field="span_sha256",
            got=f"{digest}"[:12],
        )
    actual_line = text.count("\n", 0, start) + 1
    if actual_line != line:
        yield CODES["EVD003"].finding(file, str(actual_line), line=at, key=key, field="line", got=str(line))
    if printed is not None and printed not in words:
        yield CODES["EVD004"].finding(
            file, f"a phrase that stands in characters {start} to {end}", line=at, key=key, field="printed", got=printed
        )
