"""Findings as one page that can be sent around: totals, codes with their remedies, then file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from checks import catalogue
from checks.findings import Finding, Report, plain, short
from checks.output.page import anchor, element, facts, link, page, table

_NUMBERS = frozenset({1, 2})


def as_html(report: Report) -> str:
    """One self-contained HTML page; findings are capped per code, the rest is counted."""
    return page("Andean Coca Record: findings of the checks", _body(report))


def _body(report: Report) -> Iterator[str]:
    files, rest = report.listed()
    yield element("p", report.verdict, f"verdict {'ok' if report.ok else 'error'}")
    yield element("p", report.checked)
    yield from (element("p", note, "quiet") for note in report.notes)
    codes = Counter(f.code for f in report.findings)
    if codes:
        yield "<h2>Codes</h2>"
        yield from _codes(codes)
    yield "<h2>Files</h2>"
    yield _files(report, files)
    for name, found in files.items():
        yield f'<section><h2 id="{anchor(name)}">{element("code", name)}</h2>'
        yield '<ul class="cards">'
        yield from map(_card, found)
        yield "</ul></section>"
    if rest:
        yield "<h2>Not shown</h2>"
        yield "<ul>" + "".join(element("li", line.removeprefix("... and ")) for line in rest) + "</ul>"
        yield "<p><code>python -m checks --format json</code> lists all.</p>"
    if codes:
        yield "<h2>How to mend</h2>"
        yield from (_remedy(e) for e in catalogue.entries() if e.code in codes)


def _codes(codes: Counter[str]) -> Iterator[str]:
    titles = {e.code: e for e in catalogue.entries()}
    yield table(
        ["code", "findings", "what holds where nothing is found"],
        (
            [link(anchor(code), code), f"{number:,}", element("span", titles[code].title)]
            for code, number in sorted(codes.items())
        ),
        frozenset({1}),
    )


def _files(report: Report, listed: Mapping[str, object]) -> str:
    by_file = Counter(f.file for f in report.findings)
    by_table = Counter(report.table(f.file) for f in report.findings)
    names = [*report.rows, *sorted(by_file.keys() - report.rows.keys())]
    rows = (
        [
            link(anchor(name), name) if name in listed else element("span", name),
            f"{report.rows[name]:,}" if name in report.rows else "",
            str((by_table if name in report.rows else by_file)[name] or "-"),
        ]
        for name in names
    )
    return table(["file", "rows", "findings"], rows, _NUMBERS)


def _card(finding: Finding) -> str:
    line = f"line {finding.line} " if finding.line else ""
    mark = finding.code if finding.severity == "error" else f"{finding.code} ({finding.severity})"
    head = f"{link(anchor(finding.code), mark)} {element('strong', finding.name)}"
    pairs = [
        ("got", None if finding.got is None else element("code", short(finding.got))),
        ("expected", element("span", plain(finding.expected))),
        ("fix", element("span", plain(finding.fix))),
    ]
    return f"<li>{element('span', line, finding.severity)}{head}{facts(pairs)}</li>"


def _remedy(entry: catalogue.Entry) -> str:
    pairs = [(name, element("code" if name in entry.verbatim else "span", text)) for name, text in entry.facts]
    return f'<h3 id="{anchor(entry.code)}">{element("span", f"{entry.code}: {entry.title}")}</h3>{facts(pairs)}'
