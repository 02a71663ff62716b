"""The parts of a table beyond the limits: one CSV, gzip or Parquet file, a folder of such files, or an address."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from andean_coca import tables
from checks import paths
from checks.codes import CODES
from checks.columns import check_columns, header_fault
from checks.engines import gate, parquet
from checks.engines.remote import Fetch, FetchError
from checks.findings import Finding
from checks.package import Package, Table

_SAID = re.compile(r"(?<=line )\d+(?= has it already)")


def read(package: Package, resource: dict[str, Any], schema: dict[str, Any], fetch: Fetch | None) -> None:
    """Take a table in by the headers of its parts; their bytes are read while the store is filled.

    A part without a header, or with another one than the first part, is a finding, and the table is not sound.
    """
    name, file = resource["name"], resource["path"]
    stated: dict[str, Any] = {key: resource[key] for key in ("bytes", "hash", "rows") if key in resource}
    digest = hashlib.sha256() if "hash" in stated else None
    parts, found = list[gate.Bytes](), list[Finding]()
    for place, part in _files(package, file, fetch, found):
        try:
            header = parquet.header(place) if place.suffix == ".parquet" else gate.header(place)
        except (tables.TableError, UnicodeDecodeError) as error:
            found.append(gate.unreadable(place, part, error))
            continue
        if fault := header_fault(header, part):
            found.append(fault)
            continue
        parts.append(gate.Bytes(place, part, header, digest))
        if len(parts) == 1 or header != parts[0].header:
            shown = Table(name, part, schema, tables.Rows(header, [], []))
            told = [f for f in check_columns(shown) if f.code != "SCH005"]
            if len(parts) > 1 and not told:
                expected = ", ".join(parts[0].header)
                told = [CODES["SCH003"].finding(part, expected, line=1, got=", ".join(header))]
            found += told
    package.findings += found
    if parts and not any(_ambiguous(part.header) for part in parts):
        # A column that some part lacks has its finding; its cells are not looked at.
        header = tuple(n for n in parts[0].header if all(n in part.header for part in parts))
        table = Table(name, file, schema, tables.Rows(header, [], []), stated=stated, parts=tuple(parts))
        table.sound = not found
        package.tables[name] = table


def _ambiguous(header: tuple[str, ...]) -> bool:
    """Whether a name is blank or stands twice, whatever the case: the store has no columns of such names."""
    return not all(header) or len({name.casefold() for name in header}) < len(header)


def _files(package: Package, path: str, fetch: Fetch | None, found: list[Finding]) -> Iterator[tuple[Path, str]]:
    """Where each part lies and how findings name it; what is no part is ``found``."""
    full = package.root / path
    if fetch and path.startswith(paths.ADDRESSES):
        try:
            yield fetch(path), path
        except FetchError as error:
            found.append(CODES["PKG003"].finding(path, error.expected, got=str(error) or None, fix=error.fix))
    elif full.is_dir():
        places = sorted(place for place in full.iterdir() if paths.is_part(place.name))
        if not places:
            found.append(CODES["PKG003"].finding(path, f"parts that end in {', '.join(paths.SUFFIXES)}"))
        for place in places:
            part = str(PurePosixPath(path) / place.name)
            if told := paths.fault(package, part):
                code, expected = told
                found.append(CODES[code].finding(part, expected))
            else:
                yield place, part
    else:
        yield full, path


def placed(findings: Iterable[Finding], seen: Collection[Table]) -> list[Finding]:
    """Findings with the file and line of their part: SQL counts lines through all parts, and no blank ones."""
    parts = {t.file: t.parts for t in seen if len(t.parts) > 1 or any(p.blank or p.file != t.file for p in t.parts)}
    result = []
    for finding in findings:
        there = parts.get(finding.file)
        if not there or finding.line is None:
            result.append(finding)
            continue
        file, line = _at(there, finding.line)
        said = _SAID.sub(partial(_said, there, file), finding.expected)
        result.append(replace(finding, file=file, line=line, expected=said))
    return result


def _said(parts: tuple[gate.Bytes, ...], file: str, match: re.Match[str]) -> str:
    other, line = _at(parts, int(match.group()))
    return str(line) if other == file else f"{line} of {other}"


def _at(parts: tuple[gate.Bytes, ...], line: int) -> tuple[str, int]:
    """File and line of a line counted through all parts, without those that are blank."""
    part = parts[max(0, bisect_right([p.begins for p in parts], line) - 1)]
    return part.file, part.line(line)
