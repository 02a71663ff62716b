"""The catalogue of codes: every check with its reason, its remedy, a bad example and a good one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks import package, rules, suites, waivers
from checks.codes import CODES, Code
from checks.output import markdown
from checks.output.text import wrap

_CELL = re.compile(r"(\w+)\[([^*]+?)\]\.(\w+) = .*\Z")
_LONGEST = 80
INTRO = """\
# Every check, by code

Written by `python -m checks --catalogue --output docs/checks.md`; a test holds it against the checks.
`python -m checks --explain CODE` tells one of them. A bad example of a rule is an edit of the record that
the check must catch, and the good one is the cell as the record has it (`table[key].column = value`).
"""
GROUPS = {
    "built in": ("Files, cells, schemas and evidence", "They are built in (`checks/codes.py`)."),
    "rule": ("Rules", "Each is one SELECT in `checks/rules/`."),
    "suite": ("Expectations", "They stand in `checks/suites/` and run in the full check only."),
    "waiver": ("Waivers", "They are about `checks/waivers.toml`, whose comments tell its form."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A check as the catalogue tells it; ``examples`` are pairs of bad and, where there is one, good."""

    group: str
    code: str
    title: str
    severity: str
    table: str | None
    why: str | None
    fix: str
    examples: tuple[tuple[str, str | None], ...]

    @property
    def verbatim(self) -> frozenset[str]:
        """Names of the facts that are no prose: tables, and edits of the record."""
        return frozenset({"table", "bad", "good"} if self.table else ())

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What there is to say, as pairs of a name and its text."""
        told = [("table", self.table), ("severity", self.severity), ("why", self.why), ("fix", self.fix)]
        for bad, good in self.examples:
            told += [("bad", bad), ("good", good)]
        return [(name, text) for name, text in told if text]


def entries(shipped: package.Package | None = None) -> list[Entry]:
    """Return every check in order of code; good examples are taken from the package, if one is given."""
    found = [_built_in(c, "built in") for c in CODES.values()]
    found += [_built_in(c, "waiver") for c in waivers.WAIVER_CODES.values()]
    for rule in rules.all_rules():
        examples = tuple((bad, _good(bad, shipped)) for bad in rule.bad)
        found.append(Entry("rule", rule.code, rule.title, rule.severity, rule.table, rule.why, rule.fix, examples))
    for suite in suites.all_suites():
        for meta in (e["meta"] for e in suite["expectations"]):
            examples = tuple((bad, _good(bad, shipped)) for bad in meta["bad"])
            found.append(
                Entry("suite", meta["code"], meta["title"], "error", suite["table"], None, meta["fix"], examples)
            )
    return sorted(found, key=lambda e: e.code)


def _built_in(code: Code, group: str) -> Entry:
    return Entry(group, code.code, code.title, code.severity, None, None, code.fix, ((code.example, None),))


def _good(bad: str, shipped: package.Package | None) -> str | None:
    """The cells that the edits of a bad example overwrite, as the package has them; ``None`` if there are none."""
    cells = []
    for edit in bad.split(" ; "):
        match = _CELL.match(edit)
        table = shipped.tables.get(match[1]) if shipped and match else None
        if match and table:
            at = [table.rows.header.index(k) for k in table.primary_key]
            row = next((r for r in table.rows.rows if "|".join(r[p] for p in at) == match[2]), None)
            if row:
                cell = row[table.rows.header.index(match[3])] or "(blank)"
                cut = cell if len(cell) <= _LONGEST else cell[: _LONGEST - 3] + "..."
                cells.append(f"{match[1]}[{match[2]}].{match[3]} = {cut}")
    return " ; ".join(cells) or None


def as_markdown(found: Sequence[Entry]) -> str:
    """The whole catalogue as a Markdown document, a heading a code."""
    lines = [INTRO]
    for group, (heading, told) in GROUPS.items():
        lines += [f"## {heading}", "", told, ""]
        for entry in (e for e in found if e.group == group):
            lines += [f"### {entry.code}: {entry.title}", ""]
            for name, text in entry.facts:
                shown = markdown.code(text) if name in entry.verbatim else markdown.escape(text)
                lines.append(f"- {name}: {shown}")
            lines.append("")
    return "\n".join(lines).rstrip()


def as_text(entry: Entry, width: int) -> str:
    """One entry for a terminal."""
    facts = [wrap(text, f"  {name:<8}  ", 12, width) for name, text in entry.facts]
    return "\n".join([wrap(entry.title, f"{entry.code}  ", 8, width), *facts])


def near(code: str, found: Sequence[Entry]) -> list[str]:
    """Codes that come near to one that does not exist."""
    return difflib.get_close_matches(code.upper(), [e.code for e in found], 3, 0.5)
