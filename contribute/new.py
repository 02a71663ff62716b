"""Scaffolds: a new row with its id minted, codes checked against their lists, evidence found in the text."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from andean_coca import edtf, tables
from checks.texts import find_texts
from contribute import figures
from contribute.figures import CannotAddError

KINDS = {"figure": "figures", "event": "events", "source": "sources"}
# What a row says unless the contributor says otherwise.
DEFAULTS = {
    "figures": {"measure": "level", "claim_type": "assertion", "obs_status": "A", "usable_as": "reported_claim"},
    "events": {"status": "happened"},
    "sources": {
        "document_type": "news_report",
        "language": "en",
        "redistribution": "facts_only",
        "copy_kind": "original",
    },
}


@dataclass(frozen=True, slots=True)
class Added:
    """A row that was added: its table, id, the cells that still need a value, and what was chosen or is offered."""

    table: str
    key: str
    missing: tuple[str, ...]
    hint: str = ""


def add(root: Path, kind: str, cells: Mapping[str, str], find: str = "", texts: Path | None = None) -> list[Added]:
    """Add a row to the table of a kind, and the evidence and report that it needs.

    Args:
        root: folder of the package.
        kind: figure, event or source.
        cells: column -> cell; ``source_id`` names the document of a figure or event.
        find: words of the text that carry the figure or tell the event.
        texts: folder with the source texts.

    Raises:
        CannotAddError: an unknown column or code, or words that do not stand in the text just once.
    """
    files = {path: path.read_bytes() for path in (root / "data").glob("*.csv")}
    try:
        return _add(root, kind, cells, find, texts)
    except Exception:
        for path, before in files.items():  # all of it or nothing
            path.write_bytes(before)
        raise


def _add(root: Path, kind: str, cells: Mapping[str, str], find: str, texts: Path | None) -> list[Added]:
    table = KINDS[kind]
    given = dict(cells)
    added: list[Added] = []
    hint = ""
    if kind in ("figure", "event"):
        evidence = locate(root, given.pop("source_id", ""), find, texts, printed_too=kind == "figure")
        added.append(_append(root, "evidence", evidence))
        if kind == "figure":
            given, hint = figures.read(root, find, {"evidence_id": added[0].key, **given}, evidence)
    if kind == "source" and find:
        given |= identify(Path(find))
        _, sources = tables.read_file(root / "data" / "sources.csv")
        known = next((r["source_id"] for r in sources if r["text_sha256"] == given["text_sha256"]), "")
        if known:
            raise CannotAddError(f"this text is {known} already; add its figures and events to that")
    claimed = given.pop("claimed_by", "") if kind == "event" else given.get("claimed_by", "")
    added.append(replace(_append(root, table, {**DEFAULTS[table], **_days(table, given)}), hint=hint))
    if kind == "source" and find:
        path = root / "data" / "text_lines.csv"
        header, rows = tables.read_file(path)
        tables.write_file(path, header, rows + lines_of(Path(find)), header[:2])
    if claimed:
        added += _add_speaker(root, cells.get("source_id", ""), claimed)
    if kind == "event":
        report = {"event_id": added[1].key, "evidence_id": added[0].key, "claimed_by": claimed}
        added.append(_append(root, "event_reports", report))
    return added


def locate(root: Path, source_id: str, find: str, texts: Path | None, *, printed_too: bool) -> dict[str, str]:
    """Return the evidence row of words that stand just once in the text of a source."""
    _, sources = tables.read_file(root / "data" / "sources.csv")
    source = next((s for s in sources if s["source_id"] == source_id), None)
    if source is None:
        raise CannotAddError(f"no source {source_id!r}; there are {', '.join(s['source_id'] for s in sources[:8])} ...")
    text = find_texts(texts).get(source["text_sha256"]) if texts else None
    if text is None:
        raise CannotAddError(f"no text with the hash of {source_id} in {texts}; give its folder with --sources")
    number = text.count(find) if find else 0
    if number != 1:
        near = "" if number else _nearest(text, find)
        raise CannotAddError(
            f"{find!r} stands {number} times in the text of {source_id}, not once{near}; give other words"
        )
    if "\n" in find:
        raise CannotAddError("the words reach over two lines; give words of one line")
    start = text.index(find)
    column = start - text.rfind("\n", 0, start)
    return {
        "source_id": source_id,
        "locator_kind": "text_span",
        "start": str(start),
        "end": str(start + len(find)),
        "line": str(text.count("\n", 0, start) + 1),
        "span_sha256": hashlib.sha256(find.encode()).hexdigest(),
        "printed": find if printed_too else "",
        "number_form": "en" if printed_too else "",
        "start_column": str(column),
        "end_column": str(column + len(find)),
    }


def identify(path: Path) -> dict[str, str]:
    """Return hash and length of a text file, as cells of a source."""
    if not path.is_file():
        raise CannotAddError(f"there is no file {path}")
    raw = path.read_bytes()
    return {"text_sha256": hashlib.sha256(raw).hexdigest(), "text_characters": str(len(raw.decode("utf-8")))}


def lines_of(path: Path) -> list[dict[str, str]]:
    """Return the lines of a text file as rows of ``text_lines``: where each begins and how long it is."""
    text, digest, rows, start = path.read_bytes().decode("utf-8"), identify(path)["text_sha256"], [], 0
    for number, line in enumerate(text.split("\n"), 1):
        cells = {"line": number, "start": start, "characters": len(line)}
        rows.append({"text_sha256": digest, **{name: str(cell) for name, cell in cells.items()}})
        start += len(line) + 1
    return rows


def _add_speaker(root: Path, source_id: str, actor_id: str) -> list[Added]:
    """Say that an actor speaks in a document, unless it is said already."""
    rows = tables.read_file(root / "data" / "speakers.csv")[1]
    if any((r["source_id"], r["actor_id"]) == (source_id, actor_id) for r in rows):
        return []
    source, actor = (
        next((r for r in tables.read_file(root / "data" / f"{name}.csv")[1] if r[f"{name[:-1]}_id"] == key), {})
        for name, key in (("sources", source_id), ("actors", actor_id))
    )
    label = actor.get("label_en", "")
    role = "author" if label == source.get("author") else "publisher" if label == source.get("publisher") else "quoted"
    return [_append(root, "speakers", {"source_id": source_id, "actor_id": actor_id, "role": role})]


def _append(root: Path, table: str, cells: Mapping[str, str]) -> Added:
    """Add one row with the next id; every cell is held against the schema before anything is written."""
    path = root / "data" / f"{table}.csv"
    header, rows = tables.read_file(path)
    schema = json.loads((root / "schemas" / f"{table}.json").read_bytes())
    fields = {f["name"]: f for f in schema["fields"]}
    row = dict(cells)
    key = schema["primaryKey"]
    if len(key) == 1 and not row.get(key[0]):
        prefix = rows[0][key[0]].partition("-")[0]
        row[key[0]] = tables.next_id(path.parent, table, prefix, (r[key[0]] for r in rows))
    for name, cell in row.items():
        if name not in fields:
            raise CannotAddError(f"{table} has no column {name!r}{_suggest(name, fields)}")
        allowed = fields[name].get("constraints", {}).get("enum")
        if cell and allowed and cell not in allowed:
            raise CannotAddError(f"{name} is one of {', '.join(allowed)}, not {cell!r}")
    _known_references(root, schema, row)
    tables.write_file(path, header, [*rows, row], key)
    required = [n for n, f in fields.items() if f.get("constraints", {}).get("required")]
    return Added(table, "|".join(row.get(k, "") for k in key), tuple(n for n in required if not row.get(n)))


def _known_references(root: Path, schema: dict[str, Any], row: Mapping[str, str]) -> None:
    for foreign in schema.get("foreignKeys", []):
        name, parent = foreign["fields"][0], foreign["reference"]["resource"]
        column = foreign["reference"]["fields"][0]
        if not parent or not row.get(name):
            continue
        _, others = tables.read_file(root / "data" / f"{parent}.csv")
        if row[name] not in {o[column] for o in others}:
            names = {o.get("label_en") or o.get("title") or "": o[column] for o in others}
            near = difflib.get_close_matches(row[name], names, 3, 0.6)
            told = "; ".join(f"{names[n]} is {n}" for n in near)
            new = f": {told}" if told else "; add a row there for what the record does not know yet"
            raise CannotAddError(f"{name}: no {column} {row[name]!r} in data/{parent}.csv{new}")


def _days(table: str, cells: dict[str, str]) -> dict[str, str]:
    """Fill the two day columns from the EDTF string."""
    name, start, end, basis = {
        "figures": ("period", "period_start", "period_end", "period_basis"),
        "events": ("date", "date_start", "date_end", "date_basis"),
    }.get(table, ("", "", "", ""))
    if not name:
        return cells
    try:
        span = edtf.parse(cells[name]) if cells.get(name) else edtf.Span(None, None)
    except ValueError as error:
        raise CannotAddError(f"{name}: {error}") from None
    # The words that tell an event seldom print its date; those of a figure mostly do.
    told = "stated" if table == "figures" else "relative"
    cells.setdefault(basis, told if cells.get(name) else "not_stated")
    return {**cells, start: str(span.start or ""), end: str(span.end or "")}


def _suggest(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {near[0]}?" if near else f"; it has {', '.join(known)}"


def _nearest(text: str, find: str) -> str:
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if find[:8].lower() in line.lower()]
    return f" (something like it on line {lines[0][0]})" if find and lines else ""
