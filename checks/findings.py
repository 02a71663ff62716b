"""A finding: one line of fact, one of action, the same in every output."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field

SEVERITIES = ("error", "warning", "info")
LISTED_PER_CODE = 50
LISTED = 20 * LISTED_PER_CODE  # of one query on large tables; more are counted only


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

    @property
    def name(self) -> str:
        """Key and column, as far as the finding has them."""
        return " ".join(plain(part) for part in (self.key, self.field) if part)

    @property
    def detail(self) -> str:
        """Where in the file, what is there and what is expected, in one line."""
        got = "" if self.got is None else f"got {short(self.got)}, "
        return f"{self.name + ': ' if self.name else ''}{got}expected {plain(self.expected)}"


@dataclass(slots=True)
class Report:
    """All findings of one run and what was counted on the way."""

    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    unlisted: Counter[str] = field(default_factory=Counter)  # counted by code beyond those listed

    @property
    def ok(self) -> bool:
        """Whether nothing of severity error was found."""
        return not any(f.severity == "error" for f in self.findings)

    @property
    def verdict(self) -> str:
        """The last line of every output: ok or not, and how many findings of each severity."""
        totals = Counter(f.severity for f in self.findings)
        for code, more in self.unlisted.items():
            severities = {f.severity for f in self.findings if f.code == code}
            totals[min(severities, key=SEVERITIES.index, default="error")] += more
        told = ", ".join(f"{totals[s]} {s}{'s' if totals[s] != 1 and s != 'info' else ''}" for s in SEVERITIES)
        return f"{'ok' if self.ok else 'NOT OK'}: {told}"

    @property
    def checked(self) -> str:
        """What was counted on the way."""
        return "checked: " + (", ".join(f"{number:,} {name}" for name, number in self.counts.items()) or "nothing")

    def sort(self) -> None:
        """Order findings by file, line, code, field and what they say: an order of their own on every engine."""
        self.findings.sort(
            key=lambda f: (f.file, f.line or 0, f.code, f.field or "", f.key or "", f.got or "", f.expected)
        )

    def table(self, file: str) -> str:
        """The table in ``rows`` that a file is, or is a part of; else the file."""
        return file if file in self.rows else next((t for t in self.rows if file.startswith(f"{t.rstrip('/')}/")), file)

    def listed(self) -> tuple[dict[str, list[Finding]], list[str]]:
        """The findings of each file, capped per code, and a line for each code of which more were found."""
        by_file: dict[str, list[Finding]] = {}
        seen: Counter[str] = Counter()
        for finding in self.findings:
            seen[finding.code] += 1
            if seen[finding.code] <= LISTED_PER_CODE:
                by_file.setdefault(finding.file, []).append(finding)
        rest = {code: number + self.unlisted[code] - LISTED_PER_CODE for code, number in sorted(seen.items())}
        return by_file, [f"... and {more} more of {code}" for code, more in rest.items() if more > 0]


def plain(text: str) -> str:
    """Text on one line that a terminal shows as it is: what can't be printed is escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def short(text: str) -> str:
    """A cell in quotes, cut to 80 characters."""
    return plain(json.dumps(text if len(text) <= 80 else text[:77] + "...", ensure_ascii=False))


def as_json(report: Report) -> str:
    """One JSON object ``{ok, counts, findings}``; every finding, uncapped."""
    body = {"ok": report.ok, "counts": report.counts, "findings": [asdict(f) for f in report.findings]}
    body |= {"unlisted": dict(report.unlisted)} if report.unlisted else {}
    return json.dumps(body, ensure_ascii=False)


def error_as_json(message: str) -> str:
    """The JSON object of a run that could not take place."""
    return json.dumps({"ok": False, "error": message, "counts": {}, "findings": []}, ensure_ascii=False)
