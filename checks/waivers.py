"""Waivers: findings that are known and may stand for a while, each with its reason, in ``checks/waivers.toml``.

The file belongs to this checkout, as rules do. A waiver holds for packages of a version below its
``until``; what it waives is told as info. On the checkout's own package every waiver has to be used.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from checks import rules, suites
from checks.codes import CODES, Code
from checks.findings import Finding

CHECKOUT = Path(__file__).resolve().parent.parent
FILE = Path(__file__).with_name("waivers.toml")
NAME = "checks/waivers.toml"
EVIDENCE = frozenset({"EVD002", "EVD003", "EVD004", "EVD005"})
KEYS = ("code", "key", "field", "reason", "until")

_WAIVERS = (
    Code(
        "WVR001",
        "The waivers can be read",
        "mend the file: TOML in UTF-8, each entry under [[waiver]]",
        example="reason = an agency error, without quotes",
    ),
    Code(
        "WVR002",
        "A waiver has only known keys",
        "mend or remove the key; a waiver has code, key, field, reason and until",
        example='coed = "JMP001"',
    ),
    Code(
        "WVR003",
        "A waiver says what it waives, and until when",
        "fill code and key as the finding has them, and until: the first version (X.Y.Z) for which it no longer holds",
        example='until = "soon"',
    ),
    Code("WVR004", "A waiver has a reason", "say in reason why the finding may stand", example='reason = ""'),
    Code(
        "WVR005",
        "A waiver names a code that exists",
        "correct the code, or remove the waiver of a check that is gone",
        example='code = "JMP999"',
    ),
    Code(
        "WVR006",
        "A waiver names a code that can be waived",
        "mend the finding itself: files, cells, schemas and standards have no exceptions",
        example='code = "LEX003"',
    ),
    Code(
        "WVR007",
        "Every waiver is used",
        "remove the waiver: it waives nothing; or correct its key and field",
        example='key = "F-9999"',
    ),
    Code(
        "WVR008",
        "No waiver is outlived",
        "mend the finding and remove the waiver; if it has to stand longer, raise until and say why",
        example='until = "0.1.0" for a package of version 0.1.0',
    ),
)
WAIVER_CODES: dict[str, Code] = {c.code: c for c in _WAIVERS}
_HEADER = re.compile(r"\s*\[\[\s*waiver\s*\]\]")
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One finding that may stand: its code, row and (if given) column, why, and below which version."""

    code: str
    key: str
    field: str | None
    reason: str
    until: str
    line: int | None

    def covers(self, finding: Finding) -> bool:
        """Whether this is the finding that is waived."""
        return (finding.code, finding.key) == (self.code, self.key) and self.field in (None, finding.field)

    def holds(self, version: object) -> bool:
        """Whether it still holds for a package of this version; it never does for one without a version."""
        now = _version(version)
        return now is not None and now < (_version(self.until) or now)


def waivable() -> set[str]:
    """Return the codes that can be waived: those of rules, suites and the evidence; never who may be named."""
    named = {rule.code for rule in rules.all_rules() if not rule.code.startswith("PRV")}
    return named | suites.codes() | EVIDENCE


def read() -> tuple[list[Waiver], list[Finding]]:
    """Return the waivers that can be read, and what is wrong with the others."""
    if not FILE.is_file():
        return [], []
    try:
        text = FILE.read_bytes().decode("utf-8")
        value = tomllib.loads(text)
    except UnicodeDecodeError:
        return [], [_wrong("WVR001", "UTF-8", None)]
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        return [], [_wrong("WVR001", "TOML", int(at[1]) if at else len(text.rstrip().split("\n")), got=str(error))]
    entries = value.get("waiver", [])
    if value.keys() - {"waiver"} or not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        return [], [_wrong("WVR001", "entries under [[waiver]], and nothing else", None, got=", ".join(value))]
    lines: list[int | None] = [n for n, row in enumerate(text.split("\n"), 1) if _HEADER.match(row)]
    if len(lines) != len(entries):
        lines = [None] * len(entries)
    waivers: list[Waiver] = []
    findings: list[Finding] = []
    for entry, line in zip(entries, lines, strict=True):
        faults = list(_faults(entry, line, waivable()))
        findings += faults
        if not faults:
            waivers.append(Waiver(**{"field": None, **entry}, line=line))
    return waivers, findings


def _faults(entry: dict[str, Any], line: int | None, known: set[str]) -> Iterator[Finding]:
    for name in entry.keys() - set(KEYS):
        near = difflib.get_close_matches(name, KEYS, 1)
        yield _wrong("WVR002", near[0] if near else f"one of {', '.join(KEYS)}", line, field=name, got=name)
    for name in ("code", "key", "until", "field", "reason"):
        cell = entry.get(name)
        if name == "field" and name not in entry:
            continue
        if not isinstance(cell, str) or not cell.strip():
            got = None if cell is None else json.dumps(cell, default=str)
            yield _wrong("WVR004" if name == "reason" else "WVR003", f"a filled {name}", line, field=name, got=got)
        elif name == "until" and _version(cell) is None:
            yield _wrong("WVR003", "a version such as 0.2.0", line, field=name, got=cell)
        elif name == "code" and cell not in known and (cell in CODES or cell in WAIVER_CODES):
            yield _wrong("WVR006", "the code of a rule, a suite or the evidence", line, field=name, got=cell)
        elif name == "code" and cell not in known:
            near = difflib.get_close_matches(cell, sorted(known), 3)
            yield _wrong("WVR005", f"a code such as {', '.join(near or ['PRN001'])}", line, field=name, got=cell)


def apply(found: list[Finding], root: Path, version: object, ran: Callable[[str], bool]) -> tuple[list[Finding], int]:
    """Turn what is waived into info, and tell what is wrong with the waivers.

    Args:
        found: what the checks found in the package.
        root: folder of the package; use of every waiver is asked of this checkout alone.
        version: version of the package, as its descriptor states it.
        ran: whether the check of a code ran, so that a waiver without a finding is one too many.

    Returns:
        All findings, and how many of them are waived.
    """
    waivers, faults = read()
    holding = [w for w in waivers if w.holds(version)]
    cover = {i: w for i, f in enumerate(found) for w in reversed(holding) if w.covers(f)}
    result = [_waived(f, cover[i]) if i in cover else f for i, f in enumerate(found)]
    for waiver in waivers if root.resolve() == CHECKOUT else []:
        if waiver not in holding:
            expected = f"a version above that of the package, {version}"
            faults.append(_wrong("WVR008", expected, waiver.line, key=waiver.key, field="until", got=waiver.until))
        elif waiver not in cover.values() and ran(waiver.code):
            expected = f"a finding {waiver.code} on {waiver.key} {waiver.field or ''}".rstrip()
            faults.append(_wrong("WVR007", expected, waiver.line, key=waiver.key))
    return [*result, *faults], len(cover)


def _waived(finding: Finding, waiver: Waiver) -> Finding:
    return replace(finding, severity="info", fix=f"waived below version {waiver.until}: {waiver.reason}")


def _wrong(code: str, expected: str, line: int | None, **place: str | None) -> Finding:
    return WAIVER_CODES[code].finding(NAME, expected, line=line, **place)


def _version(text: object) -> tuple[int, ...] | None:
    match = _VERSION.fullmatch(text) if isinstance(text, str) else None
    return tuple(map(int, match.groups())) if match else None
