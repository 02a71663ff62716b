"""Findings for a terminal: a heading a file, a wrapped paragraph a finding, then totals."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections import Counter

from checks.findings import Finding, Report, plain

NARROWEST, WIDEST = 40, 100
_COLOURS = {"error": "31", "warning": "33", "info": "36", "heading": "1", "fix": "2"}


def terminal_width() -> int:
    """Columns to write in: those of COLUMNS or the terminal, 80 where there is none, never more than 100."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))


def wants_colour() -> bool:
    """Whether standard output is a terminal and nobody set NO_COLOR."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def wrap(text: str, first: str, indent: int, width: int) -> str:
    """Wrap text behind ``first``, its further lines indented."""
    wrapped = textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=" " * indent, break_on_hyphens=False, tabsize=1
    )
    return "\n".join(wrapped) or first.rstrip()


def as_text(report: Report, *, width: int = 80, colour: bool = False) -> str:
    """Findings grouped by file and capped per code, rows and findings of each table, then totals."""
    files, rest = report.listed()
    out = [_file(name, found, width, colour) for name, found in files.items()]
    if rest:
        out.append("\n".join([*rest, "(--format json lists all)"]))
    out += ["\n".join(_table(report))] if report.rows else []
    closing = [report.checked, *report.notes]
    painted = _paint(report.verdict, "info" if report.ok else "error", colour)
    return "\n\n".join([*out, "\n".join([*(wrap(line, "", 2, width) for line in closing), painted])])


def _file(name: str, found: list[Finding], width: int, colour: bool) -> str:
    column = max(len(str(f.line or "-")) for f in found)
    lines = [_paint(wrap(plain(name), "", 2, width), "heading", colour)]
    for finding in found:
        head = f"  {finding.line or '-':>{column}}  "
        mark = finding.code if finding.severity == "error" else f"{finding.code} ({finding.severity})"
        indent = len(head) + len(finding.code) + 2
        fact = wrap(finding.detail, f"{head}{mark}  ", indent, width)
        lines.append(fact.replace(mark, _paint(mark, finding.severity, colour), 1))
        lines.append(_paint(wrap(plain(finding.fix), " " * indent + "fix: ", indent, width), "fix", colour))
    return "\n".join(lines)


def _table(report: Report) -> list[str]:
    """Rows and findings of each table, in columns."""
    by_file = Counter(report.table(f.file) for f in report.findings if f.severity != "info")
    width = max(map(len, report.rows))
    lines = [f"{'file':<{width}}  {'rows':>9}  findings"]
    return lines + [f"{file:<{width}}  {rows:>9,}  {by_file[file] or '-':>8}" for file, rows in report.rows.items()]


def _paint(text: str, what: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[what]}m{text}\x1b[0m" if colour else text
