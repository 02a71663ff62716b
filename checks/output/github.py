"""Findings for a GitHub workflow: annotations on the lines, and a page for the step summary.

Both are written without any token: annotations are lines of output, the summary is a file.
"""

from __future__ import annotations

import os
from pathlib import Path

from checks.findings import Finding, Report
from checks.output import markdown

# GitHub refuses a summary of more than one megabyte whole.
LISTED = 500
_LEVEL = {"error": "error", "warning": "warning", "info": "notice"}


def as_github(report: Report) -> str:
    """Findings as annotations, capped per code, then the totals."""
    files, rest = report.listed()
    found = [_annotation(f) for findings in files.values() for f in findings]
    return "\n".join([*found, *rest, report.checked, *report.notes, report.verdict])


def _annotation(finding: Finding) -> str:
    place = f"file={_escape(finding.file)}" + (f",line={finding.line}" if finding.line else "")
    fact = _escape(f"{finding.detail}. Fix: {finding.fix}", message=True)
    return f"::{_LEVEL[finding.severity]} {place},title={_escape(finding.code)}::{fact}"


def markdown_summary(report: Report) -> str:
    """Findings by file, as tables, capped per code and in all; then what was checked."""
    files, rest = report.listed()
    out = [f"## Checks: {report.verdict}", ""]
    shown = 0
    for name, findings in files.items():
        taken = findings[: LISTED - shown]
        if not taken:
            break
        shown += len(taken)
        out += [f"### {markdown.escape(name)}", "", "| line | code | what | fix |", "|---:|---|---|---|"]
        out += [*map(_row, taken), ""]
    if shown < len(report.findings):
        more = len(report.findings) - shown
        out += [*(f"- {line}" for line in rest), f"- {more:,} in all are not shown here; `python -m checks` shows more"]
    return "\n".join([*out, "", *(f"{markdown.escape(line)}\n" for line in (report.checked, *report.notes))])


def _row(finding: Finding) -> str:
    what = finding.detail if len(finding.detail) <= 400 else finding.detail[:397] + "..."
    cells = (str(finding.line or ""), finding.code, markdown.escape(what), markdown.escape(finding.fix))
    return f"| {' | '.join(cells)} |"


def write_step_summary(report: Report) -> None:
    """Append the summary where a GitHub workflow asks for it; do nothing elsewhere."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(markdown_summary(report))


def _escape(text: str, *, message: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text if message else text.replace(":", "%3A").replace(",", "%2C")
