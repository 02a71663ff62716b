"""A diff as Markdown, as one HTML page, and as JSON: counts first, then cells, each with its evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from html import escape

from checks.output import markdown
from checks.output.page import anchor, element, link, page, table
from release.compare import Cell, Evidence, TableDiff

NOTHING = "Nothing changed in the data."
LISTED = 200
Places = Mapping[str, Evidence]


def as_json(diffs: list[TableDiff]) -> str:
    """A list of one object a table; every change, uncapped."""
    return json.dumps([asdict(diff) for diff in diffs], ensure_ascii=False)


def as_markdown(diffs: list[TableDiff], places: Places) -> str:
    """The diff for people; of each kind of change, at most 200 rows a table are listed and the rest counted."""
    if not diffs:
        return NOTHING
    lines = ["| table | added | removed | changed |", "|---|---:|---:|---:|"]
    lines += [f"| {d.name} | {len(d.added)} | {len(d.removed)} | {len(d.changed)} |" for d in diffs]
    for diff in diffs:
        lines += ["", f"### {diff.name}", ""]
        lines += [f"- column added: {markdown.code(c)}" for c in diff.columns_added]
        lines += [f"- column **removed**: {markdown.code(c)}" for c in diff.columns_removed]
        for key, cells in list(diff.changed.items())[:LISTED]:
            told = "; ".join(f"{markdown.code(c.column)} {_show(c.old)} → {_show(c.new)}" for c in cells)
            lines.append(f"- {markdown.escape(key)}: {told}{_quote(places.get(key))}")
        for rows, what in ((diff.removed, "**removed**"), (diff.added, "added")):
            lines += [f"- {markdown.escape(key)} {what}{_quote(places.get(key))}" for key in list(rows)[:LISTED]]
        lines += [f"- ... and {rest}" for rest in _rest(diff)]
    return "\n".join(lines)


def _show(cell: str) -> str:
    return markdown.code(cell) if cell else "blank"


def _quote(place: Evidence | None) -> str:
    if place is None:
        return ""
    printed = f'"{place.printed}"' if place.printed else ""
    at = f"{place.source} line {place.line}" if place.line else place.source
    return f" ({markdown.escape(', '.join(filter(None, (printed, at))))})"


def _rest(diff: TableDiff) -> list[str]:
    kinds = (("changed", diff.changed), ("removed", diff.removed), ("added", diff.added))
    return [f"{len(rows) - LISTED:,} more {what}" for what, rows in kinds if len(rows) > LISTED]


def as_html(diffs: list[TableDiff], places: Places) -> str:
    """The diff as one self-contained page, listed as far as the Markdown is."""
    return page("Andean Coca Record: what changed", _body(diffs, places))


def _body(diffs: list[TableDiff], places: Places) -> Iterator[str]:
    if not diffs:
        yield element("p", NOTHING, "verdict ok")
        return
    counts = ([link(anchor(d.name), d.name), *(f"{len(r):,}" for r in (d.added, d.removed, d.changed))] for d in diffs)
    yield table(["table", "added", "removed", "changed"], counts, frozenset({1, 2, 3}))
    for diff in diffs:
        yield f'<section><h2 id="{anchor(diff.name)}">{element("span", diff.name)}</h2>'
        yield '<ul class="cards">'
        yield from (f"<li>column {element('ins', name)} added</li>" for name in diff.columns_added)
        yield from (f"<li>column {element('del', name)} removed</li>" for name in diff.columns_removed)
        for key, cells in list(diff.changed.items())[:LISTED]:
            told = "".join(f"<dt>{escape(cell.column)}</dt><dd>{_cells(cell)}</dd>" for cell in cells)
            yield f"<li>{element('strong', key)}{_place(places.get(key))}<dl>{told}</dl></li>"
        for rows, what, tag in ((diff.removed, "removed", "del"), (diff.added, "added", "ins")):
            for key in list(rows)[:LISTED]:
                yield f"<li>{element(tag, key)} {what}{_place(places.get(key))}</li>"
        yield from (element("li", f"... and {rest}") for rest in _rest(diff))
        yield "</ul></section>"


def _cells(cell: Cell) -> str:
    old, new = (element(tag, text or "blank") for tag, text in (("del", cell.old), ("ins", cell.new)))
    return f"{old} → {new}"


def _place(place: Evidence | None) -> str:
    if place is None:
        return ""
    printed = f" <q>{escape(place.printed)}</q>" if place.printed else ""
    line = f", line {place.line}" if place.line else ""
    return f"{printed} {element('span', f'{place.title} ({place.source}{line})', 'quiet')}"
