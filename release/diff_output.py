"""A difference as Markdown, as one HTML page, and as JSON: the version first where asked, then counts, then cells.

Each changed cell has its reason and evidence, where there are. ``bump`` is the version that the difference asks for;
without it, the contributor's short view is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from html import escape
from itertools import islice

from checks.output import markdown
from checks.output.page import anchor, element, link, page, table
from release.bump import Bump, Cause
from release.differences import Cell, Difference, Evidence, TableDiff, evidence
from release.rules_of_schema import told as entry_told
from release.states import DESCRIPTOR, write_version

NOTHING = "Nothing changed in the data."
LISTED = 200
CAUSES = 8
Places = Mapping[str, Evidence]


def as_json(difference: Difference, bump: Bump | None = None) -> str:
    """Every change, uncapped: a list of one object a table, or an object that holds it beside the version."""
    tables = [_as_object(difference, diff, reasons=bump is not None) for diff in difference.tables.values()]
    if bump is None:
        return json.dumps(tables, ensure_ascii=False)
    body = {
        "old": write_version(bump.old),
        "new": write_version(bump.new),
        "bump": bump.level,
        "smallest": write_version(bump.smallest),
        "allowed": bump.allowed,
        "causes": [asdict(cause) for cause in bump.causes],
        "package": [asdict(entry) for entry in difference.package],
        "tables": tables,
    }
    return json.dumps(body, ensure_ascii=False)


def _as_object(difference: Difference, diff: TableDiff, *, reasons: bool) -> dict[str, object]:
    told = asdict(diff)
    if reasons:
        for key, cells in diff.changed.items():
            for cell, shown in zip(cells, told["changed"][key], strict=True):
                shown["reason"] = difference.reason(diff.name, key, cell)
    return told


def verdict(bump: Bump) -> str:
    """The bump, and whether the declared version is allowed, in one line."""
    old, new, smallest = map(write_version, (bump.old, bump.new, bump.smallest))
    if bump.allowed:
        told = f"{new} is allowed" if bump.level != "NONE" else f"nothing differs from {old}"
    elif bump.level == "NONE":
        told = f"{new} is not allowed: nothing differs from {old}"
    else:
        told = f"{new} is not allowed: it skips a version" if bump.skips else f"{new} is not allowed"
        told += f"; the smallest is {smallest}"
    return f"{bump.level}: {told}"


def _grouped(bump: Bump) -> dict[tuple[str, str], list[Cause]]:
    found: dict[tuple[str, str], list[Cause]] = {}
    for cause in bump.causes:
        found.setdefault((cause.level, cause.rule), []).append(cause)
    return found


def _place_of(cause: Cause) -> str:
    key = f"[{cause.key}]" if cause.key else ""
    return (cause.table or DESCRIPTOR) + key + (f".{cause.column}" if cause.column else "")


def as_markdown(difference: Difference, bump: Bump | None = None) -> str:
    """The difference for people; of each kind of change, at most 200 rows a table are listed and the rest counted."""
    return "\n".join([*_version_lines(bump), *_lines(difference, bump)])


def _version_lines(bump: Bump | None) -> Iterator[str]:
    if bump is None:
        return
    yield from (f"**{verdict(bump)}**", "")
    for (level, rule), causes in _grouped(bump).items():
        rest = f" ... and {len(causes) - CAUSES:,} more" if len(causes) > CAUSES else ""
        told = ((markdown.code(_place_of(c)), f" ({markdown.code(c.told)})" if c.told else "") for c in causes)
        yield f"- {level} `{rule}`: {'; '.join(map(''.join, islice(told, CAUSES)))}{rest}"
    if bump.causes:
        yield ""


def _lines(difference: Difference, bump: Bump | None) -> Iterator[str]:
    diffs = difference.tables.values()
    if not diffs:
        yield NOTHING
        return
    places = evidence(difference.old) | evidence(difference.new)
    yield from ("| table | added | removed | changed |", "|---|---:|---:|---:|")
    yield from (f"| {d.name} | {len(d.added)} | {len(d.removed)} | {len(d.changed)} |" for d in diffs)
    for diff in diffs:
        yield from ("", f"### {diff.name}", "")
        yield from (f"- column added: {markdown.code(c)}" for c in diff.columns_added)
        yield from (f"- column **removed**: {markdown.code(c)}" for c in diff.columns_removed)
        yield from (f"- column **moved**: {markdown.code(c)}" for c in diff.columns_moved)
        yield from (f"- {_name(e.column)}{markdown.code(entry_told(e))}" for e in diff.keywords)
        for key, cells in list(diff.changed.items())[:LISTED]:
            told = "; ".join(_cell(c, _reason(difference, diff, key, c, bump)) for c in cells)
            yield f"- {markdown.escape(key)}: {told}{_quote(places.get(key))}"
        for rows, what in ((diff.removed, "**removed**"), (diff.added, "added")):
            yield from (f"- {markdown.escape(key)} {what}{_quote(places.get(key))}" for key in list(rows)[:LISTED])
        yield from (f"- ... and {rest}" for rest in _rest(diff))


def _name(column: str) -> str:
    return f"{markdown.code(column)}: " if column else ""


def _cell(cell: Cell, reason: str) -> str:
    told = f"{markdown.code(cell.column)} {_show(cell.old)} → {_show(cell.new)}"
    return f"{told} ({markdown.escape(reason)})" if reason else told


def _show(cell: str) -> str:
    return markdown.code(cell) if cell else "blank"


def _reason(difference: Difference, diff: TableDiff, key: str, cell: Cell, bump: Bump | None) -> str:
    """Why a cell changed and by which evidence, for the view that tells versions; blank where no reason stands."""
    row = difference.reason(diff.name, key, cell) if bump else None
    return ", ".join(filter(None, (f"{row['reason_code']}: {row['reason_en']}", row["evidence_id"]))) if row else ""


def _quote(place: Evidence | None) -> str:
    if place is None:
        return ""
    printed = f'"{place.printed}"' if place.printed else ""
    at = f"{place.source} line {place.line}" if place.line else place.source
    return f" ({markdown.escape(', '.join(filter(None, (printed, at))))})"


def _rest(diff: TableDiff) -> list[str]:
    kinds = (("changed", diff.changed), ("removed", diff.removed), ("added", diff.added))
    return [f"{len(rows) - LISTED:,} more {what}" for what, rows in kinds if len(rows) > LISTED]


def as_html(difference: Difference, bump: Bump | None = None) -> str:
    """The difference as one self-contained page, listed as far as the Markdown is."""
    return page("Andean Coca Record: what changed", [*_version(bump), *_body(difference, bump)])


def _version(bump: Bump | None) -> Iterator[str]:
    if bump is None:
        return
    yield element("p", verdict(bump), "verdict ok" if bump.allowed else "verdict")
    if bump.causes:
        rows = (
            [
                escape(level),
                element("code", rule),
                f"{len(causes):,}",
                escape("; ".join(map(_place_of, causes[:CAUSES]))),
            ]
            for (level, rule), causes in _grouped(bump).items()
        )
        yield table(["asks for", "rule", "times", "where"], rows, frozenset({2}))


def _body(difference: Difference, bump: Bump | None) -> Iterator[str]:
    diffs = difference.tables.values()
    if not diffs:
        yield element("p", NOTHING, "verdict ok")
        return
    places = evidence(difference.old) | evidence(difference.new)
    counts = ([link(anchor(d.name), d.name), *(f"{len(r):,}" for r in (d.added, d.removed, d.changed))] for d in diffs)
    yield table(["table", "added", "removed", "changed"], counts, frozenset({1, 2, 3}))
    for diff in diffs:
        yield f'<section><h2 id="{anchor(diff.name)}">{element("span", diff.name)}</h2>'
        yield '<ul class="cards">'
        yield from (f"<li>column {element('ins', name)} added</li>" for name in diff.columns_added)
        yield from (f"<li>column {element('del', name)} removed</li>" for name in diff.columns_removed)
        yield from (f"<li>column {element('strong', name)} moved</li>" for name in diff.columns_moved)
        yield from (f"<li>{element('strong', e.column)} {escape(entry_told(e))}</li>" for e in diff.keywords)
        for key, cells in list(diff.changed.items())[:LISTED]:
            reasons = [_reason(difference, diff, key, cell, bump) for cell in cells]
            told = "".join(_as_fact(cell, reason) for cell, reason in zip(cells, reasons, strict=True))
            yield f"<li>{element('strong', key)}{_place(places.get(key))}<dl>{told}</dl></li>"
        for rows, what, tag in ((diff.removed, "removed", "del"), (diff.added, "added", "ins")):
            for key in list(rows)[:LISTED]:
                yield f"<li>{element(tag, key)} {what}{_place(places.get(key))}</li>"
        yield from (element("li", f"... and {rest}") for rest in _rest(diff))
        yield "</ul></section>"


def _as_fact(cell: Cell, reason: str) -> str:
    old, new = (element(tag, text or "blank") for tag, text in (("del", cell.old), ("ins", cell.new)))
    why = f" {element('span', reason, 'quiet')}" if reason else ""
    return f"<dt>{escape(cell.column)}</dt><dd>{old} → {new}{why}</dd>"


def _place(place: Evidence | None) -> str:
    if place is None:
        return ""
    printed = f" <q>{escape(place.printed)}</q>" if place.printed else ""
    line = f", line {place.line}" if place.line else ""
    return f"{printed} {element('span', f'{place.title} ({place.source}{line})', 'quiet')}"


FORMS = {"markdown": as_markdown, "html": as_html, "json": as_json}
