"""A finding: one line of fact, one of action, the same in every output."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

SEVERITIES = ("error", "warning", "info")
LISTED_PER_CODE = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at one place, and how to mend it.

    ``line`` is the physical line of ``file`` (from 1), ``None`` for a whole table; ``key`` is the
    primary key of the row, its parts joined by ``|``.
    """

    code: str
    severity: str
    file: str
    line: int | None
    key: str | None
    field: str | None
    got: str | None
    expected: str
    fix: str


@dataclass(slots=True)
class Report:
    """All findings of one run and what was counted on the way."""

    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing of severity error was found."""
        return not any(f.severity == "error" for f in self.findings)

    def sort(self) -> None:
        """Order findings by file, line, code and field."""
        self.findings.sort(key=lambda f: (f.file, f.line or 0, f.code, f.field or "", f.key or ""))


def as_json(report: Report) -> str:
    """One JSON object ``{ok, counts, findings}``; every finding, uncapped."""
    body = {"ok": report.ok, "counts": report.counts, "findings": [asdict(f) for f in report.findings]}
    return json.dumps(body, ensure_ascii=False)


def error_as_json(message: str) -> str:
    """The JSON object of a run that could not take place."""
    return json.dumps({"ok": False, "error": message, "counts": {}, "findings": []}, ensure_ascii=False)


def as_text(report: Report) -> str:
    """Findings grouped by file for a terminal, capped per code, then totals."""
    out: list[str] = []
    shown: Counter[str] = Counter()
    for finding in report.findings:
        shown[finding.code] += 1
        if shown[finding.code] > LISTED_PER_CODE:
            continue
        out += [_fact(finding), f"  fix: {finding.fix}"]
    for code, number in sorted(shown.items()):
        if number > LISTED_PER_CODE:
            out.append(f"... and {number - LISTED_PER_CODE} more of {code}")
    if out:
        out.append("")
    out += _table(report)
    totals = Counter(f.severity for f in report.findings)
    told = ", ".join(f"{totals[s]} {s}{'s' if totals[s] != 1 and s != 'info' else ''}" for s in SEVERITIES)
    checked = ", ".join(f"{number:,} {name}" for name, number in report.counts.items())
    return "\n".join([*out, f"checked: {checked}", *report.notes, f"{'ok' if report.ok else 'NOT OK'}: {told}"])


def _table(report: Report) -> list[str]:
    """Rows and findings of each file, in columns."""
    if not report.rows:
        return []
    by_file = Counter(f.file for f in report.findings if f.severity != "info")
    width = max(map(len, report.rows))
    lines = [f"{'file':<{width}}  {'rows':>9}  findings"]
    lines += [f"{file:<{width}}  {rows:>9,}  {by_file[file] or '-':>8}" for file, rows in report.rows.items()]
    return [*lines, ""]


def as_github(report: Report) -> str:
    """Findings as annotations of a GitHub workflow, then the totals."""
    level = {"error": "error", "warning": "warning", "info": "notice"}
    out = []
    for finding in report.findings:
        place = f"file={_escape(finding.file)}" + (f",line={finding.line}" if finding.line else "")
        fact = _escape(f"{_detail(finding)} Fix: {finding.fix}", message=True)
        out.append(f"::{level[finding.severity]} {place},title={_escape(finding.code)}::{fact}")
    totals = as_text(Report(report.findings, report.counts, {}, report.notes)).splitlines()
    return "\n".join([*out, *totals[-2 - len(report.notes) :]])


def markdown_summary(report: Report) -> str:
    """A table for the step summary of a workflow."""
    totals = Counter(f.severity for f in report.findings)
    head = f"## Checks: {'ok' if report.ok else 'not ok'} ({totals['error']} errors, {totals['warning']} warnings)\n"
    if not report.findings:
        return head
    rows = [
        f"| {f.code} | `{f.file}{':' + str(f.line) if f.line else ''}` | {_cell(_detail(f))} | {_cell(f.fix)} |"
        for f in report.findings[:200]
    ]
    return "\n".join([head, "| code | where | what | fix |", "|---|---|---|---|", *rows, ""])


def write_step_summary(report: Report) -> None:
    """Append the summary where a GitHub workflow asks for it; do nothing elsewhere."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(markdown_summary(report))


def _fact(finding: Finding) -> str:
    mark = "" if finding.severity == "error" else f" [{finding.severity}]"
    where = finding.file + (f":{finding.line}" if finding.line else "")
    return f"{where}  {finding.code}{mark}  {_detail(finding)}"


def _detail(finding: Finding) -> str:
    name = " ".join(part for part in (finding.key, finding.field) if part)
    got = "" if finding.got is None else f"got {_short(finding.got)}, "
    return f"{name + ': ' if name else ''}{got}expected {finding.expected}"


def _short(text: str) -> str:
    return json.dumps(text if len(text) <= 80 else text[:77] + "...", ensure_ascii=False)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _escape(text: str, *, message: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text if message else text.replace(":", "%3A").replace(",", "%2C")
