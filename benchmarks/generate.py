"""Tables of the record's own shape at any size, with planted faults: ``python -m benchmarks.generate --rows N``.

Documents of the official record are copied with all their rows, each copy with ids, series and indicators of
its own, so that schemas and rules hold on the result as they do on the record. ``faults.json`` beside the
tables lists what was planted: code, file, line, key and field.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from andean_coca import tables
from checks.store import literal, quote

ROOT = Path(__file__).resolve().parent.parent
STEP = 10_000  # between the ids of two copies; more than any table of the record has
# The columns of each copied table whose ids are the copy's own.
OWN = {
    "sources": ("source_id",),
    "passages": ("source_id",),
    "speakers": ("source_id",),
    "evidence": ("evidence_id", "source_id"),
    "indicators": ("indicator_id",),
    "series": ("series_id", "indicator_id"),
    "figures": ("figure_id", "evidence_id", "same_as", "series_id", "indicator_id"),
}
# Cells that break the schema, by table and field; each gives one finding of this code.
BREACHES = (
    ("SCH101", "figures", "place_id", ""),
    ("SCH102", "figures", "value", "1e5"),
    ("SCH102", "figures", "period_start", "2019-02-29"),
    ("SCH102", "evidence", "passage_start", "99999999999999999999"),
    ("SCH103", "figures", "obs_status", "ñ"),
    ("SCH104", "figures", "base_period", "20-18"),
    ("SCH105", "evidence", "line", "0"),
    ("SCH106", "figures", "note_en", "x" * 301),
    ("SCH107", "sources", "text_sha256", None),
    ("SCH108", "figures", "figure_id", None),
    ("SCH109", "figures", "claimed_by", "A-9999"),
)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault: the finding that it gives, and the cell that makes it."""

    code: str
    file: str
    line: int
    key: str
    field: str
    cell: str


def generate(target: Path, rows: int, faults: int = 0, seed: int = 0) -> list[Planted]:
    """Write a package of at least ``rows`` rows in all tables, and return the faults planted in it."""
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copyfile(ROOT / "datapackage.json", target / "datapackage.json")
    data = {p.stem: tables.read_file(p) for p in (ROOT / "data").glob("*.csv")}
    copied = _copied({name: content[1] for name, content in data.items()})
    there = sum(len(content[1]) for content in data.values())
    copies = max(0, -(-(rows - there) // sum(map(len, copied.values()))))
    planted = _plant(data, copied, copies, faults, random.Random(seed)) if copies else []  # noqa: S311
    for name, own in OWN.items():
        _write(target / "data" / f"{name}.csv", data[name], copied[name], own, (copies, planted))
    listed = [{k: v for k, v in asdict(p).items() if k != "cell"} for p in planted]
    (target / "faults.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    return planted


def _copied(data: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The rows that a copy has: documents of tables alone, whose figures stand outside events, claims and conflicts."""
    evidence = {r["evidence_id"]: r for r in data["evidence"]}
    apart = {r["figure_id"] for name in ("conflicts", "corrections") for r in data[name]}
    apart |= {r["claim_figure_id"] for r in data["reconciliations"]}
    figures = [r for r in data["figures"] if not r["event_id"] and r["figure_id"] not in apart]
    before = -1
    while before != len(figures):
        before = len(figures)
        used = {r["evidence_id"] for r in figures}
        torn = {r["source_id"] for e, r in evidence.items() if e not in used or r["locator_kind"] == "text_span"}
        ids = {r["figure_id"] for r in figures if evidence[r["evidence_id"]]["source_id"] not in torn}
        figures = [r for r in figures if r["figure_id"] in ids and (not r["same_as"] or r["same_as"] in ids)]
    documents = {evidence[r["evidence_id"]]["source_id"] for r in figures}
    kept = {"indicator_id": {r["indicator_id"] for r in figures}, "source_id": documents}
    result = {
        name: [r for r in data[name] if all(r[k] in ids for k, ids in kept.items() if k in r)]
        for name in OWN
        if name != "figures"
    }
    return {**result, "figures": figures}


def _shifted(identifier: str, copy: int) -> str:
    prefix, _, number = identifier.partition("-")
    return f"{prefix}-{int(number) + STEP * copy}" if identifier else ""


def _plant(
    data: dict[str, tuple[list[str], list[Row]]],
    copied: dict[str, list[Row]],
    copies: int,
    faults: int,
    draw: random.Random,
) -> list[Planted]:
    """Draw faults, every kind in turn, each in a row of its own that no other row refers to."""
    referred = {r["same_as"] for r in copied["figures"]}
    unique = next(r["text_sha256"] for r in data["sources"][1] if r["text_sha256"])
    planted: list[Planted] = []
    taken: set[tuple[str, int]] = set()
    while len(planted) < faults:
        code, table, field, cell = BREACHES[len(planted) % len(BREACHES)]
        copy, at = draw.randrange(copies), draw.randrange(1, len(copied[table]))
        row, before = copied[table][at], copied[table][at - 1]
        own = OWN[table][0]
        number = len(data[table][1]) + copy * len(copied[table]) + at
        near = {(table, number + n) for n in (-1, 0, 1)}
        if near & taken or row[own] in referred or (table == "sources" and row[field]):
            continue
        taken |= near
        double = unique if table == "sources" else _shifted(before[own], copy + 1)
        told = double if cell is None else cell
        key = told if field == own else _shifted(row[own], copy + 1)
        planted.append(Planted(code, f"data/{table}.csv", number + 2, key, field, told))
    return sorted(planted, key=lambda p: (p.file, p.line))


def _write(
    path: Path,
    content: tuple[list[str], list[Row]],
    copied: list[Row],
    own: Sequence[str],
    made: tuple[int, list[Planted]],
) -> None:
    """Write the rows of the record, then the copies, with the planted cells."""
    header, rows = content
    copies, planted = made
    store = duckdb.connect(config={"threads": 2, "preserve_insertion_order": True})
    store.execute(f"CREATE TABLE base ({', '.join(quote(h) + ' VARCHAR' for h in header)}, _at BIGINT)")
    columns = [[row[h] or None for row in copied] for h in header]
    unnested = ", ".join("unnest(?::VARCHAR[])" for _ in header)
    store.execute(f"INSERT INTO base SELECT {unnested}, unnest(?::BIGINT[])", [*columns, list(range(len(copied)))])
    number = f"{len(rows)} + (copy - 1) * {len(copied)} + _at + 2"
    cells = []
    for name in header:
        cell = quote(name)
        if name in own:
            prefix = f"split_part({cell}, '-', 1) || '-'"
            cell = f"{prefix} || (split_part({cell}, '-', 2)::BIGINT + {STEP} * copy)::VARCHAR"
        mine = [p for p in planted if p.field == name and p.file == f"data/{path.name}"]
        if mine:
            whens = " ".join(f"WHEN {p.line} THEN {literal(p.cell) if p.cell else 'NULL'}" for p in mine)
            cell = f"CASE {number} {whens} ELSE {cell} END"
        cells.append(f"{cell} AS {quote(name)}")
    part = path.with_suffix(".part")
    query = f"SELECT {', '.join(cells)} FROM range(1, {copies + 1}) c(copy), base ORDER BY copy, _at"
    store.execute(f"COPY ({query}) TO {literal(str(part))} (FORMAT csv, HEADER false, NULL '')")
    with path.open("ab") as file, part.open("rb") as more:
        shutil.copyfileobj(more, file, 1 << 24)
    part.unlink()
    store.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a package and say what it holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("--rows", type=int, required=True, help="rows of all tables together, at least")
    parser.add_argument("--faults", type=int, default=0, help="how many faults to plant (default: none)")
    parser.add_argument("--seed", type=int, default=0, help="the draw that places them (default: 0)")
    parser.add_argument("--output", default="dist/generated", metavar="DIR", help="a folder that is not there yet")
    options = parser.parse_args(arguments)
    target = Path(options.output)
    if target.exists():
        parser.error(f"{target} is there already")
    planted = generate(target, options.rows, options.faults, options.seed)
    print(f"{target}: {len(planted)} faults planted, listed in faults.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
