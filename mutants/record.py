"""The score that is kept: what was measured, on which data, as a table, a page and a picture.

``score.csv`` has a row for each operator and column; ``score.json`` the data's digest and the classes,
and those of every version before; ``reasons.csv`` says why nothing contradicts what survived.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from andean_coca import tables
from mutants.cell_operators import CELL_OPERATORS, Operator
from mutants.engine import Outcome
from mutants.file_operators import FILE_OPERATORS, UNDESCRIBED, FileOperator
from mutants.row_operators import ROW_OPERATORS, RowOperator
from mutants.score import LEVELS, Plan, by, survivors, tally

FOLDER = Path(__file__).parent
CSV, JSON, REASONS = FOLDER / "score.csv", FOLDER / "score.json", FOLDER / "reasons.csv"
HEADER = ["level", "operator", "table", "column", "tried", "caught", "with_texts", "codes"]


class ScoreError(Exception):
    """The score cannot be kept; the message says why."""


def data_digest(root: Path) -> str:
    """SHA-256 over the tables, in order of name: what a score was measured on."""
    digest = hashlib.sha256()
    for path in sorted((root / "data").glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def keep(plan: Plan, outcomes: list[Outcome], of_texts: list[Outcome]) -> None:
    """Write the score of the whole package and that of the numbers, positions and hashes of the texts.

    Raises:
        ScoreError: a class fell since an earlier version, or a survivor has no reason.
    """
    version = json.loads((plan.root / "datapackage.json").read_bytes())["version"]
    before = json.loads(JSON.read_bytes())["versions"] if JSON.is_file() else {}
    levels = {level: _counts([o for o in outcomes if o.level == level]) for level in LEVELS}
    levels |= {"all": _counts(outcomes), "texts": _counts(of_texts)}
    falls = fallen({**before, version: levels})
    unexplained = sorted({(o.table, o.column) for o in outcomes if not o.caught} - reasons().keys())
    if falls or unexplained:
        named = [f"no reason in mutants/reasons.csv for {table}.{column}" for table, column in unexplained]
        raise ScoreError("; ".join([*falls, *named]))
    rows = [
        dict(zip(HEADER, [*key, *map(str, (t.tried, t.caught, t.with_texts)), " ".join(t.codes)], strict=True))
        for key, t in by(outcomes, "level", "operator", "table", "column").items()
    ]
    tables.write_file(CSV, HEADER, rows, HEADER[:4])
    body = {
        "data_sha256": data_digest(plan.root),
        "seed": plan.seed,
        "sample": plan.sample,
        "versions": {**before, version: levels},
        "survivors": survivors(outcomes),
    }
    JSON.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def _counts(outcomes: list[Outcome]) -> list[int]:
    counted = tally(outcomes)
    return [counted.tried, counted.caught, counted.with_texts]


def fallen(versions: dict[str, dict[str, list[int]]]) -> list[str]:
    """Say which class of a version catches a smaller share than the version before it."""
    ordered = sorted(versions.items(), key=lambda item: tuple(map(int, item[0].split("."))))
    told = []
    for (_, before), (version, now) in pairwise(ordered):
        for level, (tried, *caught) in now.items():
            was = before.get(level, [tried, 0, 0])
            for name, mine, theirs in zip(("without", "with"), caught, was[1:], strict=True):
                if mine * was[0] < theirs * tried:
                    told.append(
                        f"{level} {name} the texts fell in {version}: {mine} of {tried}, was {theirs} of {was[0]}"
                    )
    return told


def reasons() -> dict[tuple[str, str], str]:
    """Why nothing contradicts a corruption, by (table, column)."""
    return {(r["table"], r["column"]): r["reason"] for r in tables.read_file(REASONS)[1]}


def measured(root: Path) -> dict[str, Any]:
    """Return the kept score.

    Raises:
        ScoreError: it was measured on other data, or it fell.
    """
    score: dict[str, Any] = json.loads(JSON.read_bytes())
    if score["data_sha256"] != data_digest(root):
        raise ScoreError("the mutation score was measured on other data; run: nox -s mutants -- --record")
    if falls := fallen(score["versions"]):
        raise ScoreError("; ".join(falls))
    return score


def page() -> str:
    """The page of the score in Markdown, from what is kept."""
    score = json.loads(JSON.read_bytes())
    version, levels = max(score["versions"].items(), key=lambda item: tuple(map(int, item[0].split("."))))
    parts = [_INTRODUCTION, _totals(levels), _PICTURE, "## Operators\n", _operators()]
    parts += ["## What survives, and why\n", _survived(score["survivors"]), _FOOT.format(version=version, **score)]
    return "\n".join(parts)


def _totals(levels: dict[str, list[int]]) -> str:
    names = {"all": "all", "texts": "numbers, positions and hashes of the five texts"}
    rows = ["| class | tried | caught | % | with the texts | % |", "|---|--:|--:|--:|--:|--:|"]
    for level, (tried, caught, texts) in levels.items():
        percents = (f"{100 * n / tried:.1f}" for n in (caught, texts))
        first, second = percents
        rows.append(f"| {names.get(level, level)} | {tried:,} | {caught:,} | {first} | {texts:,} | {second} |")
    return "\n".join([*rows, ""])


def _operators() -> str:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    codes: dict[str, list[str]] = defaultdict(list)
    for row in tables.read_file(CSV)[1]:
        for at, name in enumerate(("tried", "caught", "with_texts")):
            counts[row["operator"]][at] += int(row[name])
        codes[row["operator"]] += [c for c in row["codes"].split() if c not in codes[row["operator"]]]
    rows = [
        "| operator | class | what it does | tried | caught | with texts | codes that caught |",
        "|---|---|---|--:|--:|--:|---|",
    ]
    operators: list[Operator | RowOperator | FileOperator] = [*CELL_OPERATORS, *ROW_OPERATORS, *FILE_OPERATORS]
    for one in (*operators, UNDESCRIBED):
        tried, caught, texts = counts[one.name]
        some = " ".join(codes[one.name][:5])
        what = one.what.replace("|", "\\|")
        rows.append(f"| `{one.name}` | {one.level} | {what} | {tried} | {caught} | {texts} | {some} |")
    return "\n".join([*rows, ""])


def _survived(lines: list[str]) -> str:
    why = reasons()
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines:
        place = line.partition(": ")[2]
        table, column = place.partition("[")[0], place.partition("].")[2].partition(" ")[0]
        groups[table, column].append(line)
    out = []
    for (table, column), mine in sorted(groups.items()):
        out += [f"- **{table}.{column}**: {why.get((table, column), '')}", *(f"  - `{line}`" for line in mine)]
    return "\n".join([*out, ""])


_INTRODUCTION = """\
# How many corruptions the checks catch

One thing of the shipped package is corrupted, the checks run, and it is noted whether they object; then it is mended.
Each operator is tried on every column that it applies to, on a row drawn by seed. Numbers, codes, ids, dates, positions
and hashes are corrupted in every way, prose only lexically. Great Expectations suites are asked about what the fast
checks let pass; frictionless and stored digests take no part. `nox -s mutants` measures it, `-- --record` keeps it.
A lexical or structural corruption that the first gate refuses is not taken further.
"""
_PICTURE = """\
![Share that survived, by operator and table](pictures/mutants.svg)

A cell of the picture is an operator in a table: the palest is all caught, the darker, the more survived; where there is
no cell, the operator does not apply. Each column of each table stands in `mutants/score.csv`.
"""
_FOOT = """\
Two corruptions leave the meaning the same and are not tried: the operands of a sum in another order, and a cell that
the operator leaves as it is. This list is closed (`Bench.same_meaning`).

Measured on version {version}, data {data_sha256}, seed {seed}, {sample} row(s) for each operator and column.
"""
