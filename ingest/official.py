"""Official observations as rows of sources, evidence and figures, from a mapping that is kept as data.

``ingest/official/`` holds the mapping: ``documents.csv`` (body, vintage, date and address to a
source), ``areas.csv`` (to a place), ``series.csv`` (first rule that fits gives the series) and
``exceptions.csv`` (single observations, by their digest). Ids are those that the tables already
give to the same thing; only what is new gets a new one. What cannot land is written with its line
and reason to ``rejected.csv``.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from andean_coca import tables
from ingest import phrases
from ingest.coverage import write_coverage
from ingest.mapping import Mapping, RejectedError, read_mapping
from ingest.rows import Landing, Observation

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT.parent / "shared" / "official" / "observations.csv"
REJECTED = ["row", "line", "reason", "detail"]
_IDENTITY = (
    "indicator",
    "country",
    "area",
    "ref_year",
    "value",
    "unit",
    "body",
    "pub_date",
    "vintage",
    "url",
    "excerpt",
)


@dataclass(slots=True)
class Outcome:
    """What became of the raw rows."""

    landed: int = 0
    rejected: list[dict[str, str]] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)


def read_raw(path: Path) -> list[Observation]:
    """Read the raw file; each row knows its physical line, its digest and its phrase.

    Raises:
        RejectedError: the file lacks a column.
    """
    parsed = tables.parse(path.read_bytes().decode("utf-8-sig"))
    missing = [name for name in _IDENTITY if name not in parsed.header]
    if missing:
        raise RejectedError("missing_column", f"{path.name} lacks {', '.join(missing)}")
    observations = []
    for cells, line in zip(parsed.rows, parsed.lines, strict=True):
        # A row that is too short has blanks for what it lacks, and is rejected for them.
        row = dict(zip_longest(parsed.header, cells[: len(parsed.header)], fillvalue=""))
        digest = hashlib.sha256("\x1f".join(row[name] for name in _IDENTITY).encode()).hexdigest()[:16]
        observations.append(Observation(row, line, digest))
    _find_phrases(observations)
    return observations


def _find_phrases(observations: list[Observation]) -> None:
    """Find the printed phrases passage by passage: cells of one table row are told apart by their order."""
    passages: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for one in observations:
        passages[tuple(one.row[k] for k in ("url", "vintage", "excerpt", "indicator"))].append(one)
    for key, group in passages.items():
        numbers = sorted(
            (one for one in group if one.value is not None), key=lambda one: (one.row["ref_year"], one.line)
        )
        found = phrases.find(key[2], [float(one.value or 0) for one in numbers])
        for one, phrase in zip(numbers, found, strict=True):
            one.phrase = phrase


def ingest(root: Path, raw: Path, mapping: Mapping) -> Outcome:
    """Take the raw file into the tables below ``root``; write ``rejected.csv`` beside the mapping."""
    landing = Landing.open(root)
    outcome = Outcome()
    for observation in read_raw(raw):
        try:
            landing.add(observation, mapping)
            outcome.landed += 1
        except RejectedError as rejection:
            row = {
                "row": observation.digest,
                "line": str(observation.line),
                "reason": rejection.reason,
                "detail": rejection.detail,
            }
            outcome.rejected.append(row)
    outcome.left_over = landing.left_over()
    landing.write()
    tables.write_file(mapping.folder / "rejected.csv", REJECTED, outcome.rejected, ["line"])
    return outcome


def main(arguments: Sequence[str] | None = None) -> int:
    """Ingest from the command line; the exit code says whether the file could be read."""
    parser = argparse.ArgumentParser(prog="python -m ingest", description="Take published data into the tables.")
    parser.add_argument("what", choices=["official", "coverage"], help="observations, or the baseline of years")
    parser.add_argument("--file", type=Path, default=RAW, help="the raw observations (default: beside the checkout)")
    options = parser.parse_args(arguments)
    if options.what == "coverage":
        print(f"{write_coverage(ROOT)} series and places written to the baseline")
        return 0
    if not options.file.is_file():
        print(f"ingest: there is no file {options.file}", file=sys.stderr)
        return 2
    try:
        outcome = ingest(ROOT, options.file, read_mapping(ROOT / "ingest" / "official"))
    except (RejectedError, tables.TableError, UnicodeDecodeError, csv.Error) as error:
        print(f"ingest: {options.file.name}: {error}", file=sys.stderr)
        return 1
    print(f"{outcome.landed:,} observations landed, {len(outcome.rejected)} rejected")
    reasons: dict[str, int] = defaultdict(int)
    for row in outcome.rejected:
        reasons[row["reason"]] += 1
    for reason, number in sorted(reasons.items()):
        print(f"  {number:>5}  {reason}")
    if outcome.left_over:
        some = ", ".join(outcome.left_over[:20])
        print(f"{len(outcome.left_over)} figures of earlier files are not in this one: {some}")
        print("  they stay; list withdrawn ones in data/corrections.csv")
    return 0
